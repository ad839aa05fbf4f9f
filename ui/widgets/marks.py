"""A column of small signs in a table: several side by side, each with a shape and a text of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from ui.theme import current, icons
from ui.widgets.tables import PlainDelegate

#: Models give the signs of a cell here: a tuple of `Mark`.
MARKS: Final = int(Qt.ItemDataRole.UserRole) + 120
_SIDE: Final = 16
_STEP: Final = 22
_INSET: Final = 10


@dataclass(frozen=True, slots=True)
class Mark:
    """One sign. text: what it means; tone: a level, or `soft`."""

    icon: str
    text: str
    tone: str = "soft"


class MarksDelegate(PlainDelegate):
    """Draws the signs of a cell; the model's tip says what they mean."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Want room for all signs."""
        marks = index.data(MARKS) or ()
        return QSize(2 * _INSET + _STEP * len(marks), current().tokens.row)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the ground of the cell, and on it the signs."""
        super().paint(painter, option, index)
        rect = QRectF(option.rect)
        for number, mark in enumerate(index.data(MARKS) or ()):
            box = QRectF(rect.x() + _INSET + number * _STEP, rect.center().y() - _SIDE / 2, _SIDE, _SIDE)
            icons.draw(painter, box, mark.icon, current().tone(mark.tone))
