"""The messages of one conversation, oldest to newest; where they begin to be new is said."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.messaging import MessageShown
from ui.screens.messages.card import MessageCard
from ui.screens.messages.loading import Opened
from ui.shell.context import Context
from ui.theme import current
from ui.widgets import Button, Divider, EmptyState, PlainLabel, Scroll


class Conversation(QWidget):
    """`acknowledge` and `answer` carry a message; `earlier` asks for those that are not shown."""

    acknowledge = Signal(bytes)
    answer = Signal(object)
    earlier = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._cards: list[MessageCard] = []
        self._more: Button | None = None
        self._new: bytes | None = None
        self._target: QWidget | None = None
        self._at_end = False
        space = current().space
        body = QWidget()
        self._list = QVBoxLayout(body)
        self._list.setContentsMargins(0, space(2), space(4), space(2))
        self._list.setSpacing(space(2))
        self._scroll = Scroll(body)
        bar = self._scroll.verticalScrollBar()
        # What wraps knows its height late: until somebody scrolls, what was to be in sight stays in sight.
        bar.rangeChanged.connect(lambda _least, _most: self._bring())
        bar.actionTriggered.connect(lambda _action: self._let_go())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._scroll)

    def cards(self) -> list[MessageCard]:
        """Return the messages that are shown."""
        return list(self._cards)

    def card(self, message: bytes) -> MessageCard | None:
        """Return one of them."""
        return next((card for card in self._cards if card.message.id == message), None)

    def begin(self, opened: Opened, wanted: bytes | None) -> None:
        """Show another conversation: at the message that is wanted, else the first that is new, or waits for a word, else at the end."""
        new = next((message.id for message in opened.messages if message.unread), None)
        waits = next((message.id for message in opened.messages if message.waits_for_us), None)
        self._new = new
        self._build(opened)
        card = self.card(wanted or new or waits or b"")
        self._aim(card)
        self._choose(self.card(wanted or b"") or (self._cards[-1] if self._cards else None))
        if wanted is not None and card is not None:
            card.setFocus(Qt.FocusReason.OtherFocusReason)

    def update_from(self, opened: Opened, *, to_end: bool = False) -> None:
        """Show what changed in the conversation that is open; what is in sight stays in sight."""
        bar = self._scroll.verticalScrollBar()
        was_at_end = bar.value() >= bar.maximum() - current().space(4)
        focused = next((card.message.id for card in self._cards if card.hasFocus()), None)
        from_end = bar.maximum() - bar.value()
        self._build(opened)
        if to_end or was_at_end:
            self._aim(None)
        else:
            self._target, self._at_end = None, False
            QTimer.singleShot(0, self, lambda: bar.setValue(bar.maximum() - from_end))
        chosen = self.card(focused or b"") or (self._cards[-1] if self._cards else None)
        self._choose(chosen)
        if focused is not None and chosen is not None:
            chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, opened: Opened) -> None:
        """Put the messages under each other; what is shown already and has not changed stays as it is."""
        words = self._ctx.words
        self._take_out(opened)
        kept = {card.message.id: card for card in self._cards}
        self._cards, self._more = [], None
        if opened.earlier:
            text = words("messages.earlier", n=opened.earlier)
            self._more = Button(text, "up", "quiet", clicked=self.earlier.emit)
            self._list.addWidget(self._more, 0, Qt.AlignmentFlag.AlignHCenter)
        if not opened.messages:
            hint = words("messages.empty_thread_hint")
            self._list.addWidget(EmptyState("message", words("messages.empty_thread"), hint), 1)
        for message in opened.messages:
            if message.id == self._new:
                self._list.addWidget(_new_line(words("messages.new_from_here")))
            card = kept.get(message.id) or self._card_of(message, opened)
            self._list.addWidget(card)
            self._cards.append(card)
        if opened.messages:
            self._list.addStretch(1)

    def _take_out(self, opened: Opened) -> None:
        """Empty the list; forget the messages that are no longer shown, or not like this."""
        stays = {
            card
            for card in self._cards
            for message in opened.messages
            if message.id == card.message.id
            and card.shows(message, opened.reached.get(message.id), opened.names)
        }
        self._cards = [card for card in self._cards if card in stays]
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in stays:
                widget.hide()
                widget.deleteLater()

    def _card_of(self, message: MessageShown, opened: Opened) -> MessageCard:
        card = MessageCard(self._ctx, message, opened.reached.get(message.id), opened.names)
        card.acknowledge.connect(self.acknowledge)
        card.answer.connect(self.answer)
        card.stepped.connect(lambda by: self._step(card, by))
        return card

    def stops(self) -> list[QWidget]:
        """Return where the keyboard stops, in order."""
        found: list[QWidget] = [] if self._more is None else [self._more]
        for card in self._cards:
            buttons = (card.answer_button, card.acknowledge_button)
            found += [card, *(button for button in buttons if button is not None)]
        return found

    # What is in sight.

    def _aim(self, target: QWidget | None) -> None:
        """Bring a message into sight, else the end."""
        self._target, self._at_end = target, target is None
        QTimer.singleShot(0, self, self._bring)

    def _bring(self) -> None:
        bar = self._scroll.verticalScrollBar()
        if self._target is not None:
            bar.setValue(self._target.y() - current().space(6))
        elif self._at_end:
            bar.setValue(bar.maximum())

    def _let_go(self) -> None:
        self._target, self._at_end = None, False

    def _choose(self, chosen: MessageCard | None) -> None:
        for card in self._cards:
            card.choose(card is chosen)

    def _step(self, card: MessageCard, by: int) -> None:
        at = self._cards.index(card) + by
        if 0 <= at < len(self._cards):
            other = self._cards[at]
            self._let_go()
            self._choose(other)
            other.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(other, 0, current().space(2))

    def allow(self, message: bytes) -> None:
        """Let a message be acknowledged again: it could not be."""
        card = self.card(message)
        if card is not None:
            card.allow()

    def focus_next_ask(self) -> bool:
        """Give the keyboard to the first message that waits for an acknowledgement; say whether there is one."""
        button = next((card.acknowledge_button for card in self._cards if card.acknowledge_button), None)
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        return button is not None


def _new_line(text: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(current().space(2))
    row.addWidget(Divider(), 1)
    row.addWidget(PlainLabel(text, "small", wrap=False))
    row.addWidget(Divider(), 1)
    return holder
