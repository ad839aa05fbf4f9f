"""The counts on the rail say what the screens show."""

from __future__ import annotations

from datetime import date, timedelta

from support.cli import DESK, HOUSES, Organisation, Store

from app import attention, today
from app.attention import Counts
from app.casework.watch import Urgency


def day(away: int) -> str:
    return (date.today() + timedelta(days=away)).isoformat()


def counts(store: Store) -> Counts:
    with store.open() as workspace:
        return attention.counts(workspace)


def test_nothing_wants_attention_in_a_new_store(org: Organisation) -> None:
    assert set(counts(org.house).by_screen().values()) == {0}
    assert set(counts(org.desk).by_screen().values()) == {0}


def test_counts_follow_what_is_due_asked_and_settled(org: Organisation) -> None:
    case = org.house.add("case", "alias=Тихий клён")
    task = org.house.add("task", "--case", case, "what=Позвонить", f"due={day(-1)}")
    org.house.add("task", "--case", case, "what=Потом", f"due={day(9)}")
    assert counts(org.house).today == 1
    org.round()
    message = org.desk.add("message", "--case", case, "text=Не выходите", f"must_be_acknowledged_by={day(0)}")
    org.round()
    assert (counts(org.house).today, counts(org.house).messages) == (2, 1)
    assert counts(org.desk).messages == 0
    org.house.run("ack", message)
    org.house.run("set", task, "status=done")
    assert counts(org.house).by_screen() == {"today": 0, "houses": 0, "messages": 0, "exchange": 0}


def test_a_house_that_is_known_counts_once(org: Organisation) -> None:
    house = org.house.run("list", "house")[0]["id"]
    org.house.run("set", house, "status=compromised", "capacity=0")
    case = org.house.add("case", "alias=Тихий клён")
    someone = org.house.add("person", "--case", case, "chosen_name=Тимур")
    org.house.add(
        "stay", "--person", someone, f"house={house}", "status=checked_in", f"actual_from={day(-1)}"
        , "exception_reason=некуда"
    )  # fmt: skip
    assert counts(org.house).houses == 1


def test_what_is_to_be_settled_counts_for_the_exchange(org: Organisation) -> None:
    case = org.house.add("case", "alias=Тихий клён")
    org.round()
    org.house.run("set", case, "priority=urgent")
    org.desk.run("set", case, "priority=emergency")
    org.round()
    assert (counts(org.desk).conflicts, counts(org.desk).exchange) == (1, 1)
    org.desk.run("resolve", case, "priority", "--take", "1")
    assert counts(org.desk).exchange == 0
    org.desk.run("suspend", HOUSES[0], "--reason", "ноутбук изъят")
    bundle = org.house.send(DESK, org.way)
    org.desk.call("receive", str(bundle))
    assert counts(org.desk).quarantine == 1


def test_the_count_of_today_is_the_list_without_its_remarks(org: Organisation) -> None:
    case = org.house.add("case", "alias=Тихий клён")
    for away in (-3, 0, 1, 9):
        org.house.add("task", "--case", case, "what=Дело", f"due={day(away)}")
    org.house.add("risk", "--case", case, "level=critical", f"date={day(-9)}")
    with org.house.open() as workspace:
        listed = today.today(workspace).items
    assert counts(org.house).today == sum(item.urgency is not Urgency.NOTICE for item in listed) == 4
