"""No part of a page blinks as a window of its own while the page is put together."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.badges import CountBadge
from ui.widgets.dialog import Dialog
from ui.widgets.inputs import LineEdit
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import FieldRow, Page
from ui.widgets.progress import ProgressLine
from ui.widgets.shown import show_when


class Windows(QObject):
    """Notes what is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


@pytest.mark.parametrize(
    "make",
    [
        lambda: FieldRow("Name", LineEdit(), "a hint", "what is wrong"),
        lambda: Page("Title", "and a line under it"),
        lambda: Dialog("Title", "what it is about"),
        lambda: ProgressLine("at work"),
        lambda: CountBadge(3),
    ],
    ids=["row", "page", "dialog", "progress", "count"],
)
def test_nothing_is_a_window_before_it_has_its_place(
    theme: Theme, qapp: QApplication, qtbot: QtBot, make: Callable[[], QWidget]
) -> None:
    windows = Windows()
    qapp.installEventFilter(windows)
    try:
        made = make()
    finally:
        qapp.removeEventFilter(windows)
    qtbot.addWidget(made)
    assert windows.seen == []


def test_what_was_to_be_shown_is_seen_with_its_parent(theme: Theme, qtbot: QtBot) -> None:
    parent, one, other = QWidget(), PlainLabel("one"), PlainLabel("other")
    qtbot.addWidget(parent)
    for widget, on in ((one, False), (one, True), (other, False)):
        show_when(widget, on)
    box = QVBoxLayout(parent)
    box.addWidget(one)
    box.addWidget(other)
    parent.show()
    assert one.isVisible() and not other.isVisible()
    show_when(other, True)
    assert other.isVisible()
