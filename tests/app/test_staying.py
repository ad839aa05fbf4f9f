"""Who can be given a place, and moving in one piece of work, on real stores."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from support.cli import Organisation

from app import safehouses, staying, undo
from app.ids import parse
from app.staying import Move
from app.workspace import Workspace
from storage.errors import UserError

TODAY = date.today()


def day(away: int) -> str:
    return (TODAY + timedelta(days=away)).isoformat()


def house_of(org: Organisation, store: str) -> str:
    return str(org.store(store).run("list", "house")[0]["id"])


def here(workspace: Workspace, house: str) -> list[tuple[str, str, str | None]]:
    bars = safehouses.stays_of_house(workspace, parse(house), TODAY - timedelta(30), TODAY + timedelta(30))
    return [(bar.name, bar.status, bar.room) for bar in bars]


@pytest.fixture
def case(org: Organisation) -> str:
    return org.house.add("case", "alias=Тихий клён")


@pytest.fixture
def houses(org: Organisation) -> tuple[str, str]:
    """Give two houses that the desk knows, with one place each."""
    found = house_of(org, "house-a"), house_of(org, "house-b")
    for store, house, name in ((org.house, found[0], "Тополь"), (org.other, found[1], "Осина")):
        store.run("set", house, f"codename={name}", "capacity=1")
        org.round(store)
    return found


@pytest.fixture
def stay(org: Organisation, case: str, houses: tuple[str, str]) -> str:
    someone = org.house.add("person", "--case", case, "chosen_name=Тимур")
    for purpose in ("case_management", "share_with_hq"):
        org.house.add("consent", "--person", someone, f"purpose={purpose}", "decision=given")
    made = org.house.add(
        "stay", "--person", someone, f"house={houses[0]}", "status=checked_in", f"actual_from={day(-5)}"
    )
    org.round()
    return made


def test_candidates_are_people_of_cases_those_without_a_house_first(
    org: Organisation, stay: str, case: str
) -> None:
    other = org.desk.add("case", "alias=Белая цапля")
    org.desk.add("person", "--case", other, "legal_name=Пример Образцов")
    with org.desk.open() as desk:
        found = staying.candidates(desk)
        assert [(one.name, one.alias, one.where) for one in found] == [
            ("", "Белая цапля", ()),
            ("Тимур", "Тихий клён", ("Тополь",)),
        ]
        assert [one.alias for one in staying.candidates(desk, "тимур")] == ["Тихий клён"]
        assert staying.candidates(desk, limit=1)[0].alias == "Белая цапля"
        (hidden,) = staying.candidates(desk, "Образцов")
        assert "Образцов" not in repr(hidden)


def test_a_move_ends_one_stay_and_begins_the_next(
    org: Organisation, stay: str, houses: tuple[str, str]
) -> None:
    with org.desk.open() as desk:
        new = staying.move(desk, parse(stay), Move(day(0), parse(houses[1]), room="у окна", reason="тесно"))
        assert here(desk, houses[0]) == [("Тимур", "moved", None)]
        assert here(desk, houses[1]) == [("Тимур", "planned", "у окна")]
        assert new is not None
        last = undo.last(desk)
        assert last is not None
        undo.undo(desk, reason="ошибка", number=last.number)
        assert here(desk, houses[0]) == [("Тимур", "checked_in", None)]
        assert here(desk, houses[1]) == []
    fields = org.desk.fields(stay)
    assert "actual_to" not in fields


def test_somebody_who_is_there_already_is_there(
    org: Organisation, stay: str, houses: tuple[str, str]
) -> None:
    with org.desk.open() as desk:
        staying.move(desk, parse(stay), Move(day(-1), parse(houses[1]), arrived=True))
        assert here(desk, houses[1]) == [("Тимур", "checked_in", None)]
    assert org.desk.fields(stay) | {"reason_out": None} == org.desk.fields(stay) | {
        "status": "moved",
        "actual_to": day(-1),
        "next_place_type": "other_house",
        "reason_out": None,
    }


def test_a_house_that_is_not_known_here_begins_nothing(org: Organisation, stay: str) -> None:
    with org.house.open() as house:
        assert staying.move(house, parse(stay), Move(day(0))) is None
    assert org.house.fields(stay)["status"] == "moved"
    assert len(org.house.run("list", "stay")) == 1


def test_a_full_house_refuses_the_whole_move_unless_there_is_a_reason(
    org: Organisation, stay: str, houses: tuple[str, str]
) -> None:
    org.desk.run("set", houses[1], "capacity=0")
    with org.desk.open() as desk:
        with pytest.raises(UserError, match="house_full"):
            staying.move(desk, parse(stay), Move(day(0), parse(houses[1])))
        assert here(desk, houses[0]) == [("Тимур", "checked_in", None)], "nothing is half done"
        to = Move(day(0), parse(houses[1]), exception_reason="одна ночь на кухне")
        new = staying.move(desk, parse(stay), to)
        assert new is not None
    assert "exception_reason" not in org.desk.fields(stay), "the reason is of the stay that needs it"
    (bar,) = (one for one in org.desk.run("list", "stay") if one["id"] != stay)
    assert bar["fields"]["exception_reason"] == "одна ночь на кухне"


def test_what_is_typed_is_checked(org: Organisation, stay: str, houses: tuple[str, str]) -> None:
    with org.desk.open() as desk:
        with pytest.raises(UserError, match="bad_value"):
            staying.move(desk, parse(stay), Move("вчера", parse(houses[1])))
        with pytest.raises(UserError, match="wrong_kind"):
            staying.move(desk, parse(houses[0]), Move(day(0)))
        with pytest.raises(UserError, match="period_backwards"):
            staying.move(desk, parse(stay), Move(day(-9), parse(houses[1])))
