"""Tables whose model knows whole cells: drawn in a third of the time that asking for every role takes.

A table of many lines is painted anew with every turn of the wheel, and whoever paints too long keeps people waiting. So the
painter asks once a cell, what is drawn of signs and badges is drawn once and kept as a picture, and so are shortened texts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from ui.theme import current
from ui.widgets.badges import HEIGHT, badge_width, draw_badge
from ui.widgets.plain import one_line
from ui.widgets.tables import PlainDelegate, TableView

_INSET: Final = 10
_SIGN: Final = 16
_STEP: Final = 22
_TEXTS_KEPT: Final = 4_000
_PICTURES_KEPT: Final = 400
_MIDDLE: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Mark:
    """A small sign. text: what it means; tone: a level, or `soft`."""

    icon: str
    text: str
    tone: str = "soft"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. level: draws the text as a badge; marks: signs before it, or instead of it."""

    text: str = ""
    level: str = ""
    strong: bool = False
    soft: bool = False
    marks: tuple[Mark, ...] = ()
    tip: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return ", ".join([*([self.text] if self.text else ()), *(mark.text for mark in self.marks)])


CellAt = Callable[[int, int], Cell | None]


class CellDelegate(PlainDelegate):
    """Draws cells; tips are the model's."""

    def __init__(self, parent: QWidget, cell_at: CellAt) -> None:
        super().__init__(parent)
        self._cell_at = cell_at
        self._texts: dict[tuple[str, str, int], str] = {}
        self._pictures: dict[tuple[object, ...], QPixmap] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Want the whole text and all signs."""
        cell = self._cell_at(index.row(), index.column()) or Cell()
        role = "strong" if cell.strong else "body"
        width = badge_width(cell.text) if cell.level else self._metrics[role].horizontalAdvance(cell.text)
        return QSize(int(width) + 2 * _INSET + 2 + _STEP * len(cell.marks), current().tokens.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        t = current().tokens
        rect = QRectF(option.rect)
        state, column = option.state, index.column()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(t.selected))
            if column == 0:
                painter.fillRect(QRectF(rect.x(), rect.y(), 3, rect.height()), QColor(t.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(t.hover))
        painter.setPen(QColor(t.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        cell = self._cell_at(index.row(), column)
        if cell is None:
            return
        left, middle = rect.x() + _INSET, rect.center().y()
        for mark in cell.marks:
            painter.drawPixmap(QPointF(left, middle - _SIGN / 2), self._sign(painter, mark))
            left += _STEP
        if not cell.text:
            return
        room = QRectF(left, rect.y(), rect.right() - _INSET - left, rect.height())
        if cell.level:
            badge = self._badge(painter, cell.text, cell.level, int(room.width()))
            painter.drawPixmap(QPointF(left, middle - HEIGHT / 2), badge)
            return
        role = "strong" if cell.strong else "body"
        painter.setFont(self._fonts[role])
        painter.setPen(QColor(t.text_soft if cell.soft else t.text))
        painter.drawText(room, _MIDDLE, self._shortened(cell.text, role, int(room.width())))

    def _shortened(self, text: str, role: str, width: int) -> str:
        key = (text, role, width)
        if key not in self._texts:
            if len(self._texts) >= _TEXTS_KEPT:
                self._texts.clear()
            elide = self._metrics[role].elidedText
            self._texts[key] = elide(one_line(text), Qt.TextElideMode.ElideRight, width + 0.5)
        return self._texts[key]

    def _sign(self, painter: QPainter, mark: Mark) -> QPixmap:
        scale = painter.device().devicePixelRatioF()
        key = (mark.icon, mark.tone, scale, current().is_dark)
        if key not in self._pictures:
            icon = current().icon(mark.icon, mark.tone)
            self._keep(key, icon.pixmap(QSize(_SIGN, _SIGN), scale))
        return self._pictures[key]

    def _badge(self, painter: QPainter, text: str, level: str, room: int) -> QPixmap:
        scale = painter.device().devicePixelRatioF()
        key = (text, level, room, scale, current().is_dark)
        if key not in self._pictures:
            width = min(int(badge_width(text)) + 1, room)
            made = QPixmap(QSize(int(width * scale) + 1, int(HEIGHT * scale) + 1))
            made.setDevicePixelRatio(scale)
            made.fill(Qt.GlobalColor.transparent)
            inner = QPainter(made)
            draw_badge(inner, QRectF(0, 0, width, HEIGHT), text, level)
            inner.end()
            self._keep(key, made)
        return self._pictures[key]

    def _keep(self, key: tuple[object, ...], picture: QPixmap) -> None:
        if len(self._pictures) >= _PICTURES_KEPT:
            self._pictures.clear()
        self._pictures[key] = picture


class CellTable(TableView):
    """A table of cells. `typed` hears letters that are typed in it; Qt would look for them through every line."""

    def __init__(self, name: str, cell_at: CellAt, typed: Callable[[str], None]) -> None:
        super().__init__(name)
        self._hear = typed
        self.setItemDelegate(CellDelegate(self, cell_at))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint in one go: from here the interpreter is not handed to another thread between two cells."""
        super().paintEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Tell, instead of looking."""
        if search.strip():
            self._hear(search)
