"""A text to read: plain, selectable, never interpreted, never edited."""

from __future__ import annotations

from PySide6.QtGui import QContextMenuEvent, QFont
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.theme import current
from ui.widgets.inputs import edit_menu

_LEAST, _MOST = -6, 16


class TextView(QPlainTextEdit):
    """Shows text in lines of the window's width; larger and smaller by steps."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFont(current().font("body"))
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setMaximumBlockCount(0)
        self._steps = 0

    def in_or_out(self, steps: int) -> None:
        """Make the letters larger or smaller by steps."""
        self._steps = max(_LEAST, min(self._steps + steps, _MOST))
        font = QFont(current().font("body"))
        font.setPixelSize(font.pixelSize() + self._steps)
        self.setFont(font)

    def reset(self) -> None:
        """Show the letters in their usual size."""
        self.in_or_out(-self._steps)

    def zoom(self) -> float:
        """Return about how large the letters are, 1.0 for their usual size."""
        return self.font().pixelSize() / current().font("body").pixelSize()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy, in the program's language."""
        edit_menu(self).popup(event.globalPos())
