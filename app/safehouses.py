"""Houses: how full each is and will be, and who stays where and when.

Reads only: a house's status, its places and a stay are changed as any record is (app.cases). Nothing of the identity tier: a
house goes by its codename, a person by the chosen name or the alias of the case. The rules are app.casework.stays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

from app import stays_here
from app.casework import entry, stays
from app.casework.codes import StayStatus
from app.casework.compartments import Compartment, owner_of, scope_id
from app.casework.stays import FOREVER, Overfull, Stay
from app.casework.watch import KNOWN_TO_OTHERS
from app.finding import at_home
from app.moments import local
from app.stays_here import Stays
from app.workspace import Workspace
from storage import columns
from storage.database import Tx
from storage.records import Row
from storage.scopes import ScopeId

#: How far ahead a card counts those who are to come.
AHEAD: Final = timedelta(days=14)

_FIELDS: Final = ("codename", "region", "status", "capacity", "rooms")


class Trouble(IntEnum):
    """What is the matter with a house, the most pressing first."""

    KNOWN = 0
    CROWDED = 1
    LATE = 2
    WILL_BE_CROWDED = 3
    CONFLICT = 4
    NONE = 5


@dataclass(frozen=True, slots=True)
class HouseCard:
    """One house on a day: codes as they are stored, None where nothing is said.

    here: who sleeps there tonight; coming: who is planned to come within AHEAD; late: who should have come, or have left;
    free: places left tonight, below zero where there are none; crowded_from: the first day, from today on, with more people
    than places and no reason written.
    """

    id: bytes
    codename: str
    region: str | None
    status: str | None
    capacity: int | None
    rooms: tuple[str, ...]
    here: int
    coming: int
    late: int
    crowded_from: date | None
    conflicts: bool

    @property
    def free(self) -> int | None:
        """How many places are left tonight."""
        return None if self.capacity is None else self.capacity - self.here

    @property
    def over_capacity(self) -> bool:
        """Whether more people sleep there tonight than there are places."""
        return self.capacity is not None and self.here > self.capacity

    @property
    def trouble(self) -> Trouble:
        """What is most the matter."""
        found = {
            Trouble.KNOWN: self.status in KNOWN_TO_OTHERS,
            Trouble.CROWDED: self.over_capacity,
            Trouble.LATE: self.late > 0,
            Trouble.WILL_BE_CROWDED: self.crowded_from is not None,
            Trouble.CONFLICT: self.conflicts,
        }
        return next((trouble for trouble, there in found.items() if there), Trouble.NONE)


@dataclass(frozen=True, slots=True)
class Night:
    """One night in a house. crowded: more people than places, and not enough reasons."""

    day: date
    people: int
    crowded: bool


@dataclass(frozen=True, slots=True)
class StayBar:
    """One stay on the timeline of a house: the nights from `start` up to, not including, `end`; None has no end yet.

    name: the person's chosen name, else the alias of the case. planned: nobody has come yet. late: should have come, or should
    have left. overlap: the same person is somewhere else in some of these nights, and no reason is written.
    """

    id: bytes
    person: bytes
    case: bytes
    name: str
    alias: str
    room: str | None
    start: date
    end: date | None
    status: str
    planned: bool
    late: bool
    overlap: bool
    excused: bool


def overview(workspace: Workspace) -> list[HouseCard]:
    """Return a card of every house that is known here, by codename."""
    today = local(workspace.now).date()
    with workspace.vault.read() as tx:
        rows = [
            row for row in columns.slim(tx, sorted(columns.numbers(tx, "house")), _FIELDS) if at_home(row)
        ]
        found = stays_here.from_day(tx, today).stays
        scopes = [row.scope for row in rows]
        unsettled = columns.in_conflict(tx, scopes)
    capacities: dict[bytes, int] = {
        row.record: places for row in rows if (places := _capacity(row)) is not None
    }
    crowded = _crowded(stays.overfull(found, capacities, today), today)
    by_house: dict[bytes | None, list[Stay]] = {}
    for stay in found:
        by_house.setdefault(stay.house, []).append(stay)
    cards = [
        _card(row, by_house.get(row.record, []), capacities, crowded, row.scope in unsettled, today)
        for row in rows
    ]
    return sorted(cards, key=_by_name)


def _by_name(card: HouseCard) -> tuple[str, bytes]:
    """Order as people do, with ё as е."""
    return card.codename.casefold().replace("ё", "е"), card.id


def _card(
    row: Row,
    theirs: list[Stay],
    capacities: Mapping[bytes, int],
    crowded: Mapping[bytes, date],
    conflicts: bool,
    today: date,
) -> HouseCard:
    rooms = row.fields.get("rooms")
    return HouseCard(
        id=row.record,
        codename=_text(row, "codename") or "",
        region=_text(row, "region"),
        status=_text(row, "status"),
        capacity=capacities.get(row.record),
        rooms=tuple(str(room) for room in rooms) if isinstance(rooms, list) else (),
        here=stays.occupancy(theirs, row.record, today, today),
        coming=len({stay.person for stay in theirs if _to_come(stay, today)}),
        late=len({stay.person for stay in theirs if stays.late(stay, today)}),
        crowded_from=crowded.get(row.record),
        conflicts=conflicts,
    )


def _to_come(stay: Stay, today: date) -> bool:
    period = stays.nights(stay, today)
    return (
        stay.status is StayStatus.PLANNED
        and stay.actual_from is None
        and period is not None
        and today <= period[0] <= today + AHEAD
    )


def _crowded(times: Iterable[Overfull], today: date) -> dict[bytes, date]:
    """Return from when on each house is too full; what is over is over."""
    found: dict[bytes, date] = {}
    for time in times:
        if time.end > today:
            found.setdefault(time.house, max(time.start, today))
    return found


def _capacity(row: Row) -> int | None:
    value = row.fields.get("capacity")
    return value if isinstance(value, int) and entry.understood("house", "capacity", value) else None


def _text(row: Row, name: str) -> str | None:
    value = row.fields.get(name)
    return value if isinstance(value, str) and value else None


def by_trouble(cards: Iterable[HouseCard]) -> list[HouseCard]:
    """Put those first with which most is the matter; those alike by codename."""
    return sorted(cards, key=lambda card: (card.trouble, *_by_name(card)))


def nights_of_house(workspace: Workspace, house: bytes, from_day: date, to_day: date) -> list[Night]:
    """Return, for each night from `from_day` to `to_day`, how many people are in a house, planned ones too."""
    today = local(workspace.now).date()
    with workspace.vault.read() as tx:
        found = stays_here.of_house(tx, house).stays
        rows = [row for row in columns.slim(tx, _numbers_of(tx, house), ("capacity",)) if at_home(row)]
    places = _capacity(rows[0]) if rows else None
    times = stays.overfull(found, {} if places is None else {house: places}, today)
    days = [from_day + timedelta(days=n) for n in range((to_day - from_day).days + 1)]
    return [
        Night(
            day,
            stays.occupancy(found, house, day, today),
            any(time.start <= day < time.end for time in times),
        )
        for day in days
    ]


def _numbers_of(tx: Tx, house: bytes) -> list[int]:
    return columns.within(tx, ("house",), [ScopeId(scope_id(Compartment.HOUSE, house))])


def stays_of_house(workspace: Workspace, house: bytes, from_day: date, to_day: date) -> list[StayBar]:
    """Return the stays in a house with a night from `from_day` to `to_day`, by room and day."""
    today = local(workspace.now).date()
    with workspace.vault.read() as tx:
        there = stays_here.of_house(tx, house)
        shown = {
            stay.record: period
            for stay in there.stays
            if (period := stays.nights(stay, today)) is not None
            and period[0] <= to_day
            and from_day < period[1]
        }
        wanted = [stay for stay in there.stays if stay.record in shown]
        everywhere = stays_here.of_persons(tx, {stay.person for stay in wanted})
        names, aliases = _names(tx, wanted), _aliases(tx, there, wanted)
    twice = {
        record for pair in stays.overlaps(everywhere.stays, today) for record in (pair.first, pair.second)
    }
    bars = [
        _bar(stay, there.rows[stay.record], shown[stay.record], names, aliases, stay.record in twice, today)
        for stay in wanted
    ]
    return sorted(bars, key=lambda bar: (bar.room or "\uffff", bar.start, bar.name, bar.id))


def tonight(workspace: Workspace, house: bytes) -> list[StayBar]:
    """Return the stays of those who sleep in a house tonight, or are expected to."""
    today = local(workspace.now).date()
    return stays_of_house(workspace, house, today, today)


def _bar(
    stay: Stay,
    row: Row,
    period: tuple[date, date],
    names: Mapping[bytes, str],
    aliases: Mapping[bytes, str],
    overlap: bool,
    today: date,
) -> StayBar:
    case = owner_of(row.scope)
    alias = aliases.get(case, "")
    planned = stay.status is StayStatus.PLANNED and stay.actual_from is None
    return StayBar(
        id=stay.record,
        person=stay.person,
        case=case,
        name=names.get(stay.person) or alias,
        alias=alias,
        room=_text(row, "room"),
        start=period[0],
        end=None if period[1] == FOREVER else period[1],
        status=str(stay.status),
        planned=planned,
        late=stays.late(stay, today),
        overlap=overlap,
        excused=stay.excused,
    )


def _names(tx: Tx, shown: Iterable[Stay]) -> dict[bytes, str]:
    persons = sorted({stay.person for stay in shown})
    cores = {
        place.record: place.number
        for place in reversed(columns.placed(tx, "person", persons))
        if place.scope[0] == Compartment.CORE
    }
    rows = columns.slim(tx, list(cores.values()), ("chosen_name",))
    return {row.record: name for row in rows if (name := _text(row, "chosen_name")) is not None}


def _aliases(tx: Tx, there: Stays, shown: Iterable[Stay]) -> dict[bytes, str]:
    cases = {owner_of(there.rows[stay.record].scope) for stay in shown}
    cores = [ScopeId(scope_id(Compartment.CORE, case)) for case in sorted(cases)]
    rows = columns.slim(tx, columns.within(tx, ("case",), cores), ("alias",))
    return {row.record: _text(row, "alias") or "" for row in rows if at_home(row)}
