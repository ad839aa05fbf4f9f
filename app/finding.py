"""Find what an id stands for here, and what belongs together: a record's rows, its case, a case's persons and scopes.

Reads only. Rules: the program's own records (grants, notices, the audit trail) are never found by id;
a person is tied to a case by the row in that case's core; the first core that names somebody is theirs.
"""

from collections.abc import Iterable

from app.casework.compartments import PERSONAL, Compartment, compartment_of, owner_of, scope_id
from app.ids import to_text
from app.projection import is_ours
from storage import columns, records
from storage.database import Tx
from storage.errors import UserError
from storage.records import Row
from storage.scopes import ScopeId

CASE_WIDE = (Compartment.CORE, Compartment.ROUTE)


def find_rows(tx: Tx, record: bytes) -> list[Row]:
    """Return the rows of a record that are here, a person's core first; empty when there is none.

    Whoever writes in one compartment cannot change what an id means in another: a case, a house and a person have
    their places, and of anything else the row that came first stands.
    """
    rows = [row for row in records.get(tx, record) if not is_ours(row.kind) and at_home(row)]
    if not rows:
        return []
    first = min(rows, key=_arrival)
    if first.kind != "person":
        return [first]
    core = home_of(row for row in rows if row.kind == "person")
    return sorted(
        (row for row in rows if row.kind == "person" and (row.scope == core or _personal(row))),
        key=lambda row: row.scope,
    )


def _arrival(row: Row) -> int:
    return row.number


def _personal(row: Row) -> bool:
    return compartment_of(row.scope) in PERSONAL


def at_home(row: Row) -> bool:
    """Say whether a row is where a record of its kind and id can be."""
    compartment, owner = compartment_of(row.scope), owner_of(row.scope)
    if row.kind == "case":
        return compartment is Compartment.CORE and owner == row.record
    if row.kind == "house":
        return compartment is Compartment.HOUSE and owner == row.record
    if row.kind == "person":
        return compartment is Compartment.CORE or (_personal(row) and owner == row.record)
    return True


def home_of(rows: Iterable[Row]) -> ScopeId | None:
    """Return the core that a person belongs to: the one that named them first; others only say the same id."""
    cores = [row for row in rows if compartment_of(row.scope) is Compartment.CORE]
    return ScopeId(min(cores, key=_arrival).scope) if cores else None


def rows_of(tx: Tx, record: bytes) -> list[Row]:
    """Return the rows of a record, at least one. Raises: UserError("unknown_record")."""
    rows = find_rows(tx, record)
    if not rows:
        raise UserError("unknown_record", id=to_text(record))
    return rows


def known(tx: Tx, record: bytes, kind: str) -> list[Row]:
    """Return the rows of a record of one kind. Raises: UserError("unknown_record"), UserError("wrong_kind")."""
    rows = rows_of(tx, record)
    if rows[0].kind != kind:
        raise UserError("wrong_kind", id=to_text(record), kind=rows[0].kind, wanted=kind)
    return rows


def fields_of(rows: Iterable[Row]) -> dict[str, object]:
    """Return the fields of all rows of one record together; of two rows that differ the first counts."""
    fields: dict[str, object] = {}
    for row in rows:
        fields = {**row.fields, **fields}
    return fields


def case_of_scope(tx: Tx, scope: bytes) -> bytes | None:
    """Return the case that a compartment belongs to, as far as it is known here."""
    compartment = compartment_of(scope)
    if compartment in CASE_WIDE:
        return owner_of(scope)
    return case_of_person(tx, owner_of(scope)) if compartment in PERSONAL else None


def case_of_person(tx: Tx, person: bytes) -> bytes | None:
    """Return the case in whose core a person is, None when no core here has them."""
    core = home_of(row for row in records.get(tx, person) if row.kind == "person")
    return owner_of(core) if core is not None else None


def cases_of_persons(tx: Tx, persons: Iterable[bytes]) -> dict[bytes, bytes]:
    """Return the case in whose core each of many persons is; those that no core here has are left out."""
    found: dict[bytes, bytes] = {}
    for place in columns.placed(tx, "person", list(persons)):
        if compartment_of(place.scope) is Compartment.CORE:
            found.setdefault(place.record, owner_of(place.scope))
    return found


def cases_of_scopes(tx: Tx, scopes: Iterable[bytes]) -> dict[bytes, set[bytes]]:
    """Return the cases to which some compartments belong, each with its compartments, as far as they are known here."""
    named = list(scopes)
    persons = {owner_of(scope) for scope in named if compartment_of(scope) in PERSONAL}
    homes = cases_of_persons(tx, sorted(persons))
    found: dict[bytes, set[bytes]] = {}
    for scope in named:
        owner = owner_of(scope)
        case = owner if compartment_of(scope) in CASE_WIDE else homes.get(owner) if owner in persons else None
        if case is not None:
            found.setdefault(case, set()).add(scope)
    return found


def case_of(tx: Tx, rows: Iterable[Row]) -> bytes | None:
    """Return the case that a record's rows belong to."""
    return next((case for row in rows if (case := case_of_scope(tx, row.scope)) is not None), None)


def persons_of(tx: Tx, case: bytes) -> list[Row]:
    """Return the core rows of the persons of a case, deleted ones included: their compartments are still there."""
    core = ScopeId(scope_id(Compartment.CORE, case))
    rows = records.query(tx, "person", scope=core, include_deleted=True)
    return [row for row in rows if case_of_person(tx, row.record) == case]


def persons_of_cases(tx: Tx, cases: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    """Return the persons of many cases, deleted ones included, as `persons_of` finds them."""
    found: dict[bytes, list[bytes]] = {case: [] for case in cases}
    cores = [scope_id(Compartment.CORE, case) for case in found]
    rows = columns.slim(tx, columns.within(tx, ("person",), cores), (), include_deleted=True)
    homes = cases_of_persons(tx, {row.record for row in rows})
    for row in rows:
        case = owner_of(row.scope)
        if homes.get(row.record) == case:
            found[case].append(row.record)
    return found


def scopes_of_case(tx: Tx, case: bytes) -> list[ScopeId]:
    """Return every compartment a case can have here: core, route, and three for each of its persons."""
    own = [ScopeId(scope_id(compartment, case)) for compartment in CASE_WIDE]
    return own + [scope for row in persons_of(tx, case) for scope in scopes_of_person(row.record)]


def scopes_of_person(person: bytes) -> list[ScopeId]:
    """Return a person's own compartments: identity, story, health."""
    return [ScopeId(scope_id(compartment, person)) for compartment in sorted(PERSONAL)]
