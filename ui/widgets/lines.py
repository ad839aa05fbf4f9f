"""A list of lines under headings: a sign, a title, a sentence, at the right a note and perhaps one thing to do at once.

Hundreds of lines are one view and one painter. Rules:

- A click or Enter opens a line; a click on its button, or Space, does what the button says.
- After other lines were set, the same line is chosen and nothing moves; where it is gone, the one that took its place.
- Headings cannot be chosen, unless they fold.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.theme import current, icons, restyle
from ui.widgets.badges import badge_width, draw_badge
from ui.widgets.plain import one_line, tip_text

_HEADING: Final = 36
_TWO: Final = 48
_ONE: Final = 36
_NOTE_MOST: Final = 220
_ROLE: Final = Qt.ItemDataRole.UserRole

_AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """One line. key: what it is about, to know it again.

    note: short, at the right; badge: a sign with its `level`; icon: instead of a badge; action: text of its button.
    folded: only of a heading, whether what is under it is hidden; None where it does not fold.
    """

    key: Hashable
    text: str
    title: str = ""
    note: str = ""
    badge: str = ""
    level: str = "neutral"
    icon: str = ""
    action: str = ""
    heading: bool = False
    folded: bool | None = None

    @property
    def can_be_chosen(self) -> bool:
        """Whether it is more than a title of others."""
        return not self.heading or self.folded is not None

    @property
    def spoken(self) -> str:
        """Everything it says, for a screen reader."""
        parts = (self.badge, self.title, self.text, self.note, self.action)
        return ", ".join(part for part in parts if part)


class LinesModel(QAbstractListModel):
    """Holds the lines as they are."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def lines(self) -> list[Line]:
        """Return the lines."""
        return self._lines

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:
        """Count the lines."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a line, its words, or its tip."""
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == _ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken
        if role == Qt.ItemDataRole.ToolTipRole and not line.heading:
            return tip_text("\n".join(part for part in (line.title, line.text) if part))
        return None

    def flags(self, index: _AnyIndex) -> Qt.ItemFlag:
        """Let be chosen what can be."""
        if not index.isValid() or not self._lines[index.row()].can_be_chosen:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


@dataclass(frozen=True, slots=True)
class _Columns:
    """How wide the columns are that all lines share."""

    sign: float
    note: float
    action: float

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Columns:
        control, hint = (QFontMetricsF(current().font(role)) for role in ("control", "hint"))
        rows = [line for line in lines if not line.heading]
        sign = max((badge_width(badge) for badge in {line.badge for line in rows} - {""}), default=0.0)
        if any(line.icon and not line.badge for line in rows):
            sign = max(sign, 22.0)
        notes = (hint.horizontalAdvance(note) + 2 for note in {line.note for line in rows} - {""})
        actions = (control.horizontalAdvance(text) + 26 for text in {line.action for line in rows} - {""})
        return cls(sign, min(max(notes, default=0.0), _NOTE_MOST), max(actions, default=0.0))


class _Painter(QStyledItemDelegate):
    """Draws the lines."""

    def __init__(self, view: LinesView) -> None:
        super().__init__(view)
        self._view = view
        self.columns = _Columns(0, 0, 0)

    def sizeHint(self, option: QStyleOptionViewItem, index: _AnyIndex) -> QSize:
        """Be as high as one or two rows of text."""
        if self._view.uniformItemSizes():
            return QSize(0, _TWO)
        line = self._view.lines()[index.row()]
        return QSize(0, _HEADING if line.heading else _TWO if line.title else _ONE)

    def action_rect(self, row: QRect, line: Line) -> QRectF:
        """Say where the button of a line is; empty where it has none."""
        if not line.action:
            return QRectF()
        right, width = row.right() - current().space(2), self.columns.action
        return QRectF(right - width, row.center().y() - 14, width, 29)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        """Draw one line."""
        line = self._view.lines()[index.row()]
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
        if chosen and self._view.shows_focus():
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
        _say(painter, rect.adjusted(left, 3, 0, 0), line.text, "strong", t.text)
        left += QFontMetricsF(current().font("strong")).horizontalAdvance(line.text) + 8
        _say(painter, rect.adjusted(left, 3, 0, 0), line.note, "hint", t.text_soft)

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
            _say(painter, box, line.note, "hint", t.text_soft, Qt.AlignmentFlag.AlignRight)
            right -= self.columns.note + gap
        middle = QRectF(left, rect.top(), max(0.0, right - left), rect.height())
        if line.title:
            half = middle.height() / 2
            _say(painter, middle.adjusted(0, 5, 0, -half + 2), line.title, "strong", t.text)
            _say(painter, middle.adjusted(0, half - 2, 0, -5), line.text, "body", t.text)
        else:
            _say(painter, middle, line.text, "body", t.text)

    def _button(self, painter: QPainter, rect: QRectF, text: str) -> None:
        t = current().tokens
        over = rect.contains(QPointF(self._view.pointer()))
        painter.setPen(QPen(QColor(t.line_strong), 1))
        painter.setBrush(QColor(t.pressed if over else t.surface))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), t.radius, t.radius)
        _say(painter, rect, text, "control", t.text, Qt.AlignmentFlag.AlignHCenter)


