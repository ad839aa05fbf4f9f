"""The screen of a case on a real store, worked with keys and clicks."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from support.desktop import Sitting
from ui.forms.form import RecordForm
from ui.screens.case.records_tab import RecordsTab
from ui.screens.case.screen import CaseScreen
from ui.screens.case.tab import Tab
from ui.shell.screen import Route
from ui.widgets.lists import EntryList

T = TypeVar("T", bound=Tab)


def open_case(
    sitting: Sitting, case: bytes | None, tab: str | None = None, record: bytes | None = None
) -> CaseScreen:
    """Open a case at a tab, as a route does."""
    screen = sitting.show(CaseScreen, Route("case", case, tab, record))
    assert isinstance(screen, CaseScreen)
    screen.activateWindow()
    sitting.qtbot.waitUntil(screen.isActiveWindow)
    settle(sitting)
    return screen


def settle(sitting: Sitting) -> None:
    """Wait until everything is answered and drawn: an answer may ask for more."""
    for _ in range(3):
        sitting.settle()
        QApplication.processEvents()


def tab(screen: CaseScreen, kind: type[T]) -> T:
    """Return the open tab, which is of this kind."""
    found = screen._current()
    assert isinstance(found, kind), found
    return found


def titles(entries: EntryList) -> list[str]:
    """Return what a list shows, in order."""
    return [entry.title for entry in entries.entries()]


def choose(sitting: Sitting, found: RecordsTab, key: bytes) -> None:
    """Click an entry of a tab's list."""
    rows = [entry.key for entry in found.list.entries()]
    index = found.list.model().index(rows.index(key), 0)
    place = found.list.visualRect(index).center()
    QTest.mouseClick(found.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settle(sitting)


def form(found: RecordsTab) -> RecordForm:
    """Return the form that is open in a tab."""
    assert found.pane.form is not None
    return found.pane.form


def press(
    sitting: Sitting, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None
) -> None:
    """Press a key in a widget, and wait for what comes of it."""
    QTest.keyClick(widget, key, modifier or Qt.KeyboardModifier.NoModifier)
    settle(sitting)
