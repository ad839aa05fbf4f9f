"""The days of a time line: where each stands, and the head over them with months, days and sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from ui.theme import current
from ui.widgets.drawn import draw_text
from ui.widgets.plain import tip_text

LABEL_LEAST: Final = 96
SATURDAY: Final = 5
_MONTHS: Final = 24
_DAYS: Final = 40
_SUMS: Final = 28
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class TimeSum:
    """What stands over one day. marked: something is the matter with it; spoken: the tip that says what."""

    text: str
    marked: bool = False
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What day it is, and how days are said. month: of a day; weekdays: from Monday; sums: what the numbers over the days count."""

    today: Callable[[], date]
    month: Callable[[date], str]
    weekdays: Sequence[str]
    sums: str


class DayPlace:
    """Where days are; header and body share it."""

    def __init__(self) -> None:
        self.first = date(2000, 1, 1)
        self.days = _WEEK
        self.width = 1
        self.label = LABEL_LEAST

    @property
    def day(self) -> float:
        return max(1.0, (self.width - self.label) / self.days)

    def x(self, day: date) -> float:
        """Where a day begins; one that is out of sight counts as the nearest edge."""
        return self.label + min(max((day - self.first).days, 0), self.days) * self.day

    def shown(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(self.days)]


class TimelineHeader(QWidget):
    """Months, days and sums over the columns."""

    def __init__(self, calendar: Calendar, place: DayPlace, parent: QWidget) -> None:
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
        draw_text(
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
            draw_text(painter, room, name, "small", t.text_soft)

    def _day(self, painter: QPainter, day: date, box: QRectF) -> None:
        t = current().tokens
        today = day == self._calendar.today()
        weekend = day.weekday() >= SATURDAY
        upper = QRectF(box.x(), box.y() + 1, box.width(), 14)
        middle = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, upper, self._calendar.weekdays[day.weekday()], "small", t.text_soft, middle)
        lower = QRectF(box.x(), box.y() + 16, box.width(), 21)
        if today:
            side = 22.0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.accent))
            painter.drawRoundedRect(QRectF(lower.center().x() - side / 2 - 1, lower.y(), side + 2, 20), 6, 6)
        colour = t.on_accent if today else t.text_soft if weekend else t.text
        draw_text(painter, lower, str(day.day), "strong" if today else "hint", colour, middle)

    def _sum(self, painter: QPainter, found: TimeSum | None, box: QRectF) -> None:
        if found is None:
            return
        t = current().tokens
        if found.marked:
            look = t.level("critical")
            painter.setPen(QPen(QColor(look.text), 1.5))
            painter.setBrush(QColor(look.ground))
            painter.drawRoundedRect(box.adjusted(2, 3, -2, -5), 4, 4)
            draw_text(
                painter,
                box.adjusted(0, 0, 0, -2),
                found.text,
                "strong",
                look.text,
                Qt.AlignmentFlag.AlignHCenter,
            )
        else:
            draw_text(
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
