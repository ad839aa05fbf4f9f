"""What was judged once is judged again only when something was committed or a minute is over, and never stays when it is wrong."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from support.cli import Organisation

from app import attention, cases, today
from app.placing import Place
from app.workspace import Workspace
from storage.clock import now as machine_now


class Clock:
    """Stands still until it is moved; a minute begins with it."""

    def __init__(self) -> None:
        self.at = machine_now() // 60 * 60

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each time that the store is gone through."""
    times: list[str] = []
    real = today._deadlines

    def noted(*arguments: object) -> object:
        times.append("judged")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(today, "_deadlines", noted)
    return times


def open_house(org: Organisation, clock: Clock) -> Workspace:
    return Workspace.open(org.house.path, org.house.secret.read_text().strip(), now=clock)


def test_list_and_counts_judge_once(org: Organisation, judged: list[str]) -> None:
    clock = Clock()
    with open_house(org, clock) as house:
        shown = today.today(house)
        clock.at += 59
        assert attention.counts(house).today == 0
        assert today.today(house) == shown
        assert judged == ["judged"]


def test_a_save_is_seen_at_once_by_both(org: Organisation, judged: list[str]) -> None:
    late = (date.today() - timedelta(days=1)).isoformat()
    with open_house(org, Clock()) as house:
        case = cases.add(house, "case", {"alias": "Тихий клён"})
        for done in range(1, 4):
            cases.add(house, "task", {"what": "Позвонить", "due": late}, Place(case=case.id))
            assert attention.counts(house).today == done
            assert sum(item.kind == "task" for item in today.today(house).items) == done
    assert len(judged) == 3


def test_what_another_thread_or_a_new_file_brought_is_seen(org: Organisation, judged: list[str]) -> None:
    with open_house(org, Clock()) as house:
        today.pressing(house)
        house.vault.compact()
        case = cases.add(house, "case", {"alias": "Тихий клён"})
        cases.add(house, "risk", {"level": "critical", "date": "2020-01-01"}, Place(case=case.id))
        assert [item.kind for item in today.pressing(house)] == ["risk"]


def test_a_deadline_that_passes_is_seen_without_a_write(org: Organisation, judged: list[str]) -> None:
    clock = Clock()
    with open_house(org, clock) as house:
        case = cases.add(house, "case", {"alias": "Тихий клён"})
        soon = (date.today() + timedelta(days=40)).isoformat()
        cases.add(house, "task", {"what": "Позвонить", "due": soon}, Place(case=case.id))
        assert today.pressing(house) == []
        clock.at += 41 * 86_400
        assert [item.kind for item in today.pressing(house)] == ["task"]
