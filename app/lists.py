"""Lists of records of one kind: filtered, sorted, limited.

Nothing of the identity tier is in them, nor can they be filtered or sorted by it. A list says of each record what is not here
and why; a filter on what is not here does not match.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from app.absence import Absent, Presence
from app.casework import entry
from app.casework.compartments import owner_of
from app.casework.tiers import Tier
from app.finding import at_home, case_of_person, case_of_scope, scopes_of_case
from app.views import absent_of, plain_fields
from app.workspace import Workspace
from storage import records
from storage.database import Tx
from storage.errors import UserError
from storage.records import Row

_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A record in a list: nothing of the identity tier."""

    id: bytes
    kind: str
    case: bytes | None
    fields: dict[str, object]
    absent: list[Absent]


@dataclass(frozen=True, slots=True)
class Query:
    """What a list is to contain."""

    kind: str
    case: bytes | None = None
    where: Mapping[str, object] = field(default_factory=dict)
    sort: str | None = None
    limit: int | None = None


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
    """Yield the rows of a list in its order; of a person the one in the core of their case."""
    found = _pages(tx, query, wanted) if query.case is None else _in_case(tx, query, query.case, wanted)
    for row in found:
        owner = owner_of(row.scope)
        if at_home(row) and (query.kind != "person" or case_of_person(tx, row.record) == owner):
            yield row


def _pages(tx: Tx, query: Query, wanted: Mapping[str, object]) -> Iterator[Row]:
    last: Row | None = None
    while page := records.query(tx, query.kind, where=wanted, sort=query.sort, limit=_PAGE, after=last):
        yield from page
        last = page[-1]


def _in_case(tx: Tx, query: Query, case: bytes, wanted: Mapping[str, object]) -> list[Row]:
    scopes = scopes_of_case(tx, case)
    found = [row for scope in scopes for row in records.query(tx, query.kind, where=wanted, scope=scope)]
    return sorted(found, key=lambda row: _sort_key(row.fields.get(query.sort or "")))


def _sort_key(value: object) -> tuple[bool, str, int, str]:
    """Order numbers by size and the rest as text; what has no value comes last."""
    number = int(value) if isinstance(value, int) else 0
    return value is None, "" if isinstance(value, int) else "text", number, str(value).casefold()


def _listed(tx: Tx, presence: Presence, row: Row) -> Listed:
    case = row.record if row.kind == "case" else case_of_scope(tx, row.scope)
    fields = entry.listable(row.kind, plain_fields(row.fields))
    return Listed(row.record, row.kind, case, fields, absent_of(presence, row.kind, row.record))
