"""Who is where: occupancy for any date, people in two houses at once, houses over capacity.

A stay covers nights: from its first day up to, not including, the day of leaving, so that somebody may leave
and another arrive on one day. A partial date counts at its widest. Somebody who is checked in stays until
they are checked out, however long ago they planned to leave. A written reason excuses. Pure: `today` comes in.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise

from app.casework.codes import StayStatus
from app.casework.partial_dates import first_day, last_day

PRESENT = frozenset({StayStatus.CHECKED_IN, StayStatus.ABSENT_OVERNIGHT})
FOREVER = date.max

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """One person in one house; dates as recorded (ISO 8601, partial allowed), ids opaque."""

    record: bytes
    person: bytes
    house: bytes | None
    status: StayStatus
    planned_from: str | None = None
    planned_to: str | None = None
    actual_from: str | None = None
    actual_to: str | None = None
    exception_reason: str | None = None

    @property
    def excused(self) -> bool:
        """Whether somebody wrote down why this stay breaks a rule."""
        return bool(self.exception_reason and self.exception_reason.strip())


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two stays of one person with nights in common."""

    person: bytes
    first: bytes
    second: bytes


@dataclass(frozen=True, slots=True)
class Overfull:
    """Nights `start` up to, not including, `end` with more people than places and not enough reasons."""

    house: bytes
    start: date
    end: date
    people: int
    capacity: int


def nights(stay: Stay, today: date) -> tuple[date, date] | None:
    """Return first night and day of leaving of a stay; None where it has no beginning or no night."""
    begins = stay.actual_from or stay.planned_from
    if begins is None:
        return None
    start = first_day(begins)
    end = _end(stay, start, today)
    return (start, end) if start < end else None


def _end(stay: Stay, start: date, today: date) -> date:
    if stay.actual_to is not None:
        return _leaving(stay.actual_to)
    planned = _leaving(stay.planned_to) if stay.planned_to is not None else None
    if stay.status in PRESENT:
        return max(planned, today + _DAY) if planned is not None else FOREVER
    if stay.status is StayStatus.PLANNED:
        return planned if planned is not None else FOREVER
    return min(planned, today) if planned is not None else start


def _leaving(value: str) -> date:
    """Return the day of leaving; a partial date means that somebody may stay all of it."""
    last = last_day(value)
    return last if first_day(value) == last else last + _DAY


def people_in(stays: Iterable[Stay], house: bytes, day: date, today: date) -> frozenset[bytes]:
    """Return who sleeps in a house in the night of `day`."""
    return frozenset(stay.person for stay in stays if stay.house == house and _covers(stay, day, today))


def _covers(stay: Stay, day: date, today: date) -> bool:
    period = nights(stay, today)
    return period is not None and period[0] <= day < period[1]


def occupancy(stays: Iterable[Stay], house: bytes, day: date, today: date) -> int:
    """Count who sleeps in a house in the night of `day`; somebody entered twice counts once."""
    return len(people_in(stays, house, day, today))


def late(stay: Stay, today: date) -> bool:
    """Say whether somebody should have left by now and is there, or should have come and is not."""
    due = None
    if stay.status in PRESENT and stay.actual_to is None:
        due = stay.planned_to
    elif stay.status is StayStatus.PLANNED and stay.actual_from is None:
        due = stay.planned_from
    return due is not None and today > last_day(due)


def overlaps(stays: Iterable[Stay], today: date) -> list[Overlap]:
    """List the pairs of stays of one person that meet, unless either has a reason."""
    by_person: dict[bytes, list[Stay]] = defaultdict(list)
    for stay in stays:
        if not stay.excused:
            by_person[stay.person].append(stay)
    return [
        Overlap(person, first.record, second.record)
        for person, theirs in sorted(by_person.items())
        for first, second in combinations(sorted(theirs, key=lambda stay: stay.record), 2)
        if _meet(first, second, today)
    ]


def _meet(first: Stay, second: Stay, today: date) -> bool:
    one, other = nights(first, today), nights(second, today)
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


def overfull(stays: Iterable[Stay], capacities: Mapping[bytes, int], today: date) -> list[Overfull]:
    """List the times in which a house holds more people than places, beyond those with a written reason."""
    by_house: dict[bytes, list[tuple[date, date, Stay]]] = defaultdict(list)
    for stay in stays:
        period = nights(stay, today)
        if period is not None and stay.house is not None and stay.house in capacities:
            by_house[stay.house].append((*period, stay))
    return [
        found
        for house, theirs in sorted(by_house.items())
        for found in _overfull_in(house, theirs, capacities[house])
    ]


def _overfull_in(house: bytes, stays: list[tuple[date, date, Stay]], capacity: int) -> Iterator[Overfull]:
    edges = sorted({edge for start, end, _ in stays for edge in (start, end)})
    open_: Overfull | None = None
    for start, end in pairwise(edges):
        there = [stay for first, last, stay in stays if first <= start and last >= end]
        people = {stay.person for stay in there}
        excused = {stay.person for stay in there if stay.excused}
        over = len(people) - capacity > len(excused)
        if open_ is not None and not (over and open_.people == len(people)):
            yield open_
            open_ = None
        if over:
            begin = open_.start if open_ is not None else start
            open_ = Overfull(house, begin, end, len(people), capacity)
    if open_ is not None:
        yield open_
