"""What the log means. Pure functions: a set of changes in, live values, conflicts and deletes out.

This is the definition. `session.py` keeps the same result up to date change by change, and a test compares
the two over random histories. Rules:

- An edit is *live* when no accepted edit names it in `replaces`. Erased edits are neither live nor name anything.
- A reference counts only if author, seq, index and tag fit and the target is of the same record, kind and field.
- Equal values are one value; unequal ones are a conflict: both stay, one is shown until a person settles it.
- Shown is what the order table ranks highest, else the later in (lamport, author, seq, index). Values that
  nobody understands take no part in ranking unless there are no others.
- A delete carries the frontier it saw; a live edit beyond it shows the record as deleted here, changed there.
  Deletes do not contradict one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from storage import canonical
from storage.changes import TAG_SIZE, AuthorId, Change, Edit, RecordId, ScopeId

DELETED: Final = "deleted"
"""The reserved field."""

Rank = Callable[[object], int]
Orders = Mapping[tuple[str, str], Rank]
"""(kind, field) → how strongly a value asks to be shown."""
NotUnderstood = Callable[[str, str, object], bool]
"""kind, field, value → whether no model of this program understands it."""
Key = tuple[ScopeId, str, RecordId, str]
"""scope, kind, record, field"""


@dataclass(frozen=True, slots=True)
class Live:
    """One live edit: where it stands, when it was made, what it says."""

    author: AuthorId
    seq: int
    index: int
    lamport: int
    leaf: bytes
    value: bytes

    @property
    def place(self) -> tuple[int, bytes, int, int]:
        """Give its place in the order of causes; no two are equal."""
        return self.lamport, self.author, self.seq, self.index


@dataclass(frozen=True, slots=True)
class Deletion:
    """A record that is deleted; `changed_there` when somebody changed what the delete had not seen."""

    reason: str
    changed_there: bool


def live(changes: Iterable[Change]) -> dict[Key, list[Live]]:
    """Give the live edits of every field that has any, in order of causes."""
    unique = {(change.scope, change.author, change.seq): change for change in changes}
    edits = {
        (change.scope, change.author, change.seq, index): (change, edit, leaf)
        for change in unique.values()
        for index, (edit, leaf) in enumerate(zip(change.edits, change.leaves(), strict=True))
        if isinstance(edit, Edit)
    }
    named = set()
    for change, edit, _ in edits.values():
        for ref in edit.replaces:
            target = (change.scope, ref.author, ref.seq, ref.index)
            if target in edits and _fits(edit, ref.tag, *edits[target][1:]):
                named.add(target)
    lives: dict[Key, list[Live]] = {}
    for place, (change, edit, leaf) in edits.items():
        if place not in named:
            _, author, seq, index = place
            key = (change.scope, edit.kind, edit.record, edit.field)
            lives.setdefault(key, []).append(Live(author, seq, index, change.lamport, leaf, edit.value))
    return {key: sorted(found, key=lambda one: one.place) for key, found in lives.items()}


def _fits(edit: Edit, tag: bytes, target: Edit, leaf: bytes) -> bool:
    same = (edit.record, edit.kind, edit.field) == (target.record, target.kind, target.field)
    return same and leaf[:TAG_SIZE] == tag


def shown(
    kind: str, field: str, lives: Sequence[Live], orders: Orders, not_understood: NotUnderstood
) -> Live:
    """Choose which of the live edits of a field is shown; there is at least one."""
    if len(lives) == 1:
        return lives[0]
    values = {one.value: canonical.read(one.value) for one in lives}
    ranked = [one for one in lives if understood(kind, field, values[one.value], not_understood)]
    rank = orders.get((kind, field))
    if rank is None or not ranked:
        return max(ranked or lives, key=lambda one: one.place)
    return max(ranked, key=lambda one: (rank(values[one.value]), one.place))


def understood(kind: str, field: str, value: object, not_understood: NotUnderstood) -> bool:
    """Say whether a value takes part in rules."""
    if value is canonical.NOT_UNDERSTOOD:
        return False
    if field == DELETED:
        return value is None or frontier(value) is not None
    return not not_understood(kind, field, value)


def in_conflict(field: str, lives: Sequence[Live]) -> bool:
    """Say whether the live edits of a field disagree."""
    values = {one.value for one in lives}
    if field == DELETED:
        return len({value == b"null" for value in values}) > 1
    return len(values) > 1


def frontier(value: object) -> dict[bytes, int] | None:
    """Read what a delete had seen, author → seq; None when the value is no delete."""
    seen = value.get("frontier") if isinstance(value, dict) else None
    if not isinstance(seen, dict):
        return None
    try:
        found = {bytes.fromhex(author): seq for author, seq in seen.items()}
    except ValueError:
        return None
    return found if all(type(seq) is int for seq in found.values()) else None


def deletion(
    kind: str,
    fields: Mapping[str, Sequence[Live]],
    orders: Orders,
    not_understood: NotUnderstood,
) -> Deletion | None:
    """Say whether a record is deleted, from the live edits of its fields; None when it is not.

    Where several devices deleted it, what any of them had seen counts as seen.
    """
    deletes = fields.get(DELETED)
    if not deletes:
        return None
    value = canonical.read(shown(kind, DELETED, deletes, orders, not_understood).value)
    if frontier(value) is None:
        return None
    seen: dict[bytes, int] = {}
    for one in deletes:
        saw = frontier(canonical.read(one.value))
        if saw is not None:
            for author, seq in [*saw.items(), (one.author, one.seq)]:
                seen[author] = max(seq, seen.get(author, 0))
    changed = any(
        one.seq > seen.get(one.author, 0)
        for field, lives in fields.items()
        if field != DELETED
        for one in lives
    )
    reason = value.get("reason") if isinstance(value, dict) else None
    return Deletion(reason if isinstance(reason, str) else "", changed)
