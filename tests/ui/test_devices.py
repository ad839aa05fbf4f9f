"""The roster in a window: who belongs and how it stands, cutting off with what is lost, and the organisation kit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from support.cli import Organisation
from support.cutoff import cut_off
from support.desktop import PATIENCE_MS, Sitting, type_text
from support.entrances import pick, press

from app import kit, roster
from ui.dialogs.confirm import Confirm
from ui.models import roster as columns
from ui.screens.cut_off import CutOffDialog
from ui.screens.devices import DevicesScreen
from ui.screens.enrolment.dialogs import StepDialog
from ui.screens.enrolment.kit_steps import AskFile, AskShare, Explain, Opens, ShowShare
from ui.shell.screen import Route
from ui.widgets.tables import LEVEL

Sit = Callable[..., AbstractContextManager[Sitting]]
D = TypeVar("D", bound=QWidget)


def shown(sitting: Sitting) -> DevicesScreen:
    return cast(DevicesScreen, sitting.show(DevicesScreen))


def cell(screen: DevicesScreen, row: int, column: int) -> str:
    return str(screen.model.index(row, column).data())


def row_of(screen: DevicesScreen, name: str) -> int:
    rows = [row for row in range(screen.model.rowCount()) if cell(screen, row, 0).split(" (")[0] == name]
    return rows[0]


def click(screen: DevicesScreen, row: int) -> None:
    """Choose a row with the mouse."""
    place = screen.table.visualRect(screen.model.index(row, 0)).center()
    QTest.mouseClick(screen.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def dialog(kind: type[D]) -> D:
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    return found


def stepping() -> StepDialog:
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, StepDialog) and w.isVisible()]
    return found


def test_the_roster_says_who_belongs_and_how_it_stands(org: Organisation, sit_at: Sit) -> None:
    org.house.add("case", "alias=Known")
    org.round()
    org.desk.add("house", "codename=Far")
    with sit_at(org.desk, language="en") as sitting:
        screen = shown(sitting)
        assert [cell(screen, row, columns.NAME) for row in range(3)] == [
            "desk-1 (this laptop)",
            "house-a",
            "house-b",
        ]
        assert cell(screen, 1, columns.ROLE) == "House"
        assert cell(screen, 1, columns.STATUS) == "Active"
        assert cell(screen, 1, columns.HEARD) not in ("", "Never")
        assert cell(screen, 2, columns.HEARD) == "Never"
        assert cell(screen, 2, columns.REMARK) == "Not heard yet"
        assert screen.model.index(2, columns.REMARK).data(LEVEL) == "medium"
        peer = {one.name: one for one in roster.entries(sitting.workspace, sitting.ctx.now())}["house-b"]
        assert peer.waiting and cell(screen, 2, columns.WAITING) == str(peer.waiting)


def test_the_table_keeps_qts_rules(org: Organisation, sit_at: Sit, qtmodeltester: ModelTester) -> None:
    with sit_at(org.desk) as sitting:
        qtmodeltester.check(shown(sitting).model)


def test_one_cannot_cut_oneself_off(org: Organisation, sit_at: Sit) -> None:
    with sit_at(org.desk, language="en") as sitting:
        screen = shown(sitting)
        assert not screen.suspend.isEnabled() and not screen.revoke.isEnabled()
        click(screen, 0)
        assert not screen.suspend.isEnabled() and not screen.revoke.isEnabled()
        click(screen, 1)
        assert screen.suspend.isEnabled() and screen.revoke.isEnabled()
        assert screen.here() == Route("devices", record=screen.model.entry(1).id)  # type: ignore[union-attr]


def test_a_house_is_suspended_with_a_reason_and_what_it_holds_is_said(
    org: Organisation, sit_at: Sit, qtbot: QtBot
) -> None:
    org.house.add("case", "alias=Swallow")
    org.round()
    with sit_at(org.desk, language="en") as sitting:
        screen = shown(sitting)
        click(screen, row_of(screen, "house-a"))
        press(screen.suspend)
        ask = dialog(CutOffDialog)
        sitting.settle()
        assert ask.heading_held.text().startswith("It holds something of")
        lines = {entry.title: entry for entry in ask.held.entries()}
        assert "core" in lines["Swallow"].line.casefold() or lines["Swallow"].line
        assert lines["Swallow"].badge == ("Certainly", "high")
        assert not ask.yes.isEnabled(), "without a reason nothing happens"
        type_text(ask.reason, "laptop seized")
        QTest.keyClick(ask.reason, Qt.Key.Key_Return)
        sitting.settle()
        assert "house-a is suspended." in [label.text() for label in ask.findChildren(type(ask.heading_held))]
        assert ask.held.isVisible()
        QTest.keyClick(ask, Qt.Key.Key_Escape)
        sitting.settle()
        qtbot.waitUntil(
            lambda: cell(screen, row_of(screen, "house-a"), columns.STATUS) == "Suspended",
            timeout=PATIENCE_MS,
        )
        (entry,) = [
            one for one in roster.entries(sitting.workspace, sitting.ctx.now()) if one.name == "house-a"
        ]
        assert (entry.status, entry.reason) == ("suspended", "laptop seized")
        assert not screen.suspend.isEnabled() and screen.revoke.isEnabled(), "still chosen"


def test_revoking_is_for_good_and_enter_does_not_press_it(org: Organisation, sit_at: Sit) -> None:
    with sit_at(org.desk, language="en") as sitting:
        screen = shown(sitting)
        click(screen, row_of(screen, "house-b"))
        press(screen.revoke)
        ask = dialog(CutOffDialog)
        sitting.settle()
        assert "no way back" in ask.what.text()
        type_text(ask.reason, "gone")
        QTest.keyClick(ask.reason, Qt.Key.Key_Return)
        sitting.settle()
        assert cell(screen, row_of(screen, "house-b"), columns.STATUS) == "Active"
        ask = dialog(CutOffDialog)
        press(ask.yes)
        sitting.settle()
        (entry,) = [
            one for one in roster.entries(sitting.workspace, sitting.ctx.now()) if one.name == "house-b"
        ]
        assert entry.status == "revoked"
        sitting.settle()
        assert cell(screen, 2, columns.REMARK) == "gone"
        assert not screen.revoke.isEnabled()


def test_a_suspended_device_is_taken_back_after_a_question_that_enter_does_not_answer(
    org: Organisation, sit_at: Sit, qtbot: QtBot
) -> None:
    org.desk.run("suspend", "house-a", "--reason", "laptop lost")
    org.desk.run("revoke", "house-b", "--reason", "seized")
    with sit_at(org.desk, language="en") as sitting:
        screen = shown(sitting)
        assert not screen.reinstate.isEnabled()
        for row, may in ((0, False), (row_of(screen, "house-b"), False), (row_of(screen, "house-a"), True)):
            click(screen, row)
            assert screen.reinstate.isEnabled() is may
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
            screen.reinstate.setFocus()
            QTest.keyClick(screen.reinstate, Qt.Key.Key_Space)
            question = dialog(Confirm)
            assert question.windowTitle() == "Reinstate house-a?"
            QTest.keyClick(question, key)
            sitting.settle()
            assert cell(screen, row_of(screen, "house-a"), columns.STATUS) == "Suspended"
        press(screen.reinstate)
        press(dialog(Confirm).yes)
        sitting.settle()
        qtbot.waitUntil(
            lambda: cell(screen, row_of(screen, "house-a"), columns.STATUS) == "Active", timeout=PATIENCE_MS
        )
        assert cell(screen, row_of(screen, "house-a"), columns.REMARK) != "laptop lost"
        assert [notice.what for notice in sitting.ctx.notices.kept] == ["house-a belongs again."]
        assert not screen.reinstate.isEnabled() and screen.suspend.isEnabled(), "still chosen"


def test_escape_cuts_nobody_off(org: Organisation, sit_at: Sit) -> None:
    with sit_at(org.desk) as sitting:
        screen = shown(sitting)
        click(screen, 1)
        press(screen.revoke)
        ask = dialog(CutOffDialog)
        type_text(ask.reason, "x")
        QTest.keyClick(ask.reason, Qt.Key.Key_Escape)
        sitting.settle()
        assert {one.status for one in roster.entries(sitting.workspace, sitting.ctx.now())} == {"active"}


def test_a_kit_is_owed_until_it_was_written_and_tried(
    org: Organisation, sit_at: Sit, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "paper").mkdir()
    with sit_at(org.desk, language="en") as sitting:
        screen = shown(sitting)
        assert screen.owed is not None and screen.owed.isVisible()
        press(screen.write_kit)
        sitting.settle()
        walk = stepping()
        assert isinstance(walk.step, Explain)
        press(walk.step.primary)
        pick(qtbot, tmp_path / "stick")
        sitting.settle()
        assert isinstance(walk.step, ShowShare)
        press(walk.step.sheets)
        pick(qtbot, tmp_path / "paper")
        sitting.settle()
        for _ in range(kit.SHARES):
            press(walk.step.primary)
        assert isinstance(walk.step, AskFile)
        QTest.keyClick(walk, Qt.Key.Key_Escape)
        sitting.settle()
        assert screen.owed is not None, "written, but nobody knows whether it opens"
        press(screen.rehearse_kit)
        sitting.settle()
        walk = stepping()
        assert isinstance(walk.step, AskFile)
        assert not walk.step.primary.isEnabled()
        press(walk.step.file.button)
        (path,) = (tmp_path / "stick").iterdir()
        pick(qtbot, path)
        press(walk.step.primary)
        for sheet in sorted((tmp_path / "paper").iterdir())[1:4]:
            assert isinstance(walk.step, AskShare)
            press(walk.step.sheets)
            pick(qtbot, sheet)
            sitting.settle()
        assert isinstance(walk.step, Opens)
        press(walk.step.primary)
        sitting.settle()
        assert not kit.standing(sitting.workspace).owed
        qtbot.waitUntil(lambda: screen.owed is None, timeout=PATIENCE_MS)


def test_shares_of_another_kit_are_told(org: Organisation, sit_at: Sit, tmp_path: Path, qtbot: QtBot) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    with org.desk.open() as desk:
        first = kit.write(desk, tmp_path / "first", shares_out=tmp_path / "one")
        second = kit.write(desk, tmp_path / "second", shares_out=tmp_path / "two")
    with sit_at(org.desk, language="en") as sitting:
        screen = shown(sitting)
        press(screen.rehearse_kit)
        sitting.settle()
        walk = stepping()
        press(walk.step.file.button)  # type: ignore[union-attr]
        pick(qtbot, first.path)
        press(walk.step.primary)  # type: ignore[union-attr]
        for sheet in (*second.share_files[:2], first.share_files[0]):
            press(walk.step.sheets)  # type: ignore[union-attr]
            pick(qtbot, sheet)
            sitting.settle()
        assert isinstance(walk.step, AskShare)
        assert walk.step.said().startswith("These shares do not belong together.")
        press(walk.step.sheets)
        pick(qtbot, second.share_files[2])
        sitting.settle()
        assert walk.step.said().startswith("These shares belong to another kit file.")
        assert not kit.standing(sitting.workspace).rehearsed


def test_a_house_sees_its_desks_and_cuts_nobody_off(org: Organisation, sit_at: Sit) -> None:
    with sit_at(org.house, language="en") as sitting:
        screen = shown(sitting)
        assert [cell(screen, row, 0) for row in range(2)] == ["house-a (this laptop)", "desk-1"]
        for button in (screen.invite, screen.admit, screen.suspend, screen.reinstate, screen.revoke):
            assert not button.isVisible()


def test_what_changes_is_seen_at_once_and_the_choice_stays(
    org: Organisation, sit_at: Sit, qtbot: QtBot
) -> None:
    with sit_at(org.desk, language="en") as sitting:
        screen = shown(sitting)
        click(screen, row_of(screen, "house-b"))
        from app import devices

        sitting.ctx.tasks.write(screen, lambda w: devices.suspend(w, "house-a", "x"), lambda _cut: None)
        sitting.settle()
        qtbot.waitUntil(
            lambda: cell(screen, row_of(screen, "house-a"), columns.STATUS) == "Suspended",
            timeout=PATIENCE_MS,
        )
        assert cell(screen, screen.table.currentIndex().row(), 0) == "house-b"


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_text_is_cut_off(org: Organisation, sit_at: Sit, qtbot: QtBot, language: str, mode: str) -> None:
    org.house.add("case", "alias=Swallow")
    org.round()
    with sit_at(org.desk, language=language, mode=mode) as sitting:
        screen = shown(sitting)
        click(screen, 1)
        qtbot.waitUntil(lambda: cut_off(screen) == [], timeout=PATIENCE_MS)
        press(screen.revoke)
        ask = dialog(CutOffDialog)
        sitting.settle()
        qtbot.waitUntil(lambda: cut_off(ask) == [], timeout=PATIENCE_MS)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_text_of_the_question_is_cut_off(org: Organisation, sit_at: Sit, language: str) -> None:
    org.desk.run("suspend", "house-a", "--reason", "laptop lost")
    with sit_at(org.desk, language=language) as sitting:
        screen = shown(sitting)
        click(screen, row_of(screen, "house-a"))
        assert cut_off(screen) == []
        press(screen.reinstate)
        assert cut_off(dialog(Confirm)) == []
