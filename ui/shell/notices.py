"""What the program has to tell: shown once in a strip, and kept in a list, so that nothing is only in a box that vanishes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.texts import Said
from ui.shell.words import Words

_KEPT: Final = 200


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that was told. level: `good`, `info`, `warning` or `error`."""

    level: str
    what: str
    to_do: str
    when: datetime


class Notices(QObject):
    """Collects notices; the main window shows them."""

    told = Signal(object)  # Notice

    def __init__(self, words: Words, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.words = words
        self._now = now
        self.kept: list[Notice] = []
        self._early: list[Notice] | None = []

    def error(self, error: Exception) -> None:
        """Tell of an error in two sentences."""
        said = self.words.error(error)
        self.tell(said.what, said.to_do, level="error")

    def said(self, said: Said, *, level: str = "info") -> None:
        """Tell two sentences."""
        self.tell(said.what, said.to_do, level=level)

    def tell(self, what: str, to_do: str = "", *, level: str = "good") -> None:
        """Tell something."""
        notice = Notice(level, what, to_do, self._now())
        self.kept = [*self.kept[-_KEPT + 1 :], notice]
        if self._early is not None:
            self._early.append(notice)
        self.told.emit(notice)

    def early(self) -> list[Notice]:
        """Return, once, what was told before there was a window to show it."""
        early, self._early = self._early or [], None
        return early
