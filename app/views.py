"""Look at records: one whole, a list of a kind, the history of one, a search.

Only `show` and `conflicts` give fields of the identity tier, and each such look is written in the audit trail first. A list says
of each record what is not here and why; a filter on what is not here does not match.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from app import audit, consent
from app.absence import Absent, Presence
from app.casework import entry
from app.casework.compartments import Compartment, compartment_of
from app.casework.tiers import Tier
from app.finding import case_of, case_of_scope, fields_of, find_rows, scopes_of_case
from app.ids import to_text
from app.naming import Names
from app.projection import is_ours
from app.workspace import Workspace
from storage import records, search
from storage.database import Tx
from storage.errors import UserError
from storage.records import Row
from storage.scopes import ScopeId


@dataclass(frozen=True, slots=True)
class Value:
    """One of several live values. n: its number, from 1, in the order of the edits' hashes."""

    n: int
    value: object
    author: str
    wall: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as this device has it."""

    id: bytes
    kind: str
    case: bytes | None
    scopes: list[Compartment]
    fields: dict[str, object]
    conflicts: dict[str, list[Value]]
    absent: list[Absent]
    deleted: bool = False
    changed_there: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A record in a list: nothing of the identity tier."""

    id: bytes
    kind: str
    case: bytes | None
    fields: dict[str, object]
    absent: list[Absent]


@dataclass(frozen=True, slots=True)
class Past:
    """One edit of a record. hidden: the value belongs to the identity tier and is not given here."""

    compartment: Compartment | None
    field: str
    value: object
    hidden: bool
    author: str
    wall: int
    received_at: int
    bundle: int | None
    live: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A record that a search found."""

    id: bytes
    kind: str
    case: bytes | None
    snippet: str


@dataclass(frozen=True, slots=True)
class Query:
    """What a list is to contain."""

    kind: str
    case: bytes | None = None
    where: Mapping[str, object] = field(default_factory=dict)
    sort: str | None = None
    limit: int | None = None


def show(workspace: Workspace, record: bytes) -> Shown:
    """Return a record with all its fields that are here. Raises: UserError("unknown_record")."""
    with workspace.vault.read() as tx:
        shown = _shown(tx, workspace, record)
    secret = any(entry.tier(shown.kind, name) is Tier.IDENTITY for name in (*shown.fields, *shown.conflicts))
    if secret:
        audit.reveal(workspace, shown.case or record)
    return shown


def _shown(tx: Tx, workspace: Workspace, record: bytes) -> Shown:
    presence = Presence(tx, workspace)
    rows = find_rows(tx, record)
    if not rows:
        return _known_by_decision(tx, presence, record)
    kind, case = rows[0].kind, case_of(tx, rows)
    names = Names(tx, workspace)
    return Shown(
        id=record,
        kind=kind,
        case=record if kind == "case" else case,
        scopes=[found for row in rows if (found := compartment_of(row.scope)) is not None],
        fields=_plain(fields_of(rows)),
        conflicts={name: values for row in rows for name, values in conflicts_of(row, names).items()},
        absent=_absent(presence, kind, record),
        deleted=all(row.deleted for row in rows),
        changed_there=any(row.deleted_here_changed_there for row in rows),
    )


def _known_by_decision(tx: Tx, presence: Presence, record: bytes) -> Shown:
    """Show what is known of a case or person of whom only a consent decision came."""
    if consent.persons_heard_of(tx, record):
        return Shown(record, "case", record, [], {}, {}, presence.of_case(record))
    case = consent.case_heard_of(tx, record)
    if case is None:
        raise UserError("unknown_record", id=to_text(record))
    return Shown(record, "person", case, [], {}, {}, presence.of_person(record))


def conflicts_of(row: Row, names: Names) -> dict[str, list[Value]]:
    """Return the fields of a row that have several live values, each with its values numbered by hash."""
    return {
        name: [
            Value(number, live.value, names.of(live.author), live.wall)
            for number, live in enumerate(sorted(lives, key=lambda live: live.leaf), 1)
        ]
        for name, lives in row.conflicts.items()
    }


def _plain(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name != "deleted" and value is not None}


def _absent(presence: Presence, kind: str, record: bytes) -> list[Absent]:
    if kind == "case":
        return presence.of_case(record)
    return presence.of_person(record) if kind == "person" else []


def list_records(workspace: Workspace, query: Query) -> list[Listed]:
    """List records of a kind; deleted ones are left out, unless somebody changed them without knowing.

    Raises: UserError("unknown_kind"), UserError("unknown_field"), UserError("identity_field") for filter or order.
    """
    kind = entry.kind_named(query.kind)
    for name in (*query.where, *((query.sort,) if query.sort else ())):
        if entry.field_named(kind.name, name).tier is Tier.IDENTITY:
            raise UserError("identity_field", field=name)
    wanted = {name: _filter_value(kind.name, name, value) for name, value in query.where.items()}
    with workspace.vault.read() as tx:
        presence = Presence(tx, workspace)
        return [_listed(tx, presence, row) for row in islice(_rows(tx, query, wanted), query.limit)]


def _filter_value(kind: str, name: str, value: object) -> object:
    """Read a filter as the field would be entered; for a field of many values, as one of them."""
    checked = entry.validate_entry(kind, name, value)
    return checked[0] if isinstance(checked, list) and isinstance(value, str) else checked


def _rows(tx: Tx, query: Query, wanted: Mapping[str, object]) -> Iterator[Row]:
    """Yield the rows of a list in its order; of a person the one in a case's core."""
    if query.case is not None:
        scopes = scopes_of_case(tx, query.case)[: 1 if query.kind == "person" else None]
        found = [row for scope in scopes for row in records.query(tx, query.kind, where=wanted, scope=scope)]
        yield from sorted(found, key=lambda row: _sort_key(row.fields.get(query.sort or "")))
    elif query.kind == "person":
        found = records.query(tx, query.kind, where=wanted, sort=query.sort)
        yield from (row for row in found if compartment_of(row.scope) is Compartment.CORE)
    else:
        yield from records.query(tx, query.kind, where=wanted, sort=query.sort, limit=query.limit)


