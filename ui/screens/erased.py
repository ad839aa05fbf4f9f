"""The last page of a store: it is destroyed, and what that cannot promise."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.texts import Said
from ui.shell.words import Words
from ui.widgets import Actions, Banner, Button, Page, PlainLabel


class Erased(QWidget):
    """Says what was done; `leave` is the only way on."""

    def __init__(self, words: Words, failures: Sequence[Said], leave: Callable[[], None]) -> None:
        super().__init__()
        title = words("settings.erase_failed") if failures else words("settings.erased")
        page = Page(title, wide=False)
        for said in failures:
            page.add(Banner("error", said.what, said.to_do))
        page.add(PlainLabel(words("settings.erased_not")))
        button = Button(words("settings.leave"), kind="primary", clicked=leave)
        page.add(Actions(button))
        self.setFocusProxy(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
