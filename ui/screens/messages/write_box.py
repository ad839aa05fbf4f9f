"""Where the next message is written. What is typed is a draft of its conversation until it is sent or discarded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import messaging
from app.casework.codes import LISTS
from app.messaging import Key, MessageShown, With
from app.workspace import Workspace
from ui.forms.dates import Date
from ui.forms.saving import Saved, number
from ui.screens.messages import said
from ui.screens.messages.loading import Opened, draft_key, place
from ui.shell.context import Context
from ui.theme import current
from ui.widgets import Button, Card, Chip, ComboBox, PlainLabel, TextEdit, clear
from ui.widgets.hold import Hold
from ui.widgets.shown import show_when

_NORMAL: Final = "normal"
_SEND_KEYS: Final = ("Ctrl+Return", "Ctrl+Enter")


class WriteBox(Card):
    """`sent` carries a Saved with the message that was written; `kept` a conversation, and whether something is typed in it."""

    sent = Signal(object)
    kept = Signal(object, bool)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._ctx = ctx
        self._opened: Opened | None = None
        self._answer = ""
        # The conversation whose message is being written down; who goes to another one writes on there.
        self._sending: Key | None = None
        self._hold = Hold(self)
        # What was typed before somebody went elsewhere: here again at once, before the store has it.
        self._left: dict[str, Mapping[str, object]] = {}
        self._build()

    def _build(self) -> None:
        words, space = self._ctx.words, current().space
        self.body.setSpacing(space(2))
        self.type = ComboBox([], empty=words("messages.no_type"))
        priorities = [(code, words.label("priority", code)) for code in reversed(LISTS["priority"].codes)]
        self.priority = ComboBox(priorities, _NORMAL)
        self.due = Date(words.language, words("messages.due_hint"))
        for field, name in (
            (self.type, words.field("type")),
            (self.priority, words.field("priority")),
        ):
            field.setAccessibleName(name)
            field.edited.connect(self._on_edited)
        self.due.call(words.field("must_be_acknowledged_by"))
        self.due.edited.connect(self._on_edited)
        self._due_label = PlainLabel(words("messages.due_label"), "hint")
        self.text = TextEdit(lines=2, most=7)
        self.text.setPlaceholderText(words("messages.text"))
        self.text.setAccessibleName(words.field("text"))
        self.text.edited.connect(self._on_edited)
        self._about = QHBoxLayout()
        self._wrong = PlainLabel("", "wrong")
        self._wrong.hide()
        self._hint = PlainLabel("", "hint")
        self.discard_button = Button(words("forms.discard"), kind="quiet", clicked=self.discard)
        self.send_button = Button(words("messages.send"), "send", "primary", clicked=self.send)
        self.body.addLayout(self._choices())
        self.body.addLayout(self._about)
        self.add(self.text)
        self.add(self._wrong)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self._hint, 1)
        row.addWidget(self.discard_button)
        row.addWidget(self.send_button)
        self.body.addLayout(row)
        for keys in _SEND_KEYS:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.send)

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(current().space(2))
        row.addWidget(self.type, 3)
        row.addWidget(self.priority, 2)
        row.addWidget(self._due_label)
        row.addWidget(self.due)
        return row

    # Which conversation.

    def show_for(self, opened: Opened) -> None:
        """Write into this conversation from now on, going on with what was typed."""
        self.leave()
        self._opened = opened
        key, words = opened.key, self._ctx.words
        stored = opened.draft.typed if opened.draft is not None else {}
        typed = self._left.pop(draft_key(key), stored)
        labels = [(code, words.label("message_type", code)) for code in opened.types]
        self.type.set_codes(labels)
        show_when(self.type, len(labels) > 1)
        asks = self._ctx.facts.is_desk and key.about is not With.DESKS
        for widget in (self._due_label, self.due):
            show_when(widget, asks)
        self._fill(typed)
        self.say_audience(opened)
        self._ctx.drafts.register(self, draft_key(key), self.unsaved, kind="message", place=place(key))
        self._show_state()

    def say_audience(self, opened: Opened) -> None:
        """Say who gets what is written, and when."""
        self._hint.setText(said.audience(self._ctx.words, opened.key, opened.audience))

    def _fill(self, typed: Mapping[str, object]) -> None:
        self.text.set_value(_text(typed, "text"))
        self.type.set_value(_text(typed, "type") or None)
        self.priority.set_value(_text(typed, "priority") or _NORMAL)
        self.due.set_value(_text(typed, "must_be_acknowledged_by") or None)
        self._show_answer(_text(typed, "title"))
        self._say_wrong("")

    def leave(self) -> None:
        """Let go of a conversation: what is typed is kept."""
        if self._opened is not None:
            key, typed = self._opened.key, self.unsaved()
            self._left[draft_key(key)] = typed or {}
            self._ctx.drafts.unregister(draft_key(key), self)
            self._opened = None
            self.kept.emit(key, typed is not None)

    def answer(self, message: MessageShown) -> None:
        """Write an answer to a message."""
        self._show_answer(said.answer_to(self._ctx.words, message))
        self._on_edited()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_answer(self, title: str) -> None:
        self._answer = title
        clear(self._about)
        if title:
            chip = Chip(title, removable=True)
            chip.removed.connect(self._drop_answer)
            self._about.addWidget(chip)
            self._about.addStretch(1)

    def _drop_answer(self) -> None:
        self._show_answer("")
        self._on_edited()
        self.text.setFocus()

    def stops(self) -> list[QWidget]:
        """Return where the keyboard stops, in order."""
        return [self.type, self.priority, self.due.field, self.text, self.discard_button, self.send_button]

    # Typing.

    def entered(self) -> dict[str, object]:
        """Return the fields of the message as they stand, those without a value left out."""
        due = self.due.value() if not self.due.isHidden() else None
        fields = {
            "text": self.text.value(),
            "type": self.type.value() if not self.type.isHidden() else None,
            "priority": self.priority.value(),
            "must_be_acknowledged_by": due,
            "title": self._answer,
        }
        return {name: value for name, value in fields.items() if value}

    def unsaved(self) -> Mapping[str, object] | None:
        """Return what is typed and not sent; None where nothing is, or it is being sent."""
        typed = {} if self._is_sending() else self.entered()
        if typed.get("priority") == _NORMAL:
            del typed["priority"]
        return typed or None

    def _on_edited(self) -> None:
        if self._opened is not None:
            self._ctx.drafts.touch(draft_key(self._opened.key))
        self._say_wrong("")
        self._show_state()

    def _is_sending(self) -> bool:
        """Say whether what stands here is being written down."""
        return self._opened is not None and self._opened.key == self._sending

    def _show_state(self) -> None:
        self._hold.hold(self._is_sending())
        self.send_button.setEnabled(bool(self.text.value()) and self._sending is None)
        show_when(self.discard_button, self.unsaved() is not None)

    def discard(self) -> None:
        """Forget what is typed."""
        if self._opened is not None:
            self._ctx.drafts.forget(draft_key(self._opened.key))
        self._fill({})
        self._show_state()
        self.text.setFocus()

    # Sending.

    def send(self) -> None:
        """Write the message down; it leaves with the next bundle."""
        opened = self._opened
        if opened is None or not self.send_button.isEnabled():
            return
        key, fields, language = opened.key, self.entered(), self._ctx.words.language
        self._sending = key
        self._show_state()

        def work(workspace: Workspace) -> Saved:
            added = messaging.write(workspace, key, fields, language=language, draft=draft_key(key))
            return Saved(added.id, number(workspace))

        def done(saved: Saved) -> None:
            here, self._sending = self._is_sending(), None
            self._ctx.drafts.forget(draft_key(key))
            if here:
                self._fill({})
            self._show_state()
            self.sent.emit(saved)

        self._ctx.tasks.write(self, work, done, failed=lambda error: self._on_failed(key, fields, error))

    def _on_failed(self, key: Key, fields: Mapping[str, object], error: Exception) -> None:
        here, self._sending = self._is_sending(), None
        if not here:  # gone elsewhere: it waits there
            self._left[draft_key(key)] = fields
            self._show_state()
            self._ctx.notices.error(error)
            return
        self._fill(fields)  # who went and came back meanwhile found an empty box
        self._show_state()
        text = self._ctx.words.error(error)
        self._say_wrong(f"{text.what} {text.to_do}")

    def _say_wrong(self, text: str) -> None:
        self._wrong.setText(text)
        show_when(self._wrong, bool(text))


def _text(typed: Mapping[str, object], name: str) -> str:
    value = typed.get(name)
    return value if isinstance(value, str) else ""
