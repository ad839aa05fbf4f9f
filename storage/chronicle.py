"""Everything that was ever written in some compartments, each edit with the values that it replaced.

Read from the log, nothing is stored twice; what was erased, shed or sealed is not in it. `history` is the same for one
record. A reference counts as it does in `merge`: its author, seq, index and tag fit, and it is of the same field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from storage.changes import SEQ_MAX, TAG_SIZE, AuthorId, Change, Edit, RecordId, Ref, ScopeId, decode_change
from storage.database import Tx
from storage.projection import read_value
from storage.scopes import hidden


@dataclass(frozen=True, slots=True)
class Written:
    """One edit. before: the values that it replaced and that are still here; times in unix seconds."""

    record: RecordId
    scope: ScopeId
    kind: str
    field: str
    value: object
    before: tuple[object, ...]
    author: AuthorId
    lamport: int
    wall: int
    received_at: int
    bundle: int | None
    live: bool


class _Kept(NamedTuple):
    change: Change
    received: int
    bundle: int | None
    number: int


def chronicle(tx: Tx, scopes: Iterable[ScopeId]) -> list[Written]:
    """Give every edit of these compartments, the newest first in the order of causes."""
    sealed = hidden(tx)
    found: list[tuple[tuple[int, bytes, int, int], Written]] = []
    for scope in scopes:
        row = tx.scalar("SELECT id FROM scope WHERE name = ?", (scope,))
        if row is not None and row not in sealed:
            found += _of_scope(tx, int(row), scope)
    return [written for _, written in sorted(found, key=lambda each: each[0], reverse=True)]


def _of_scope(tx: Tx, row: int, scope: ScopeId) -> Iterator[tuple[tuple[int, bytes, int, int], Written]]:
    alive = set(
        tx.execute("SELECT change, idx FROM record JOIN cell ON rec = id WHERE scope = ?", (row,)).fetchall()
    )
    changes = _changes(tx, row, scope)
    for (author, seq), kept in changes.items():
        change = kept.change
        for index, edit in enumerate(change.edits):
            if not isinstance(edit, Edit):
                continue
            yield (
                (change.lamport, author, seq, index),
                Written(
                    record=edit.record,
                    scope=scope,
                    kind=edit.kind,
                    field=edit.field,
                    value=read_value(edit.value),
                    before=tuple(_replaced(changes, edit)),
                    author=author,
                    lamport=change.lamport,
                    wall=change.wall,
                    received_at=kept.received,
                    bundle=kept.bundle,
                    live=(kept.number, index) in alive,
                ),
            )


def _changes(tx: Tx, row: int, scope: ScopeId) -> dict[tuple[AuthorId, int], _Kept]:
    rows = tx.execute(
        "SELECT change.id, author.name, change.bundle, received, body FROM chain JOIN author ON author.id = chain.author"
        " JOIN change ON change.id BETWEEN chain.id << 36 AND chain.id << 36 | ? WHERE chain.scope = ?",
        (SEQ_MAX, row),
    )
    found = {}
    for number, author, bundle, received, body in rows:
        seq = number & SEQ_MAX
        change = decode_change(body, scope, AuthorId(author), seq)
        found[change.author, seq] = _Kept(change, received, bundle, number)
    return found


def _replaced(changes: dict[tuple[AuthorId, int], _Kept], edit: Edit) -> Iterator[object]:
    for ref in edit.replaces:
        kept = changes.get((ref.author, ref.seq))
        target = _target(kept.change, ref) if kept is not None else None
        if target is not None and (target.record, target.kind, target.field) == (
            edit.record,
            edit.kind,
            edit.field,
        ):
            yield read_value(target.value)


def _target(change: Change, ref: Ref) -> Edit | None:
    edit = change.edits[ref.index] if ref.index < len(change.edits) else None
    if not isinstance(edit, Edit) or change.leaves()[ref.index][:TAG_SIZE] != ref.tag:
        return None
    return edit
