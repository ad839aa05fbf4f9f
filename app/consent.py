"""Consent in use: all answers known here, the rule at the door, and the decision that always travels.

app.casework.consents holds the rules as pure functions; this reads what is recorded and hands it to them.

- An answer stands in the case's core, and again as a `decision` in the links: a house's own, or at a desk the link of each
  house that may see the case. So it arrives even where the compartment it speaks of stays at home.
- Where the two differ, the safer one counts.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from app.casework import consents
from app.casework.codes import ConsentDecision, LegalBasis, Purpose
from app.casework.compartments import PERSONAL, Compartment, compartment_of, owner_of, scope_id
from app.casework.consents import Consent, Direction
from app.casework.orders import ORDERS
from app.finding import CASE_WIDE, cases_of_persons, scopes_of_person
from app.ids import parse, to_text
from app.projection import DECISION
from app.workspace import Workspace
from storage import columns, records
from storage.database import Tx
from storage.errors import UserError
from storage.records import Row
from storage.scopes import ScopeId
from sync import grants, kinds, writing
from sync.links import PeerKeys
from sync.rights import Role

_RANK: Final = ORDERS["consent", "decision"]
_GROUNDS: Final = ("legal_basis", "reason")
_READ: Final = ("case", "person", "purpose", "decision", *_GROUNDS)

Release = Callable[[Tx, PeerKeys], Mapping[ScopeId, str]]


#: Decisions that can keep something back; the others let go, so a store full of them need not be read.
_KEEPING: Final = (ConsentDecision.REFUSED, ConsentDecision.WITHDRAWN, ConsentDecision.OVERRIDE)


Among = Callable[[str, list[int]], Iterable[int]]


def everything(_kind: str, numbers: list[int]) -> list[int]:
    """Leave nothing out."""
    return numbers


class Answers:
    """The consent decisions of this store that can keep something back, from cases and links; the safest of each counts.

    Those of one person are read when they are asked about; all of them where every compartment that stays is asked for.
    """

    def __init__(self, tx: Tx, link: ScopeId | None = None) -> None:
        """Answer for one transaction; with `link`, of the links only that one counts."""
        self._tx = tx
        self._link = link
        self._decisions: dict[bytes, dict[Purpose, Consent]] = {}
        self._cases: set[bytes] = set()
        self._learnt: set[bytes] = set()
        self._principals: dict[bytes, frozenset[bytes]] = {}
        self._homes: dict[bytes, bytes | None] = {}
        self._roles: dict[bytes, list[Row]] = {}

    def look_at(self, persons: Iterable[bytes]) -> None:
        """Read what some persons decided at once, before each of them is asked about."""
        new = {person for person in persons if person not in self._learnt}
        self._learnt |= new
        wanted = [to_text(person) for person in sorted(new)]
        if wanted:
            self._read(lambda kind: [number for _, number in columns.keys(self._tx, kind, "person", wanted)])

    def _look_at_all(self, among: Among) -> None:
        self._decisions, self._cases, self._learnt = {}, set(), set()

        def numbers(kind: str) -> list[int]:
            found = [number for _, number in columns.keys(self._tx, kind, "decision", _KEEPING)]
            return list(among(kind, found))

        self._read(numbers)
        self._learnt = set(self._decisions)

    def _read(self, numbers: Callable[[str], list[int]]) -> None:
        """Take the decisions of casework and of the links, of the records whose numbers are given."""
        rows = [row for kind in ("consent", DECISION) for row in columns.slim(self._tx, numbers(kind), _READ)]
        keeping = [row for row in rows if row.fields.get("decision") in _KEEPING]
        persons = {person for row in keeping if (person := _reference(row, "person")) is not None}
        cores = [row.scope for row in keeping if row.kind == "consent"]
        self._settle(persons, cores)
        for row in keeping:
            if row.kind == "consent":
                self._take(row, owner_of(row.scope))
            elif self._link in (None, row.scope):
                self._take(row, _reference(row, "case"))

    def _settle(self, persons: Iterable[bytes], cores: Iterable[bytes]) -> None:
        """Find out to which cases some persons belong, and those in some cores."""
        there = columns.within(self._tx, ("person",), sorted(set(cores).difference(self._roles)))
        rows = columns.slim(self._tx, there, ("role",))
        self._roles |= {core: [] for core in cores if core not in self._roles}
        for row in rows:
            self._roles[row.scope].append(row)
        new = {*persons, *(row.record for row in rows)} - self._homes.keys()
        self._homes |= dict.fromkeys(new) | cases_of_persons(self._tx, sorted(new))

    def _take(self, row: Row, case: bytes | None) -> None:
        person = _reference(row, "person")
        try:
            purpose, answer = Purpose(str(row.fields["purpose"])), _consent(row.fields)
        except (KeyError, ValueError):
            return
        if person is None or (case is not None and self._homes.get(person) not in (case, None)):
            return  # a case speaks for its own persons only
        if case is not None:
            self._cases.add(case)
        known = self._decisions.setdefault(person, {}).get(purpose)
        if known is None or _RANK(answer.decision) > _RANK(known.decision):
            self._decisions[person][purpose] = answer

    def withheld(self, scope: ScopeId, direction: Direction) -> str | None:
        """Return why a compartment stays here, None when it may go."""
        compartment = compartment_of(scope)
        principals: frozenset[bytes] = frozenset()
        if compartment in consents.CASE_WIDE:
            theirs = self._principals_of(owner_of(scope))
            self.look_at(theirs)
            principals = theirs if owner_of(scope) in self._cases else principals
        elif compartment in PERSONAL:
            self.look_at([owner_of(scope)])
        return self._judged(scope, direction, principals)

    def _judged(self, scope: ScopeId, direction: Direction, principals: frozenset[bytes]) -> str | None:
        return consents.withheld(self._decisions, principals, direction, scope)

    def all_withheld(self, direction: Direction, among: Among = everything) -> dict[ScopeId, str]:
        """Return every compartment that stays here, with the reason; `among` picks the records to go by, of a kind by number."""
        self._look_at_all(among)
        self.meet(self._cases)
        none: frozenset[bytes] = frozenset()
        found = [(scope, none) for person in self._decisions for scope in scopes_of_person(person)]
        found += [
            (ScopeId(scope_id(compartment, case)), self._principals_of(case))
            for case in self._cases
            for compartment in CASE_WIDE
        ]
        judged = ((scope, self._judged(scope, direction, principals)) for scope, principals in found)
        return {scope: why for scope, why in judged if why is not None}

    def _principals_of(self, case: bytes) -> frozenset[bytes]:
        if case not in self._principals:
            self.meet([case])
        return self._principals[case]

    def meet(self, cases: Iterable[bytes]) -> None:
        """Find out who the principals of some cases are."""
        cores = {scope_id(Compartment.CORE, case): case for case in cases if case not in self._principals}
        self._settle((), cores)
        for core, case in cores.items():
            roles: dict[bytes, object] = {
                row.record: row.fields.get("role")
                for row in self._roles[core]
                if self._homes.get(row.record) == case and not row.deleted
            }
            heard = () if roles else persons_heard_of(self._tx, case)
            self._principals[case] = consents.principals(roles) if roles else frozenset(heard)


def persons_heard_of(tx: Tx, case: bytes) -> set[bytes]:
    """Return the persons of a case of whom a decision came through a link, even where the case itself did not."""
    return persons_heard_of_cases(tx, [case])[case]


def persons_heard_of_cases(tx: Tx, cases: Iterable[bytes]) -> dict[bytes, set[bytes]]:
    """Return the persons of many cases, as `persons_heard_of` does."""
    found: dict[bytes, set[bytes]] = {case: set() for case in cases}
    texts = [to_text(case) for case in found]
    numbers = [number for _, number in columns.keys(tx, DECISION, "case", texts)]
    for row in columns.slim(tx, numbers, ("case", "person")):
        case, person = _reference(row, "case"), _reference(row, "person")
        if case in found and person is not None:
            found[case].add(person)
    return found


def case_heard_of(tx: Tx, person: bytes) -> bytes | None:
    """Return the case of a person of whom a decision came through a link."""
    rows = records.query(tx, DECISION, where={"person": to_text(person)}, limit=1)
    return _reference(rows[0], "case") if rows else None


def _reference(row: Row, name: str) -> bytes | None:
    """Read an id in a record of another device; None where it is none."""
    try:
        return parse(str(row.fields.get(name)))
    except UserError:
        return None


def _consent(fields: Mapping[str, object]) -> Consent:
    basis = fields.get("legal_basis")
    reason = fields.get("reason")
    return Consent(
        ConsentDecision(str(fields["decision"])),
        LegalBasis(str(basis)) if basis else None,
        reason if isinstance(reason, str) else None,
    )


def direction(workspace: Workspace, peer: Role) -> Direction:
    """Return which way a bundle for such a peer goes."""
    if not workspace.is_desk:
        return Direction.TO_DESK
    return Direction.BETWEEN_DESKS if peer is Role.DESK else Direction.TO_HOUSE


def arriving(workspace: Workspace) -> Direction:
    """Return which way things come in here: what was withheld from this device, was withheld in that direction."""
    return Direction.TO_DESK if workspace.is_desk else Direction.TO_HOUSE


def release_rule(workspace: Workspace) -> Release:
    """Make the rule that `sync` asks at the door: all compartments that a peer does not get, with the reason."""

    def withheld(tx: Tx, peer: PeerKeys) -> Mapping[ScopeId, str]:
        role = Role(peer.role)
        link = kinds.link_of_house(peer.device_id) if workspace.is_desk and role is Role.HOUSE else None
        return Answers(tx, link).all_withheld(direction(workspace, role))

    return withheld


def announce(tx: Tx, workspace: Workspace, case: bytes, fields: Mapping[str, object]) -> None:
    """Write the decision of a consent into the links through which it travels."""
    for link in _links(tx, workspace, case):
        _write(tx, workspace, link, case, fields)


def announce_all(tx: Tx, workspace: Workspace, case: bytes, link: ScopeId) -> None:
    """Write all decisions of a case into one link: the case has just been opened to that house."""
    core = ScopeId(scope_id(Compartment.CORE, case))
    for row in records.query(tx, "consent", scope=core):
        _write(tx, workspace, link, case, row.fields)


def _links(tx: Tx, workspace: Workspace, case: bytes) -> list[ScopeId]:
    if not workspace.is_desk:
        return [workspace.own_link]
    core = ScopeId(scope_id(Compartment.CORE, case))
    return [kinds.link_of_house(device) for device in sorted(grants.holders(tx, workspace.root, core))]


def _write(tx: Tx, workspace: Workspace, link: ScopeId, case: bytes, fields: Mapping[str, object]) -> None:
    person, purpose, decision = (fields.get(name) for name in ("person", "purpose", "decision"))
    values = {"case": to_text(case), "person": person, "purpose": purpose, "decision": decision}
    if decision == ConsentDecision.OVERRIDE:
        values |= {name: fields.get(name) for name in _GROUNDS}
    record = consents.record_id(parse(str(person)), str(purpose))
    author, rng, now = workspace.identity.author, workspace.rng, workspace.now
    writing.put(tx, author, link, DECISION, record, values, rng=rng, now=now)
