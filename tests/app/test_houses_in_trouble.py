"""Which house comes first, and how many people sleep there each night."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from support.cli import Organisation, Store

from app import safehouses
from app.ids import parse
from app.safehouses import Trouble

TODAY = date.today()


def day(away: int) -> str:
    return (TODAY + timedelta(days=away)).isoformat()


@pytest.fixture
def case(org: Organisation) -> str:
    return org.desk.add("case", "alias=Тихий клён")


def house(desk: Store, name: str, *fields: str) -> str:
    return desk.add("house", f"codename={name}", "capacity=1", *fields)


def stay(desk: Store, case: str, house: str, *fields: str) -> str:
    return desk.add("stay", "--person", desk.add("person", "--case", case), f"house={house}", *fields)


def test_the_house_that_others_know_comes_first(org: Organisation, case: str) -> None:
    desk = org.desk
    house(desk, "Ясень")
    later, late, full = (house(desk, name) for name in ("Буду полон", "Опоздали", "Полон"))
    house(desk, "Яблоня", "status=compromised")
    for target, begins in (
        (later, "status=planned|planned_from=" + day(3)),
        (full, "status=checked_in|actual_from=" + day(-1)),
    ):
        desk.run("set", target, "capacity=2")
        stay(desk, case, target, "status=checked_in", f"actual_from={day(-2)}")
        stay(desk, case, target, *begins.split("|"))
        desk.run("set", target, "capacity=1")
    stay(desk, case, late, "status=planned", f"planned_from={day(-1)}", f"planned_to={day(9)}")
    with desk.open() as workspace:
        cards = safehouses.by_trouble(safehouses.overview(workspace))
        known = [(card.codename, card.trouble) for card in cards if card.codename]
    assert known == [
        ("Яблоня", Trouble.KNOWN),
        ("Полон", Trouble.CROWDED),
        ("Опоздали", Trouble.LATE),
        ("Буду полон", Trouble.WILL_BE_CROWDED),
        ("Ясень", Trouble.NONE),
    ]


def test_nights_are_counted_and_those_too_full_are_marked(org: Organisation, case: str) -> None:
    desk = org.desk
    target = house(desk, "Тополь")
    stay(desk, case, target, "status=checked_in", f"actual_from={day(-2)}", f"planned_to={day(2)}")
    stay(desk, case, target, "status=planned", f"planned_from={day(2)}", f"planned_to={day(4)}")
    desk.run("set", target, "capacity=0")
    with desk.open() as workspace:
        nights = safehouses.nights_of_house(
            workspace, parse(target), TODAY - timedelta(days=3), TODAY + timedelta(days=4)
        )
        elsewhere = safehouses.nights_of_house(workspace, bytes(16), TODAY, TODAY)
    assert [night.people for night in nights] == [0, 1, 1, 1, 1, 1, 1, 0]
    assert [night.crowded for night in nights] == [False, True, True, True, True, True, True, False]
    assert [(night.people, night.crowded) for night in elsewhere] == [(0, False)]
