"""What wants attention today: reads the store, lets `app.casework.watch` judge, and says what it could not judge.

Reads only, shows nothing of the identity tier, and stores nothing: what is overdue follows from the day.

- Not judged is what lies in a compartment that is not here (shed, sealed, withheld), and a value that this version does not
  understand. What was never opened to this device is not its to judge.
- A broadcast is acknowledged by a record with its id in the house's own compartment, for nobody but desks writes `everyone`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from app import silence, stays_here
from app.absence import Presence, Why
from app.casework import entry, watch
from app.casework.compartments import PERSONAL, Compartment, compartment_of, owner_of, scope_id
from app.casework.status import ENDS
from app.casework.watch import Item, Seen, Urgency, What
from app.due import Due
from app.finding import at_home, case_of_scope, scopes_of_case
from app.ids import to_text
from app.moments import local
from app.naming import Names
from app.projection import is_ours
from app.stays_here import Stays
from app.workspace import Workspace
from storage import columns, records
from storage.database import Tx
from storage.records import Row
from storage.scopes import ScopeId
from sync import roster
from sync.rights import Role
from sync.roster import Status

NOT_UNDERSTOOD: Final = "not_understood"

#: What is judged by, of each kind that has deadlines: the fields that a wrong value of which leaves it unjudged.
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "risk": ("level", "date", "review_due", "person"),
    "consent": ("review_date", "purpose"),
    "task": ("due", "status", "type", "what"),
    "message": ("must_be_acknowledged_by", "acknowledged_on", "type", "priority", "title"),
    "house": ("status", "codename"),
}
_CORE_KINDS: Final = ("risk", "consent", "stay", "task", "message")
_WRITTEN: Final = ("task", "message")
_LIVING: Final[Mapping[Compartment, tuple[str, ...]]] = {
    Compartment.CORE: _CORE_KINDS,
    Compartment.ROUTE: _WRITTEN,
    Compartment.STORY: _WRITTEN,
    Compartment.HEALTH: _WRITTEN,
}


@dataclass(frozen=True, slots=True)
class Unjudged:
    """What could not be judged. what: kinds that may be due there; why: `shed`, `sealed`, `withheld`, `not_understood`.

    A record that is not understood is named itself; of what is not here, the case or person that it belongs to.
    alias: of its case, where that is here.
    """

    kind: str
    id: bytes
    case: bytes | None
    compartment: Compartment | None
    why: str
    what: tuple[str, ...]
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """The list, the critical ones first, and what is missing from it."""

    items: list[Item]
    not_judged: list[Unjudged]


def today(workspace: Workspace) -> Today:
    """Tell what is due, overdue, missed, silent, in conflict or only here."""
    now = local(workspace.now)
    with workspace.vault.read() as tx:
        reading = _Reading(tx, now)
        pressing, not_understood = _pressing(tx, workspace, now)
        items = [*pressing, *conflicts(tx), *silence.only_here(tx, workspace)]
        missing = [*_absent(tx, workspace, reading.due), *not_understood]
        reading.meet([*(item.case for item in items), *(one.case for one in missing)])
        named = [reading.named(item) for item in watch.ordered(items)]
        return Today(named, [replace(one, alias=reading.alias(one.case)) for one in missing])


def pressing(workspace: Workspace) -> list[Item]:
    """Tell what the list of today has that is due or worse, in no order and without names: to be counted."""
    now = local(workspace.now)
    with workspace.vault.read() as tx:
        return _pressing(tx, workspace, now)[0]


def _pressing(tx: Tx, workspace: Workspace, now: datetime) -> tuple[list[Item], list[Unjudged]]:
    """Judge all that is here, with what was not understood; a second time only when something is different."""

    def judge() -> tuple[list[Item], list[Unjudged]]:
        reading = _Reading(tx, now)
        items = _deadlines(tx, reading, _houses(tx, workspace), now)
        items += silence.clock(tx, workspace, Names(tx, workspace), now)
        return items + silence.houses(tx, workspace, now), reading.not_understood

    return workspace.remembered.ask(tx, "pressing", int(now.timestamp()), judge)


def of_case(workspace: Workspace, case: bytes) -> list[Item]:
    """Tell what is due, overdue, missed or in conflict in one case; reads nothing but that case."""
    now = local(workspace.now)
    with workspace.vault.read() as tx:
        scopes = scopes_of_case(tx, case)
        reading = _Reading(tx, now, scopes)
        items = _of_cases(tx, reading, _houses(tx, workspace), {}, now)
        return watch.ordered([*items, *conflicts(tx, frozenset(scopes))])


class _Reading:
    """Reads what is judged, for one transaction; remembers cases, and what it did not understand.

    scopes: the compartments to read, None for all.
    """

    def __init__(self, tx: Tx, now: datetime, scopes: Sequence[ScopeId] | None = None) -> None:
        self._tx = tx
        self._today = now.date()
        self._scopes = scopes
        self.due = Due(tx, now)
        self._cases: dict[bytes, Row | None] = {}
        self.not_understood: list[Unjudged] = []

    def seen(self, kind: str) -> Iterator[Seen]:
        """Yield the records of a kind that may be due."""
        for row in self._rows(kind, self.due.candidates):
            fields = {name: row.fields.get(name) for name in _FIELDS[kind]}
            if all(entry.understood(kind, name, value) for name, value in fields.items()):
                written = datetime.fromtimestamp(row.received_at, UTC).date()
                yield Seen(row.record, self._case(row), fields, written, row.lamport)
            else:
                self._strange(row)

    def _rows(self, kind: str, candidates: Callable[[str], list[int]]) -> Iterator[Row]:
        numbers = (
            candidates(kind) if self._scopes is None else columns.within(self._tx, (kind,), self._scopes)
        )
        for row in columns.slim(self._tx, numbers, _FIELDS[kind]):
            if at_home(row) and _lives(kind, row.scope):
                yield row

    def stays(self) -> tuple[Stays, Stays]:
        """Return the stays in which somebody comes, stays or leaves, and those that may overlap with another."""
        if self._scopes is None:
            live = stays_here.from_day(self._tx, self._today)
            several = stays_here.of_many_times(self._tx)
        else:
            live = several = stays_here.in_scopes(self._tx, self._scopes)
        for row in {row.record: row for row in (*live.strange, *several.strange)}.values():
            self._strange(row)
        return live, several

    def _case(self, row: Row) -> bytes | None:
        return case_of_scope(self._tx, row.scope)

    def _strange(self, row: Row) -> None:
        case, where = self._case(row), compartment_of(row.scope)
        self.not_understood.append(Unjudged(row.kind, row.record, case, where, NOT_UNDERSTOOD, (row.kind,)))

    def meet(self, cases: Iterable[bytes | None]) -> None:
        """Read what is said of cases, of all at once, before each of them is asked about."""
        new = {case for case in cases if case is not None and case not in self._cases}
        self._cases |= dict.fromkeys(new)
        cores = [scope_id(Compartment.CORE, case) for case in sorted(new)]
        numbers = columns.within(self._tx, ("case",), cores)
        for row in columns.slim(self._tx, numbers, ("alias", "status"), include_deleted=True):
            if at_home(row):
                self._cases[row.record] = row

    def _case_row(self, case: bytes) -> Row | None:
        if case not in self._cases:
            self.meet([case])
        return self._cases[case]

    def alias(self, case: bytes | None) -> str | None:
        """Return what a case is called; None for one that is not here."""
        row = self._case_row(case) if case is not None else None
        alias = row.fields.get("alias") if row is not None else None
        return alias if isinstance(alias, str) else None

    def over(self, cases: Iterable[bytes | None]) -> set[bytes]:
        """Return those of some cases that ended, or were deleted; one that is not here is judged as if it went on.

        Of all cases only what belongs to those that go on was read.
        """
        if self._scopes is None:
            return set()
        asked = set(cases)
        self.meet(asked)
        return {case for case in asked if case is not None and _ended(self._case_row(case))}

    def named(self, item: Item) -> Item:
        """Add the alias of its case to an item, or its house."""
        facts = dict(item.facts)
        if item.case is not None:
            _add(facts, "alias", self._case_row(item.case), "alias")
        elif (house := self._house(item)) is not None:
            rows = [row for row in records.get(self._tx, house) if row.kind == "house" and at_home(row)]
            if item.kind != "house":
                facts["house"] = to_text(house)
            _add(facts, "name", rows[0] if rows else None, "codename")
        return Item(
            item.what, item.urgency, item.kind, item.id, item.case, item.due, facts, item.about
        )  # three thousand of them: `replace` takes ten times as long

    def _house(self, item: Item) -> bytes | None:
        """Return the house that an item is about, or whose compartment it stands in."""
        if item.kind == "house":
            return item.id
        scopes = [row.scope for row in records.get(self._tx, item.id)] if item.kind in _WRITTEN else []
        return next((owner_of(at) for at in scopes if compartment_of(at) is Compartment.HOUSE), None)


def _add(facts: dict[str, str | int], name: str, row: Row | None, field: str) -> None:
    value = row.fields.get(field) if row is not None else None
    if isinstance(value, str) and name not in facts:
        facts[name] = value


def _lives(kind: str, scope: ScopeId) -> bool:
    """Say whether records of a kind are written there: what stands elsewhere has no say."""
    where = compartment_of(scope)
    if kind in _WRITTEN:
        return where not in (Compartment.LINK, Compartment.AUDIT, Compartment.IDENTITY, None)
    return where is (Compartment.HOUSE if kind == "house" else Compartment.CORE)


def _ended(row: Row | None) -> bool:
    if row is None:
        return False
    gone = row.deleted and not row.deleted_here_changed_there
    return gone or row.fields.get("status") in ENDS


def _deadlines(tx: Tx, reading: _Reading, houses: frozenset[ScopeId], now: datetime) -> list[Item]:
    items = _of_cases(tx, reading, houses, _capacities(tx), now)
    return items + watch.houses(reading.seen("house"))


def _of_cases(
    tx: Tx,
    reading: _Reading,
    houses: frozenset[ScopeId],
    capacities: Mapping[bytes, int],
    now: datetime,
) -> list[Item]:
    """Judge what cases have. houses: who answers broadcasts; capacities: of the houses that may be too full."""
    risks = list(reading.seen("risk"))
    consents = list(reading.seen("consent"))
    items = watch.risk_reviews(risks, reading.over({seen.case for seen in risks}), now)
    items += watch.consent_reviews(consents, reading.over({seen.case for seen in consents}), now)
    items += watch.tasks(reading.seen("task"), now)
    items += watch.acknowledgements(_unanswered(tx, reading, houses), now)
    live, several = reading.stays()
    items += watch.people(live.stays, live.case_of, now)
    items += watch.twice(several.stays, several.case_of, now.date())
    return items + watch.crowded(live.stays, capacities, now.date())


def _unanswered(tx: Tx, reading: _Reading, houses: frozenset[ScopeId]) -> Iterator[Seen]:
    """Yield the messages that wait for a word, but for those that another one replaced. houses: who answers broadcasts."""
    asked = [seen for seen in reading.seen("message") if not seen.text("acknowledged_on")]
    replaced = {str(key) for key, _ in columns.keys(tx, "message", "replaces")}
    answered = _answered(tx, {seen.id for seen in asked})
    for seen in asked:
        everybody = seen.id in answered and houses <= answered[seen.id]
        if not everybody and to_text(seen.id) not in replaced:
            yield seen


def _answered(tx: Tx, messages: Collection[bytes]) -> dict[bytes, set[ScopeId]]:
    """Return, for those of some messages that are broadcasts, the compartments in which somebody answered."""
    places = columns.placed(tx, "message", sorted(messages))
    everybody = {place.record for place in places if compartment_of(place.scope) is Compartment.EVERYONE}
    numbers = [place.number for place in places if place.record in everybody]
    found: dict[bytes, set[ScopeId]] = {record: set() for record in everybody}
    for row in columns.slim(tx, numbers, ("acknowledged_on",)):
        if row.fields.get("acknowledged_on"):
            found[row.record].add(row.scope)
    return found


def _houses(tx: Tx, workspace: Workspace) -> frozenset[ScopeId]:
    """Return the compartments of the houses of which this device hears whether they read a broadcast."""
    ids = [workspace.identity.house_id]
    if workspace.is_desk:
        known = roster.load(tx, workspace.identity).devices
        ids = [one.house_id for one in known if one.role is Role.HOUSE and one.status is Status.ACTIVE]
    return frozenset(ScopeId(scope_id(Compartment.HOUSE, house)) for house in ids)


def _capacities(tx: Tx) -> dict[bytes, int]:
    found = {row.record: row.fields.get("capacity") for row in records.query(tx, "house") if at_home(row)}
    return {
        house: capacity
        for house, capacity in found.items()
        if isinstance(capacity, int) and entry.understood("house", "capacity", capacity)
    }


def conflicts(tx: Tx, scopes: Collection[ScopeId] | None = None) -> list[Item]:
    """List the fields that wait for a person, of all compartments or of some; no values, so nothing is revealed."""
    return [
        Item(
            What.CONFLICT,
            Urgency.NOTICE,
            row.kind,
            row.record,
            _case_shown(tx, row),
            None,
            {"field": name},
            "field",
        )
        for row, name in records.conflicts(tx)
        if not is_ours(row.kind) and (scopes is None or row.scope in scopes)
    ]


def _case_shown(tx: Tx, row: Row) -> bytes | None:
    return row.record if row.kind == "case" else case_of_scope(tx, row.scope)


def _absent(tx: Tx, workspace: Workspace, due: Due) -> list[Unjudged]:
    """Name the cases and persons of whom something that may be due is not here; of what is over nothing is asked."""
    found = []
    for scope, why in Presence(tx, workspace).missing(due.decisions).items():
        compartment, owner = compartment_of(scope), owner_of(scope)
        if (
            compartment is None
            or compartment not in _LIVING
            or (compartment is Compartment.ROUTE and why is Why.WITHHELD)
        ):
            continue  # nothing in it is ever due; a house never had a route to withhold
        kind = "person" if compartment in PERSONAL else "case"
        case = case_of_scope(tx, scope)
        found.append(Unjudged(kind, owner, case, compartment, str(why), _LIVING[compartment]))
    return found
