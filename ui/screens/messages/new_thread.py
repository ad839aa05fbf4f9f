"""Whom to write to: everybody, a house or a case, found by typing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.workspace import Workspace
from ui.screens.messages import said
from ui.screens.messages.loading import Target, targets
from ui.shell.context import Context
from ui.theme import current
from ui.widgets import Button, Dialog, Entry, EntryList, SearchField
from ui.widgets.matching import matches


class NewThread(Dialog):
    """`chosen` carries a Key."""

    chosen = Signal(object)

    def __init__(self, ctx: Context, parent: QWidget) -> None:
        words = ctx.words
        super().__init__(words("messages.new_title"), words("messages.new_hint"), parent=parent.window())
        self._ctx = ctx
        self._found_for: str | None = None
        self.search = SearchField(words("messages.new_search"))
        self.search.searched.connect(lambda _text: self._read())
        self.search.installEventFilter(self)
        self.list = EntryList(words("messages.new_title"))
        self.list.setMinimumHeight(current().space(8) * 5)
        self.list.opened.connect(self._take)
        self.open_button = Button(words("messages.new_do"), "write", "primary", clicked=self._on_open)
        self.add(self.search)
        self.add(self.list, 1)
        self.set_actions(self.open_button)
        self.search.setFocus()
        self._read()

    def _read(self) -> None:
        text = self.search.value()

        def work(workspace: Workspace) -> list[Target]:
            return targets(workspace, text)

        self._ctx.tasks.read(self, work, lambda found: self._show(found, text), key="targets")

    def _show(self, found: Sequence[Target], text: str) -> None:
        words = self._ctx.words
        self._found_for = text
        self.list.set(
            [
                Entry(one.key, said.title(words, one.key, one.title), "", said.ICONS[one.key.about])
                for one in found
                if one.title or (not one.key.id and matches(said.title(words, one.key, ""), text))
            ]
        )
        entries = self.list.entries()
        if entries and self.list.key() is None:
            self.list.choose(entries[0].key)
        self.open_button.setEnabled(bool(entries))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go through the list from the line that is typed into."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key)
            if step is not None:
                self._step(step)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.value() == self._found_for:
                self._on_open()
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        keys = [entry.key for entry in self.list.entries()]
        at = keys.index(self.list.key()) + by if self.list.key() in keys else 0
        if 0 <= at < len(keys):
            self.list.choose(keys[at])

    def _on_open(self) -> None:
        self._take(self.list.key())

    def _take(self, key: object) -> None:
        if key is not None:
            self.chosen.emit(key)
            self.accept()