def _say(
    painter: QPainter,
    rect: QRectF,
    text: str,
    role: str,
    colour: str,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Draw one row of plain text, shortened to its room."""
    font = current().font(role)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(font).elidedText(one_line(text), Qt.TextElideMode.ElideRight, rect.width() + 0.5)
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)


class LinesView(QListView):
    """Shows lines. `opened` and `acted` carry the key of a line.

    even: all are as high as two rows of text; then thousands are laid out at once.
    """

    opened = Signal(object)
    acted = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None, *, even: bool = False) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(even)
        self._model = LinesModel(self)
        self._painter = _Painter(self)
        self._pointer = QPoint(-1, -1)
        self._pressed: QPersistentModelIndex | None = None
        self._always_focused = False
        self.setModel(self._model)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)

    # Content.

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines; keep what is chosen and where they are scrolled to."""
        before, row = self.chosen(), self.currentIndex().row()
        scrolled = self.verticalScrollBar().value()
        self._painter.columns = _Columns.of(lines)
        self._model.set_lines(lines)
        self.executeDelayedItemsLayout()
        if before is not None and not self.choose(before.key):
            self._choose_near(row)
        self.verticalScrollBar().setValue(scrolled)

    def lines(self) -> list[Line]:
        """Return what is shown."""
        return self._model.lines()

    def content_height(self) -> int:
        """Return how high the view would be without scrolling."""
        option = QStyleOptionViewItem()
        rows = (self._model.index(row) for row in range(self._model.rowCount()))
        return sum(self._painter.sizeHint(option, row).height() for row in rows) + 4

    # What is chosen.

    def chosen(self) -> Line | None:
        """Return the line that is chosen."""
        line = self.currentIndex().data(_ROLE)
        return line if isinstance(line, Line) else None

    def choose(self, key: Hashable) -> bool:
        """Choose the line with this key; say whether it is there."""
        for row, line in enumerate(self.lines()):
            if line.key == key and line.can_be_chosen:
                self._choose_row(row)
                return True
        return False

    def choose_first(self) -> None:
        """Choose the first line that can be, with its heading in sight."""
        self._choose_near(0)
        self.scrollToTop()

    def step(self, by: int) -> None:
        """Choose the next line that can be, up (-1) or down (1)."""
        row = self.currentIndex().row() + by
        while 0 <= row < len(self.lines()):
            if self.lines()[row].can_be_chosen:
                self._choose_row(row)
                return
            row += by

    def _choose_near(self, row: int) -> None:
        rows = [number for number, line in enumerate(self.lines()) if line.can_be_chosen]
        if rows:
            after = [number for number in rows if number >= row]
            self._choose_row(after[0] if after else rows[-1])

    def _choose_row(self, row: int) -> None:
        index = self._model.index(row)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint in one go: from here the interpreter is not handed to another thread between two lines."""
        super().paintEvent(event)

    # Keys and mouse.

    def float_over(self) -> None:
        """Lie over other widgets, worked by the keyboard from another one: with a clear edge, and shown as focused."""
        self._always_focused = True
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        restyle(self, floating="true")

    def shows_focus(self) -> bool:
        """Whether keys reach this list."""
        return self._always_focused or self.hasFocus()

    def pointer(self) -> QPoint:
        """Return where the mouse is."""
        return self._pointer

    def open_chosen(self) -> None:
        """Open what is chosen."""
        if (line := self.chosen()) is not None and line.can_be_chosen:
            self.opened.emit(line.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, do with Space."""
        line = self.chosen()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_chosen()
        elif event.key() == Qt.Key.Key_Space and line is not None:
            if line.action:
                self.acted.emit(line.key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first line."""
        super().focusInEvent(event)
        if self.chosen() is None:
            self.choose_first()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which button the mouse is over."""
        super().mouseMoveEvent(event)
        self._pointer = event.position().toPoint()
        line = self.indexAt(self._pointer).data(_ROLE)
        hand = isinstance(line, Line) and line.can_be_chosen
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the mouse."""
        super().leaveEvent(event)
        self._pointer = QPoint(-1, -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click began."""
        super().mousePressEvent(event)
        found = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = QPersistentModelIndex(found) if left and found.isValid() else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the line that was clicked, or do what its button says."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        place = event.position().toPoint()
        index = self.indexAt(place)
        if pressed is None or not index.isValid() or pressed != index:
            return
        line: Line = index.data(_ROLE)
        if self._painter.action_rect(self.visualRect(index), line).contains(QPointF(place)):
            self.acted.emit(line.key)
        elif line.can_be_chosen:
            self.opened.emit(line.key)
