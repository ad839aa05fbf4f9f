"""The cover blanks everything at once, dialogs and menus included, and brings the same back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui import brand
from ui.shell.window import Window
from ui.theme import Theme


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Window:
    made = Window(theme)
    # It does not close when it is told to: that is for whoever locks first.
    qtbot.addWidget(made, before_close_func=lambda widget: widget.hide())
    content = QWidget()
    column = QVBoxLayout(content)
    column.addWidget(QLabel("Пример Тимур Образцович"))
    column.addWidget(QLineEdit("secret"))
    column.addWidget(QComboBox())
    made.show_content(content)
    made.resize(800, 600)
    made.show()
    return made


def visible(window: Window) -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window]


def colours(window: Window) -> int:
    picture = window.grab().toImage()
    return len(
        {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
    )


def test_title_and_cover_say_nothing(window: Window) -> None:
    assert window.windowTitle() == brand.TITLE
    assert colours(window) > 1
    window.cover()
    assert window.covered
    assert colours(window) == 1, "one colour, nothing else"


def test_dialogs_and_menus_vanish_at_once_and_dialogs_come_back(qtbot: QtBot, window: Window) -> None:
    dialog = QDialog(window)
    dialog.setModal(True)
    field = QLineEdit("half a sentence", dialog)
    dialog.open()
    menu = QMenu(window)
    menu.addAction("Тимур")
    menu.popup(QPoint(10, 10))
    assert len(visible(window)) == 2
    finished: list[int] = []
    dialog.finished.connect(finished.append)
    window.cover()
    assert visible(window) == []
    assert finished == [], "hidden, not answered"
    window.uncover()
    assert visible(window) == [dialog]
    assert field.text() == "half a sentence"


def test_any_key_brings_it_back_and_the_key_does_nothing_else(qtbot: QtBot, window: Window) -> None:
    content = window.content
    assert content is not None
    field = content.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    window.activateWindow()
    field.setFocus()
    window.cover()
    with qtbot.waitSignal(window.uncovered):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_X)
    assert not window.covered
    assert field.text() == "secret"


def test_a_click_brings_it_back(qtbot: QtBot, window: Window) -> None:
    window.cover()
    QTest.mouseClick(window.centralWidget().currentWidget(), Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    assert not window.covered


def test_no_key_brings_back_a_cover_for_good(window: Window) -> None:
    window.cover(for_good=True)
    QTest.keyClick(window.centralWidget().currentWidget(), Qt.Key.Key_X)  # type: ignore[attr-defined]
    window.uncover()
    window.show_content(QLabel("late answer"))
    assert window.covered
    assert colours(window) == 1


def test_covering_for_good_a_window_that_is_covered(window: Window) -> None:
    window.cover()
    window.cover(for_good=True)
    window.uncover()
    assert window.covered


def test_a_dialog_that_opens_under_the_cover_waits_for_its_end(qtbot: QtBot, window: Window) -> None:
    """Files that were put in while nobody was there ask about their originals, by name."""
    window.cover()
    late = QDialog(window)
    late.setModal(True)
    QLabel("паспорт Тимура.jpg", late)
    late.open()
    menu = QMenu(window)
    menu.addAction("Тимур")
    menu.popup(QPoint(10, 10))
    handle = late.windowHandle()
    assert handle is None or not handle.isVisible(), "not even for a moment"
    QApplication.processEvents()
    assert visible(window) == []
    QTest.keyClick(window.centralWidget().currentWidget(), Qt.Key.Key_X)  # type: ignore[attr-defined]
    assert visible(window) == [late]
    assert late.windowHandle().isVisible()


def test_a_dialog_that_was_done_under_the_cover_does_not_come_back(qtbot: QtBot, window: Window) -> None:
    asked, stays = QDialog(window), QDialog(window)
    asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    asked.open()
    stays.open()
    window.cover()
    with qtbot.waitSignal(asked.destroyed):
        asked.accept()
    window.uncover()
    assert visible(window) == [stays]


def test_other_content_comes_under_the_cover(window: Window) -> None:
    window.cover()
    window.show_content(QLabel("Пример Тимур Образцович"))
    assert window.covered
    assert colours(window) == 1
    window.uncover()
    assert colours(window) > 1
