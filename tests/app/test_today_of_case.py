"""What wants attention in one case is what the whole list says of it, and nothing of another case."""

from __future__ import annotations

from datetime import datetime, timedelta

from support.cli import Organisation

from app import today as use_case
from app.ids import parse
from app.moments import local

NOW = datetime.now().astimezone()


def day(away: int) -> str:
    return (NOW.date() + timedelta(days=away)).isoformat()


def test_one_case_is_judged_as_the_whole_list_judges_it(org: Organisation) -> None:
    case, other = org.house.add("case"), org.house.add("case")
    for one in (case, other):
        person = org.house.add("person", "--case", one, "chosen_name=Ася")
        org.house.add("risk", "--case", one, "level=critical", f"date={day(-5)}")
        org.house.add("task", "--case", one, "what=позвонить", f"due={day(-1)}")
        org.house.add("task", "--case", one, "what=не сейчас", f"due={day(30)}")
        org.house.add("message", "--case", one, "text=?", f"must_be_acknowledged_by={day(0)}")
        org.house.add("stay", "--person", person, "status=planned", f"planned_from={day(-2)}")
        org.house.add(
            "consent", "--person", person, "purpose=share_with_hq", "decision=given", f"review_date={day(2)}"
        )
    with org.house.open() as house:
        assert local(house.now).date() == NOW.date()
        whole = [item for item in use_case.today(house).items if item.case == parse(case)]
        found = use_case.of_case(house, parse(case))
    assert [(item.kind, item.what, item.id) for item in found] == [
        (item.kind, item.what, item.id) for item in whole
    ]
    assert len(found) == 5


def test_a_conflict_of_the_case_is_among_them_and_no_other(org: Organisation) -> None:
    case, other = (org.house.add("case", "status_reason=first") for _ in range(2))
    org.round()
    for one in (case, other):
        org.house.run("set", one, "alias=Тихий клён")
        org.desk.run("set", one, "alias=Quiet maple")
    org.round()
    with org.house.open() as house:
        found = use_case.of_case(house, parse(case))
    assert [(item.kind, item.id, item.facts["field"]) for item in found] == [("case", parse(case), "alias")]
