"""A small laptop at 150 %: 1366×768 is then 911×512, and no screen may want more than is left beside the rail and the bars."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from support.cli import Organisation
from support.desktop import Sitting

from app.ids import parse
from ui.screens.case.screen import CaseScreen
from ui.screens.case.tabs import TABS
from ui.screens.houses import HousesScreen
from ui.screens.messages import MessagesScreen
from ui.screens.people import PeopleScreen
from ui.screens.today import TodayScreen
from ui.shell.screen import Route, Screen

Sit = Callable[..., AbstractContextManager[Sitting]]
AREA = (911 - 174, 512 - 76)


def fits(screen: Screen) -> None:
    least = screen.minimumSizeHint()
    assert (least.width() <= AREA[0], least.height() <= AREA[1]) == (True, True), least


@pytest.mark.parametrize("kind", [TodayScreen, PeopleScreen, HousesScreen, MessagesScreen])
def test_a_screen_fits(org: Organisation, sit_at: Sit, kind: type[Screen]) -> None:
    made = org.house.add("case", "alias=Тихий берег")
    person = org.house.add("person", "--case", made, "chosen_name=Муса")
    place = org.house.run("list", "house")[0]["id"]
    org.house.add("stay", "--person", person, "--house", place, "status=checked_in", "actual_from=2026-01-01")
    with sit_at(org.house, language="ru") as sitting:
        fits(sitting.show(kind, size=AREA))


def test_every_tab_of_a_case_and_the_intake_fit(org: Organisation, sit_at: Sit) -> None:
    made = org.house.add("case", "alias=" + "Длинный псевдоним " * 10)
    person = org.house.add("person", "--case", made, "chosen_name=Муса")
    org.house.add("task", "--case", made, "what=Позвонить")
    org.house.add("stay", "--person", person, "status=checked_in", "actual_from=2026-01-01")
    with sit_at(org.house, language="ru") as sitting:
        screen = sitting.show(CaseScreen, Route("case", parse(made)), size=AREA)
        for tab in TABS:
            screen.open(Route("case", parse(made), tab.slug))
            sitting.settle()
            fits(screen)
        fits(sitting.show(CaseScreen, Route("case", tab="new"), size=AREA))
