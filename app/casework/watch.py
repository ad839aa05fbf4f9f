"""What wants attention today: values in, a list of items out, the critical ones first.

Does not read a store and knows no sentences (`app/today.py`, `app/texts`). Rules:
- what somebody's life may hang on is critical: a missed check-in, an arrival that did not happen, the review of a high risk,
  an urgent message that nobody acknowledged, a house that is known;
- of assessments only the newest counts: of a person, or of the case as a whole, which speaks for everybody in it;
- nothing is asked any more of a case that is over; tasks, messages and people still in a house stay.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum

from app.casework import risk, stays
from app.casework.codes import HouseStatus, MessageType, Priority, RiskLevel, StayStatus, TaskStatus, TaskType
from app.casework.deadlines import State, days_late, state
from app.casework.partial_dates import first_day, last_day
from app.casework.stays import Stay

SILENT_DAYS = 14
CLOCK_TOLERANCE = timedelta(hours=1)
"""Clocks of honest laptops differ by so much."""

#: How many days before a deadline is announced: a talk about consent needs a week, a departure a day.
AHEAD: Mapping[str, int] = {"risk": 0, "consent": 7, "stay": 1, "task": 1, "message": 1}

HIGH_RISK = frozenset({RiskLevel.CRITICAL, RiskLevel.HIGH})
KNOWN_TO_OTHERS = frozenset({HouseStatus.COMPROMISED, HouseStatus.EVACUATING})
OPEN_TASKS = frozenset({TaskStatus.OPEN, TaskStatus.IN_PROGRESS})
URGENT_MESSAGES = frozenset(
    {
        MessageType.TRAVEL_GO,
        MessageType.TRAVEL_STOP,
        MessageType.EVACUATE_HOUSE,
        MessageType.INCIDENT_ALERT,
        MessageType.COMPROMISE_ALERT,
    }
)


class What(StrEnum):
    """What is the matter, the most pressing first."""

    CLOCK_BEHIND = "clock_behind"
    COMPROMISED = "compromised"
    MISSED = "missed"
    OVERDUE = "overdue"
    SILENT = "silent"
    DUE = "due"
    CONFLICT = "conflict"
    ONLY_HERE = "only_here"


class Urgency(IntEnum):
    """In which part of the list an item stands."""

    CRITICAL = 0
    OVERDUE = 1
    DUE = 2
    NOTICE = 3

    @property
    def word(self) -> str:
        """The name on the command line."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that wants attention. `facts` are codes, numbers and names of no more than the case tier.

    about: which sentence says it, beside `what`: the kind, or where a kind can be late in two ways, which of them.
    """

    what: What
    urgency: Urgency
    kind: str
    id: bytes
    case: bytes | None = None
    due: str | None = None
    facts: Mapping[str, str | int] = field(default_factory=dict)
    about: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as it is judged: fields that the model understands, the day it was written, and its place in time."""

    id: bytes
    case: bytes | None
    fields: Mapping[str, object]
    written: date
    order: int = 0

    def text(self, name: str) -> str | None:
        """Return a field that holds text, None where it has no value."""
        value = self.fields.get(name)
        return value if isinstance(value, str) and value else None


def ordered(items: Iterable[Item]) -> list[Item]:
    """Sort: critical first, then overdue, due and the rest; in each by what it is and by its day."""
    places = {what: place for place, what in enumerate(What)}

    def place(item: Item) -> tuple[int, int, date, str, bytes]:
        day = last_day(item.due) if item.due is not None else date.max
        return item.urgency, places[item.what], day, item.about or item.kind, item.id

    return sorted(items, key=place)


def risk_reviews(assessments: Iterable[Seen], over: Collection[bytes], now: datetime) -> list[Item]:
    """Judge when each danger is to be looked at again. `over` are cases that ended."""
    by_case: dict[bytes | None, list[Seen]] = {}
    for seen in assessments:
        if seen.case not in over and seen.text("level"):
            by_case.setdefault(seen.case, []).append(seen)
    newest = (seen for theirs in by_case.values() for seen in _newest(theirs, now))
    return [item for seen in newest for item in _risk_review(seen, now)]


def level(assessments: Iterable[Seen], now: datetime) -> RiskLevel | None:
    """Return how great the danger to a case is: the worst of the assessments that count; None where there is none."""
    judged = [seen for seen in assessments if seen.text("level")]
    return risk.worst(RiskLevel(str(seen.text("level"))) for seen in _newest(judged, now))


def _newest(assessments: Iterable[Seen], now: datetime) -> Iterator[Seen]:
    """Yield the assessment that counts of each person and of the case; one of the case replaces all before it."""

    def place(seen: Seen) -> tuple[date, int, bytes]:
        return _assessed(seen, now), seen.order, seen.id

    last: dict[str | None, Seen] = {}
    for seen in sorted(assessments, key=place):
        person = seen.text("person")
        last = {None: seen} if person is None else {**last, person: seen}
    yield from last.values()


def _assessed(seen: Seen, now: datetime) -> date:
    """Return the day of an assessment; one that lies ahead is a slip of the pen, then the day it was written counts."""
    entered = seen.text("date")
    day = first_day(entered) if entered is not None else seen.written
    return day if day <= now.date() else min(seen.written, now.date())


def _risk_review(seen: Seen, now: datetime) -> Iterator[Item]:
    level = RiskLevel(str(seen.text("level")))
    entered = seen.text("review_due")
    due = risk.review_due(level, _assessed(seen, now), first_day(entered) if entered is not None else None)
    yield from _deadline("risk", seen, due.isoformat(), now, {"level": str(level)}, level in HIGH_RISK)


