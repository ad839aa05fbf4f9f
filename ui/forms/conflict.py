"""A conflict where it is: under the field, every value with who wrote it, and a choice that settles it.

Another value is written in the field itself; saving the form settles the conflict too, because it replaces all that was shown.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import conflicts
from app.conflicts import Conflict
from app.views import Value
from ui.shell.context import Context
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import Actions
from ui.widgets.ticks import RadioList


class ConflictPanel(Card):
    """The values of one field of one record. `settled` is emitted when somebody chose one."""

    settled = Signal()

    def __init__(
        self, ctx: Context, record: bytes, found: Conflict, *, in_form: bool, parent: QWidget | None = None
    ) -> None:
        """in_form: whether another value can be written in the field above."""
        super().__init__(parent=parent)
        self._ctx, self._record, self._found = ctx, record, found
        self.setAccessibleName(ctx.words("forms.conflict", n=len(found.values)))
        self.add(PlainLabel(ctx.words("forms.conflict", n=len(found.values)), "strong"))
        hint = "forms.conflict_or_write" if in_form else "forms.conflict_choose"
        self.add(PlainLabel(ctx.words(hint), "hint"))
        self._values = RadioList([self._option(value) for value in found.values], str(found.shown))
        self._values.setAccessibleName(ctx.words.field(found.field))
        self.add(self._values)
        self.take = Button(ctx.words("forms.conflict_take"), "check", clicked=self._take)
        self.add(Actions(left=[self.take]))

    def _option(self, value: Value) -> tuple[str, str, str]:
        words = self._ctx.words
        shown = words.value(self._found.kind, self._found.field, value.value) or words("forms.empty_value")
        when = words.moment(value.wall, self._ctx.now())
        mark = "forms.conflict_shown" if value.n == self._found.shown else "forms.conflict_who"
        return str(value.n), shown, words(mark, who=value.author, when=when)

    def choose(self, number: int) -> None:
        """Tick a value."""
        self._values.set_value(str(number))

    def _take(self) -> None:
        chosen = self._values.value()
        if chosen is None:
            return
        record, found, number = self._record, self._found, int(chosen)
        self.take.setEnabled(False)
        self._ctx.tasks.write(
            self,
            lambda workspace: conflicts.resolve(workspace, record, found.field, take=number, seen=found.seen),
            lambda _settled: self.settled.emit(),
            failed=self._on_failed,
        )

    def _on_failed(self, error: Exception) -> None:
        self.take.setEnabled(True)
        self._ctx.notices.error(error)
