"""What wants attention: each rule by itself, and the order of the list."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.casework import watch
from app.casework.codes import RiskLevel, StayStatus
from app.casework.risk import REVIEW_DAYS
from app.casework.stays import Stay
from app.casework.watch import Item, Seen, Urgency, What

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
CASE, PERSON, OTHER, HOUSE = (bytes([n]) * 16 for n in (1, 2, 3, 4))


def day(away: int) -> str:
    return (TODAY + timedelta(days=away)).isoformat()


def seen(record: int = 1, case: bytes = CASE, order: int = 0, **fields: object) -> Seen:
    return Seen(bytes([record]) * 16, case, fields, TODAY, order)


def stands(items: list[Item]) -> list[tuple[str, str]]:
    return [(str(item.what), item.urgency.word) for item in items]


class TestRisk:
    """Reviews of the danger."""

    @pytest.mark.parametrize(
        ("level", "assessed", "how"),
        [
            ("critical", 0, []),
            ("critical", -1, [("due", "due")]),
            ("critical", -2, [("overdue", "critical")]),
            ("high", -4, [("overdue", "critical")]),
            ("medium", -14, [("due", "due")]),
            ("medium", -15, [("overdue", "overdue")]),
            ("low", -29, []),
        ],
    )
    def test_a_danger_is_looked_at_again_in_time(
        self, level: str, assessed: int, how: list[tuple[str, str]]
    ) -> None:
        items = watch.risk_reviews([seen(level=level, date=day(assessed))], (), NOW)
        assert stands(items) == how

    @given(st.sampled_from(list(RiskLevel)), st.integers(-400, 400), st.none() | st.integers(-400, 400))
    def test_an_earlier_day_stands_and_a_later_one_does_not(
        self, level: RiskLevel, assessed: int, entered: int | None
    ) -> None:
        fields = {"level": str(level), "date": day(assessed)}
        if entered is not None:
            fields["review_due"] = day(entered)
        items = watch.risk_reviews([seen(**fields)], (), NOW)
        latest = min(assessed, 0) + REVIEW_DAYS[level]
        due = latest if entered is None else min(latest, entered)
        assert bool(items) == (due <= 0)
        assert all(item.due == day(due) for item in items)
        assert all((item.what is What.OVERDUE) == (due < 0) for item in items)

    def test_only_the_newest_assessment_of_a_person_counts(self) -> None:
        old = seen(1, level="critical", date=day(-30), person="a")
        new = seen(2, level="low", date=day(-1), person="a")
        other = seen(3, level="high", date=day(-9), person="b")
        assert [item.id for item in watch.risk_reviews([new, old, other], (), NOW)] == [other.id]

    def test_one_of_the_whole_case_speaks_for_everybody_before_it(self) -> None:
        persons = [seen(n, level="high", date=day(-9), person=str(n)) for n in (1, 2)]
        whole = seen(3, level="medium", date=day(-1))
        later = seen(4, level="critical", date=day(0), person="1", review_due=day(-1))
        assert [item.id for item in watch.risk_reviews([*persons, whole, later], (), NOW)] == [later.id]

    def test_on_one_day_the_later_word_counts(self) -> None:
        morning = seen(2, level="critical", date=day(-2), order=5)
        evening = seen(1, level="low", date=day(-2), order=6)
        assert watch.risk_reviews([evening, morning], (), NOW) == []

    def test_a_slip_of_the_pen_into_the_future_silences_nothing(self) -> None:
        slip = Seen(bytes(16), CASE, {"level": "high", "date": "2062-11-01"}, TODAY - timedelta(days=9))
        assert stands(watch.risk_reviews([slip], (), NOW)) == [("overdue", "critical")]

    def test_nothing_is_asked_of_a_case_that_is_over(self) -> None:
        late = seen(level="critical", date=day(-30))
        assert watch.risk_reviews([late], {CASE}, NOW) == []


def test_consent_is_announced_a_week_ahead() -> None:
    due = [seen(n, review_date=day(n), purpose="share_with_hq") for n in (0, 7, 8)]
    items = watch.consent_reviews([*due, seen(9)], (), NOW)
    assert [item.due for item in items] == [day(0), day(7)]
    assert items[0].facts == {"purpose": "share_with_hq"}
    late = seen(review_date=day(-3))
    assert stands(watch.consent_reviews([late], (), NOW)) == [("overdue", "overdue")]
    assert watch.consent_reviews([late], {CASE}, NOW) == []


@pytest.mark.parametrize(
    ("fields", "how"),
    [
        ({"due": day(-1), "status": "open"}, [("overdue", "overdue")]),
        ({"due": day(-1), "status": "in_progress"}, [("overdue", "overdue")]),
        ({"due": day(-1)}, [("overdue", "overdue")]),
        ({"due": day(1), "status": "open"}, [("due", "due")]),
        ({"due": day(2), "status": "open"}, []),
        ({"status": "open"}, []),
        *(({"due": day(-1), "status": over}, []) for over in ("done", "cannot_do", "cancelled")),
        ({"due": day(0) + "T11:00", "type": "safety_check_in"}, [("missed", "critical")]),
        ({"due": day(0) + "T18:00", "type": "safety_check_in"}, [("due", "due")]),
    ],
)
def test_tasks(fields: dict[str, object], how: list[tuple[str, str]]) -> None:
    items = watch.tasks([seen(what="Позвонить", **fields)], NOW)
    assert stands(items) == how
    assert all(item.facts["text"] == "Позвонить" for item in items)


@pytest.mark.parametrize(
    ("fields", "how"),
    [
        ({"must_be_acknowledged_by": day(-1)}, [("overdue", "overdue")]),
        ({"must_be_acknowledged_by": day(-1), "acknowledged_on": day(-1)}, []),
        ({"must_be_acknowledged_by": day(1)}, [("due", "due")]),
        ({"must_be_acknowledged_by": day(-1), "priority": "emergency"}, [("overdue", "critical")]),
        ({"must_be_acknowledged_by": day(-1), "type": "evacuate_house"}, [("overdue", "critical")]),
        ({"type": "evacuate_house"}, []),
    ],
)
def test_messages_that_must_be_acknowledged(fields: dict[str, object], how: list[tuple[str, str]]) -> None:
    assert stands(watch.acknowledgements([seen(**fields)], NOW)) == how


@pytest.mark.parametrize(
    ("stay", "about", "how"),
    [
        (Stay(PERSON, PERSON, HOUSE, StayStatus.CHECKED_IN, planned_to=day(-1)), "departure", "overdue"),
        (Stay(PERSON, PERSON, HOUSE, StayStatus.ABSENT_OVERNIGHT, planned_to=day(0)), "departure", "due"),
        (Stay(PERSON, PERSON, HOUSE, StayStatus.PLANNED, planned_from=day(-1)), "arrival", "missed"),
        (Stay(PERSON, PERSON, HOUSE, StayStatus.PLANNED, planned_from=day(1)), "arrival", "due"),
    ],
)
def test_who_should_have_left_or_come(stay: Stay, about: str, how: str) -> None:
    (item,) = watch.people([stay], {PERSON: CASE}.get, NOW)
    assert (item.what, item.about, item.case) == (how, about, CASE)
    assert (item.urgency is Urgency.CRITICAL) == (how == "missed")


@pytest.mark.parametrize(
    "stay",
    [
        Stay(PERSON, PERSON, HOUSE, StayStatus.CHECKED_OUT, planned_to=day(-9)),
        Stay(PERSON, PERSON, HOUSE, StayStatus.CHECKED_IN, planned_to=day(-9), actual_to=day(-9)),
        Stay(PERSON, PERSON, HOUSE, StayStatus.CHECKED_IN),
        Stay(PERSON, PERSON, HOUSE, StayStatus.CHECKED_IN, planned_from=day(-9)),
        Stay(PERSON, PERSON, HOUSE, StayStatus.PLANNED, planned_from=day(-9), actual_from=day(-9)),
        Stay(PERSON, PERSON, HOUSE, StayStatus.MOVED, planned_from=day(-9), planned_to=day(-1)),
    ],
)
def test_who_is_where_they_should_be(stay: Stay) -> None:
    assert watch.people([stay], {}.get, NOW) == []


def test_houses_that_others_know_of_come_first() -> None:
    found = [seen(n, status=status, codename="Гнездо") for n, status in enumerate(("active", "compromised"))]
    (item,) = watch.houses(found)
    assert (item.what, item.urgency, item.facts) == (
        What.COMPROMISED,
        Urgency.CRITICAL,
        {"status": "compromised", "name": "Гнездо"},
    )


@given(st.integers(0, 100))
def test_a_house_is_silent_after_two_weeks(days: int) -> None:
    items = watch.silence(HOUSE, "birch", NOW - timedelta(days=days), NOW)
    assert bool(items) == (days > watch.SILENT_DAYS)
    assert all(item.facts["days"] == days for item in items)


@given(st.integers(-100_000, 100_000))
def test_a_clock_may_differ_by_an_hour(seconds: int) -> None:
    items = watch.clock(HOUSE, NOW + timedelta(seconds=seconds), "birch", NOW)
    assert bool(items) == (seconds > 3600)
    assert all(item.urgency is Urgency.CRITICAL for item in items)


def test_one_person_in_two_places_and_a_house_too_full() -> None:
    there = {"planned_from": day(0), "planned_to": day(3)}
    found = [
        Stay(bytes([n]) * 16, person, HOUSE, StayStatus.PLANNED, **there)
        for n, person in enumerate((PERSON, PERSON, OTHER))
    ]
    (pair,) = watch.twice(found, {}.get, TODAY)
    assert (pair.kind, pair.about, pair.id) == ("stay", "overlap", found[0].record)
    (full,) = watch.crowded(found, {HOUSE: 1}, TODAY)
    assert (full.kind, full.about, full.id) == ("house", "overfull", HOUSE)
    assert full.facts == {"people": 2, "capacity": 1, "from": day(0)}
    assert not watch.crowded(found, {HOUSE: 2}, TODAY)
    assert not watch.crowded(found, {HOUSE: 1}, TODAY + timedelta(days=9)), "what is over is over"


ITEMS = st.builds(
    Item,
    st.sampled_from(What),
    st.sampled_from(Urgency),
    st.sampled_from(["task", "risk"]),
    st.binary(min_size=16, max_size=16),
    due=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(str),
)


@given(st.lists(ITEMS), st.randoms())
def test_the_critical_come_first_whatever_the_order_of_arrival(items: list[Item], random: object) -> None:
    found = watch.ordered(items)
    assert [item.urgency for item in found] == sorted(item.urgency for item in items)
    mixed = list(items)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert watch.ordered(mixed) == found


def test_a_clock_that_is_behind_is_the_first_of_all() -> None:
    behind = watch.clock(HOUSE, NOW + timedelta(days=1), "birch", NOW)
    missed = watch.tasks([seen(due=day(-900), type="safety_check_in", what="x")], NOW)
    assert watch.ordered([*missed, *behind])[0] == behind[0]