def consent_reviews(consents: Iterable[Seen], over: Collection[bytes], now: datetime) -> list[Item]:
    """Judge when people are to be asked again."""
    return [
        item
        for seen in consents
        if seen.case not in over and (due := seen.text("review_date"))
        for item in _deadline("consent", seen, due, now, _facts(seen, "purpose"))
    ]


def tasks(seen_tasks: Iterable[Seen], now: datetime) -> list[Item]:
    """Judge the tasks that are not done; a safety check-in that is late was missed."""
    return [
        item
        for seen in seen_tasks
        if (due := seen.text("due")) and (seen.text("status") or TaskStatus.OPEN) in OPEN_TASKS
        for item in _deadline(
            "task",
            seen,
            due,
            now,
            _facts(seen, "type", text="what"),
            critical=seen.text("type") == TaskType.SAFETY_CHECK_IN,
            late=What.MISSED if seen.text("type") == TaskType.SAFETY_CHECK_IN else What.OVERDUE,
        )
    ]


def acknowledgements(messages: Iterable[Seen], now: datetime) -> list[Item]:
    """Judge the messages that nobody acknowledged yet."""
    return [
        item
        for seen in messages
        if (due := seen.text("must_be_acknowledged_by")) and not seen.text("acknowledged_on")
        for item in _deadline(
            "message",
            seen,
            due,
            now,
            _facts(seen, "type", "title"),
            critical=seen.text("type") in URGENT_MESSAGES or seen.text("priority") == Priority.EMERGENCY,
        )
    ]


def people(found: Iterable[Stay], case_of: Callable[[bytes], bytes | None], now: datetime) -> list[Item]:
    """Judge who should have left, and who should have come. `case_of` names the case of a stay's record."""
    items: list[Item] = []
    for stay in found:
        seen = Seen(stay.record, case_of(stay.record), {}, now.date())
        if stay.status in stays.PRESENT and stay.planned_to is not None and stay.actual_to is None:
            items += _deadline("stay", seen, stay.planned_to, now, about="departure")
        if stay.status is StayStatus.PLANNED and stay.planned_from is not None and stay.actual_from is None:
            items += _deadline(
                "stay", seen, stay.planned_from, now, critical=True, late=What.MISSED, about="arrival"
            )
    return items


def _deadline(
    kind: str,
    seen: Seen,
    due: str,
    now: datetime,
    facts: Mapping[str, str | int] | None = None,
    critical: bool = False,
    late: What = What.OVERDUE,
    about: str = "",
) -> Iterator[Item]:
    """Yield the item of one deadline, none while it lies ahead; `critical`: once it is over."""
    how = state(due, now, AHEAD[kind])
    known = dict(facts or {})
    if how is State.OVERDUE:
        known["days"] = days_late(due, now)
        urgency = Urgency.CRITICAL if critical else Urgency.OVERDUE
        yield Item(late, urgency, kind, seen.id, seen.case, due, known, about)
    elif how is State.DUE:
        yield Item(What.DUE, Urgency.DUE, kind, seen.id, seen.case, due, known, about)


def _facts(seen: Seen, *names: str, **renamed: str) -> dict[str, str | int]:
    wanted = dict.fromkeys(names, "") | renamed
    found = {name: seen.text(source or name) for name, source in wanted.items()}
    return {name: text for name, text in found.items() if text is not None}


def houses(found: Iterable[Seen]) -> list[Item]:
    """List the houses that others know of."""
    return [
        Item(
            What.COMPROMISED,
            Urgency.CRITICAL,
            "house",
            seen.id,
            facts=_facts(seen, "status", name="codename"),
        )
        for seen in found
        if seen.text("status") in KNOWN_TO_OTHERS
    ]


def silence(device: bytes, name: str, last: datetime, now: datetime, *, heard: bool = True) -> list[Item]:
    """Judge whether a house is silent. last: when its newest bundle came, or with `heard` false, when it was admitted."""
    due = last.date() + timedelta(days=SILENT_DAYS)
    if now.date() <= due:
        return []
    facts: dict[str, str | int] = {"name": name, "last": last.date().isoformat()}
    facts["days"] = (now.date() - last.date()).days
    about = "" if heard else "newcomer"
    return [Item(What.SILENT, Urgency.OVERDUE, "device", device, None, due.isoformat(), facts, about)]


def is_behind(newest: datetime, now: datetime) -> bool:
    """Say whether this machine's clock is behind the newest change by more than honest clocks differ."""
    return newest - now > CLOCK_TOLERANCE


def clock(device: bytes, newest: datetime, name: str, now: datetime) -> list[Item]:
    """Judge whether this machine's clock is behind the newest change, which `name` wrote."""
    if not is_behind(newest, now):
        return []
    facts = {"at": newest.isoformat(timespec="minutes"), "name": name}
    return [Item(What.CLOCK_BEHIND, Urgency.CRITICAL, "device", device, facts=facts)]


def twice(found: Iterable[Stay], case_of: Callable[[bytes], bytes | None], today: date) -> list[Item]:
    """List the people who are in two places: what a merge can bring about."""
    return [
        Item(What.CONFLICT, Urgency.NOTICE, "stay", pair.first, case_of(pair.first), about="overlap")
        for pair in stays.overlaps(found, today)
    ]


def crowded(found: Iterable[Stay], capacities: Mapping[bytes, int], today: date) -> list[Item]:
    """List the houses that are too full now or later: what a merge can bring about."""
    return [
        Item(
            What.CONFLICT,
            Urgency.NOTICE,
            "house",
            each.house,
            facts={
                "people": each.people,
                "capacity": each.capacity,
                "from": max(each.start, today).isoformat(),
            },
            about="overfull",
        )
        for each in stays.overfull(found, capacities, today)
        if each.end > today
    ]
