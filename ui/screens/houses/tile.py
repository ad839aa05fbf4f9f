"""One house in the overview: a tile that is all one button."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.safehouses import HouseCard
from ui.screens.houses import said
from ui.shell.words import Words
from ui.theme import current
from ui.widgets import Badge, Bar, ElidedLabel, IconLabel, PlainLabel


class HouseTile(QAbstractButton):
    """Codename, status, how full it is, and what is the matter. `opened` carries the house."""

    opened = Signal(bytes)

    def __init__(self, words: Words, card: HouseCard, now: datetime) -> None:
        super().__init__()
        self.card = card
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.clicked.connect(lambda _checked=False: self.opened.emit(card.id))
        space = current().space
        box = QVBoxLayout(self)
        box.setContentsMargins(space(4), space(3), space(4), space(3))
        box.setSpacing(space(2))
        box.addLayout(self._head(words))
        taken, level = said.occupancy(words, card)
        box.addWidget(Bar(card.here, card.capacity or 0, taken, level))
        matter = said.trouble(words, card, now)
        box.addLayout(self._notes(words, matter))
        parts = [said.name(words, card), said.status(words, card.status)[0], card.region, taken]
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.setAccessibleDescription(matter[0] if matter else "")
        for inside in self.findChildren(QWidget):
            inside.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _head(self, words: Words) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(current().space(2))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(ElidedLabel(said.name(words, self.card), "heading"))
        names.addWidget(ElidedLabel(self.card.region or words("houses.no_region"), "hint"))
        row.addLayout(names, 1)
        row.addWidget(Badge(*said.status(words, self.card.status)), 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _notes(self, words: Words, matter: said.Sign | None) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(current().space(1))
        if matter is not None:
            text, level = matter
            row.addWidget(IconLabel(current().tokens.level(level).icon, level, 16))
            row.addWidget(PlainLabel(text, "hint"), 1)
        else:
            coming = words("houses.coming", n=self.card.coming) if self.card.coming else ""
            row.addWidget(PlainLabel(coming or words("houses.nobody_coming"), "hint"), 1)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter like Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame; the rest are labels."""
        t = current().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if self.hasFocus() else 1
        painter.setPen(QPen(QColor(t.focus if self.hasFocus() else t.line), width))
        painter.setBrush(QColor(t.pressed if self.isDown() else t.hover if self.underMouse() else t.surface))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)
