"""What can be settled in the list of today itself: a task that is done, a message that was read. Either can be taken back.

It writes, says what was written, and offers to take that back for as long as nothing else was written; the list is judged
anew by what the write says it changed.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import cases, messaging, undo
from app.casework.watch import Item
from app.undo import Last
from app.workspace import Workspace
from ui.models.agenda import Key
from ui.shell.context import Context
from ui.widgets import Banner


class Settling(QWidget):
    """Settles items, and shows what was settled last. `failed`: the item is as it was."""

    failed = Signal()
    left = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._under_way: set[Key] = set()
        self._written: set[Key] = set()
        self._banner: Banner | None = None
        self._last: Last | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def action(self, key: Key, item: Item, waiting: frozenset[bytes]) -> str:
        """Say what can be done with an item here; "" for nothing. waiting: messages that ask this device."""
        if key in self._under_way:
            return ""
        if item.kind == "task":
            return self._ctx.words("today.done")
        return self._ctx.words("today.acknowledge") if item.id in waiting else ""

    def shown(self) -> None:
        """Hear that the list was judged anew: what is still in it can be settled again."""
        self._under_way -= self._written
        self._written.clear()

    def settle(self, key: Key, item: Item) -> None:
        """Write that an item is settled."""
        self._under_way.add(key)

        def work(workspace: Workspace) -> Last | None:
            if item.kind == "message":
                messaging.acknowledge(workspace, item.id)
            else:
                cases.change(workspace, item.id, {"status": "done"})
            return undo.last(workspace)

        def done(last: Last | None) -> None:
            self._written.add(key)
            self._offer(self._said(item), last)

        def failed(error: Exception) -> None:
            self._under_way.discard(key)
            self._ctx.notices.error(error)
            self.failed.emit()

        self._ctx.tasks.write(self, work, done, failed=failed)

    def undo(self) -> None:
        """Take back what was settled last, unless something else was written since."""
        last = self._last
        if last is None:
            return
        self.close_offer()
        reason = self._ctx.words("today.undo_reason")
        self._ctx.tasks.write(
            self, lambda workspace: undo.undo(workspace, reason=reason, number=last.number), _nothing
        )

    def _said(self, item: Item) -> str:
        words = self._ctx.words
        name = "text" if item.kind == "task" else "title"
        what = str(item.facts.get(name, "")).split("\n", 1)[0] or words.kind(item.kind)
        alias = str(item.facts.get("alias", ""))
        what = f"{alias}: {what}" if alias else what
        return words("today.done_said" if item.kind == "task" else "today.acknowledged_said", what=what)

    def _offer(self, said: str, last: Last | None) -> None:
        self.close_offer()
        self._last = last
        action = self._ctx.words("common.undo") if last is not None else ""
        self._banner = Banner("good", said, action=action, closable=True)
        self._banner.acted.connect(self.undo)
        self._banner.closed.connect(self.close_offer)
        self._box.addWidget(self._banner)
        self.show()

    def close_offer(self) -> None:
        """Stop offering; the focus goes back to the list if it was here."""
        banner, self._banner, self._last = self._banner, None, None
        if banner is None:
            return
        focused = self.focusWidget()
        here = focused is not None and focused.hasFocus() and banner.isAncestorOf(focused)
        banner.hide()
        banner.deleteLater()
        self.hide()
        if here:
            self.left.emit()


def _nothing(_result: object) -> None:
    """The list is judged anew by what changed."""
