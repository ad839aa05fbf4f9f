"""One conflict: its values beside each other, who wrote each and when, which is shown until then and why; choose, or write.

What is typed and not saved is a draft. A value that comes in while somebody looks is put beside the others; what is chosen
is always what was looked at (app.conflicts.resolve).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.casework.kinds import KINDS
from app.conflicts import Conflict, Why
from app.drafts import Draft
from app.ids import to_text
from app.seen import Seen
from app.views import Value
from ui.forms import factory
from ui.forms.editor import Editor
from ui.shell.context import Context
from ui.widgets import Actions, Badge, Button, Card, Divider, FieldRow, PlainLabel, Rows, clear

#: Longer values stand two in a row instead of three.
_LONG: Final = 60
#: Types that a reference is, or that only their own screen writes.
_NOT_TYPED: Final = frozenset({"record", "hash"})


class ConflictView(QWidget):
    """Shows one conflict. taken: the number of the value that is to stand; written: another value."""

    taken = Signal(int)
    written = Signal(object)

    def __init__(self, ctx: Context, found: Conflict, field: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._found = found
        self._field = field
        self._editor: Editor | None = None
        self._row: FieldRow | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(ctx.theme.space(4))
        words = ctx.words
        head = Rows(
            PlainLabel(found.about or words("conflicts.not_here"), "title"),
            PlainLabel(f"{words.kind(found.kind)} · {field}", "strong"),
            gap=1,
        )
        self._why = PlainLabel(words(_WHY[found.why]))
        self._values = QVBoxLayout()
        self._values.setSpacing(ctx.theme.space(4))
        self._other = QVBoxLayout()
        self._other.setSpacing(ctx.theme.space(3))
        for widget in (head, self._why):
            box.addWidget(widget)
        box.addLayout(self._values)
        box.addLayout(self._other)
        self._lay_out()
        self._offer()

    @property
    def key(self) -> tuple[bytes, str]:
        """Say which field of which record this is."""
        return self._found.id, self._found.field

    @property
    def seen(self) -> Seen:
        """Say what was looked at."""
        return self._found.seen

    def show_conflict(self, found: Conflict) -> None:
        """Show it as it is now; what is being typed stays."""
        if found.seen != self._found.seen:
            self._found = found
            self._why.setText(self._ctx.words(_WHY[found.why]))
            self._lay_out()

    # The values.

    def _lay_out(self) -> None:
        clear(self._values)
        groups = _grouped(self._found.values)
        long = any(len(self._said(values[0])) > _LONG for values in groups)
        each = 2 if long or len(groups) == 2 else 3
        cards = [self._card(values, "strong" if long else "heading") for values in groups]
        for start in range(0, len(cards), each):
            row = QHBoxLayout()
            row.setSpacing(self._ctx.theme.space(4))
            for card in cards[start : start + each]:
                row.addWidget(card, 1)
            for _ in range(start + each - len(cards)):
                row.addStretch(1)
            self._values.addLayout(row)

    def _said(self, value: Value) -> str:
        words, found = self._ctx.words, self._found
        if found.field == "deleted":
            if value.value is None:
                return words("conflicts.kept")
            return words(
                "conflicts.deleted_because", reason=words.value(found.kind, found.field, value.value)
            )
        return words.value(found.kind, found.field, value.value) or words("conflicts.nothing")

    def _card(self, values: Sequence[Value], role: str) -> Card:
        """Show one value, and everybody who wrote it."""
        ctx, words = self._ctx, self._ctx.words
        said = self._said(values[0])
        card = Card()
        card.add(PlainLabel(said, role, selectable=True))
        for value in values:
            who = (
                words("conflicts.here", name=value.author) if value.author == ctx.facts.name else value.author
            )
            card.add(PlainLabel(f"{who}\n{words.moment(value.wall, ctx.now())}", "hint"))
        take = values[0].n
        button = Button(words("conflicts.take"), "check", clicked=lambda: self.taken.emit(take))
        button.setAccessibleName(": ".join((words("conflicts.take"), said)))
        row: list[QWidget] = [button]
        if any(value.n == self._found.shown for value in values):
            row.append(Badge(words("conflicts.shown_now"), "info"))
        card.body.addStretch(1)
        card.add(Actions(left=row))
        return card

    # Another value.

    def _offer(self) -> None:
        """Offer to write another value, where a form can."""
        kind = KINDS.get(self._found.kind)
        declared = kind.fields.get(self._found.field) if kind is not None else None
        if declared is None or declared.type.name in _NOT_TYPED:
            return
        self._ctx.drafts.register(self, self._draft, self._typed, record=self._found.id, seen=self.seen)
        self._ctx.drafts.load(self, self._draft, self._restore)
        button = Button(self._ctx.words("conflicts.other"), "edit", "quiet", clicked=self.write)
        self._other.addWidget(Actions(left=[button]))

    @property
    def _draft(self) -> str:
        return f"conflict/{to_text(self._found.id)}/{self._found.field}"

    def _typed(self) -> Mapping[str, object] | None:
        value = self._editor.value() if self._editor is not None else None
        return None if value is None else {self._found.field: value}

    def _restore(self, draft: Draft | None) -> None:
        if draft is not None and self._editor is None and self._found.field in draft.typed:
            self.write()
            if self._editor is not None:
                self._editor.set_value(draft.typed[self._found.field])

    def write(self) -> None:
        """Show the editor for another value."""
        words = self._ctx.words
        clear(self._other)
        declared = KINDS[self._found.kind].fields[self._found.field]
        self._editor = factory.make(declared.type, words)
        self._editor.call(self._field)
        self._editor.edited.connect(self._on_edited)
        self._row = FieldRow(words("conflicts.other_label"), self._editor)
        save = Button(words("conflicts.save"), "check", "primary", clicked=self._on_save)
        back = Button(words("common.cancel"), clicked=self._give_up)
        for widget in (Divider(), self._row, Actions(back, save)):
            self._other.addWidget(widget)
        self._editor.setFocus()

    def _on_edited(self) -> None:
        if self._row is not None:
            self._row.set_error("")
        self._ctx.drafts.touch(self._draft)

    def _on_save(self) -> None:
        if self._editor is not None:
            self.written.emit(self._editor.value())

    def _give_up(self) -> None:
        self.forget()
        self._editor = self._row = None
        clear(self._other)
        self._offer()

    def leave(self) -> None:
        """Keep what is typed, as the view goes."""
        self._ctx.drafts.unregister(self._draft, self)

    def forget(self) -> None:
        """Drop what was typed: it is saved, or not wanted."""
        if self._editor is not None:
            self._ctx.drafts.forget(self._draft)

    def refuse(self, error: Exception) -> None:
        """Say why it could not be settled so."""
        if self._row is None:
            self._ctx.notices.error(error)
            return
        said = self._ctx.words.error(error)
        self._row.set_error(f"{said.what} {said.to_do}".strip())


def _grouped(values: Iterable[Value]) -> list[list[Value]]:
    """Put those together that say the same."""
    groups: dict[str, list[Value]] = {}
    for value in values:
        groups.setdefault(json.dumps(value.value, sort_keys=True, default=repr), []).append(value)
    return list(groups.values())


_WHY: Final[Mapping[Why, str]] = {
    Why.SAFER: "conflicts.why_safer",
    Why.LATER: "conflicts.why_later",
    Why.UNDERSTOOD: "conflicts.why_understood",
}
