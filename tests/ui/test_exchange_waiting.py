"""What is held back, judged in a window: asked about first, by mouse and by keyboard, in the words of what came of it."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from support.cli import Organisation
from support.crossing_scenes import Scenes
from support.cutoff import cut_off
from support.desktop import Sitting

from app import devices, judging, ledger, views
from app.errors import UserError
from app.ids import parse
from ui.dialogs.confirm import Confirm
from ui.screens.exchange.screen import ExchangeScreen
from ui.shell.screen import Route
from ui.widgets import PlainLabel

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def scenes(org: Organisation) -> Scenes:
    return Scenes(org)


@pytest.fixture
def case(scenes: Scenes) -> str:
    """A case of a suspended house of which headquarters holds back what came since."""
    case, _ = scenes.case()
    scenes.org.house.run("set", case, "priority=urgent")
    scenes.org.desk.call("receive", str(scenes.suspended_bundle()))
    return case


def show(sitting: Sitting) -> ExchangeScreen:
    screen = sitting.show(ExchangeScreen, Route("exchange", tab="waiting"))
    assert isinstance(screen, ExchangeScreen)
    return screen


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(PlainLabel) if label.isVisible())


def buttons(widget: QWidget) -> dict[str, QPushButton]:
    return {one.text(): one for one in widget.findChildren(QPushButton) if one.isVisible()}


def question() -> Confirm:
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, Confirm) and w.isVisible()]
    return found


def asked() -> bool:
    return any(isinstance(one, Confirm) and one.isVisible() for one in QApplication.topLevelWidgets())


def click(sitting: Sitting, button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    sitting.settle()


def priority(sitting: Sitting, case: str) -> object:
    return sitting.store(lambda w: views.show(w, parse(case)).fields.get("priority"))


def told(sitting: Sitting) -> list[tuple[str, str, str]]:
    return [(one.level, one.what, one.to_do) for one in sitting.ctx.notices.kept]


def test_what_is_accepted_counts_and_goes_from_the_list(scenes: Scenes, case: str, sit_at) -> None:
    with sit_at(scenes.org.desk, language="en") as sitting:
        screen = show(sitting)
        assert screen.tabs.tabText(2) == "Held back (1)"
        assert "The sender is suspended" in said(screen.waiting)
        click(sitting, buttons(screen.waiting)["Accept…"])
        ask = question()
        assert ask.windowTitle() == "Accept what house-a sent?"
        assert "There is no way back." in said(ask)
        assert "Attachments were not kept." in said(ask)
        assert priority(sitting, case) == "normal"
        click(sitting, ask.yes)
        assert priority(sitting, case) == "urgent"
        assert told(sitting) == [("good", "Accepted from house-a: 1 change.", "")]
        assert "Nothing is held back." in said(screen.waiting)
        assert screen.tabs.tabText(2) == "Held back"


def test_what_is_rejected_goes_and_counts_for_nothing(scenes: Scenes, case: str, sit_at) -> None:
    with sit_at(scenes.org.desk, language="en") as sitting:
        screen = show(sitting)
        click(sitting, buttons(screen.waiting)["Reject…"])
        ask = question()
        assert "all of it comes again" in said(ask)
        click(sitting, ask.yes)
        assert priority(sitting, case) == "normal"
        assert told(sitting) == [("good", "What house-a sent was rejected; nothing of it counts.", "")]
        assert "Nothing is held back." in said(screen.waiting)


@pytest.mark.parametrize("which", ["Accept…", "Reject…"])
def test_by_keyboard_enter_alone_decides_nothing(scenes: Scenes, case: str, sit_at, which: str) -> None:
    with sit_at(scenes.org.desk, language="en") as sitting:
        screen = show(sitting)
        button = buttons(screen.waiting)[which]
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
            button.setFocus()
            QTest.keyClick(button, Qt.Key.Key_Space)
            sitting.settle()
            assert question().focusWidget() is question().no
            QTest.keyClick(question(), key)
            sitting.settle()
            assert not asked()
        assert len(sitting.store(ledger.quarantine)) == 1
        QTest.keyClick(button, Qt.Key.Key_Space)
        ask = question()
        QTest.keyClick(ask.no, Qt.Key.Key_Tab)
        assert ask.focusWidget() is ask.yes
        QTest.keyClick(ask.yes, Qt.Key.Key_Space)
        sitting.settle()
        assert sitting.store(ledger.quarantine) == []


def test_after_a_decision_the_keyboard_is_at_the_next_one(scenes: Scenes, case: str, sit_at) -> None:
    org = scenes.org
    org.house.run("set", case, "priority=emergency")
    org.desk.call("receive", str(scenes.bundle()))
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting)
        for left in (1, 0):
            QTest.keyClick(buttons(screen.waiting)["Reject…"], Qt.Key.Key_Space)
            QTest.keyClick(question().yes, Qt.Key.Key_Space)
            sitting.settle()
            assert len(sitting.store(ledger.quarantine)) == left
            at = screen.focusWidget()
            assert at is not None and at.isVisible() and screen.waiting.isAncestorOf(at)
            assert isinstance(at, QPushButton) is bool(left)


def test_what_it_asks_for_is_said_with_what_came(scenes: Scenes, case: str, sit_at) -> None:
    """A conflict, and attachments that quarantine does not keep."""
    org = scenes.org
    org.desk.run("set", case, "priority=emergency")
    scenes.attach(case)
    org.desk.call("receive", str(scenes.bundle("--with-attachments")))
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting)
        last = [one for one in screen.waiting.findChildren(QPushButton) if one.text() == "Accept…"][-1]
        click(sitting, last)
        click(sitting, question().yes)
        ((level, what, to_do),) = told(sitting)
        assert level == "warning"
        assert what.startswith("Accepted from house-a: ") and "1 conflict" in what
        assert to_do.startswith("Attachments were not kept")


def test_a_bundle_without_changes_offers_nothing_to_accept(scenes: Scenes, sit_at) -> None:
    org = scenes.org
    scenes.case()
    org.desk.call("receive", str(scenes.suspended_bundle()))
    with sit_at(org.desk, language="en") as sitting:
        screen = show(sitting)
        assert "There is nothing in it to accept." in said(screen.waiting)
        assert "Accept…" not in buttons(screen.waiting)
        assert "Reject…" in buttons(screen.waiting)


def test_of_a_device_that_is_back_it_says_that_all_comes_again(scenes: Scenes, case: str, sit_at) -> None:
    with sit_at(scenes.org.desk, language="en") as sitting:
        screen = show(sitting)
        sitting.ctx.tasks.write(screen, lambda w: devices.reinstate(w, "house-a"), lambda _device: None)
        sitting.settle()
        assert "belongs again" in said(screen.waiting)
        assert "Accept…" in buttons(screen.waiting)


def test_of_a_revoked_device_it_does_not_promise_that_it_comes_again(
    scenes: Scenes, case: str, sit_at
) -> None:
    scenes.org.desk.run("revoke", "house-a", "--reason", "seized")
    with sit_at(scenes.org.desk, language="en") as sitting:
        screen = show(sitting)
        assert "The sender was revoked" in said(screen.waiting)
        click(sitting, buttons(screen.waiting)["Reject…"])
        assert "does not come again by itself" in said(question())
        QTest.keyClick(question(), Qt.Key.Key_Escape)


def test_two_histories_are_not_decided_here(scenes: Scenes, sit_at) -> None:
    with sit_at(scenes.org.desk, language="en") as sitting:
        screen = show(sitting)
        screen.waiting._show(([ledger.Waiting(1, "fork", "house-a", 1_700_000_000, 4, "fork")], []))
        sitting.settle()
        assert list(buttons(screen.waiting)) == ["To the devices"]


def test_a_house_decides_nothing(scenes: Scenes, sit_at) -> None:
    held = ledger.Waiting(1, "bundle", "desk-2", 1_700_000_000, 4, "revoked", "revoked")
    with sit_at(scenes.org.house, language="en") as sitting:
        screen = show(sitting)
        screen.waiting._show(([held], []))
        sitting.settle()
        assert "Headquarters decides about it; nothing needs doing here." in said(screen.waiting)
        assert buttons(screen.waiting) == {}


def test_what_was_decided_meanwhile_is_told_and_nothing_else_is_taken(
    scenes: Scenes, case: str, sit_at
) -> None:

    with sit_at(scenes.org.desk, language="en") as sitting:
        screen = show(sitting)
        (one,) = sitting.store(ledger.quarantine)
        click(sitting, buttons(screen.waiting)["Accept…"])
        sitting.store(lambda w: judging.reject(w, one.id))
        click(sitting, question().yes)
        assert sitting.errors() == [f"No bundle with the number {one.id} is held back."]
        assert priority(sitting, case) == "normal"
        with pytest.raises(UserError):
            sitting.store(lambda w: judging.accept(w, one.id))


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_text_is_cut_off(scenes: Scenes, case: str, sit_at, language: str, mode: str) -> None:
    with sit_at(scenes.org.desk, language=language, mode=mode) as sitting:
        screen = show(sitting)
        assert cut_off(screen) == []
        for button in [one for name, one in buttons(screen.waiting).items() if name.endswith("…")]:
            click(sitting, button)
            assert cut_off(question()) == []
            QTest.keyClick(question(), Qt.Key.Key_Escape)