def _sort_key(value: object) -> tuple[bool, str, int, str]:
    """Order numbers by size and the rest as text; what has no value comes last."""
    number = int(value) if isinstance(value, int) else 0
    return value is None, "" if isinstance(value, int) else "text", number, str(value).casefold()


def _listed(tx: Tx, presence: Presence, row: Row) -> Listed:
    case = row.record if row.kind == "case" else case_of_scope(tx, row.scope)
    fields = entry.listable(row.kind, _plain(row.fields))
    return Listed(row.record, row.kind, case, fields, _absent(presence, row.kind, row.record))


def history(workspace: Workspace, record: bytes) -> list[Past]:
    """Return every edit of a record that is here, oldest first. Raises: UserError("unknown_record")."""
    with workspace.vault.read() as tx:
        names = Names(tx, workspace)
        found = [past for past in records.history(tx, record) if not is_ours(past.kind)]
        if not found:
            raise UserError("unknown_record", id=to_text(record))
        return [
            _past(past, names)
            for past in sorted(found, key=lambda past: (past.lamport, past.author, past.seq))
        ]


def _past(past: records.HistoryEntry, names: Names) -> Past:
    hidden = past.field != "deleted" and entry.tier(past.kind, past.field) is Tier.IDENTITY
    return Past(
        compartment=compartment_of(past.scope),
        field=past.field,
        value=None if hidden else past.value,
        hidden=hidden,
        author=names.of(past.author),
        wall=past.wall,
        received_at=past.received_at,
        bundle=past.bundle,
        live=past.live,
    )


def find(workspace: Workspace, words: str, limit: int = 50) -> list[Found]:
    """Search what people type; a hit in the identity tier tells which record, never what was found."""
    with workspace.vault.read() as tx:
        hits: dict[bytes, Found] = {}
        for hit in search.find(tx, words, limit):
            if hit.record not in hits:
                case = hit.record if hit.kind == "case" else case_of_scope(tx, ScopeId(hit.scope))
                hits[hit.record] = Found(hit.record, hit.kind, case, _snippet(tx, hit))
        return list(hits.values())


def _snippet(tx: Tx, hit: search.Hit) -> str:
    """Return what was found, unless the record's compartment shows anything of the identity tier to search."""
    row = records.one(tx, ScopeId(hit.scope), hit.kind, hit.record)
    secret = row is not None and any(
        entry.tier(hit.kind, name) is Tier.IDENTITY and isinstance(value, str | list)
        for name, value in row.fields.items()
    )
    return "" if secret else hit.snippet
