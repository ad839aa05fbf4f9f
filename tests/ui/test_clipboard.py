"""What was copied here does not stay in the clipboard; what somebody else put there does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from support.cli import PASSPHRASE, Organisation
from support.cutoff import cut_off
from support.desktop_session import desktop

from ui.shell.clipboard import Clipboard
from ui.theme import Theme
from ui.widgets import PlainLabel

CONTROL = Qt.KeyboardModifier.ControlModifier


def copied(qtbot: QtBot) -> QLineEdit:
    """Copy by keys, as people do."""
    field = QLineEdit("Пример Тимур")
    qtbot.addWidget(field)
    field.show()
    QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(field, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == "Пример Тимур"
    return field


@pytest.fixture(autouse=True)
def ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Own the clipboard: without a screen Qt never says so."""
    monkeypatch.setattr(Clipboard, "_owns", lambda _self, mode: mode is QClipboard.Mode.Clipboard)


def test_it_is_empty_when_its_time_is_over(qtbot: QtBot) -> None:
    kept = Clipboard(QApplication.clipboard())
    copied(qtbot)
    assert kept.timer.isActive()
    assert kept.timer.interval() == 20_000
    kept.timer.timeout.emit()
    assert QApplication.clipboard().text() == ""


def test_what_is_not_ours_stays(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Clipboard(QApplication.clipboard())
    copied(qtbot)
    monkeypatch.setattr(Clipboard, "_owns", lambda _self, _mode: False)
    kept.clear()
    assert QApplication.clipboard().text() == "Пример Тимур"


def test_a_long_path_is_copied_as_it_is_written(theme: Theme, qtbot: QtBot) -> None:
    kept = Clipboard(QApplication.clipboard())
    path = "/media/" + "очень-длинное-имя-папки-" * 5 + "/k7f3.bin"
    label = PlainLabel(path, selectable=True)
    qtbot.addWidget(label)
    label.resize(200, 200)
    label.show()
    assert cut_off(label) == []
    assert label.text() == path
    QTest.keyClick(label, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(label, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == path
    assert kept.timer.isActive()


def test_a_lock_empties_it_at_once(qtbot: QtBot, qapp: QApplication, org: Organisation) -> None:
    with desktop(qtbot, qapp, org.house.path) as one:
        one.unlock(PASSPHRASE)
        copied(qtbot)
        one.session.panic()
        assert QApplication.clipboard().text(QClipboard.Mode.Clipboard) == ""
        one.wait_for_end()


def test_so_does_the_end_of_the_store(qtbot: QtBot, qapp: QApplication, org: Organisation) -> None:
    with desktop(qtbot, qapp, org.house.path) as one:
        one.unlock(PASSPHRASE)
        copied(qtbot)
        one.session.erase()
        assert QApplication.clipboard().text(QClipboard.Mode.Clipboard) == ""
