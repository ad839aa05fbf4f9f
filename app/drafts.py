"""Unsaved typing, kept in the store: after a lock, a crash or a power cut it is there again.

- Encrypted like everything, local: never a change, never sent. `app.cases` drops a draft in the transaction that saves it.
- What would be saved in several compartments is kept in as many parts, and goes with each: what is shed, purged or sealed
  takes along what was typed into it.
- With what the form showed when it was opened (app.seen), so that saving it after all loses nothing that came meanwhile.
- Reading never fails: what is not understood is as if it had not been kept.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.casework import compartments
from app.casework.compartments import PERSON_FIELDS, Anchor, Compartment, scope_id
from app.finding import case_of_person, find_rows, home_of
from app.ids import parse, to_text
from app.placing import Place
from app.seen import Seen, from_plain, to_plain
from app.workspace import Workspace
from storage import canonical, drafts
from storage.database import Tx
from storage.drafts import Part
from storage.errors import UserError
from storage.records import Row
from storage.scopes import ScopeId

MOST_BYTES: Final = 1 << 20
"""What one draft may take, as it is kept."""


@dataclass(frozen=True, slots=True)
class Draft(Mapping[str, object]):
    """What was typed into a form, by field; `record` is what it is about, None for a new one. seen: as in `views.Shown`."""

    key: str
    typed: Mapping[str, object]
    record: bytes | None = None
    seen: Seen | None = None
    saved_at: int = field(default=0, compare=False)

    def __getitem__(self, name: str) -> object:
        return self.typed[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.typed)

    def __len__(self) -> int:
        return len(self.typed)


def save(
    workspace: Workspace,
    key: str,
    values: Mapping[str, object],
    *,
    record: bytes | None = None,
    kind: str | None = None,
    place: Place = Place(),
    seen: Seen | None = None,
) -> None:
    """Keep what is typed into a form, in place of what was kept under its key.

    Args: values: JSON, by field where the form has fields. record: what is edited. kind, place: of a new record, where it
    would go. seen: what the form showed when it was opened.
    Raises: UserError("draft_too_large"), UserError("bad_value") for text that is none; UserError("unknown_record"),
    UserError("scope_not_here") when what is edited is no longer here: nothing of it is kept then.
    """
    with workspace.vault.transaction() as tx:
        homes = _homes(tx, workspace, values, record, kind, place)
        parts = {
            scope: _spell({name: values[name] for name in names}, record, seen)
            for scope, names in homes.items()
            if scope is None or any(values[name] for name in names) or not drafts.gone(tx, scope)
        }
        size = sum(map(len, parts.values()))
        if size > MOST_BYTES:
            raise UserError("draft_too_large", size=size, limit=MOST_BYTES)
        drafts.put(tx, key, parts, workspace.now(), new=record is None)


def _homes(
    tx: Tx,
    workspace: Workspace,
    names: Iterable[str],
    record: bytes | None,
    kind: str | None,
    place: Place,
) -> dict[ScopeId | None, list[str]]:
    """Say which values belong to which compartment, as if they were saved now."""
    if record is None:
        return {_home(tx, workspace, kind, place): list(names)}
    rows = find_rows(tx, record)
    if not rows:
        raise UserError("unknown_record", id=to_text(record))
    homes: dict[ScopeId | None, list[str]] = {}
    for name in names:
        homes.setdefault(_home_of_field(rows, name), []).append(name)
    return homes or {ScopeId(rows[0].scope): []}


def _home_of_field(rows: list[Row], name: str) -> ScopeId:
    home = PERSON_FIELDS.get(name, Compartment.CORE) if rows[0].kind == "person" else Compartment.CORE
    if home is Compartment.CORE:
        return home_of(rows) or ScopeId(rows[0].scope)
    return ScopeId(scope_id(home, rows[0].record))


def _home(tx: Tx, workspace: Workspace, kind: str | None, place: Place) -> ScopeId | None:
    """Return where a new record would go; None where nothing that it hangs on is named."""
    case = place.case
    if case is None and place.person is not None:
        case = case_of_person(tx, place.person)
    at = Anchor(root=workspace.root, case=case, person=place.person, house=place.house)
    if case is None and place.person is None and place.house is None:
        return None
    if kind is not None:
        try:
            return ScopeId(compartments.home(kind, at, place.compartment))
        except UserError:  # said when it is saved; until then it belongs to what it hangs on
            pass
    chosen = place.compartment or (Compartment.CORE if case is not None else Compartment.HOUSE)
    owner = at.owner(chosen)
    return ScopeId(scope_id(chosen, owner)) if owner is not None else None


def _spell(values: Mapping[str, object], record: bytes | None, seen: Seen | None) -> bytes:
    about = to_text(record) if record is not None else None
    known = to_plain({name: seen[name] for name in values if name in seen}) if seen is not None else None
    return canonical.dumps({"about": about, "seen": known, "values": values})


def load(workspace: Workspace, key: str) -> Draft | None:
    """Return what was kept under a key, as far as it is still here; None when nothing is."""
    with workspace.vault.read() as tx:
        return _joined(key, drafts.get(tx, key))


def all(workspace: Workspace) -> list[Draft]:
    """Return every draft, the newest first."""
    with workspace.vault.read() as tx:
        parts = drafts.every(tx)
    keys = dict.fromkeys(part.name for part in parts)
    found = (_joined(key, [part for part in parts if part.name == key]) for key in keys)
    return sorted((draft for draft in found if draft is not None), key=_age)


def _age(draft: Draft) -> tuple[int, str]:
    return -draft.saved_at, draft.key


def drop(workspace: Workspace, key: str) -> None:
    """Forget a draft; nothing happens when there is none."""
    with workspace.vault.transaction() as tx:
        drafts.drop(tx, key)


def _joined(key: str, parts: list[Part]) -> Draft | None:
    read = [draft for part in parts if (draft := _read(part)) is not None]
    if not read:
        return None
    seen: Seen | None = None
    for draft in read:
        if draft.seen is not None:
            seen = {**(seen or {}), **draft.seen}
    typed = {name: value for draft in read for name, value in draft.typed.items()}
    return Draft(key, typed, read[0].record, seen, max(part.saved for part in parts))


def _read(part: Part) -> Draft | None:
    """Read a part; None for what this program did not write."""
    try:
        known = json.loads(part.value)
        values, about, seen = known["values"], known["about"], known["seen"]
        record = parse(about) if about is not None else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, UserError):
        return None
    if not isinstance(values, dict):
        return None
    return Draft(part.name, values, record, from_plain(seen) if seen is not None else None)
