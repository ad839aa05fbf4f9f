"""Times and days of use cases: from the clock that was handed in, ISO 8601; UTC wherever they are written."""

from datetime import UTC, date, datetime

from storage.clock import Clock


def today(now: Clock) -> date:
    """Return the day it is."""
    return datetime.fromtimestamp(now(), UTC).date()


def local(now: Clock) -> datetime:
    """Return the moment it is, by the zone of this machine: what people mean by today, and by 18:00."""
    return datetime.fromtimestamp(now(), UTC).astimezone()


def iso(seconds: int | None) -> str | None:
    """Write unix seconds as `2026-11-21T23:40:00Z`; None and 0 mean never; what no calendar holds is None too."""
    if not seconds:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return None
