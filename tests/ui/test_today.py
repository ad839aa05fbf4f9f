"""Today: the critical first, one click or key to where it is settled, and what needs no form settled at once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from support.cli import Organisation, Store
from support.cutoff import cut_off
from support.desktop import Sitting

from app import cases
from app.ids import parse
from app.placing import Place
from ui.models.agenda import FOLD, Key
from ui.screens.today import TodayScreen
from ui.shell.screen import Route
from ui.widgets import Banner, EmptyState
from ui.widgets.lines_model import Line

NOW = datetime.now().astimezone()


def day(away: int) -> str:
    return (NOW.date() + timedelta(days=away)).isoformat()


@pytest.fixture
def case(org: Organisation) -> str:
    return org.house.add("case", "alias=Тихий клён")


def late_task(store: Store, case: str, what: str = "Позвонить", days: int = -2) -> str:
    return store.add("task", "--case", case, f"what={what}", f"due={day(days)}")


def show(sitting: Sitting) -> TodayScreen:
    screen = sitting.show(TodayScreen)
    assert isinstance(screen, TodayScreen)
    screen.list.setFocus()
    return screen


def line_of(screen: TodayScreen, record: str) -> Line:
    return next(
        line for line in screen.list.lines() if isinstance(line.key, Key) and line.key.id == parse(record)
    )


def choose(screen: TodayScreen, record: str) -> None:
    assert screen.list.choose(line_of(screen, record).key)


def press(screen: TodayScreen, key: Qt.Key) -> None:
    QTest.keyClick(screen.list, key)


def middle(screen: TodayScreen, record: str) -> QPoint:
    line = line_of(screen, record)
    row = screen.list.lines().index(line)
    return screen.list.visualRect(screen.list.model().index(row, 0)).center()


def banners(screen: QWidget) -> list[str]:
    return [banner.accessibleName() for banner in screen.findChildren(Banner) if banner.isVisible()]


class TestTheList:
    """What stands there."""

    def test_the_critical_stand_first_under_the_heading_of_their_urgency(
        self, org: Organisation, case: str, sit_at
    ) -> None:
        late_task(org.house, case)
        org.house.add("task", "--case", case, "what=Пароль", "type=safety_check_in", f"due={day(-1)}")
        org.house.add("task", "--case", case, "what=Врач", f"due={day(1)}")
        with sit_at(org.house, language="en") as sitting:
            lines = show(sitting).list.lines()
        assert [(line.text, line.note) for line in lines if line.heading][:3] == [
            ("Critical", "1"),
            ("Overdue", "1"),
            ("Due", "1"),
        ]
        task = lines[1]
        assert (task.badge, task.level, task.title, task.note) == (
            "Missed",
            "critical",
            "Тихий клён",
            "1 day late",
        )
        assert "Пароль" in task.text and day(-1) not in task.text
        assert [line.note for line in lines if line.action == "Done"] == [
            "1 day late",
            "2 days late",
            "tomorrow",
        ]

    def test_a_refresh_keeps_what_is_chosen(self, org: Organisation, case: str, sit_at) -> None:
        task = late_task(org.house, case)
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            choose(screen, task)
            sitting.ctx.tasks.write(
                screen,
                lambda w: cases.add(w, "task", {"what": "Раньше", "due": day(-9)}, Place(case=parse(case))),
                lambda _added: None,
            )
            sitting.settle()
            assert [line.title for line in screen.list.lines()].count("Тихий клён") == 2
            assert screen.here() == Route("today", record=parse(task))

    def test_back_chooses_what_was_chosen(self, org: Organisation, case: str, sit_at) -> None:
        late_task(org.house, case, days=-9)
        task = late_task(org.house, case)
        with sit_at(org.house) as sitting:
            screen = sitting.show(TodayScreen, Route("today", record=parse(task)))
            assert screen.here().record == parse(task)

    def test_another_day_is_judged_anew(self, org: Organisation, case: str, sit_at) -> None:
        task = late_task(org.house, case, days=0)
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            assert line_of(screen, task).badge == "Due"
            sitting.workspace.device.now = lambda: int((NOW + timedelta(days=2)).timestamp())
            screen.tick()
            sitting.settle()
            assert line_of(screen, task).badge == "Due", "the same minute is not asked again"
            sitting.ctx.now = lambda: NOW + timedelta(days=2)
            screen.tick()
            sitting.settle()
            assert line_of(screen, task).badge == "Overdue"

    def test_nothing_is_said_kindly(self, org: Organisation, sit_at) -> None:
        org.round()
        org.round()
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            assert not screen.list.isVisible()
            (empty,) = screen.findChildren(EmptyState)
            assert empty.isVisible()

    def test_the_clock_stands_above_everything(self, org: Organisation, case: str, sit_at) -> None:
        late_task(org.house, case, days=-40)
        with sit_at(org.house, language="en") as sitting:
            sitting.workspace.device.now = lambda: int((NOW - timedelta(days=3)).timestamp())
            screen = show(sitting)
            (said,) = banners(screen)
            assert said.startswith("The clock of this laptop is behind the newest change")
            assert "clock_behind" not in [
                line.key.what for line in screen.list.lines() if isinstance(line.key, Key)
            ]
            sitting.workspace.device.now = lambda: int(NOW.timestamp()) + 60
            screen.open(Route("today"))
            sitting.settle()
            assert banners(screen) == []

    @pytest.mark.parametrize("language", ["en", "ru"])
    def test_nothing_is_cut_off(self, org: Organisation, case: str, sit_at, language: str) -> None:
        late_task(org.house, case)
        with sit_at(org.house, language=language) as sitting:
            sitting.workspace.device.now = lambda: int((NOW - timedelta(days=3)).timestamp())
            assert cut_off(show(sitting)) == []


class TestGoing:
    """One click or key."""

    def test_enter_goes_to_the_tab_of_the_record(self, org: Organisation, case: str, sit_at) -> None:
        task = late_task(org.house, case)
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            choose(screen, task)
            press(screen, Qt.Key.Key_Return)
            assert sitting.went == [Route("case", parse(case), "tasks", parse(task))]

    def test_so_does_one_click(self, org: Organisation, case: str, sit_at) -> None:
        risk = org.house.add("risk", "--case", case, "level=high", f"date={day(-9)}")
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            viewport = screen.list.viewport()
            QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=middle(screen, risk))
            assert sitting.went == [Route("case", parse(case), "risk", parse(risk))]

    def test_the_arrows_pass_over_headings(self, org: Organisation, case: str, sit_at) -> None:
        first = org.house.add("risk", "--case", case, "level=high", f"date={day(-9)}")
        second = late_task(org.house, case)
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            assert screen.here().record == parse(first)
            press(screen, Qt.Key.Key_Down)
            assert screen.here().record == parse(second)
            press(screen, Qt.Key.Key_Up)
            assert screen.here().record == parse(first)

    def test_a_house_and_its_task_lead_to_the_house(self, org: Organisation, sit_at) -> None:
        house = org.house.run("list", "house")[0]["id"]
        org.house.run("set", house, "status=compromised", "codename=Гнездо")
        task = org.house.add("task", "--house", house, "what=Осмотреть", f"due={day(-1)}")
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            assert line_of(screen, task).title == "Гнездо"
            for record in (house, task):
                choose(screen, record)
                press(screen, Qt.Key.Key_Return)
            assert sitting.went == [Route("houses", record=parse(house))] * 2

    def test_what_exists_only_here_leads_to_the_exchange(self, org: Organisation, case: str, sit_at) -> None:
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            press(screen, Qt.Key.Key_Return)
            assert sitting.went == [Route("exchange")]


class TestSettling:
    """What needs no form."""

    def test_space_says_that_a_task_is_done(self, org: Organisation, case: str, sit_at) -> None:
        task, other = late_task(org.house, case, days=-9), late_task(org.house, case)
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            choose(screen, task)
            press(screen, Qt.Key.Key_Space)
            sitting.settle()
            assert screen.here().record == parse(other), "the next one takes its place"
            assert banners(screen) == ["Done: Тихий клён: Позвонить"]
            assert sitting.errors() == []
        assert org.house.fields(task)["status"] == "done"
        assert org.house.fields(other)["status"] == "open"

    def test_so_does_a_click_on_its_button_and_goes_nowhere(
        self, org: Organisation, case: str, sit_at
    ) -> None:
        task = late_task(org.house, case)
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            viewport = screen.list.viewport()
            place = QPoint(viewport.width() - 40, middle(screen, task).y())
            QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
            sitting.settle()
            assert sitting.went == []
        assert org.house.fields(task)["status"] == "done"

    @pytest.mark.parametrize("by_key", [True, False])
    def test_it_can_be_taken_back(self, org: Organisation, case: str, sit_at, by_key: bool) -> None:
        task = late_task(org.house, case)
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            choose(screen, task)
            press(screen, Qt.Key.Key_Space)
            sitting.settle()
            if by_key:
                QTest.keyClick(screen.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
            else:
                (button,) = (one for one in screen.findChildren(QPushButton) if one.text() == "Undo")
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            sitting.settle()
            assert line_of(screen, task).action == "Done"
            assert banners(screen) == []
        assert org.house.fields(task)["status"] == "open"

    def test_a_message_is_acknowledged_by_who_is_asked(self, org: Organisation, case: str, sit_at) -> None:
        org.round()
        message = org.desk.add(
            "message", "--case", case, "text=Не выходите", "title=Тихо", f"must_be_acknowledged_by={day(1)}"
        )
        org.round()
        with sit_at(org.desk) as sitting:
            assert line_of(show(sitting), message).action == "", "nobody acknowledges what they wrote"
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            choose(screen, message)
            press(screen, Qt.Key.Key_Space)
            sitting.settle()
            assert banners(screen) == ["Acknowledged: Тихий клён: Тихо"]
        assert org.house.fields(message)["acknowledged_on"] == day(0)

    def test_what_cannot_be_settled_here_stays(self, org: Organisation, case: str, sit_at) -> None:
        risk = org.house.add("risk", "--case", case, "level=high", f"date={day(-9)}")
        with sit_at(org.house) as sitting:
            screen = show(sitting)
            choose(screen, risk)
            press(screen, Qt.Key.Key_Space)
            sitting.settle()
            assert line_of(screen, risk).action == ""
            assert sitting.went == []

    def test_what_was_refused_can_be_tried_again(self, org: Organisation, case: str, sit_at) -> None:
        task = late_task(org.house, case)
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            choose(screen, task)
            sitting.store(lambda w: cases.delete(w, parse(task), "x"))
            press(screen, Qt.Key.Key_Space)
            sitting.settle()
            assert len(sitting.errors()) == 1


class TestNotJudged:
    """What is not here."""

    def test_it_is_folded_and_says_why(self, org: Organisation, case: str, sit_at) -> None:
        someone = org.house.add("person", "--case", case, "chosen_name=Тимур")
        org.house.run("add", "task", "--person", someone, "--compartment", "health", "what=x")
        org.round()
        org.round()
        org.house.run("shed", someone, "--compartment", "health")
        with sit_at(org.house, language="en") as sitting:
            screen = show(sitting)
            assert screen.list.lines()[-1] == Line(
                FOLD, "Could not be judged", note="1", heading=True, folded=True
            )
            assert screen.list.choose(FOLD)
            press(screen, Qt.Key.Key_Return)
            last = screen.list.lines()[-1]
            assert (last.title, last.text) == (
                "Тихий клён",
                "Task and message: dropped from this laptop.",
            )
            press(screen, Qt.Key.Key_Down)
            press(screen, Qt.Key.Key_Return)
            assert sitting.went == [Route("case", parse(case))]
            screen.list.choose(FOLD)
            press(screen, Qt.Key.Key_Return)
            assert screen.list.lines()[-1].folded
