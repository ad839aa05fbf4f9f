"""Watches which sticks are plugged in while somebody looks, and offers to look through each.

It asks the system every few seconds, and only while it can be seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app import sticks
from app.sticks import Stick
from ui.shell.context import Context
from ui.widgets import Button, FlowLayout, clear, unmarked

_EVERY_MS: Final = 2_000


class SticksWatch(QWidget):
    """Says which sticks there are, whenever that changes. It shows nothing itself; it watches as long as it is visible."""

    found = Signal(object)  # list[Stick]

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._known: Sequence[Stick] | None = None
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def look(self) -> None:
        """Ask once."""
        self._ctx.tasks.read(
            self, lambda _workspace: sticks.mounted(), self._show, failed=_ignore, key="sticks"
        )

    def _show(self, now: Sequence[Stick]) -> None:
        if now != self._known:
            self._known = now
            self.found.emit(now)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to watch."""
        super().showEvent(event)
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()


def _ignore(_error: Exception) -> None:
    """A system that does not tell of sticks has folders all the same."""


class StickButtons(SticksWatch):
    """A button a stick, which appears and goes with it. chosen: the directory of one."""

    chosen = Signal(Path)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self._flow = FlowLayout(self)
        self._shown: list[tuple[Path, str]] = []
        self.found.connect(self._lay_out)

    def _lay_out(self, now: Sequence[Stick]) -> None:
        """Lay the buttons anew where the sticks are others: how full one is changes all the time, and says nothing here."""
        shown = [(stick.path, stick.label) for stick in now]
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._flow)
        for path, label in shown:
            self._flow.addWidget(self._button(path, label))

    def _button(self, path: Path, label: str) -> Button:
        text = self._ctx.words("exchange.look_through", name=unmarked(label or path.name))
        return Button(text, "stick", clicked=lambda: self.chosen.emit(path))
