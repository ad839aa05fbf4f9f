"""Who can be given a place in a house, and moving somebody from one house to another in one piece of work.

Coming and leaving are changes of one stay (app.cases). Nothing of the identity tier: a person goes by the chosen name or the
alias of the case.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app import people
from app.cases import add_in, change_in
from app.casework import entry
from app.casework.codes import StayStatus
from app.casework.compartments import Compartment, scope_id
from app.finding import case_of, known, persons_of_cases
from app.ids import to_text
from app.people import NO_HOUSE, By, Filter, Sort
from app.placing import Place
from app.workspace import Workspace
from storage import columns
from storage.database import Tx
from storage.errors import UserError
from storage.scopes import ScopeId

_ALIAS: Final = Sort(By.ALIAS)
#: What app.rules refuses and a written reason excuses.
_EXCUSABLE: Final = frozenset({"stay_overlaps", "house_full"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who can be given a place. name: the chosen name, "" without one; where: codenames of the houses of the case."""

    person: bytes
    case: bytes
    name: str
    alias: str
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Where somebody goes. house: None where it is not known here; arrived: they are there already.

    day: of leaving, and of the first night there. exception_reason: why the new stay breaks a rule, or the old one does.
    """

    day: str
    house: bytes | None = None
    room: str | None = None
    arrived: bool = False
    reason: str | None = None
    exception_reason: str | None = None


def candidates(workspace: Workspace, words: str = "", limit: int = 60) -> list[Candidate]:
    """List people of the cases that match, those whose case is in no house first."""
    homeless = Filter(text=words, houses=frozenset({NO_HOUSE}))
    ids = people.index(workspace, homeless, _ALIAS)[:limit]
    if len(ids) < limit:
        ids = list(dict.fromkeys([*ids, *people.index(workspace, Filter(text=words), _ALIAS)]))[:limit]
    lines = people.rows(workspace, ids)
    with workspace.vault.read() as tx:
        persons = persons_of_cases(tx, ids)
        cores = [ScopeId(scope_id(Compartment.CORE, case)) for case in ids]
        rows = columns.slim(tx, columns.within(tx, ("person",), cores), ("chosen_name",))
    fields: dict[bytes, dict[str, object]] = {row.record: row.fields for row in rows}
    return [
        Candidate(
            person,
            line.id,
            str(fields[person].get("chosen_name") or ""),
            line.alias,
            tuple(house.codename for house in line.houses if house.codename),
        )
        for line in lines
        for person in persons[line.id]
        if person in fields
    ]


def move(workspace: Workspace, stay: bytes, untrusted: Move) -> bytes | None:
    """End a stay because the person moves, and begin the next where the house is known; return that.

    Raises: what `app.cases` refuses, UserError("stay_overlaps") and UserError("house_full") unless there is a reason.
    """
    day = entry.validate_entry("stay", "actual_to", untrusted.day)
    with workspace.vault.transaction() as tx:
        rows = known(tx, stay, "stay")
        case, person = case_of(tx, rows), rows[0].fields.get("person")
        left = {
            "status": str(StayStatus.MOVED),
            "actual_to": day,
            "next_place_type": "other_house",
            "reason_out": untrusted.reason,
        }
        _excused(lambda more: _leave(tx, workspace, stay, {**left, **more}), untrusted.exception_reason)
        if untrusted.house is None:
            return None
        begins = _begins(untrusted, day) | {"person": person, "house": to_text(untrusted.house)}
        return _excused(
            lambda more: add_in(tx, workspace, "stay", {**begins, **more}, Place(case=case)).id,
            untrusted.exception_reason,
        )


def _leave(tx: Tx, workspace: Workspace, stay: bytes, fields: Mapping[str, object]) -> bytes:
    said = {name: value for name, value in fields.items() if value is not None}
    change_in(tx, workspace, stay, said)
    return stay


def _begins(untrusted: Move, day: object) -> dict[str, object]:
    """Return the beginning of the next stay: planned, unless the person is there."""
    room = entry.validate_entry("stay", "room", untrusted.room)
    if untrusted.arrived:
        return {"status": str(StayStatus.CHECKED_IN), "actual_from": day, "room": room}
    return {"status": str(StayStatus.PLANNED), "planned_from": day, "room": room}


def _excused(write: Callable[[Mapping[str, object]], bytes], untrusted_reason: str | None) -> bytes:
    """Write; where a rule is broken and there is a reason, write with it. The rules refuse before anything is written."""
    try:
        return write({})
    except UserError as error:
        if error.slug not in _EXCUSABLE or not untrusted_reason:
            raise
    return write({"exception_reason": entry.validate_entry("stay", "exception_reason", untrusted_reason)})
