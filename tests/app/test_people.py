"""The table of people, on real stores: which cases, in which order, and what a line says of each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from support.cli import Organisation, Store

from app import people
from app.absence import Why
from app.casework.compartments import Compartment
from app.ids import parse, to_text
from app.people import NO_HOUSE, NONE, By, Filter, PersonRow, Sort


def day(away: int) -> str:
    return (date.today() + timedelta(days=away)).isoformat()


def found(store: Store, chosen: Filter = Filter(), sort: Sort = Sort()) -> list[str]:
    """Give the aliases of the table."""
    with store.open() as workspace:
        return [row.alias for row in people.rows(workspace, people.index(workspace, chosen, sort))]


def line(store: Store, case: str) -> PersonRow:
    with store.open() as workspace:
        (row,) = people.rows(workspace, [parse(case)])
        return row


def house_of(store: Store) -> str:
    return str(store.run("list", "house")[0]["id"])


@pytest.fixture
def store(org: Organisation) -> Store:
    return org.house


def case(store: Store, alias: str, *fields: str) -> str:
    return store.add("case", f"alias={alias}", *fields)


def test_cases_stand_in_the_order_asked_for(store: Store) -> None:
    case(store, "Берёза", "risk_level=low", "status=intake")
    case(store, "Ель", "risk_level=critical", "status=travel_ready")
    case(store, "Аист", "status=sheltered")
    case(store, "Дуб", "risk_level=critical", "status=lost_contact")
    assert found(store, sort=Sort(By.ALIAS)) == ["Аист", "Берёза", "Дуб", "Ель"]
    assert found(store, sort=Sort(By.ALIAS, descending=True)) == ["Ель", "Дуб", "Берёза", "Аист"]
    assert found(store, sort=Sort(By.RISK)) == ["Дуб", "Ель", "Берёза", "Аист"]
    assert found(store, sort=Sort(By.RISK, descending=True)) == ["Берёза", "Дуб", "Ель", "Аист"]
    assert found(store, sort=Sort(By.STAGE)) == ["Берёза", "Аист", "Ель", "Дуб"]
    assert found(store, sort=Sort(By.CHANGED)) == ["Дуб", "Аист", "Ель", "Берёза"]


def test_a_note_makes_its_case_the_newest(store: Store) -> None:
    first = case(store, "Берёза")
    case(store, "Ель")
    store.add("note", "--case", first, "text=Звонила сестра")
    assert found(store, sort=Sort(By.CHANGED)) == ["Берёза", "Ель"]


def test_what_is_over_is_left_out_until_it_is_asked_for(store: Store) -> None:
    case(store, "Берёза", "status=intake")
    case(store, "Ель", "status=closed")
    case(store, "Дуб")
    case(store, "Клён", "status=withdrawn")
    assert sorted(found(store)) == ["Берёза", "Дуб"]
    assert len(found(store, Filter(ended=True))) == 4
    assert found(store, Filter(stages=frozenset({"closed"}))) == ["Ель"]


def test_all_are_counted_but_those_that_are_deleted(store: Store) -> None:
    add = [store.add("case", f"alias={alias}") for alias in ("Клён", "Ольха", "Ясень")]
    store.run("set", add[0], "status=withdrawn", "status_reason=просит")
    store.run("delete", add[1], "--reason", "дважды")
    with store.open() as workspace:
        assert people.count(workspace) == 2


def test_filters_hold_together(store: Store) -> None:
    house = house_of(store)
    case(store, "Берёза", "status=sheltered", "risk_level=high", f"house={house}")
    case(store, "Ель", "status=sheltered", "risk_level=low", f"house={house}")
    case(store, "Дуб", "status=intake", "risk_level=high")
    sheltered, high = frozenset({"sheltered"}), frozenset({"high"})
    assert sorted(found(store, Filter(stages=sheltered))) == ["Берёза", "Ель"]
    assert sorted(found(store, Filter(risks=high))) == ["Берёза", "Дуб"]
    assert found(store, Filter(stages=sheltered, risks=high)) == ["Берёза"]
    assert sorted(found(store, Filter(houses=frozenset({parse(house)})))) == ["Берёза", "Ель"]
    assert found(store, Filter(houses=frozenset({NO_HOUSE}))) == ["Дуб"]
    assert found(store, Filter(risks=frozenset({NONE}))) == []
    assert found(store, Filter(stages=sheltered, text="дуб")) == []


def test_words_find_a_case_by_the_people_in_it_and_show_no_name(store: Store) -> None:
    one = case(store, "Берёза")
    store.add("person", "--case", one, "chosen_name=Магомед", "legal_name=Секретов Пётр")
    case(store, "Магнит")
    case(store, "Ель")
    assert sorted(found(store, Filter(text="магомед"))) == ["Берёза"]
    assert sorted(found(store, Filter(text="маг"))) == ["Берёза", "Магнит"]
    assert found(store, Filter(text="Sekretov")) == ["Берёза"]
    assert "Секретов" not in repr(line(store, one))


def test_the_newest_assessment_says_how_great_the_danger_is(store: Store) -> None:
    one = case(store, "Берёза", "risk_level=low")
    assert line(store, one).risk_level == "low"
    store.add("risk", "--case", one, "level=high", f"date={day(-9)}")
    assert line(store, one).risk_level == "high"
    store.add("risk", "--case", one, "level=medium", f"date={day(-2)}")
    someone = store.add("person", "--case", one, "chosen_name=Тимур")
    assert line(store, one).risk_level == "medium"
    store.add("risk", "--case", one, f"person={someone}", "level=critical", f"date={day(-1)}")
    assert line(store, one).risk_level == "critical", "the worst of what counts"
    assert found(store, Filter(risks=frozenset({"critical"}))) == ["Берёза"]
    assert found(store, Filter(risks=frozenset({"low", "high", "medium"}))) == []


def test_a_case_is_where_its_people_stay(store: Store, org: Organisation) -> None:
    house = house_of(store)
    one = case(store, "Берёза", f"house={to_text(bytes(16))}")
    assert [(place.id, place.codename) for place in line(store, one).houses] == [(bytes(16), "")]
    someone = store.add("person", "--case", one, "chosen_name=Тимур")
    stay = store.add(
        "stay", "--person", someone, f"house={house}", "status=checked_in", f"actual_from={day(-3)}"
    )
    codename = store.run("list", "house")[0]["fields"]["codename"]
    assert [place.codename for place in line(store, one).houses] == [codename]
    assert found(store, Filter(houses=frozenset({parse(house)}))) == ["Берёза"]
    assert found(store, Filter(houses=frozenset({bytes(16)}))) == []
    store.run("set", stay, "status=checked_out", f"actual_to={day(0)}")
    assert found(store, Filter(houses=frozenset({bytes(16)}))) == ["Берёза"]


def test_a_line_says_what_comes_next_and_how_many_people_there_are(store: Store) -> None:
    one = case(store, "Берёза", "status=intake", "priority=urgent")
    for name in ("Тимур", "Зара"):
        store.add("person", "--case", one, f"chosen_name={name}")
    store.add("task", "--case", one, "what=Когда-нибудь")
    store.add("task", "--case", one, "what=Сделано", f"due={day(-5)}", "status=done")
    late = store.add("task", "--case", one, "what=Позвонить", "type=medical", f"due={day(-1)}")
    store.add("task", "--case", one, "what=Потом", f"due={day(4)}")
    row = line(store, one)
    assert (row.status, row.priority, row.persons, row.conflicts) == ("intake", "urgent", 2, False)
    assert row.next_step is not None
    assert (row.next_step.task, row.next_step.what, row.next_step.type) == (
        parse(late),
        "Позвонить",
        "medical",
    )
    assert (row.next_step.due, row.next_step.late) == (day(-1), True)
    assert row.only_here
    assert row.changed > 0


def test_a_line_says_what_was_withheld_and_what_waits_to_be_settled(org: Organisation) -> None:
    store = org.house
    one = case(store, "Берёза", "status=intake")
    store.add("person", "--case", one, "chosen_name=Тимур")
    other = store.add("person", "--case", one, "chosen_name=Зара", "role=partner", "legal_name=Тайная")
    store.add("consent", "--person", other, "purpose=share_with_hq", "decision=refused")
    org.round()
    assert line(store, one).only_here, "her identity never leaves the house"
    assert line(store, one).absent == ()
    there = line(org.desk, one)
    assert {(absent.compartment, absent.why, absent.person) for absent in there.absent} == {
        (compartment, Why.WITHHELD, parse(other))
        for compartment in (Compartment.IDENTITY, Compartment.STORY, Compartment.HEALTH)
    }
    store.run("set", one, "priority=urgent")
    org.desk.run("set", one, "priority=emergency")
    org.round()
    assert line(org.desk, one).conflicts
    assert line(org.desk, one).priority == "emergency"


def test_what_is_only_here_is_said_until_headquarters_has_it(org: Organisation) -> None:
    one = case(org.house, "Берёза")
    assert line(org.house, one).only_here
    org.round()
    assert not line(org.house, one).only_here
    org.house.run("set", one, "priority=urgent")
    assert line(org.house, one).only_here


def test_a_deleted_case_has_no_line(store: Store) -> None:
    one = case(store, "Берёза")
    case(store, "Ель")
    store.run("delete", one, "--reason", "по ошибке")
    assert found(store, Filter(ended=True)) == ["Ель"]
    with store.open() as workspace:
        assert people.rows(workspace, [parse(one), bytes(16)]) == []


def test_many_are_found_as_few_are(org: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to look up columns give the same table."""
    store = org.house
    house = house_of(store)
    for number in range(6):
        one = case(store, f"Клён {number}", f"status={'closed' if number % 3 == 0 else 'intake'}")
        store.add("risk", "--case", one, f"level={('low', 'critical')[number % 2]}", f"date={day(-number)}")
        someone = store.add("person", "--case", one, f"chosen_name=Имя{number}")
        store.add(
            "stay",
            "--person",
            someone,
            f"house={house}",
            "status=checked_in",
            f"actual_from={day(-3)}",
            "exception_reason=тесно",
        )
    tables: list[list[Any]] = []
    for few in (4000, 0):
        monkeypatch.setattr("storage.columns._FEW", few)
        tables.append(
            [
                found(store, Filter(ended=ended, houses=houses, text=text), Sort(by))
                for ended in (True, False)
                for houses in (frozenset[bytes](), frozenset({parse(house)}))
                for text in ("", "имя")
                for by in By
            ]
        )
    assert tables[0] == tables[1]
    assert all(tables[0])
