"""The time line of the stays in a house, four weeks at a time; what can be done at once with the stay that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import safehouses
from app.safehouses import HouseCard, Night, StayBar
from app.workspace import Workspace
from ui.screens.houses import said
from ui.shell.context import Context
from ui.theme import current
from ui.widgets import (
    Badge,
    Button,
    Card,
    ElidedLabel,
    FlowLayout,
    IconButton,
    IconLabel,
    PlainLabel,
    clear,
)
from ui.widgets.shown import show_when
from ui.widgets.timeline import Calendar, Timeline
from ui.widgets.timeline_bar import Swatch

_WEEK: Final = timedelta(days=7)
_DAYS: Final = 28


@dataclass(frozen=True, slots=True)
class _Found:
    bars: list[StayBar]
    nights: list[Night]


class StaysPanel(QWidget):
    """What is asked for carries the stay that is meant, a StayBar. `begun`: somebody has come, the keyboard is at a stay."""

    arriving = Signal(object)
    leaving = Signal(object)
    moving = Signal(object)
    editing = Signal(object)
    opening = Signal(object)
    begun = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._house: HouseCard | None = None
        self._bars: dict[bytes, StayBar] = {}
        self._wanted: bytes | None = None
        self._begin = False
        self._first = self._home()
        self._build()

    def _home(self) -> date:
        """Return the first day to show: Monday of the last week."""
        today = self._ctx.now().date()
        return today - timedelta(days=today.weekday()) - _WEEK

    def _build(self) -> None:
        words, space = self._ctx.words, current().space
        self._range = PlainLabel("", "strong", wrap=False)
        self.back_button = IconButton("left", words("houses.week_back"), clicked=lambda: self.turn(-1))
        self.on_button = IconButton("right", words("houses.week_on"), clicked=lambda: self.turn(1))
        self.today_button = Button(words("houses.today"), "calendar", "quiet", clicked=self.go_home)
        self.line = Timeline(words("houses.timeline"), self._calendar())
        self.line.turned.connect(self.turn)
        self.line.chosen.connect(self._on_chosen)
        self.line.opened.connect(lambda key: self._emit(self.opening, key))
        for keys, work in (("Ctrl+Left", -1), ("Ctrl+Right", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda work=work: self.turn(work))
        column = QVBoxLayout(self)
        column.setContentsMargins(space(3), space(2), space(3), space(3))
        column.setSpacing(space(2))
        column.addLayout(self._bar())
        column.addWidget(self.line, 1)
        column.addWidget(self._chosen())

    def _calendar(self) -> Calendar:
        words = self._ctx.words
        months = words("houses.months").split("|")
        return Calendar(
            today=lambda: self._ctx.now().date(),
            month=lambda day: f"{months[day.month - 1]} {day.year}",
            weekdays=words("houses.weekdays").split("|"),
            sums=words("houses.sums"),
        )

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(current().space(1))
        for widget in (self.back_button, self.on_button, self.today_button, self._range):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._legend(), 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _legend(self) -> QWidget:
        """Say what the signs mean; in a narrow window on more than one line."""
        words, space = self._ctx.words, current().space
        holder = QWidget()
        flow = FlowLayout(holder)
        for sign, text in (
            (Swatch(soft=False), words("houses.legend_is")),
            (Swatch(soft=True), words("houses.legend_planned")),
            (IconLabel("clock", "high", 15), words("houses.legend_late")),
            (IconLabel("warning", "critical", 15), words("houses.legend_overlap")),
        ):
            one = QWidget()
            pair = QHBoxLayout(one)
            pair.setContentsMargins(space(1), 0, 0, 0)
            pair.setSpacing(space(1))
            pair.addWidget(sign)
            pair.addWidget(PlainLabel(text, "hint", wrap=False))
            flow.addWidget(one)
        return holder

    def _chosen(self) -> Card:
        words, space = self._ctx.words, current().space
        card = Card()
        self._name = ElidedLabel("", "strong")
        self._said = ElidedLabel("", "hint")
        self._signs = QHBoxLayout()
        self._signs.setSpacing(space(1))
        self.arrive_button = Button(
            words("houses.arrived"), "check", clicked=lambda: self._act(self.arriving)
        )
        self.leave_button = Button(words("houses.left"), "back", clicked=lambda: self._act(self.leaving))
        self.move_button = Button(words("houses.moved"), "forward", clicked=lambda: self._act(self.moving))
        self.edit_button = Button(words("houses.edit_stay"), "edit", clicked=lambda: self._act(self.editing))
        self.case_button = Button(words("houses.open_case"), "open", clicked=lambda: self._act(self.opening))
        names = QVBoxLayout()
        names.setSpacing(space(1))
        names.addWidget(self._name)
        under = QHBoxLayout()
        under.setSpacing(space(2))
        under.addLayout(self._signs)
        under.addWidget(self._said, 1)
        names.addLayout(under)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addLayout(names, 1)
        for button in self._buttons():
            row.addWidget(button)
        card.body.addLayout(row)
        return card

    def _buttons(self) -> tuple[Button, ...]:
        return self.arrive_button, self.leave_button, self.move_button, self.edit_button, self.case_button

    # What is shown.

    def show_house(self, card: HouseCard, *, begin: bool = False) -> None:
        """Show the stays of a house. begin: somebody has just come here, and begins with the keyboard at a stay."""
        self._begin = self._begin or begin
        if self._house is None or self._house.id != card.id:
            self._first = self._home()
        self._house = card
        self.read()

    def read(self) -> None:
        """Read what is in sight."""
        if self._house is None:
            return
        house, first, last = self._house.id, self._first, self._first + timedelta(days=_DAYS - 1)

        def both(workspace: Workspace) -> _Found:
            return _Found(
                safehouses.stays_of_house(workspace, house, first, last),
                safehouses.nights_of_house(workspace, house, first, last),
            )

        self._ctx.tasks.read(self, both, self._show, key="stays")

    def _show(self, found: _Found) -> None:
        if self._house is None:
            return
        words, now = self._ctx.words, self._ctx.now()
        self._bars = {bar.id: bar for bar in found.bars}
        last = self._first + timedelta(days=_DAYS - 1)
        self._range.setText(
            words("houses.range", first=words.day(self._first, now), last=words.day(last, now))
        )
        self.line.set(
            self._first,
            _DAYS,
            said.rows(words, self._house.rooms, found.bars),
            [said.time_bar(words, bar, now) for bar in found.bars],
            said.sums(words, found.nights, self._house.capacity),
        )
        wanted, self._wanted = self._wanted, None
        self._in_order()
        if (wanted is not None and self.line.choose(wanted)) or self._begin:
            self.line.focus_bar()
        if self._begin:
            self.begun.emit()
        self._begin = False
        self._on_chosen(self.line.key())

    def _in_order(self) -> None:
        """Let the keyboard go from the weeks to the bars, and from those to what can be done."""
        stops = (self.today_button, *self.line.buttons(), *self._buttons())
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def turn(self, weeks: int) -> None:
        """Show other weeks."""
        self._first += weeks * _WEEK
        self.read()

    def go_home(self) -> None:
        """Show the weeks around today."""
        self._first = self._home()
        self.read()

    def choose(self, stay: bytes) -> None:
        """Choose a stay that is going on now, and bring it into sight."""
        if self.line.choose(stay):
            self.line.focus_bar()
        else:
            self._wanted = stay
            self.go_home()

    # What is chosen.

    def chosen(self) -> StayBar | None:
        """Return the stay that is chosen."""
        key = self.line.key()
        return self._bars.get(key) if isinstance(key, bytes) else None

    def _on_chosen(self, _key: object) -> None:
        words, bar = self._ctx.words, self.chosen()
        clear(self._signs)
        for button in self._buttons():
            show_when(button, bar is not None)
        if bar is None:
            nobody = not self._bars
            self._name.setText(words("houses.no_stays" if nobody else "houses.choose_stay"))
            self._said.setText(words("houses.no_stays_hint"))
            return
        show_when(self.arrive_button, said.can_arrive(bar))
        for button in (self.leave_button, self.move_button):
            show_when(button, said.can_leave(bar))
        self._name.setText(said.person(words, bar))
        for text, level in said.signs(words, bar):
            self._signs.addWidget(Badge(text, level))
        alias = bar.alias if bar.alias != bar.name else ""
        room = words("houses.in_room", room=bar.room) if bar.room else ""
        parts: Sequence[str] = (alias, room, said.period(words, bar, self._ctx.now()))
        self._said.setText(" · ".join(part for part in parts if part))

    def _act(self, signal: SignalInstance) -> None:
        self._emit(signal, self.line.key())

    def _emit(self, signal: SignalInstance, key: object) -> None:
        bar = self._bars.get(key) if isinstance(key, bytes) else None
        if bar is not None:
            signal.emit(bar)
