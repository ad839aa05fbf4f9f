"""A date as people know it: a day, a month or a year, typed freely or taken from a calendar.

What a typed text means is decided by what the program's rules hand in (`read`, `iso`, `spell`); this only asks and shows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import QDate, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ui.theme import current, restyle
from ui.widgets.buttons import IconButton
from ui.widgets.inputs import LineEdit
from ui.widgets.labels import PlainLabel
from ui.widgets.popups import show_under
from ui.widgets.wording import say

_CALENDAR: Final = (308, 250)
Reader = Callable[[str], tuple[bool, str]]


def as_typed(text: str) -> tuple[bool, str]:
    """Understand a year, a month or a day as ISO 8601 writes them, and say nothing about it."""
    for form in (text, f"{text}-01", f"{text}-01-01"):
        try:
            date.fromisoformat(form)
        except ValueError:
            continue
        return len(form) == 10, ""
    return False, ""


def _day_of(iso: str) -> QDate:
    """Return the first day of a date as ISO 8601 writes it, today for what is none."""
    forms = (iso[:10], f"{iso}-01", f"{iso}-01-01")
    days = (QDate.fromString(form, Qt.DateFormat.ISODate) for form in forms)
    return next((day for day in days if day.isValid()), QDate.currentDate())


class _Calendar(QCalendarWidget):
    """Draws the days of other months softly, and a line around today."""

    def paintCell(self, painter: QPainter, rect: QRect, day: QDate | date) -> None:
        t = current().tokens
        shown = day if isinstance(day, QDate) else QDate(day.year, day.month, day.day)
        chosen, inside = shown == self.selectedDate(), shown.month() == self.monthShown()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(rect).adjusted(2, 2, -2, -2)
        painter.setPen(QColor(t.accent) if shown == QDate.currentDate() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.accent) if chosen else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, t.radius_small, t.radius_small)
        painter.setPen(QColor(t.on_accent if chosen else t.text if inside else t.text_disabled))
        painter.setFont(current().font("hint"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(shown.day()))
        painter.restore()


class CalendarPopup(QFrame):
    """A month to pick a day from; Escape leaves."""

    picked = Signal(str)  # YYYY-MM-DD

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("ground", "surface")
        self.calendar = _Calendar()
        self.calendar.setLocale(parent.locale())
        self.calendar.setFont(current().font("hint"))
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setGridVisible(False)
        self.calendar.setMinimumSize(*_CALENDAR)
        plain = QTextCharFormat()
        plain.setForeground(QColor(current().tokens.text))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, plain)
        soft = QTextCharFormat()
        soft.setForeground(QColor(current().tokens.text_soft))
        self.calendar.setHeaderTextFormat(soft)
        self._arrow("qt_calendar_prevmonth", "left", say("widgets.earlier_month"))
        self._arrow("qt_calendar_nextmonth", "right", say("widgets.later_month"))
        self.calendar.clicked.connect(self._on_picked)
        self.calendar.activated.connect(self._on_picked)
        box = QVBoxLayout(self)
        box.setContentsMargins(*(current().space(1),) * 4)
        box.addWidget(self.calendar)

    def _arrow(self, name: str, icon: str, said: str) -> None:
        button = self.calendar.findChild(QToolButton, name)
        if isinstance(button, QToolButton):
            button.setIcon(current().icon(icon))
            button.setAccessibleName(said)

    def _on_picked(self, day: QDate) -> None:
        self.hide()
        self.picked.emit(day.toString(Qt.DateFormat.ISODate))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)


class DateField(QWidget):
    """A partial date: `2024`, `2024-03` or `2024-03-09`, as text.

    `read` returns whether a text is understood and what to say quietly under the field; `iso` a text as ISO 8601, for
    the calendar; `spell` a day of the calendar as people type it.
    """

    edited = Signal()

    def __init__(
        self,
        value: str = "",
        read: Reader = as_typed,
        *,
        iso: Callable[[str], str] = str,
        spell: Callable[[str], str] = str,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._read, self._iso, self._spell = read, iso, spell
        self._popup: CalendarPopup | None = None
        self.line = LineEdit("", placeholder, max_length=40)
        self.line.setMaximumWidth(220)
        self.button = IconButton("calendar", say("widgets.calendar"), tone="soft", clicked=self.open)
        self._said = PlainLabel("", "hint")
        row = QHBoxLayout()
        row.setSpacing(current().space(1))
        row.addWidget(self.line)
        row.addWidget(self.button)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(current().space(1))
        box.addLayout(row)
        box.addWidget(self._said)
        self.setFocusProxy(self.line)
        self.line.edited.connect(self._on_edited)
        self.line.editingFinished.connect(lambda: self._say(mark=True))
        self.set_value(value)

    def value(self) -> str:
        """Return what is typed."""
        return self.line.value()

    def set_value(self, value: str) -> None:
        """Show a date."""
        self.line.set_value(value)
        self._say(mark=True)

    def is_understood(self) -> bool:
        """Whether what is typed is a date, or nothing."""
        return not self.value() or self._read(self.value())[0]

    def said(self) -> str:
        """Return what is said under the field."""
        return self._said.text()

    def open(self) -> None:
        """Open the calendar under the field."""
        if self._popup is not None:
            self._popup.deleteLater()
        self._popup = CalendarPopup(self)
        self._popup.picked.connect(self._on_picked)
        self._popup.calendar.setSelectedDate(_day_of(self._iso(self.value())))
        self._popup.adjustSize()
        show_under(self._popup, self.line)
        self._popup.calendar.setFocus()

    def popup(self) -> CalendarPopup | None:
        """Return the calendar, once it was opened."""
        return self._popup

    def _on_picked(self, day: str) -> None:
        self.set_value(self._spell(day))
        self.line.setFocus()
        self.edited.emit()

    def _on_edited(self) -> None:
        self._say(mark=False)
        self.edited.emit()

    def _say(self, *, mark: bool) -> None:
        """Say what is understood; what is not is marked only when typing has ended."""
        understood, sentence = self._read(self.value()) if self.value() else (True, "")
        wrong = mark and not understood
        self._said.setText(sentence if understood or mark else "")
        self._said.setVisible(bool(self._said.text()))
        self._said.set_role("wrong" if wrong else "hint")
        restyle(self.line, wrong="true" if wrong else "false")
