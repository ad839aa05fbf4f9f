"""Conflicts: what several people wrote into one field without knowing of each other, and how a person settles it.

Both values stay until then; the safer one is shown (app.casework.orders). Settling is an edit like any other, which replaces
the values that were looked at, and travels. `pending` names the fields and gives no value, so it reveals nothing; `conflict`
gives the values of one, `conflicts` of all: where they are of the identity tier, the look is written in the audit trail.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app import audit, consent
from app import seen as forms
from app.cases import may_write
from app.casework import entry
from app.casework.orders import ORDERS
from app.casework.schema import DELETED
from app.casework.tiers import Tier
from app.finding import case_of, case_of_scope, fields_of, find_rows, rows_of
from app.ids import to_text
from app.naming import Names, alias_of
from app.projection import is_ours
from app.seen import Seen
from app.views import Value, conflicts_of
from app.workspace import Workspace
from storage import canonical, log, recall, records
from storage.database import Tx
from storage.errors import UserError
from storage.log import NewEdit
from storage.records import LiveValue, Row
from storage.scopes import ScopeId


class Why(StrEnum):
    """Why one of several values is shown until a person decides."""

    SAFER = "safer"
    LATER = "later"
    UNDERSTOOD = "understood"


@dataclass(frozen=True, slots=True)
class Pending:
    """A field that waits for a person.

    count: its values. about: its case's alias or its house's codename, "" where that is not here. identity: to look at it says
    who somebody is, and is written in the audit trail.
    """

    id: bytes
    kind: str
    case: bytes | None
    field: str
    count: int
    about: str
    identity: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field with several values. shown: the number of the one that is shown now, and why.

    seen: opaque; handed back to `resolve` it makes sure that what was looked at is what is replaced.
    """

    id: bytes
    kind: str
    case: bytes | None
    field: str
    values: list[Value]
    about: str
    shown: int
    why: Why
    seen: Seen = dataclasses.field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Settled:
    """The value that stands now."""

    id: bytes
    field: str
    value: object


def pending(workspace: Workspace) -> list[Pending]:
    """List the fields that wait, without their values."""
    with workspace.vault.read() as tx:
        return [_pending(tx, row, name) for row in _rows(tx) for name in row.conflicts]


def _pending(tx: Tx, row: Row, name: str) -> Pending:
    return Pending(
        id=row.record,
        kind=row.kind,
        case=_case(tx, row),
        field=name,
        count=len({live.raw for live in row.conflicts[name]}),
        about=_about(tx, row),
        identity=_reveals(row.kind, name),
    )


def _reveals(kind: str, name: str) -> bool:
    return name != DELETED and entry.tier(kind, name) is Tier.IDENTITY


def conflict(workspace: Workspace, record: bytes, name: str) -> Conflict:
    """Give one conflict with its values. Raises: UserError("unknown_record"), UserError("no_conflict")."""
    with workspace.vault.read() as tx:
        found = _one(tx, _row(tx, record, name), name, Names(tx, workspace))
    _note_look(workspace, found)
    return found


def conflicts(workspace: Workspace) -> list[Conflict]:
    """List every conflict with its values."""
    with workspace.vault.read() as tx:
        names = Names(tx, workspace)
        found = [_one(tx, row, name, names) for row in _rows(tx) for name in row.conflicts]
    for each in found:
        _note_look(workspace, each)
    return found


def _rows(tx: Tx) -> list[Row]:
    """Return the rows with conflicts, each once; of what stands where no record of its kind can be, nobody is asked."""
    rows = {
        (row.scope, row.kind, row.record): row for row, _ in records.conflicts(tx) if not is_ours(row.kind)
    }
    return [row for row in rows.values() if any(one.scope == row.scope for one in find_rows(tx, row.record))]


def _row(tx: Tx, record: bytes, name: str) -> Row:
    row = next((row for row in rows_of(tx, record) if name in row.conflicts), None)
    if row is None:
        raise UserError("no_conflict", id=to_text(record), field=name)
    return row


