"""Conflicts: what several people wrote into one field without knowing of each other, and how a person settles it.

Both values stay until then; the safer one is shown (app.casework.orders). Settling is an edit like any other, which replaces
all values that are there, and travels.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app import audit, consent
from app.casework import entry
from app.casework.tiers import Tier
from app.finding import case_of, case_of_scope, fields_of, rows_of
from app.ids import to_text
from app.naming import Names
from app.projection import is_ours
from app.views import Value, conflicts_of
from app.workspace import Workspace
from storage import log, records
from storage.database import Tx
from storage.errors import UserError
from storage.log import NewEdit
from storage.records import Row
from storage.scopes import ScopeId


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field with several values."""

    id: bytes
    kind: str
    case: bytes | None
    field: str
    values: list[Value]


@dataclass(frozen=True, slots=True)
class Settled:
    """The value that stands now."""

    id: bytes
    field: str
    value: object


def conflicts(workspace: Workspace) -> list[Conflict]:
    """List every conflict; those of the identity tier are shown too, so the look is written in the audit trail."""
    with workspace.vault.read() as tx:
        names = Names(tx, workspace)
        rows = {
            (row.scope, row.kind, row.record): row
            for row, _ in records.conflicts(tx)
            if not is_ours(row.kind)
        }
        found = [conflict for row in rows.values() for conflict in _of_row(tx, row, names)]
    for conflict in found:
        if entry.tier(conflict.kind, conflict.field) is Tier.IDENTITY:
            audit.reveal(workspace, conflict.case or conflict.id)
    return found


def _of_row(tx: Tx, row: Row, names: Names) -> list[Conflict]:
    case = row.record if row.kind == "case" else case_of_scope(tx, row.scope)
    return [
        Conflict(row.record, row.kind, case, name, values)
        for name, values in conflicts_of(row, names).items()
    ]


def resolve(
    workspace: Workspace, record: bytes, name: str, *, take: int | None = None, untrusted_value: object = None
) -> Settled:
    """Settle a conflict: with one of its values by number, or with another one.

    Raises: UserError("unknown_record"), UserError("no_conflict"), UserError("no_such_value"), what
    `app.casework.entry` refuses.
    """
    with workspace.vault.transaction() as tx:
        rows = rows_of(tx, record)
        row = next((row for row in rows if name in row.conflicts), None)
        if row is None:
            raise UserError("no_conflict", id=to_text(record), field=name)
        values = conflicts_of(row, Names(tx, workspace))[name]
        value = (
            _taken(values, take)
            if take is not None
            else entry.validate_entry(row.kind, name, untrusted_value)
        )
        refs = tuple(live.ref for live in records.live(tx, ScopeId(row.scope), row.kind, record, name))
        edit = NewEdit(record, row.kind, name, value, refs)
        author, rng, now = workspace.identity.author, workspace.rng, workspace.now
        log.append(tx, author, ScopeId(row.scope), [edit], rng=rng, now=now)
        if row.kind == "consent":
            _announce(tx, workspace, rows, {name: value})
    return Settled(record, name, value)


def _taken(values: list[Value], take: int) -> object:
    for value in values:
        if value.n == take:
            return value.value
    raise UserError("no_such_value", take=take, count=len(values))


def _announce(tx: Tx, workspace: Workspace, rows: list[Row], settled: Mapping[str, object]) -> None:
    case = case_of(tx, rows)
    if case is not None:
        consent.announce(tx, workspace, case, {**fields_of(rows), **settled})
