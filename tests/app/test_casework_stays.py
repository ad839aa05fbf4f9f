"""Who is where, against counting night by night."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.casework import stays
from app.casework.codes import StayStatus as S
from app.casework.stays import Overfull, Overlap, Stay

NEST, MILL = b"nest" * 4, b"mill" * 4
ANNA, BORIS, VERA = (bytes([n]) * 16 for n in (1, 2, 3))
TODAY = date(2026, 10, 14)


def stay(record: int = 1, person: bytes = ANNA, house: bytes | None = NEST, **changes: object) -> Stay:
    made = {"status": S.CHECKED_OUT, "actual_from": "2026-10-01", "actual_to": "2026-10-05"} | changes
    return Stay(bytes([record]) * 16, person, house, **made)  # type: ignore[arg-type]


def on(day: int, month: int = 10) -> date:
    return date(2026, month, day)


@pytest.mark.parametrize(
    ("changes", "first", "leaves"),
    [
        ({}, on(1), on(5)),
        ({"actual_from": None}, None, None),
        ({"actual_to": "2026-10-01"}, None, None),
        ({"actual_to": "2026-09-01"}, None, None),
        ({"actual_from": "2026-09", "actual_to": "2026-10"}, on(1, 9), on(1, 11)),
        ({"actual_from": "2026-10-01T23:10", "actual_to": "2026-10-05T07:00"}, on(1), on(5)),
        ({"status": S.CHECKED_IN, "actual_to": None}, on(1), stays.FOREVER),
        ({"status": S.CHECKED_IN, "actual_to": None, "planned_to": "2026-10-20"}, on(1), on(20)),
        ({"status": S.ABSENT_OVERNIGHT, "actual_to": None, "planned_to": "2026-10-10"}, on(1), on(15)),
        (
            {"status": S.PLANNED, "actual_from": None, "actual_to": None, "planned_from": "2026-11-01"},
            on(1, 11),
            None,
        ),
        (
            {"status": S.PLANNED, "actual_from": None, "actual_to": None, "planned_from": "2026-11-01"}
            | {"planned_to": "2026-11-03"},
            on(1, 11),
            on(3, 11),
        ),
        ({"status": S.LEFT_UNPLANNED, "actual_to": None, "planned_to": "2026-10-20"}, on(1), TODAY),
        ({"status": S.MOVED, "actual_to": None}, None, None),
    ],
)
def test_nights_of_a_stay(changes: dict[str, object], first: date | None, leaves: date | None) -> None:
    expected = None if first is None else (first, leaves or stays.FOREVER)
    assert stays.nights(stay(**changes), TODAY) == expected


def test_one_may_leave_and_another_arrive_on_one_day() -> None:
    both = [stay(1, ANNA), stay(2, BORIS, actual_from="2026-10-05", actual_to="2026-10-06")]
    assert stays.people_in(both, NEST, on(5), TODAY) == {BORIS}
    assert stays.overfull(both, {NEST: 1}, TODAY) == []
    assert stays.overlaps([both[0], stay(2, ANNA, actual_from="2026-10-05")], TODAY) == []


def test_somebody_in_two_houses_at_once_is_found() -> None:
    both = [stay(2, ANNA, MILL, actual_from="2026-10-04", actual_to="2026-10-09"), stay(1, ANNA)]
    assert stays.overlaps(both, TODAY) == [Overlap(ANNA, bytes([1]) * 16, bytes([2]) * 16)]


def test_a_written_reason_excuses_an_overlap() -> None:
    both = [stay(1, ANNA), stay(2, ANNA, MILL, exception_reason="ночь в больнице, место держим")]
    assert stays.overlaps(both, TODAY) == []
    assert len(stays.overlaps([stay(1), stay(2, exception_reason="  ")], TODAY)) == 1


def test_a_house_over_capacity_is_found_with_its_nights() -> None:
    three = [stay(1, ANNA), stay(2, BORIS, actual_from="2026-10-02"), stay(3, VERA, actual_from="2026-10-04")]
    assert stays.overfull(three, {NEST: 1}, TODAY) == [
        Overfull(NEST, on(2), on(4), 2, 1),
        Overfull(NEST, on(4), on(5), 3, 1),
    ]
    assert stays.overfull(three, {NEST: 3, MILL: 0}, TODAY) == []


def test_as_many_reasons_as_people_too_many_excuse() -> None:
    reason = {"exception_reason": "подросток спит в комнате матери"}
    assert stays.overfull([stay(1, ANNA), stay(2, BORIS, **reason)], {NEST: 1}, TODAY) == []
    three = [stay(1, ANNA), stay(2, BORIS, **reason), stay(3, VERA)]
    assert stays.overfull(three, {NEST: 1}, TODAY) == [Overfull(NEST, on(1), on(5), 3, 1)]


def test_a_house_of_unknown_capacity_is_not_judged() -> None:
    assert stays.overfull([stay(), stay(2, BORIS, None)], {}, TODAY) == []


DATES = st.integers(0, 20).map(lambda n: (on(1) + timedelta(days=n)).isoformat())
STAYS = st.builds(
    Stay,
    record=st.binary(min_size=16, max_size=16),
    person=st.sampled_from([ANNA, BORIS, VERA]),
    house=st.sampled_from([NEST, MILL, None]),
    status=st.sampled_from(S),
    planned_from=st.none() | DATES,
    planned_to=st.none() | DATES,
    actual_from=st.none() | DATES,
    actual_to=st.none() | DATES,
    exception_reason=st.none() | st.just("reason"),
)
MANY = st.lists(STAYS, max_size=8, unique_by=lambda one: one.record)
DAYS = [on(1) + timedelta(days=n) for n in range(22)]


@given(MANY)
def test_overlaps_are_the_pairs_with_a_night_in_common(many: list[Stay]) -> None:
    def sleeps(one: Stay) -> set[date]:
        return {day for day in DAYS if stays.people_in([Stay(*_at(one, NEST))], NEST, day, TODAY)}

    expected = {
        (one.record, other.record)
        for one in many
        for other in many
        if one.person == other.person and one.record < other.record
        if not one.excused and not other.excused
        if sleeps(one) & sleeps(other)
    }
    assert {(found.first, found.second) for found in stays.overlaps(many, TODAY)} == expected


def _at(one: Stay, house: bytes) -> tuple[object, ...]:
    dates = (one.planned_from, one.planned_to, one.actual_from, one.actual_to)
    return (one.record, one.person, house, one.status, *dates, one.exception_reason)


@given(MANY, st.integers(0, 3))
def test_overfull_nights_are_those_counted_one_by_one(many: list[Stay], capacity: int) -> None:
    expected = set()
    for day in DAYS:
        there = [one for one in many if stays.people_in([one], NEST, day, TODAY)]
        excused = {one.person for one in there if one.excused}
        assert stays.occupancy(many, NEST, day, TODAY) == len({one.person for one in there})
        if len({one.person for one in there}) - capacity > len(excused):
            expected.add(day)
    found = stays.overfull(many, {NEST: capacity}, TODAY)
    assert {day for day in DAYS for one in found if one.start <= day < one.end} == expected
    assert all(one.people > one.capacity for one in found)
