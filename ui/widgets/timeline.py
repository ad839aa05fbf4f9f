"""A time line: days across, rows down, a bar for what lasts; over each day how many there are.

Drawn by painters, every text plain. Rules:

- Planned is hatched, what was or is so is filled; what is the matter has a sign of its own, never a colour alone.
- The arrows go from bar to bar, Page Up and Page Down turn by a week; Enter and a double click open, a click chooses.
- Each bar is a widget with a name, so that a screen reader reads it; Tab enters at the chosen one and leaves behind it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.theme import current
from ui.widgets.drawn import draw_text
from ui.widgets.lanes import Placed, Plan, TimeBar, TimeRow, neighbour, plan
from ui.widgets.layout import Scroll
from ui.widgets.plain import one_line
from ui.widgets.timeline_bar import HEIGHT, BarButton
from ui.widgets.timeline_days import LABEL_LEAST, SATURDAY, Calendar, DayPlace, TimelineHeader, TimeSum

__all__ = ["Calendar", "TimeSum", "Timeline"]

_LANE: Final = 32
_LANES: Final = 2
_LABEL_MOST: Final = 170
_NOTCH: Final = 120


class _Body(QWidget):
    """The grid, with the bars on it."""

    laid_out = Signal()

    def __init__(self, calendar: Calendar, place: DayPlace) -> None:
        super().__init__()
        self._calendar, self._place = calendar, place
        self.plan = Plan([], [])
        self.marked: frozenset[date] = frozenset()
        self.bars: list[BarButton] = []

    def lay_out(self) -> None:
        """Put every bar where its days are."""
        end = self._place.first + timedelta(days=self._place.days)
        for button in self.bars:
            bar = button.bar
            left, right = self._place.x(bar.start), self._place.x(bar.end or date.max)
            top = button.placed.lane * _LANE + (_LANE - HEIGHT) // 2
            button.cut = (bar.start < self._place.first, bar.end is None or bar.end > end)
            button.setGeometry(round(left) + 1, top, max(HEIGHT // 2, round(right - left) - 2), HEIGHT)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place.width = self.width()
        self.lay_out()
        self.laid_out.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t, height = current().tokens, float(self.plan.lanes * _LANE)
        for day in self._place.shown():
            self._column(painter, day, height)
        for row, first, count in self.plan.rows:
            bottom = (first + count) * _LANE - 0.5
            painter.setPen(QPen(QColor(t.line), 1))
            painter.drawLine(QPointF(0, bottom), QPointF(self.width(), bottom))
            draw_text(
                painter, QRectF(8, first * _LANE, self._place.label - 14, _LANE), row.label, "hint", t.text
            )
        self._today(painter, height)

    def _column(self, painter: QPainter, day: date, height: float) -> None:
        t = current().tokens
        box = QRectF(self._place.x(day), 0, self._place.day, height)
        if day in self.marked:
            painter.fillRect(box, QColor(t.level("critical").ground))
        elif day.weekday() >= SATURDAY:
            painter.fillRect(box, QColor(t.window))
        first = day.day == 1
        painter.setPen(QPen(QColor(t.line_strong if first else t.line), 1))
        painter.drawLine(box.topLeft(), box.bottomLeft())

    def _today(self, painter: QPainter, height: float) -> None:
        today = self._calendar.today()
        if today in self._place.shown():
            x = self._place.x(today)
            painter.setPen(QPen(current().tone("accent"), 2))
            painter.drawLine(QPointF(x, 0), QPointF(x, height))


class Timeline(QFrame):
    """Rows of bars over days. `chosen` and `opened` carry the key of a bar, `turned` by how many weeks to turn."""

    chosen = Signal(object)
    opened = Signal(object)
    turned = Signal(int)

    def __init__(self, name: str, calendar: Calendar, parent: QWidget | None = None) -> None:
        """Make an empty one; `name` is what a screen reader calls it."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("cell", "true")
        self._place = DayPlace()
        self._key: Hashable | None = None
        self._header = TimelineHeader(calendar, self._place, self)
        self._body = _Body(calendar, self._place)
        self._body.laid_out.connect(self._header.update)
        self._scroll = Scroll(self._body)
        # One lane at least; what a scroll area wants by itself would lie over the days in a low window.
        self._scroll.setMinimumHeight(_LANE)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addWidget(self._header)
        box.addWidget(self._scroll, 1)

    def sizeHint(self) -> QSize:
        """Want some lanes; with more room it shows more of them."""
        return QSize(super().sizeHint().width(), self._header.height() + _LANES * _LANE + 2)

    # What is shown.

    def set(
        self,
        first: date,
        days: int,
        rows: Sequence[TimeRow],
        bars: Sequence[TimeBar],
        sums: Mapping[date, TimeSum],
    ) -> None:
        """Show these days; the chosen bar stays chosen, and keeps the keyboard, where it is still there."""
        focused = any(button.hasFocus() for button in self._body.bars)
        self._place.first, self._place.days = first, days
        self._place.label = self._label_width([*(row.label for row in rows)])
        self._header.sums = dict(sums)
        body = self._body
        for button in body.bars:
            button.hide()
            button.deleteLater()
        body.plan = plan(rows, bars)
        body.marked = frozenset(day for day, found in sums.items() if found.marked)
        body.bars = [self._button(placed) for placed in body.plan.placed]
        body.setMinimumHeight(body.plan.lanes * _LANE)
        keys = [button.bar.key for button in body.bars]
        kept = self._key if self._key in keys else keys[0] if keys else None
        self._mark(kept, tell=kept != self._key)
        body.lay_out()
        self._header.update()
        if focused:
            self.focus_bar()

    def _button(self, placed: Placed) -> BarButton:
        button = BarButton(placed, self._body)
        key = button.bar.key
        button.stepped.connect(self._step)
        button.turned.connect(self.turned)
        button.opened.connect(lambda: self.opened.emit(key))
        button.focused.connect(lambda: self._mark(key))
        button.clicked.connect(lambda _checked=False: self._mark(key))
        button.show()
        return button

    def _label_width(self, labels: Sequence[str]) -> int:
        metrics = QFontMetricsF(current().font("hint"))
        widest = max((metrics.horizontalAdvance(one_line(label)) for label in labels), default=0)
        return int(min(max(widest + 24, LABEL_LEAST), _LABEL_MOST))

    def buttons(self) -> list[BarButton]:
        """Return the bars in sight, row by row."""
        return list(self._body.bars)

    # What is chosen.

    def key(self) -> Hashable | None:
        """Return the key of the bar that is chosen."""
        return self._key

    def choose(self, key: Hashable) -> bool:
        """Choose a bar; say whether it is there."""
        if key not in [button.bar.key for button in self._body.bars]:
            return False
        self._mark(key)
        return True

    def focus_bar(self) -> None:
        """Give the keyboard to the bar that is chosen."""
        for button in self._body.bars:
            if button.bar.key == self._key:
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                self._scroll.ensureWidgetVisible(button, 0, _LANE)

    def _mark(self, key: Hashable | None, *, tell: bool = True) -> None:
        changed, self._key = key != self._key, key
        for button in self._body.bars:
            button.choose(button.bar.key == key)
        if changed or tell:
            self.chosen.emit(key)

    def _step(self, across: int, down: int) -> None:
        if self._key is None:
            return
        key = neighbour(self._body.plan.placed, self._key, across=across, down=down)
        if key is not None:
            self._mark(key)
            self.focus_bar()
        elif across:
            self.turned.emit(across)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn by a week where the wheel goes sideways."""
        away = event.angleDelta()
        sideways = away.x() or (away.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        if abs(sideways) >= _NOTCH:
            self.turned.emit(-1 if sideways > 0 else 1)
            event.accept()
        else:
            super().wheelEvent(event)
