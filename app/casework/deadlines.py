"""How a deadline stands: not yet, due, overdue. `now` comes in, with the zone of whoever asks; nothing is stored.

Rules: a date is over when its last day is, a day with a time when that time is; one without a zone means the zone of
`now`. A partial date may mean its first day already, so it is due from then on.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from app.casework.partial_dates import exact, first_day, last_day


class State(StrEnum):
    """How a deadline stands."""

    LATER = "later"
    DUE = "due"
    OVERDUE = "overdue"


def state(due: str, now: datetime, ahead: int = 0) -> State:
    """Judge one deadline; it counts as due from `ahead` days before. Raises: ValueError for what is no date."""
    if _over(due, now):
        return State.OVERDUE
    return State.DUE if now.date() >= _begins(due, now) - timedelta(days=ahead) else State.LATER


def days_late(due: str, now: datetime) -> int:
    """Return how many whole days ago a deadline was; 0 for one that is not over or was today."""
    return max((now.date() - _ends(due, now)).days, 0)


def _over(due: str, now: datetime) -> bool:
    moment = _moment(due, now)
    return now > moment if moment is not None else now.date() > last_day(due)


def _begins(due: str, now: datetime) -> date:
    moment = _moment(due, now)
    return moment.date() if moment is not None else first_day(due)


def _ends(due: str, now: datetime) -> date:
    moment = _moment(due, now)
    return moment.date() if moment is not None else last_day(due)


def _moment(due: str, now: datetime) -> datetime | None:
    """Return a day with a time as a moment in the zone of `now`."""
    found = exact(due)
    if found is None:
        return None
    return found.replace(tzinfo=now.tzinfo) if found.tzinfo is None else found.astimezone(now.tzinfo)
