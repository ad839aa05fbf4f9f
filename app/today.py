"""What wants attention today: reads the store, lets `app.casework.watch` judge, and says what it could not judge.

Reads only, shows nothing of the identity tier, and stores nothing: what is overdue follows from the day.

- Not judged is what lies in a compartment that is not here (shed, sealed, withheld), and a value that this version does not
  understand. What was never opened to this device is not its to judge.
- A broadcast is acknowledged by a record with its id in the house's own compartment, for nobody but desks writes `everyone`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app import silence
from app.absence import Presence, Why
from app.casework import entry, watch
from app.casework.compartments import PERSONAL, Compartment, compartment_of, owner_of, scope_id
from app.casework.watch import Item, Seen, Urgency, What
from app.due import Due
from app.due_reading import WRITTEN, Reading, Unjudged
from app.finding import at_home, case_of_scope, scopes_of_case
from app.ids import to_text
from app.moments import local
from app.naming import Names
from app.projection import is_ours
from app.workspace import Workspace
from storage import columns, records
from storage.database import Tx
from storage.records import Row
from storage.scopes import ScopeId
from sync import roster
from sync.rights import Role
from sync.roster import Status

_CORE_KINDS: Final = ("risk", "consent", "stay", "task", "message")
_LIVING: Final[Mapping[Compartment, tuple[str, ...]]] = {
    Compartment.CORE: _CORE_KINDS,
    Compartment.ROUTE: WRITTEN,
    Compartment.STORY: WRITTEN,
    Compartment.HEALTH: WRITTEN,
}


@dataclass(frozen=True, slots=True)
class Today:
    """The list, the critical ones first, and what is missing from it."""

    items: list[Item]
    not_judged: list[Unjudged]


def today(workspace: Workspace) -> Today:
    """Tell what is due, overdue, missed, silent, in conflict or only here."""
    now = local(workspace.now)
    with workspace.vault.read() as tx:
        reading = Reading(tx, now)
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
        reading = Reading(tx, now)
        items = _deadlines(tx, reading, _houses(tx, workspace), now)
        items += silence.clock(tx, workspace, Names(tx, workspace), now)
        return items + silence.houses(tx, workspace, now), reading.not_understood

    return workspace.remembered.ask(tx, "pressing", int(now.timestamp()), judge)


def of_case(workspace: Workspace, case: bytes) -> list[Item]:
    """Tell what is due, overdue, missed or in conflict in one case; reads nothing but that case."""
    now = local(workspace.now)
    with workspace.vault.read() as tx:
        scopes = scopes_of_case(tx, case)
        reading = Reading(tx, now, scopes)
        items = _of_cases(tx, reading, _houses(tx, workspace), {}, now)
        return watch.ordered([*items, *conflicts(tx, frozenset(scopes))])


def _deadlines(tx: Tx, reading: Reading, houses: frozenset[ScopeId], now: datetime) -> list[Item]:
    items = _of_cases(tx, reading, houses, _capacities(tx), now)
    return items + watch.houses(reading.seen("house"))


def _of_cases(
    tx: Tx,
    reading: Reading,
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


def _unanswered(tx: Tx, reading: Reading, houses: frozenset[ScopeId]) -> Iterator[Seen]:
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
