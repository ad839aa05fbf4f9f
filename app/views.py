"""Look at records: one whole, the history of one, a search; lists are in lists.py.

Only `show` and `conflicts` give fields of the identity tier, and each such look is written in the audit trail first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app import audit, consent, seen
from app.absence import Absent, Presence
from app.casework import entry
from app.casework.compartments import Compartment, compartment_of
from app.casework.tiers import Tier
from app.finding import case_of, fields_of, find_rows
from app.ids import to_text
from app.naming import Names
from app.projection import is_ours
from app.seen import Seen
from app.workspace import Workspace
from storage import records, search
from storage.database import Tx
from storage.errors import UserError
from storage.records import Row


@dataclass(frozen=True, slots=True)
class Value:
    """One of several live values. n: its number, from 1, in the order of the edits' hashes."""

    n: int
    value: object
    author: str
    wall: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as this device has it.

    seen: opaque; a form hands it back to `app.cases.change` with what was typed, so that it replaces what was shown here.
    """

    id: bytes
    kind: str
    case: bytes | None
    scopes: list[Compartment]
    fields: dict[str, object]
    conflicts: dict[str, list[Value]]
    absent: list[Absent]
    deleted: bool = False
    changed_there: bool = False
    seen: Seen = field(default_factory=dict, repr=False)


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
        fields=plain_fields(fields_of(rows)),
        conflicts={name: values for row in rows for name, values in conflicts_of(row, names).items()},
        absent=absent_of(presence, kind, record),
        deleted=all(row.deleted for row in rows),
        changed_there=any(row.deleted_here_changed_there for row in rows),
        seen=seen.of_rows(tx, rows),
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


def plain_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that have a value, without the mark of a delete."""
    return {name: value for name, value in fields.items() if name != "deleted" and value is not None}


def absent_of(presence: Presence, kind: str, record: bytes) -> list[Absent]:
    """Return what is not here of a case or person; of other kinds nothing is ever in several places."""
    if kind == "case":
        return presence.of_case(record)
    return presence.of_person(record) if kind == "person" else []


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
            rows = find_rows(tx, hit.record)
            row = next((row for row in rows if row.scope == hit.scope), None)
            if row is not None and hit.record not in hits:
                case = hit.record if hit.kind == "case" else case_of(tx, rows)
                hits[hit.record] = Found(hit.record, hit.kind, case, snippet_of(row, hit))
        return list(hits.values())


def snippet_of(row: Row, hit: search.Hit) -> str:
    """Return what was found, unless the record's compartment shows anything of the identity tier to search."""
    secret = any(
        entry.tier(hit.kind, name) is Tier.IDENTITY and isinstance(value, str | list)
        for name, value in row.fields.items()
    )
    return "" if secret else hit.snippet
