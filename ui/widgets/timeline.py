"""A time line: days across, rows down, a bar for what lasts; over each day how many there are.

Drawn by painters, every text plain. Rules:

- Planned is hatched, what was or is so is filled; what is the matter has a sign of its own, never a colour alone.
- The arrows go from bar to bar, Page Up and Page Down turn by a week; Enter and a double click open, a click chooses.
- Each bar is a widget with a name, so that a screen reader reads it; Tab enters at the chosen one and leaves behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QToolTip, QVBoxLayout, QWidget

from ui.theme import current
from ui.widgets.lanes import Placed, Plan, TimeBar, TimeRow, neighbour, plan
from ui.widgets.layout import Scroll
from ui.widgets.plain import one_line, tip_text
from ui.widgets.timeline_bar import HEIGHT, BarButton

_LANE: Final = 32
_LABEL_LEAST: Final = 96
_LABEL_MOST: Final = 170
_MONTHS: Final = 24
_DAYS: Final = 40
_SUMS: Final = 28
_SATURDAY: Final = 5
_WEEK: Final = 7
_NOTCH: Final = 120


@dataclass(frozen=True, slots=True)
class TimeSum:
    """What stands over one day. marked: something is the matter with it; spoken: the tip that says what."""

    text: str
    marked: bool = False
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """How days are said. month: of a day; weekdays: from Monday; sums: what the numbers over the days count."""

    today: date
    month: Callable[[date], str]
    weekdays: Sequence[str]
    sums: str


class _Place:
    """Where days are; header and body share it."""

    def __init__(self) -> None:
        self.first = date(2000, 1, 1)
        self.days = _WEEK
        self.width = 1
        self.label = _LABEL_LEAST

    @property
    def day(self) -> float:
        return max(1.0, (self.width - self.label) / self.days)

    def x(self, day: date) -> float:
        """Where a day begins; one that is out of sight counts as the nearest edge."""
        return self.label + min(max((day - self.first).days, 0), self.days) * self.day

    def shown(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(self.days)]


class _Header(QWidget):
    """Months, days and sums over the columns."""

    def __init__(self, calendar: Calendar, place: _Place, parent: QWidget) -> None:
        super().__init__(parent)
        self._calendar, self._place = calendar, place
        self.sums: Mapping[date, TimeSum] = {}
        self.setFixedHeight(_MONTHS + _DAYS + _SUMS)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t = current().tokens
        for day in self._place.shown():
            x, width = self._place.x(day), self._place.day
            if day.day == 1 or day == self._place.first:
                self._month(painter, day, x)
            self._day(painter, day, QRectF(x, _MONTHS, width, _DAYS))
            self._sum(painter, self.sums.get(day), QRectF(x, _MONTHS + _DAYS, width, _SUMS))
        _say(
            painter,
            QRectF(8, _MONTHS + _DAYS, self._place.label - 12, _SUMS),
            self._calendar.sums,
            "small",
            t.text_soft,
        )
        painter.setPen(QPen(QColor(t.line_strong), 1))
        painter.drawLine(QPointF(0, self.height() - 0.5), QPointF(self.width(), self.height() - 0.5))

    def _month(self, painter: QPainter, day: date, x: float) -> None:
        t = current().tokens
        after = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        room = QRectF(x + 6, 0, self._place.x(after) - x - 10, _MONTHS)
        if day.day == 1:
            painter.setPen(QPen(QColor(t.line_strong), 1))
            painter.drawLine(QPointF(x, 4), QPointF(x, self.height()))
        name = self._calendar.month(day)
        if QFontMetricsF(current().font("small")).horizontalAdvance(name) <= room.width():
            _say(painter, room, name, "small", t.text_soft)

    def _day(self, painter: QPainter, day: date, box: QRectF) -> None:
        t = current().tokens
        today = day == self._calendar.today
        weekend = day.weekday() >= _SATURDAY
        upper = QRectF(box.x(), box.y() + 1, box.width(), 14)
        middle = Qt.AlignmentFlag.AlignHCenter
        _say(painter, upper, self._calendar.weekdays[day.weekday()], "small", t.text_soft, middle)
        lower = QRectF(box.x(), box.y() + 16, box.width(), 21)
        if today:
            side = 22.0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.accent))
            painter.drawRoundedRect(QRectF(lower.center().x() - side / 2 - 1, lower.y(), side + 2, 20), 6, 6)
        colour = t.on_accent if today else t.text_soft if weekend else t.text
        _say(painter, lower, str(day.day), "strong" if today else "hint", colour, middle)

    def _sum(self, painter: QPainter, found: TimeSum | None, box: QRectF) -> None:
        if found is None:
            return
        t = current().tokens
        if found.marked:
            look = t.level("critical")
            painter.setPen(QPen(QColor(look.text), 1.5))
            painter.setBrush(QColor(look.ground))
            painter.drawRoundedRect(box.adjusted(2, 3, -2, -5), 4, 4)
            _say(
                painter,
                box.adjusted(0, 0, 0, -2),
                found.text,
                "strong",
                look.text,
                Qt.AlignmentFlag.AlignHCenter,
            )
        else:
            _say(
                painter,
                box.adjusted(0, 0, 0, -2),
                found.text,
                "hint",
                t.text_soft,
                Qt.AlignmentFlag.AlignHCenter,
            )

    def event(self, event: QEvent) -> bool:
        """Say what is the matter with a day as its tip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = event.position().x() if hasattr(event, "position") else event.pos().x()
            day = next((day for day in reversed(self._place.shown()) if self._place.x(day) <= at), None)
            found = self.sums.get(day) if day is not None else None
            QToolTip.showText(event.globalPos(), tip_text(found.spoken if found else ""), self)
            return True
        return super().event(event)


class _Body(QWidget):
    """The grid, with the bars on it."""

    laid_out = Signal()

    def __init__(self, calendar: Calendar, place: _Place) -> None:
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
            _say(painter, QRectF(8, first * _LANE, self._place.label - 14, _LANE), row.label, "hint", t.text)
        self._today(painter, height)

    def _column(self, painter: QPainter, day: date, height: float) -> None:
        t = current().tokens
        box = QRectF(self._place.x(day), 0, self._place.day, height)
        if day in self.marked:
            painter.fillRect(box, QColor(t.level("critical").ground))
        elif day.weekday() >= _SATURDAY:
            painter.fillRect(box, QColor(t.window))
        first = day.day == 1
        painter.setPen(QPen(QColor(t.line_strong if first else t.line), 1))
        painter.drawLine(box.topLeft(), box.bottomLeft())

    def _today(self, painter: QPainter, height: float) -> None:
        today = self._calendar.today
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
        self._place = _Place()
        self._key: Hashable | None = None
        self._header = _Header(calendar, self._place, self)
        self._body = _Body(calendar, self._place)
        self._body.laid_out.connect(self._header.update)
        self._scroll = Scroll(self._body)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addWidget(self._header)
        box.addWidget(self._scroll, 1)

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
        return int(min(max(widest + 24, _LABEL_LEAST), _LABEL_MOST))

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
