"""Conflicts: the fields that wait for a person, and beside the list the one that is open, to be settled.

The list shows no value. A field that says who somebody is shows its values only when that is asked for, because the look is
written in the audit trail.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app import conflicts, undo
from app.changed import Changed
from app.conflicts import Conflict, Pending
from app.workspace import Workspace
from ui.screens.exchange.conflict import ConflictView
from ui.screens.exchange.part import Part
from ui.shell.context import Context
from ui.widgets import Banner, Button, EmptyState, Entry, EntryList, ListPane, Scroll, clear

_Key = tuple[bytes, str]


class Conflicts(Part):
    """The list, and the conflict that is open."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self._pending: dict[_Key, Pending] = {}
        self._wanted: bytes | None = None
        self._view: ConflictView | None = None
        self._asked: _Key | None = None
        words = ctx.words
        self.list = EntryList(words("conflicts.list"))
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self._on_opened)
        self._told = QVBoxLayout()
        self._right = QVBoxLayout()
        right = QWidget()
        column = QVBoxLayout(right)
        gap = ctx.theme.space(5)
        column.setContentsMargins(gap, ctx.theme.space(4), ctx.theme.space(1), gap)
        column.setSpacing(ctx.theme.space(4))
        column.addLayout(self._told)
        column.addLayout(self._right)
        column.addStretch(1)
        self._stack = QStackedWidget()
        self._none = EmptyState("done", words("conflicts.none"), words("conflicts.none_hint"))
        self._stack.addWidget(self._none)
        self._stack.addWidget(ListPane(self.list, Scroll(right), width=320))
        self.box.addWidget(self._stack)

    # What is shown.

    def open(self, record: bytes | None) -> None:
        """Read the list; open the field that is in conflict of `record`."""
        self._wanted = record
        self.list.setFocus()
        self._read()

    def changed(self, changed: Changed) -> None:
        """Read the list again: anything that was written may have settled something, or brought a conflict."""
        self._read()

    def record(self) -> bytes | None:
        """Say which record is open."""
        key = self.list.key()
        return key[0] if isinstance(key, tuple) else None

    def _read(self) -> None:
        self.ctx.tasks.read(self, conflicts.pending, self._show, key="pending")

    def _show(self, found: Sequence[Pending]) -> None:
        self._pending = {(one.id, one.field): one for one in found}
        self.counted.emit(len(found))
        self.list.set([self._entry(key, one) for key, one in self._pending.items()])
        # What was settled stays told above the page that follows, also when nothing is left.
        self._stack.setCurrentIndex(1 if found or self._told.count() else 0)
        wanted, self._wanted = self._wanted, None
        key = next((key for key in self._pending if key[0] == wanted), None)
        if key is not None:
            self.list.choose(key)
        elif self._view is not None and self._view.key in self._pending:
            self._look(self._view.key)
        elif self._asked not in self._pending:
            self._go_on()

    def _go_on(self) -> None:
        """Show the one that is marked in the list: with the keyboard on it the list marks the first by itself."""
        key = self.list.key()
        if isinstance(key, tuple) and key in self._pending:
            self._on_chosen(key)
        else:
            self._say_choose()

    def _entry(self, key: _Key, one: Pending) -> Entry:
        words = self.ctx.words
        return Entry(
            key,
            title=one.about or words("conflicts.not_here"),
            line=f"{words.kind(one.kind)} · {self._field(one)}",
            icon="identity" if one.identity else "conflict",
            aside=words("conflicts.values", n=one.count),
        )

    def _field(self, one: Pending | Conflict) -> str:
        return (
            self.ctx.words("conflicts.deleted") if one.field == "deleted" else self.ctx.words.field(one.field)
        )

    def _say_choose(self) -> None:
        self._asked = None
        self._close()
        words, left = self.ctx.words, len(self._pending)
        if left:
            self._right.addWidget(
                EmptyState("conflict", words("conflicts.choose", n=left), words("conflicts.why"))
            )
        elif self._told.count():
            self._right.addWidget(EmptyState("done", words("conflicts.none"), words("conflicts.none_hint")))

    def _close(self) -> None:
        if self._view is not None:
            self._view.leave()
        self._view = None
        clear(self._right)

    # Opening one.

    def _on_chosen(self, key: _Key) -> None:
        if self._pending[key].identity:
            self._ask(key)
        else:
            self._look(key)

    def _on_opened(self, key: _Key) -> None:
        self._look(key)

    def _ask(self, key: _Key) -> None:
        """Show no value yet: to look is written down."""
        self._asked = None
        self._close()
        words = self.ctx.words
        show = Button(words("conflicts.show"), "eye", clicked=lambda: self._look(key))
        self._right.addWidget(
            EmptyState("identity", words("conflicts.identity"), words("conflicts.identity_hint"), show)
        )

    def _look(self, key: _Key) -> None:
        record, field = self._asked = key
        self.ctx.tasks.read(
            self, lambda w: conflicts.conflict(w, record, field), self._show_one, failed=self._gone, key="one"
        )

    def _show_one(self, found: Conflict) -> None:
        key = (found.id, found.field)
        if key != self._asked:
            return  # somebody has gone on to another one
        if self._view is not None and self._view.key == key:
            self._view.show_conflict(found)
            return
        self._close()
        self._view = ConflictView(self.ctx, found, self._field(found))
        self._view.taken.connect(lambda take: self._settle(key, take=take))
        self._view.written.connect(lambda value: self._settle(key, value=value))
        self._right.addWidget(self._view)

    def _gone(self, error: Exception) -> None:
        """Somebody else has settled it, or it is not here any more: the list says what is left."""
        self._close()
        self._read()

    # Settling it.

    def _settle(self, key: _Key, *, take: int | None = None, value: object = None) -> None:
        if self._view is None:
            return
        record, field = key
        seen, view, one = self._view.seen, self._view, self._pending[key]
        view.setEnabled(False)

        def work(workspace: Workspace) -> tuple[conflicts.Settled, undo.Last | None]:
            done = conflicts.resolve(workspace, record, field, take=take, untrusted_value=value, seen=seen)
            return done, undo.last(workspace)

        def failed(error: Exception) -> None:
            view.setEnabled(True)
            view.refuse(error)

        def done(result: tuple[conflicts.Settled, undo.Last | None]) -> None:
            view.forget()  # the list may have been read again by now, and the view be gone
            self._settled(one, *result)

        self.ctx.tasks.write(self, work, done, failed=failed)

    def _settled(self, one: Pending, settled: conflicts.Settled, last: undo.Last | None) -> None:
        words = self.ctx.words
        shown = words.value(one.kind, settled.field, settled.value) or words("conflicts.nothing")
        what = words("conflicts.settled", field=self._field(one), value=shown)
        self._tell(what, last.number if last is not None else None)
        self._close()
        self._read()
        self.list.setFocus()

    def _tell(self, what: str, number: int | None) -> None:
        words = self.ctx.words
        clear(self._told)
        action = words("common.undo") if number is not None else ""
        banner = Banner("good", what, words("conflicts.travels"), action, closable=True)
        banner.acted.connect(lambda: self._undo(number))
        banner.closed.connect(self._drop_told)
        self._told.addWidget(banner)

    def _drop_told(self) -> None:
        clear(self._told)
        self._read()

    def _undo(self, number: int | None) -> None:
        reason = self.ctx.words("conflicts.undo_reason")
        self.ctx.tasks.write(
            self, lambda w: undo.undo(w, reason=reason, number=number), self._undone, failed=self._not_undone
        )

    def _undone(self, _undone: undo.Undone) -> None:
        clear(self._told)
        self._read()

    def _not_undone(self, error: Exception) -> None:
        clear(self._told)
        self.ctx.notices.error(error)
        self._read()
