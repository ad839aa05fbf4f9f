"""One house in the overview: a tile that is one button and one drawing, so that dozens of them open at once."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.safehouses import HouseCard
from ui.screens.houses import said
from ui.shell.words import Words
from ui.theme import current, icons
from ui.widgets import one_line, tip
from ui.widgets.badges import badge_width, draw_badge
from ui.widgets.drawn import draw_text

_HEIGHT: Final = 128
_WIDTH: Final = 300
_BAR: Final = 7.0
_SIGN: Final = 16.0


class HouseTile(QAbstractButton):
    """Codename, status, how full it is, and what is the matter. `opened` carries the house."""

    opened = Signal(bytes)

    def __init__(self, words: Words, card: HouseCard, now: datetime) -> None:
        super().__init__()
        self.card = card
        self._name = one_line(said.name(words, card))
        self._region = one_line(card.region or words("houses.no_region"))
        self._status = said.status(words, card.status)
        self._taken = said.occupancy(words, card)
        self._matter = said.trouble(words, card, now)
        coming = words("houses.coming", n=card.coming) if card.coming else words("houses.nobody_coming")
        self._note = self._matter[0] if self._matter is not None else coming
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: self.opened.emit(card.id))
        parts = (self._name, self._status[0], self._region, self._taken[0])
        self.setAccessibleName(", ".join(parts))
        self.setAccessibleDescription(self._note)
        tip(self, "\n".join((*parts, self._note)))

    def shows(self, card: HouseCard) -> bool:
        """Say whether this is what it shows."""
        return card == self.card

    def sizeHint(self) -> QSize:
        """Be as high as its lines."""
        return QSize(_WIDTH, _HEIGHT)

    def fits(self) -> bool:
        """Whether the sentences on it are there whole; names shorten themselves."""
        hint = QFontMetricsF(current().font("hint"))
        room = self._inside().width()
        return hint.horizontalAdvance(self._taken[0]) <= room and hint.horizontalAdvance(
            self._note
        ) <= room - (_SIGN + 6 if self._matter else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter like Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def _inside(self) -> QRectF:
        return QRectF(self.rect()).adjusted(current().space(4), 0, -current().space(4), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all of it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._frame(painter)
        room = self._inside()
        text, level = self._status
        width = min(badge_width(text), room.width() * 0.6)
        draw_badge(painter, QRectF(room.right() - width, 12, width, 24), text, level)
        names = room.adjusted(0, 0, -width - 8, 0)
        t = current().tokens
        draw_text(painter, _line(names, 12, 24), self._name, "heading", t.text)
        draw_text(painter, _line(names, 34, 20), self._region, "hint", t.text_soft)
        self._bar(painter, room)
        note = _line(room, 98, 20)
        if self._matter is not None:
            look = t.level(self._matter[1])
            icons.draw(painter, QRectF(note.x(), note.y() + 2, _SIGN, _SIGN), look.icon, QColor(look.text))
            note.adjust(_SIGN + 6, 0, 0, 0)
        draw_text(painter, note, self._note, "hint", t.text if self._matter is not None else t.text_soft)

    def _frame(self, painter: QPainter) -> None:
        t = current().tokens
        width = 2 if self.hasFocus() else 1
        painter.setPen(QPen(QColor(t.focus if self.hasFocus() else t.line), width))
        painter.setBrush(QColor(t.pressed if self.isDown() else t.hover if self.underMouse() else t.surface))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)

    def _bar(self, painter: QPainter, room: QRectF) -> None:
        """Draw how full it is: the sentence, and the bar under it."""
        t, card = current().tokens, self.card
        text, level = self._taken
        draw_text(painter, _line(room, 60, 20), text, "hint", t.text)
        track = QRectF(room.x(), 83, room.width(), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.pressed))
        painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        places = card.capacity or 0
        share = min(1.0, card.here / places) if places else float(card.here > 0)
        if share > 0:
            painter.setBrush(QColor(t.level(level).text if level else t.accent))
            filled = QRectF(track.x(), track.y(), max(_BAR, track.width() * share), _BAR)
            painter.drawRoundedRect(filled, _BAR / 2, _BAR / 2)


def _line(room: QRectF, top: float, height: float) -> QRectF:
    return QRectF(room.x(), top, room.width(), height)
