"""How a line looks: a sign, a title over a sentence, a note and a button at the right; all lines share the columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.theme import current, icons
from ui.widgets.badges import badge_width, draw_badge
from ui.widgets.drawn import draw_text
from ui.widgets.lines_model import Index, Line, LinesModel

_HEADING: Final = 36
_TWO: Final = 48
_ONE: Final = 36
_NOTE_MOST: Final = 220


@dataclass(frozen=True, slots=True)
class Columns:
    """How wide the columns are that all lines share."""

    sign: float
    note: float
    action: float

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Columns:
        control, hint = (QFontMetricsF(current().font(role)) for role in ("control", "hint"))
        rows = [line for line in lines if not line.heading]
        sign = max((badge_width(badge) for badge in {line.badge for line in rows} - {""}), default=0.0)
        if any(line.icon and not line.badge for line in rows):
            sign = max(sign, 22.0)
        notes = (hint.horizontalAdvance(note) + 2 for note in {line.note for line in rows} - {""})
        actions = (control.horizontalAdvance(text) + 26 for text in {line.action for line in rows} - {""})
        return cls(sign, min(max(notes, default=0.0), _NOTE_MOST), max(actions, default=0.0))


class LinesPainter(QStyledItemDelegate):
    """Draws the lines. pointer: where the mouse is; always_focused: keys reach the view from another widget."""

    def __init__(self, view: QWidget, model: LinesModel, *, even: bool) -> None:
        super().__init__(view)
        self._view, self._model, self._even = view, model, even
        self.columns = Columns(0, 0, 0)
        self.pointer = QPoint(-1, -1)
        self.always_focused = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Be as high as one or two rows of text."""
        if self._even:
            return QSize(0, _TWO)
        line = self._model.lines()[index.row()]
        return QSize(0, _HEADING if line.heading else _TWO if line.title else _ONE)

    def action_rect(self, row: QRect, line: Line) -> QRectF:
        """Say where the button of a line is; empty where it has none."""
        if not line.action:
            return QRectF()
        right, width = row.right() - current().space(2), self.columns.action
        return QRectF(right - width, row.center().y() - 14, width, 29)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        line = self._model.lines()[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option, line)
        rect = QRectF(option.rect).adjusted(current().space(3), 0, -current().space(2), 0)
        if line.heading:
            self._heading(painter, rect, line)
        else:
            self._line(painter, rect, option.rect, line)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, line: Line) -> None:
        t = current().tokens
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver) and line.can_be_chosen
        rect = QRectF(option.rect)
        if chosen or over:
            painter.fillRect(rect, QColor(t.selected if chosen else t.hover))
        if chosen and (self.always_focused or self._view.hasFocus()):
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), QColor(t.focus))
        painter.setPen(QPen(QColor(t.line), 1))
        below = rect.bottom() - 0.5
        painter.drawLine(QPointF(rect.left(), below), QPointF(rect.right(), below))

    def _heading(self, painter: QPainter, rect: QRectF, line: Line) -> None:
        t = current().tokens
        sign, tone = t.level(line.level).icon, t.level(line.level).text
        if line.folded is not None:
            sign, tone = "right" if line.folded else "down", t.text_soft
        left = 0.0
        if line.folded is not None or line.level != "neutral":
            box = QRectF(rect.left(), rect.top() + 3, 18, rect.height() - 3)
            icons.draw(painter, box.adjusted(1, 0, -1, 0), sign, QColor(tone))
            left = 26.0
        draw_text(painter, rect.adjusted(left, 3, 0, 0), line.text, "strong", t.text)
        left += QFontMetricsF(current().font("strong")).horizontalAdvance(line.text) + 8
        draw_text(painter, rect.adjusted(left, 3, 0, 0), line.note, "hint", t.text_soft)

    def _line(self, painter: QPainter, rect: QRectF, row: QRect, line: Line) -> None:
        t, gap = current().tokens, current().space(3)
        left, right = rect.left(), rect.right()
        if line.badge:
            draw_badge(
                painter, QRectF(left, rect.top(), self.columns.sign, rect.height()), line.badge, line.level
            )
        elif line.icon:
            box = QRectF(left, rect.top(), 20, rect.height())
            icons.draw(painter, box, line.icon, QColor(t.text_soft))
        if self.columns.sign:
            left += self.columns.sign + gap
        if self.columns.action:
            if line.action:
                self._button(painter, self.action_rect(row, line), line.action)
            right -= self.columns.action + gap
        if self.columns.note:
            box = QRectF(right - self.columns.note, rect.top(), self.columns.note, rect.height())
            draw_text(painter, box, line.note, "hint", t.text_soft, Qt.AlignmentFlag.AlignRight)
            right -= self.columns.note + gap
        middle = QRectF(left, rect.top(), max(0.0, right - left), rect.height())
        if line.title:
            half = middle.height() / 2
            draw_text(painter, middle.adjusted(0, 5, 0, -half + 2), line.title, "strong", t.text)
            draw_text(painter, middle.adjusted(0, half - 2, 0, -5), line.text, "body", t.text)
        else:
            draw_text(painter, middle, line.text, "body", t.text)

    def _button(self, painter: QPainter, rect: QRectF, text: str) -> None:
        t = current().tokens
        over = rect.contains(QPointF(self.pointer))
        painter.setPen(QPen(QColor(t.line_strong), 1))
        painter.setBrush(QColor(t.pressed if over else t.surface))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), t.radius, t.radius)
        draw_text(painter, rect, text, "control", t.text, Qt.AlignmentFlag.AlignHCenter)
