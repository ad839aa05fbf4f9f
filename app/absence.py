"""What of a case or person is not here, and why: shed, withheld, sealed, not granted.

A compartment comes into being when it is first written, so one that nobody ever wrote is not absent. A house is
not shown `route` and what was never opened to it; of a person whom it entered itself, nothing is closed to it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from app import consent
from app.casework.compartments import PERSONAL, Compartment, compartment_of, owner_of, scope_id
from app.finding import CASE_WIDE, persons_of_cases, scopes_of_person
from app.workspace import Workspace
from storage import positions, records
from storage.database import Tx
from storage.scopes import ScopeId, State
from sync import grants


class Why(StrEnum):
    """The reasons of the command line's contract."""

    SHED = "shed"
    WITHHELD = "withheld"
    SEALED = "sealed"
    NOT_GRANTED = "not_granted"


@dataclass(frozen=True, slots=True)
class Absent:
    """One compartment that is not here. person: whose it is, None for a case's own."""

    compartment: Compartment
    why: Why
    person: bytes | None = None


_STATES = {State.SHED: Why.SHED, State.SEALED: Why.SEALED, State.PURGED: Why.NOT_GRANTED}


class Presence:
    """Answers for one transaction; reads what it is asked about, and each of it once."""

    def __init__(self, tx: Tx, workspace: Workspace) -> None:
        self._tx = tx
        self._workspace = workspace
        self._made_here: dict[bytes, bool] = {}
        self._states: dict[ScopeId, State | None] = {}

    @cached_property
    def _answers(self) -> consent.Answers:
        return consent.Answers(self._tx)

    def look_at(self, scopes: Iterable[ScopeId]) -> None:
        """Read the states of some compartments at once, before each of them is asked about."""
        new = [scope for scope in scopes if scope not in self._states]
        self._states |= dict.fromkeys(new) | positions.written(self._tx, new)

    def _state(self, scope: ScopeId) -> State | None:
        """Return the state of a compartment of which anything was ever here; a notice alone brings nothing."""
        if scope not in self._states:
            self.look_at([scope])
        return self._states[scope]

    @cached_property
    def _authors(self) -> frozenset[bytes]:
        return frozenset(self._workspace.identity.authors)

    @cached_property
    def _notices(self) -> dict[ScopeId, int]:
        return {} if self._workspace.is_desk else grants.noticed(self._tx, self._workspace.identity.device_id)

    def why(self, scope: ScopeId) -> Why | None:
        """Return why a compartment is not here, None when it is, or never was anywhere."""
        state = self._state(scope)
        if state is not None:
            return _STATES.get(state)
        if self._answers.withheld(scope, consent.arriving(self._workspace)):
            return Why.WITHHELD
        return Why.NOT_GRANTED if self.closed(scope) else None

    def missing(self, among: consent.Among = consent.everything) -> dict[ScopeId, Why]:
        """Return all compartments of which it is known that they are not here though they may be: shed, sealed, withheld.

        among: picks the decisions to go by, as `Answers.all_withheld` takes it.
        """
        withheld = self._answers.all_withheld(consent.arriving(self._workspace), among)
        candidates = {*positions.not_open(self._tx), *withheld}
        self.look_at(candidates)
        found = {scope: self.why(scope) for scope in sorted(candidates)}
        return {scope: why for scope, why in found.items() if why not in (None, Why.NOT_GRANTED)}

    def closed(self, scope: ScopeId) -> bool:
        """Say whether a compartment of a case is none of this device's business."""
        if self._workspace.is_desk:
            return False
        compartment, owner = compartment_of(scope), owner_of(scope)
        if compartment is Compartment.ROUTE:
            return True
        if compartment not in PERSONAL or scope in self._notices:
            return False
        return not self._made(owner)

    def _made(self, person: bytes) -> bool:
        """Say whether the first word about a person was written here."""
        if person not in self._made_here:
            past = (
                entry for entry in records.history(self._tx, person) if entry.scope[0] == Compartment.CORE
            )
            first = min(past, key=lambda entry: entry.lamport, default=None)
            self._made_here[person] = first is None or first.author in self._authors
        return self._made_here[person]

    def of_case(self, case: bytes) -> list[Absent]:
        """List what is not here of a case: its own compartments, then those of its persons."""
        return self.of_cases([case])[case]

    def of_cases(self, cases: Collection[bytes]) -> dict[bytes, list[Absent]]:
        """List what is not here of many cases, as `of_case` does."""
        heard = consent.persons_heard_of_cases(self._tx, cases)
        persons = {
            case: sorted({*theirs, *heard[case]})
            for case, theirs in persons_of_cases(self._tx, cases).items()
        }
        own = {case: [ScopeId(scope_id(compartment, case)) for compartment in CASE_WIDE] for case in cases}
        everybody = {person for theirs in persons.values() for person in theirs}
        self._answers.look_at(everybody)
        self._answers.meet(cases)
        self.look_at(scope for scopes in own.values() for scope in scopes)
        self.look_at(scope for person in everybody for scope in scopes_of_person(person))
        return {
            case: self._listed(own[case]) + [found for person in theirs for found in self.of_person(person)]
            for case, theirs in persons.items()
        }

    def of_person(self, person: bytes) -> list[Absent]:
        """List what is not here of a person's own compartments."""
        return self._listed(scopes_of_person(person), person)

    def _listed(self, scopes: list[ScopeId], person: bytes | None = None) -> list[Absent]:
        found = [(compartment_of(scope), self.why(scope)) for scope in scopes]
        return [Absent(compartment, why, person) for compartment, why in found if compartment and why]
