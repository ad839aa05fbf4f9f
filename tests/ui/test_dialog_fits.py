"""A dialog on a small screen: all of it can be seen, the buttons always, whatever grows in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets import Button, Dialog


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    return made


def on_screen(dialog: Dialog) -> bool:
    QApplication.processEvents()
    return dialog.screen().availableGeometry().contains(dialog.frameGeometry())


def test_what_is_higher_than_the_screen_scrolls_and_the_buttons_stay(qtbot: QtBot, window: QWidget) -> None:
    dialog = Dialog("Много полей", parent=window)
    fields = [QLineEdit() for _ in range(60)]
    for field in fields:
        dialog.add(field)
    do = Button("Готово", kind="primary")
    dialog.set_actions(do)
    fields[3].setFocus()
    dialog.open()
    qtbot.waitUntil(lambda: on_screen(dialog))
    assert dialog.rect().contains(do.geometry().translated(do.parentWidget().pos()))  # type: ignore[union-attr]
    assert dialog.focusWidget() is fields[3]
    for _ in range(40):
        QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is fields[43]
    top = fields[43].mapTo(dialog, fields[43].rect().topLeft()).y()
    assert 0 < top < do.mapTo(dialog, do.rect().topLeft()).y(), (
        "the keyboard brings into sight what it reaches"
    )
    dialog.reject()


def test_what_grows_at_the_lower_edge_moves_up(qtbot: QtBot, window: QWidget) -> None:
    dialog = Dialog("Растёт", parent=window)
    dialog.set_actions(Button("Готово", kind="primary"))
    dialog.open()
    QApplication.processEvents()
    dialog.move(dialog.x(), dialog.screen().availableGeometry().bottom() - dialog.height())
    for _ in range(8):
        dialog.add(QLineEdit())
    qtbot.waitUntil(lambda: on_screen(dialog))
    assert dialog.height() > 8 * 20
    dialog.reject()
