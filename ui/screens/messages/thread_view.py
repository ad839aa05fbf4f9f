"""One conversation: what it is about, its messages, and the box to write in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import messaging
from app.changed import Changed
from app.messaging import Key, With
from app.workspace import Workspace
from ui.forms.saving import Saved, number
from ui.screens.case.saved_line import SavedLine
from ui.screens.messages import said
from ui.screens.messages.conversation import Conversation
from ui.screens.messages.loading import PAGE, Opened, opened
from ui.screens.messages.write_box import WriteBox
from ui.shell.context import Context
from ui.shell.screen import Route
from ui.theme import current
from ui.widgets import Button, ElidedLabel
from ui.widgets.shown import show_when

#: What says something of a message beside messages: how far it came, who it is about, what it is called.
_CONCERNS = ("message", "link", "case", "house", "person")


class ThreadView(QWidget):
    """Shows one conversation. `left`: the list wants the keyboard again."""

    left = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self.key: Key | None = None
        self._most = PAGE
        self._sent = False
        self._answered = False
        words, space = ctx.words, current().space
        self.title = ElidedLabel("", "heading")
        self.where_button = Button("", "open", "quiet", clicked=self._go)
        self.exchange_button = Button(words("messages.exchange"), "exchange", "quiet", clicked=self._send_it)
        head = QHBoxLayout()
        head.setSpacing(space(1))
        head.addWidget(self.title, 1)
        for button in (self.where_button, self.exchange_button):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.conversation = Conversation(ctx)
        self.conversation.acknowledge.connect(self._acknowledge)
        self.conversation.earlier.connect(self._show_earlier)
        self.saved_line = SavedLine(ctx, inset=False)
        self.box = WriteBox(ctx)
        self.saved_line.undone.connect(self.box.text.setFocus)
        self.conversation.answer.connect(self.box.answer)
        self.box.sent.connect(self._on_sent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(3), space(5), space(4))
        column.setSpacing(space(2))
        column.addLayout(head)
        column.addWidget(self.conversation, 1)
        column.addWidget(self.saved_line)
        column.addWidget(self.box)

    def open(self, key: Key, wanted: bytes | None = None, *, write: bool = False) -> None:
        """Show a conversation, at one of its messages. write: begin in the box."""
        if key != self.key:
            self.saved_line.hide()
        self.key, self._most = key, PAGE

        def show(found: Opened) -> None:
            if found.key == self.key:
                self._begin(found, wanted, write)

        self._ctx.tasks.read(self, lambda workspace: opened(workspace, key, wanted, PAGE), show, key="thread")

    def _begin(self, found: Opened, wanted: bytes | None, write: bool) -> None:
        self._most = max(PAGE, len(found.messages))
        self._say_head(found)
        self.conversation.begin(found, wanted)
        self.box.show_for(found)
        self._in_order()
        if write:
            self.box.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self._mark_read(found)

    def _in_order(self) -> None:
        """Let the keyboard go from the head through the messages to the box."""
        before: QWidget = self.exchange_button
        for stop in (*self.conversation.stops(), *self.box.stops()):
            QWidget.setTabOrder(before, stop)
            before = stop

    def _say_head(self, found: Opened) -> None:
        words, about = self._ctx.words, found.key.about
        self.title.setText(said.title(words, found.key, found.title))
        show_when(self.where_button, bool(found.title) and about in (With.CASE, With.HOUSE))
        self.where_button.setText(
            words("messages.open_case" if about is With.CASE else "messages.open_house")
        )

    def _mark_read(self, found: Opened) -> None:
        """Note that all of it was looked at; that is no acknowledgement."""
        if any(message.unread for message in found.messages):
            key = found.key
            self._ctx.tasks.write(self, lambda workspace: messaging.mark_read(workspace, key), _nothing)

    # What changes.

    def changed(self, changed: Changed) -> None:
        """Read it again where what changed may be seen in it."""
        if self.key is not None and changed.concerns(_CONCERNS):
            self._read()

    def _read(self) -> None:
        key, most = self.key, self._most
        if key is None:
            return
        self._ctx.tasks.read(
            self, lambda workspace: opened(workspace, key, None, most), self._take, key="again"
        )

    def _take(self, found: Opened) -> None:
        if found.key != self.key:
            return
        sent, self._sent = self._sent, False
        self._say_head(found)
        self.conversation.update_from(found, to_end=sent)
        self.box.say_audience(found)
        self._in_order()
        answered, self._answered = self._answered, False
        if answered:
            self._focus_on()
        self._mark_read(found)

    def _focus_on(self) -> None:
        """Go on to the next message that waits, else to the box."""
        if not self.conversation.focus_next_ask():
            self.box.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_earlier(self) -> None:
        self._most += PAGE
        self._read()

    # What people do.

    def _acknowledge(self, message: bytes) -> None:
        def failed(error: Exception) -> None:
            self.conversation.allow(message)
            self._ctx.notices.error(error)

        def work(workspace: Workspace) -> Saved:
            written = messaging.acknowledge(workspace, message)
            return Saved(message, number(workspace) if written else None)

        def done(saved: Saved) -> None:
            self._answered = True
            self.saved_line.tell(self._ctx.words("messages.acknowledged_said"), saved)
            self._read()

        self._ctx.tasks.write(self, work, done, failed=failed)

    def _on_sent(self, saved: Saved) -> None:
        self._sent = True
        self.saved_line.tell(self._ctx.words("messages.sent_said"), saved)
        self._read()

    def _go(self) -> None:
        if self.key is not None and self.key.about is With.CASE:
            self._ctx.go(Route("case", self.key.id))
        elif self.key is not None:
            self._ctx.go(Route("houses", record=self.key.id))

    def _send_it(self) -> None:
        self._ctx.go(Route("exchange"))

    def leave(self) -> None:
        """Be closed: what is typed is kept."""
        self.box.leave()


def _nothing(_result: object) -> None:
    """What changed is shown by what the store says has changed."""
