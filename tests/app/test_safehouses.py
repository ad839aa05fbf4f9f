"""Houses on real stores: how full they are and will be, and the timeline of stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from support.cli import Organisation, Store

from app import safehouses
from app.ids import parse
from app.safehouses import HouseCard, StayBar

TODAY = date.today()


def day(away: int) -> str:
    return (TODAY + timedelta(days=away)).isoformat()


def card(store: Store, house: str) -> HouseCard:
    with store.open() as workspace:
        (found,) = [card for card in safehouses.overview(workspace) if card.id == parse(house)]
        return found


def bars(store: Store, house: str, first: int = -30, last: int = 30) -> list[StayBar]:
    with store.open() as workspace:
        return safehouses.stays_of_house(
            workspace, parse(house), TODAY + timedelta(days=first), TODAY + timedelta(days=last)
        )


@pytest.fixture
def store(org: Organisation) -> Store:
    return org.house


@pytest.fixture
def house(store: Store) -> str:
    found = str(store.run("list", "house")[0]["id"])
    store.run("set", found, "capacity=2", "region=Юг", 'rooms:=["большая","малая"]')
    return found


@pytest.fixture
def case(store: Store) -> str:
    return store.add("case", "alias=Тихий клён")


def stay(store: Store, case: str, house: str, name: str, *fields: str) -> tuple[str, str]:
    someone = store.add("person", "--case", case, *([f"chosen_name={name}"] if name else []))
    return someone, store.add("stay", "--person", someone, f"house={house}", *fields)


def test_a_card_counts_tonight_and_who_is_to_come(store: Store, house: str, case: str) -> None:
    assert (card(store, house).here, card(store, house).free) == (0, 2)
    stay(store, case, house, "Тимур", "status=checked_in", f"actual_from={day(-3)}")
    stay(store, case, house, "Зара", "status=checked_out", f"actual_from={day(-9)}", f"actual_to={day(0)}")
    stay(store, case, house, "Ася", "status=planned", f"planned_from={day(5)}")
    stay(store, case, house, "Рома", "status=planned", f"planned_from={day(15)}", "exception_reason=тесно")
    found = card(store, house)
    assert (found.here, found.coming, found.free, found.over_capacity) == (1, 1, 1, False)
    assert (found.region, found.rooms, found.crowded_from) == ("Юг", ("большая", "малая"), None)


def test_a_house_too_full_says_from_when(store: Store, house: str, case: str) -> None:
    stay(store, case, house, "Тимур", "status=checked_in", f"actual_from={day(-3)}")
    stay(store, case, house, "Зара", "status=planned", f"planned_from={day(4)}")
    store.run("set", house, "capacity=1")
    found = card(store, house)
    assert (found.crowded_from, found.over_capacity) == (TODAY + timedelta(days=4), False)
    store.run("set", house, "capacity=0")
    found = card(store, house)
    assert (found.crowded_from, found.over_capacity, found.free) == (TODAY, True, -1)


def test_the_timeline_shows_those_with_a_night_in_it(store: Store, house: str, case: str) -> None:
    someone, here = stay(
        store, case, house, "Тимур", "status=checked_in", f"actual_from={day(-3)}", "room=малая"
    )
    _, gone = stay(
        store, case, house, "Зара", "status=checked_out", f"actual_from={day(-9)}", f"actual_to={day(-5)}"
    )
    _, coming = stay(
        store, case, house, "", "status=planned", f"planned_from={day(5)}", f"planned_to={day(8)}"
    )
    found = bars(store, house)
    assert [bar.id for bar in found] == [parse(here), parse(gone), parse(coming)], "rooms first, then days"
    first = found[0]
    assert (first.name, first.alias, first.person, first.case) == (
        "Тимур",
        "Тихий клён",
        parse(someone),
        parse(case),
    )
    assert (first.start, first.end, first.room, first.planned) == (
        TODAY - timedelta(days=3),
        None,
        "малая",
        False,
    )
    assert (found[2].name, found[2].planned) == ("Тихий клён", True), "without a name, the case's"
    assert (found[2].start, found[2].end) == (TODAY + timedelta(days=5), TODAY + timedelta(days=8))
    assert [bar.id for bar in bars(store, house, -30, -6)] == [parse(gone)]
    assert [bar.id for bar in bars(store, house, -5, 4)] == [parse(here)], "whoever left that day is gone"


def test_who_is_late_and_who_is_in_two_places_is_marked(
    org: Organisation, store: Store, house: str, case: str
) -> None:
    someone, here = stay(
        store, case, house, "Тимур", "status=checked_in", f"actual_from={day(-9)}", f"planned_to={day(-2)}"
    )
    _, missing = stay(store, case, house, "Зара", "status=planned", f"planned_from={day(-1)}")
    marks = {bar.id: (bar.late, bar.overlap) for bar in bars(store, house)}
    assert marks == {parse(here): (True, False), parse(missing): (True, False)}
    org.round()
    elsewhere = org.desk.add("stay", "--person", someone, f"planned_from={day(20)}", "status=planned")
    store.run("set", here, f"planned_to={day(25)}")
    org.round()
    marks = {bar.id: (bar.late, bar.overlap) for bar in bars(org.desk, house)}
    assert marks[parse(here)] == (False, True)
    org.desk.run("set", elsewhere, "exception_reason=не вместе")
    assert not any(bar.overlap for bar in bars(org.desk, house))


def test_nothing_of_the_identity_tier_is_in_cards_and_bars(store: Store, house: str, case: str) -> None:
    store.run("set", house, "address=Тайная улица")
    someone, _ = stay(store, case, house, "", "status=checked_in", f"actual_from={day(-3)}")
    store.run("set", someone, "legal_name=Секретов")
    shown = repr(bars(store, house)) + repr(card(store, house))
    assert "Секретов" not in shown
    assert "Тайная" not in shown
