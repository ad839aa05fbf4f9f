"""How a deadline stands, for any day that may be asked."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.casework.deadlines import State, days_late, state

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
MOMENTS = st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30), timezones=st.just(UTC))
ORDER = [State.LATER, State.DUE, State.OVERDUE]


def at(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), UTC)


@pytest.mark.parametrize(
    ("due", "ahead", "stands"),
    [
        ("2026-11-21", 0, State.OVERDUE),
        ("2026-11-22", 0, State.DUE),
        ("2026-11-23", 0, State.LATER),
        ("2026-11-23", 1, State.DUE),
        ("2026-11", 0, State.DUE),
        ("2026-12", 9, State.DUE),
        ("2026-12", 8, State.LATER),
        ("2025", 0, State.OVERDUE),
        ("2026-11-22T11:59", 0, State.OVERDUE),
        ("2026-11-22T12:00", 0, State.DUE),
        ("2026-11-22T14:30+03:00", 0, State.OVERDUE),
        ("2026-11-22T11:30-03:00", 0, State.DUE),
        ("2026-11-23T01:00+03:00", 0, State.DUE),
        ("2026-11-23T09:00", 0, State.LATER),
    ],
)
def test_by_example(due: str, ahead: int, stands: State) -> None:
    assert state(due, NOW, ahead) is stands


def test_a_time_without_a_zone_is_meant_where_one_is() -> None:
    moscow = NOW.astimezone(timezone(timedelta(hours=3)))
    assert state("2026-11-22T14:00", NOW) is State.DUE
    assert state("2026-11-22T14:00", moscow) is State.OVERDUE


@given(DAYS, st.integers(-400, 400), st.integers(0, 60))
def test_a_day_is_due_until_it_is_over(day: date, away: int, ahead: int) -> None:
    found = state(day.isoformat(), at(day + timedelta(days=away)), ahead)
    assert found is (State.OVERDUE if away > 0 else State.DUE if away >= -ahead else State.LATER)
    assert days_late(day.isoformat(), at(day + timedelta(days=away))) == max(away, 0)


@given(DAYS, st.sampled_from([4, 7, 10]), MOMENTS, MOMENTS, st.integers(0, 30))
def test_time_only_makes_it_worse(
    day: date, precision: int, one: datetime, other: datetime, ahead: int
) -> None:
    due = day.isoformat()[:precision]
    earlier, later = sorted((one, other))
    assert ORDER.index(state(due, earlier, ahead)) <= ORDER.index(state(due, later, ahead))
    assert days_late(due, earlier) <= days_late(due, later)


@given(DAYS, MOMENTS)
def test_a_vaguer_date_is_never_over_sooner(day: date, now: datetime) -> None:
    exact, month, year = (state(day.isoformat()[:length], now) for length in (10, 7, 4))
    if year is State.OVERDUE:
        assert month is State.OVERDUE
    if month is State.OVERDUE:
        assert exact is State.OVERDUE
    if exact is State.DUE:
        assert month is State.DUE
        assert year is State.DUE


@given(MOMENTS, MOMENTS)
def test_a_moment_is_over_when_it_has_passed(due: datetime, now: datetime) -> None:
    due = due.replace(microsecond=0)
    assert (state(due.isoformat(), now) is State.OVERDUE) == (now > due)
    assert state(due.replace(tzinfo=None).isoformat(), now) is state(due.isoformat(), now)


@pytest.mark.parametrize("due", ["", "soon", "2026-13", "2026-11-22T25:00", "1600"])
def test_what_is_no_date_is_refused(due: str) -> None:
    with pytest.raises(ValueError):
        state(due, NOW)
