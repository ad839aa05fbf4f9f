"""What stands over a house: its name and status, how full it is, and who is here tonight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.casework.codes import HouseStatus
from app.safehouses import HouseCard, StayBar
from ui.screens.houses import said
from ui.shell.context import Context
from ui.theme import current
from ui.widgets import Badge, Bar, Button, Card, ElidedLabel, IconLabel, PlainLabel, clear
from ui.widgets.shown import show_when

#: Letters of a name, and names, that are said here; the time line has all.
_SHORT = 40
_MOST = 30


class HouseHead(QWidget):
    """`back`, `assign`, `status` and `alarm` are asked for here."""

    back = Signal()
    assign = Signal()
    status = Signal()
    alarm = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        words, space = ctx.words, current().space
        self.title = ElidedLabel("", "title")
        self._badge = Badge("", "neutral")
        self._region = ElidedLabel("", "hint")
        self.back_button = Button(words("houses.all"), "back", "quiet", clicked=self.back.emit)
        self.assign_button = Button(words("houses.assign"), "bed", "primary", clicked=self.assign.emit)
        self.status_button = Button(words("houses.status"), "flag", clicked=self.status.emit)
        self.alarm_button = Button(
            words("houses.alarm"), "shield-warning", "danger-quiet", clicked=self.alarm.emit
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(3), space(5), space(2))
        column.setSpacing(space(3))
        column.addLayout(self._top())
        column.addWidget(self._card())

    def _top(self) -> QHBoxLayout:
        space = current().space
        row = QHBoxLayout()
        row.setSpacing(space(2))
        names = QVBoxLayout()
        names.setSpacing(0)
        line = QHBoxLayout()
        line.setSpacing(space(3))
        line.addWidget(self.title, 1)
        names.addLayout(line)
        under = QHBoxLayout()
        under.setSpacing(space(2))
        under.addWidget(self._badge)
        under.addWidget(self._region, 1)
        names.addLayout(under)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.back_button, 0, top)
        row.addLayout(names, 1)
        for button in (self.alarm_button, self.status_button, self.assign_button):
            row.addWidget(button, 0, top)
        return row

    def _card(self) -> Card:
        space = current().space
        card = Card()
        self._bar = Bar(0, 0, "")
        self._matter = QWidget()
        row = QHBoxLayout(self._matter)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(1))
        self._matter_row = row
        self._coming = PlainLabel("", "hint")
        left = QVBoxLayout()
        left.setSpacing(space(2))
        for widget in (self._bar, self._matter, self._coming):
            left.addWidget(widget)
        left.addStretch(1)
        self._who = PlainLabel(self._ctx.words("houses.tonight"), "strong")
        self._people = PlainLabel("", selectable=True)
        right = QVBoxLayout()
        right.setSpacing(space(2))
        right.addWidget(self._who)
        right.addWidget(self._people)
        right.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(space(6))
        columns.addLayout(left, 2)
        columns.addLayout(right, 3)
        card.body.addLayout(columns)
        return card

    def show_house(self, card: HouseCard, tonight: Sequence[StayBar], *, alone: bool) -> None:
        """Show a house. alone: it is the only one here, so there is nothing to go back to."""
        words, now = self._ctx.words, self._ctx.now()
        self.title.setText(said.name(words, card))
        self._badge.set(*said.status(words, card.status))
        self._badge.setMinimumWidth(min(self._badge.sizeHint().width(), current().space(8) * 2))
        self._region.setText(card.region or words("houses.no_region"))
        show_when(self.back_button, not alone)
        show_when(self.alarm_button, card.status != HouseStatus.EVACUATING)
        text, level = said.occupancy(words, card)
        self._bar.set(card.here, card.capacity or 0, text, level)
        self._bar.updateGeometry()
        self._show_matter(said.trouble(words, card, now))
        coming = words("houses.coming", n=card.coming) if card.coming else words("houses.nobody_coming")
        self._coming.setText(coming)
        self._show_people(tonight)

    def _show_matter(self, matter: said.Sign | None) -> None:
        clear(self._matter_row)
        show_when(self._matter, matter is not None)
        if matter is not None:
            text, level = matter
            self._matter_row.addWidget(IconLabel(current().tokens.level(level).icon, level, 16))
            self._matter_row.addWidget(PlainLabel(text), 1)

    def _show_people(self, tonight: Sequence[StayBar]) -> None:
        words = self._ctx.words
        names = [self._called(bar) for bar in tonight[:_MOST]]
        if len(tonight) > _MOST:
            names.append(words("houses.tonight_more", n=len(tonight) - _MOST))
        self._people.setText(", ".join(names) or words("houses.tonight_none"))

    def _called(self, bar: StayBar) -> str:
        words = self._ctx.words
        person = said.person(words, bar)
        short = person if len(person) <= _SHORT else f"{person[: _SHORT - 1]}…"
        return words("houses.expected", person=short) if bar.planned else short
