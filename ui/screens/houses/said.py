"""What is said of a house and of a stay, in words; knows no widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from app.casework.codes import StayStatus
from app.casework.stays import PRESENT
from app.safehouses import HouseCard, Night, StayBar, Trouble
from ui.shell.words import Words
from ui.widgets.lanes import TimeBar, TimeRow
from ui.widgets.timeline import TimeSum

Sign = tuple[str, str]

_LEVELS: Final[Mapping[str, str]] = {
    "ready": "good",
    "active": "good",
    "full": "medium",
    "paused": "medium",
    "compromised": "critical",
    "evacuating": "critical",
}
_STAYS: Final[Mapping[str, str]] = {
    "planned": "info",
    "checked_in": "good",
    "absent_overnight": "high",
    "left_unplanned": "critical",
    "removed_for_safety": "high",
}


def status(words: Words, code: str | None) -> Sign:
    """Say how a house stands."""
    if code is None:
        return words("houses.status_none"), "neutral"
    return words.label("house_status", code), _LEVELS.get(code, "neutral")


def name(words: Words, card: HouseCard) -> str:
    """Return what a house is called."""
    return card.codename or words("forms.unnamed_house")


def occupancy(words: Words, card: HouseCard) -> Sign:
    """Say how full a house is tonight; the level is empty where there is room."""
    if card.capacity is None or card.free is None:
        return words("houses.taken_unknown", n=card.here), ""
    if card.over_capacity:
        return words("houses.taken_over", n=card.here, of=card.capacity, over=-card.free), "critical"
    said = words("houses.taken", n=card.here, of=card.capacity)
    return said, ""


def trouble(words: Words, card: HouseCard, now: datetime) -> Sign | None:
    """Say what is most the matter with a house; None for nothing."""
    if card.trouble is Trouble.KNOWN:
        evacuating = card.status == "evacuating"
        return words("houses.trouble_evacuating" if evacuating else "houses.trouble_known"), "critical"
    if card.trouble is Trouble.CROWDED:
        return words("houses.trouble_crowded"), "critical"
    if card.trouble is Trouble.LATE:
        return words("houses.trouble_late", n=card.late), "high"
    if card.trouble is Trouble.WILL_BE_CROWDED and card.crowded_from is not None:
        return words("houses.trouble_will", day=words.day(card.crowded_from, now)), "medium"
    if card.trouble is Trouble.CONFLICT:
        return words("houses.trouble_conflict"), "medium"
    return None


def person(words: Words, bar: StayBar) -> str:
    """Return what a person is called."""
    return bar.name or words("houses.somebody")


def period(words: Words, bar: StayBar, now: datetime) -> str:
    """Say from when until when a stay is."""
    start = words.day(bar.start, now)
    if bar.end is None:
        return words("houses.since", start=start)
    return words("houses.period", start=start, end=words.day(bar.end, now))


def signs(words: Words, bar: StayBar) -> list[Sign]:
    """Say how a stay stands, and what is the matter with it."""
    found = [(words.label("stay_status", bar.status), _STAYS.get(bar.status, "neutral"))]
    if bar.late:
        slug = "houses.late_arrival" if bar.planned else "houses.late_departure"
        found.append((words(slug), "critical" if bar.planned else "high"))
    if bar.overlap:
        found.append((words("houses.overlap"), "critical"))
    if bar.excused:
        found.append((words("houses.excused"), "neutral"))
    return found


def spoken(words: Words, bar: StayBar, now: datetime) -> str:
    """Say all of a stay."""
    room = words("houses.in_room", room=bar.room) if bar.room else words("houses.no_room")
    alias = bar.alias if bar.alias != bar.name else ""
    parts = [
        person(words, bar),
        alias,
        room,
        period(words, bar, now),
        *(text for text, _ in signs(words, bar)),
    ]
    return ", ".join(part for part in parts if part)


def time_bar(words: Words, bar: StayBar, now: datetime) -> TimeBar:
    """Show a stay on the time line."""
    marks = []
    if bar.overlap:
        marks.append(("warning", "critical"))
    if bar.late:
        marks.append(("clock", "critical" if bar.planned else "high"))
    past = not bar.planned and bar.status not in PRESENT
    return TimeBar(
        key=bar.id,
        row=bar.room or "",
        text=person(words, bar),
        start=bar.start,
        end=bar.end,
        spoken=spoken(words, bar, now),
        soft=bar.planned,
        past=past,
        marks=tuple(marks),
    )


def rows(words: Words, rooms: Sequence[str], bars: Sequence[StayBar]) -> list[TimeRow]:
    """Return the rooms of a house, those that only stays name, and last those of whom no room is said."""
    named = dict.fromkeys([*rooms, *(bar.room for bar in bars if bar.room)])
    found = [TimeRow(room, room) for room in named]
    if not found or any(not bar.room for bar in bars):
        found.append(TimeRow("", words("houses.no_room")))
    return found


def sums(words: Words, nights: Sequence[Night], capacity: int | None) -> dict[date, TimeSum]:
    """Say over each day how many people sleep there; too many with an exclamation mark."""
    found = {}
    for night in nights:
        if night.crowded:
            said = words("houses.night_crowded", n=night.people, of=capacity or 0)
            found[night.day] = TimeSum(f"{night.people}!", marked=True, spoken=said)
        else:
            text = str(night.people) if night.people else "·"
            found[night.day] = TimeSum(text, spoken=words("houses.night", n=night.people))
    return found


def can_arrive(bar: StayBar) -> bool:
    """Whether somebody is to come."""
    return bar.planned


def can_leave(bar: StayBar) -> bool:
    """Whether somebody is there, and can leave or move."""
    return bar.status in PRESENT


def arrival(now: datetime) -> dict[str, object]:
    """Return the fields that say that somebody has come today."""
    return {"status": str(StayStatus.CHECKED_IN), "actual_from": now.date().isoformat()}


def departure(now: datetime) -> dict[str, object]:
    """Return the fields that say that somebody has left today."""
    return {"status": str(StayStatus.CHECKED_OUT), "actual_to": now.date().isoformat()}
