"""ISO 8601 dates as precise as somebody remembers them: `1994`, `1994-03`, `1994-03-07`, with a time for messages.

Only says whether a text is such a date and which days it may mean; never asks a clock.
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?", re.ASCII)
_YEARS = range(1850, 2200)


@lru_cache(maxsize=4096)
def days(value: str) -> tuple[date, date]:
    """Return the first and the last day that a date or moment may mean. Raises: ValueError."""
    text = value
    if _MOMENT.fullmatch(value):
        datetime.fromisoformat(value)
        text = value[:10]
    match = _DATE.fullmatch(text)
    if match is None or int(match[1]) not in _YEARS:
        raise ValueError("not a date")
    year, month, day = int(match[1]), match[2], match[3]
    if day is not None:
        exact = date(year, int(month), int(day))
        return exact, exact
    if month is not None:
        return date(year, int(month), 1), _month_end(year, int(month))
    return date(year, 1, 1), date(year, 12, 31)


def is_date(value: str) -> bool:
    """Say whether this is a date of any precision, without a time."""
    return _DATE.fullmatch(value) is not None and is_moment(value)


def is_moment(value: str) -> bool:
    """Say whether this is a date of any precision, or a day with a time."""
    try:
        days(value)
    except ValueError:
        return False
    return True


def first_day(value: str) -> date:
    """Return the earliest day that the date may mean. Raises: ValueError."""
    return days(value)[0]


def last_day(value: str) -> date:
    """Return the latest day that the date may mean. Raises: ValueError."""
    return days(value)[1]


def exact(value: str) -> datetime | None:
    """Return the moment that a day with a time means, None for a bare date; without a zone if none was written."""
    return datetime.fromisoformat(value) if _MOMENT.fullmatch(value) else None


def _month_end(year: int, month: int) -> date:
    following = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return following - timedelta(days=1)