def _one(tx: Tx, row: Row, name: str, names: Names) -> Conflict:
    lives = sorted(row.conflicts[name], key=lambda live: live.leaf)
    shown = next(n for n, live in enumerate(lives, 1) if live.value == row.fields[name])
    return Conflict(
        id=row.record,
        kind=row.kind,
        case=_case(tx, row),
        field=name,
        values=conflicts_of(row, names)[name],
        about=_about(tx, row),
        shown=shown,
        why=_why(row.kind, name, lives),
        seen={name: tuple(live.ref for live in lives)},
    )


def _case(tx: Tx, row: Row) -> bytes | None:
    return row.record if row.kind == "case" else case_of_scope(tx, row.scope)


def _about(tx: Tx, row: Row) -> str:
    """Name what a row belongs to as lists do: nothing of the identity tier."""
    codename = row.fields.get("codename") if row.kind == "house" else None
    return codename if isinstance(codename, str) else alias_of(tx, _case(tx, row))


def _why(kind: str, name: str, lives: Sequence[LiveValue]) -> Why:
    """Say by which rule one of these is shown (storage.merge.shown)."""
    understood = [live for live in lives if entry.understood(kind, name, live.value)]
    if 0 < len(understood) < len(lives):
        lives = understood
        if len({live.raw for live in lives}) == 1:
            return Why.UNDERSTOOD
    rank = ORDERS.get((kind, name))
    ranks = {rank(live.value) for live in lives} if rank is not None else set()
    return Why.SAFER if len(ranks) > 1 else Why.LATER


def _note_look(workspace: Workspace, found: Conflict) -> None:
    if _reveals(found.kind, found.field):
        audit.reveal(workspace, found.case or found.id)


def resolve(
    workspace: Workspace,
    record: bytes,
    name: str,
    *,
    take: int | None = None,
    untrusted_value: object = None,
    seen: Seen | None = None,
) -> Settled:
    """Settle a conflict: with one of its values by number, or with another one.

    Args: seen: what `conflict` gave, whose numbers are meant; a value that has come in since is not replaced by one who
    never saw it.
    Raises: UserError("unknown_record"), UserError("no_conflict"), UserError("no_such_value"), UserError("no_right_here"),
    what `app.casework.entry` refuses.
    """
    with workspace.vault.transaction() as tx:
        row = _row(tx, record, name)
        scope = ScopeId(row.scope)
        may_write(tx, workspace, scope)
        if seen is None:
            seen = {name: tuple(live.ref for live in sorted(row.conflicts[name], key=_leaf))}
        value = (
            _taken(tx, row, name, seen, take)
            if take is not None
            else entry.validate_entry(row.kind, name, untrusted_value)
        )
        replaced = forms.replaced(tx, row.scope, row.kind, record, name, seen)
        edit = NewEdit(record, row.kind, name, value, replaced)
        log.append(tx, workspace.identity.author, scope, [edit], rng=workspace.rng, now=workspace.now)
        if row.kind == "consent":
            _announce(tx, workspace, rows_of(tx, record), {name: value})
    return Settled(record, name, value)


def _leaf(live: LiveValue) -> bytes:
    return live.leaf


def _taken(tx: Tx, row: Row, name: str, seen: Seen, take: int) -> object:
    """Return the value that had this number when it was looked at."""
    refs = seen.get(name, ())
    if 1 <= take <= len(refs):
        found = recall.edits(tx, row.scope, row.kind, row.record, name, [refs[take - 1]])
        if found:
            return canonical.read(found[0].value)
    raise UserError("no_such_value", take=take, count=len(refs))


def _announce(tx: Tx, workspace: Workspace, rows: list[Row], settled: Mapping[str, object]) -> None:
    case = case_of(tx, rows)
    if case is not None:
        consent.announce(tx, workspace, case, {**fields_of(rows), **settled})
