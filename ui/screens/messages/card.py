"""One message: who wrote it and when, what it says, how far it has come, and who has acknowledged it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.delivery import Reached
from app.messaging import MessageShown
from ui.screens.messages import said
from ui.shell.context import Context
from ui.theme import current
from ui.widgets import Badge, Button, Card, ElidedLabel, FlowLayout, IconLabel, PlainLabel

_ICONS = {"good": "done", "medium": "hourglass", "info": "send", "high": "warning", "neutral": "info"}


class MessageCard(QWidget):
    """`acknowledge` and `answer` carry the message; `stepped` asks for the one before or after."""

    acknowledge = Signal(bytes)
    answer = Signal(object)
    stepped = Signal(int)

    def __init__(
        self,
        ctx: Context,
        message: MessageShown,
        reached: Reached | None,
        names: Mapping[bytes, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self.message = message
        self._reached, self._names = reached, dict(names)
        self.acknowledge_button: Button | None = None
        self.answer_button: Button | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        space = current().space
        row = QHBoxLayout(self)
        side = space(7)
        row.setContentsMargins(side if message.ours else 3, 3, 3 if message.ours else side, 3)
        self._card = Card()
        self._card.body.setSpacing(space(2))
        row.addWidget(self._card)
        self._card.body.addLayout(self._head())
        self._say(names)
        self._stand(reached)
        self._name()

    def _head(self) -> QHBoxLayout:
        words, message = self._ctx.words, self.message
        row = QHBoxLayout()
        row.setSpacing(current().space(2))
        who = words("messages.here") if message.ours else message.author
        row.addWidget(ElidedLabel(who, "strong"), 1)
        when = words.moment(message.written, self._ctx.now())
        row.addWidget(PlainLabel(when, "hint", wrap=False))
        return row

    def _say(self, names: Mapping[bytes, str]) -> None:
        words, message = self._ctx.words, self.message
        signs = said.signs(words, message)
        if signs:
            holder = QWidget()
            flow = FlowLayout(holder)
            for text, level in signs:
                flow.addWidget(Badge(text, level))
            self._card.add(holder)
        if message.title:
            self._card.add(PlainLabel(message.title, "strong", selectable=True))
        self._card.add(PlainLabel(message.text, selectable=True))
        about = said.about(words, message, names)
        if about:
            self._card.add(PlainLabel(about, "hint"))

    def _stand(self, reached: Reached | None) -> None:
        """Say how it stands: who has acknowledged it, who is to, and how far it has come."""
        words, message = self._ctx.words, self.message
        done = said.acknowledged(words, message, reached, self._ctx.now())
        if done:
            self._card.add(self._line("done", "good", done))
        due = said.due(words, message)
        if message.waits_for_us:
            self._card.add(self._ask(due))
        elif due and not message.replaced and not said.all_answered(message, reached):
            level = "critical" if message.overdue else "soft"
            self._card.add(self._line("hourglass", level, due))
        if reached is not None:
            text, level = said.reached(words, reached)
            self._card.add(self._line(_ICONS[level], "soft" if level == "neutral" else level, text))
        if said.asks(message) and not message.replaced and not message.waits_for_us:
            self.answer_button = self._answer()
            row = QHBoxLayout()
            row.addWidget(self.answer_button)
            row.addStretch(1)
            self._card.body.addLayout(row)

    def _line(self, icon: str, tone: str, text: str) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().space(1))
        row.addWidget(IconLabel(icon, tone, 15), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(PlainLabel(text, "hint"), 1)
        return holder

    def _ask(self, due: str) -> QWidget:
        """Say by when, and offer to acknowledge; what has no room beside it goes under it."""
        words, message = self._ctx.words, self.message
        self.acknowledge_button = Button(
            words("messages.acknowledge"), "check", "primary", clicked=self._acknowledge
        )
        holder = QWidget()
        flow = FlowLayout(holder)
        level = "critical" if message.overdue else "medium"
        flow.addWidget(self._line("hourglass", level, due))
        if said.asks(message):
            self.answer_button = self._answer()
            flow.addWidget(self.answer_button)
        flow.addWidget(self.acknowledge_button)
        return holder

    def _answer(self) -> Button:
        message = self.message
        return Button(self._ctx.words("messages.answer"), "write", clicked=lambda: self.answer.emit(message))

    def _acknowledge(self) -> None:
        if self.acknowledge_button is not None:
            self.acknowledge_button.setEnabled(False)
        self.acknowledge.emit(self.message.id)

    def allow(self) -> None:
        """Let it be acknowledged again: it could not be."""
        if self.acknowledge_button is not None:
            self.acknowledge_button.setEnabled(True)

    def _name(self) -> None:
        words, message = self._ctx.words, self.message
        who = words("messages.here") if message.ours else message.author
        parts = [who, words.moment(message.written, self._ctx.now())]
        parts += [text for text, _ in said.signs(words, message)]
        self.setAccessibleName(", ".join(parts))
        self.setAccessibleDescription(message.text)

    def shows(self, message: MessageShown, reached: Reached | None, names: Mapping[bytes, str]) -> bool:
        """Say whether this is what it shows already; that somebody has looked at it since changes nothing in it."""
        same = replace(message, unread=False) == replace(self.message, unread=False)
        return same and reached == self._reached and dict(names) == self._names

    def choose(self, chosen: bool) -> None:
        """Be the message that Tab enters at, or not any more."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the message before or after."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.stepped.emit(step)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a ring around the message that the keyboard is at."""
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(current().tone("accent"), 2))
            painter.drawRoundedRect(self._card.geometry().adjusted(-2, -2, 2, 2), 9, 9)
