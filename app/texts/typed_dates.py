"""Dates as people type them, and back: `7.3.1994`, `03.1994`, `1994`, `7/3/1994 18:40` for 1994-03-07 and so on.

Pure but for the zone of this machine, which a time that is typed gets: what is meant by 18:00 must not change on the way to
another country. Rules: the day comes before the month; a year has four digits; nothing is guessed.
"""

import re
from datetime import datetime
from typing import Final

from app.casework import partial_dates

_TIME: Final = re.compile(r"(?P<date>.*\d)(?:\s*,\s*|\s+|T)(?P<hour>\d{1,2}):(?P<minute>\d{2})", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_TYPED: Final = re.compile(r"(?:(?:(\d{1,2})[./ ])?(\d{1,2})[./ ])?(\d{4})", re.ASCII)


def read(untrusted_text: str) -> str | None:
    """Return what was typed as ISO 8601, as precise as it is; None for what is no date."""
    text = untrusted_text.strip()
    if partial_dates.is_moment(text):
        return text
    timed = _TIME.fullmatch(text)
    if timed is None:
        return _day(text)
    day = _day(timed["date"])
    if day is None or len(day) != len("YYYY-MM-DD"):
        return None
    try:
        moment = datetime.fromisoformat(f"{day}T{int(timed['hour']):02}:{timed['minute']}")
    except ValueError:
        return None
    return moment.astimezone().isoformat(timespec="minutes")


def _day(text: str) -> str | None:
    found = _ISO.fullmatch(text)
    parts = found.groups() if found is not None else ()
    if found is None:
        found = _TYPED.fullmatch(text)
        parts = found.groups()[::-1] if found is not None else ()
    given = [part for part in parts if part is not None]
    day = "-".join([*given[:1], *(f"{int(part):02}" for part in given[1:])])
    return day if partial_dates.is_date(day) else None


def spelled(value: str, language: str) -> str:
    """Write a date as people of a language type it; what is none is given back as it is."""
    if not partial_dates.is_moment(value):
        return value
    exact = partial_dates.exact(value)
    if exact is not None:
        local = exact.astimezone() if exact.tzinfo is not None else exact
        return f"{spelled(local.date().isoformat(), language)} {local:%H:%M}"
    return ".".join(reversed(value.split("-"))) if language == "ru" else value
