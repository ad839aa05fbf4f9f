"""The editor of entries: small forms under each other, each of which can be taken out, and a button for a further one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.forms.editor import Editor
from ui.theme import current
from ui.widgets.buttons import Button, IconButton
from ui.widgets.cards import Card
from ui.widgets.labels import PlainLabel

#: Makes an editor for one part.
Make = Callable[[str], Editor]


class _Entry(Card):
    """One entry: its parts in two columns."""

    edited = Signal()
    removed = Signal()

    def __init__(self, parts: Mapping[str, str], make: Make, remove: str) -> None:
        super().__init__()
        grid = QGridLayout()
        grid.setHorizontalSpacing(current().space(4))
        grid.setVerticalSpacing(current().space(2))
        self._editors: dict[str, Editor] = {}
        for number, (name, label) in enumerate(parts.items()):
            editor = make(name)
            editor.call(label)
            editor.edited.connect(self.edited)
            self._editors[name] = editor
            cell = QVBoxLayout()
            cell.setSpacing(current().space(1))
            named = PlainLabel(label, "hint")
            named.setBuddy(editor)
            cell.addWidget(named)
            cell.addWidget(editor)
            cell.addStretch(1)
            row, column = divmod(number, 2)
            grid.addLayout(cell, row, column)
            grid.setColumnStretch(column, 1)
        line = QHBoxLayout()
        line.setSpacing(current().space(2))
        line.addLayout(grid, 1)
        cross = IconButton("close", remove, tone="soft", clicked=self.removed.emit)
        line.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)

    def value(self) -> dict[str, object]:
        return {
            name: value for name, editor in self._editors.items() if (value := editor.value()) is not None
        }

    def set_value(self, value: Mapping[str, object]) -> None:
        for name, editor in self._editors.items():
            editor.set_value(value.get(name))

    def begin(self) -> None:
        next(iter(self._editors.values())).setFocus(Qt.FocusReason.OtherFocusReason)


class Entries(Editor):
    """Several entries of the same parts; an empty one does not count."""

    wide = True

    def __init__(
        self, parts: Mapping[str, str], make: Make, add: str, remove: str, parent: QWidget | None = None
    ) -> None:
        """Take the labels of the parts, what makes their editors, and the names of the two buttons."""
        self._parts, self._make, self._remove = dict(parts), make, remove
        holder = QWidget()
        super().__init__(holder, parent)
        self._entries: list[_Entry] = []
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current().space(2))
        self.button = Button(add, "add", clicked=self._on_add)
        self._column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.button)

    def value(self) -> object:
        """Return the entries that say anything."""
        return [said for entry in self._entries if (said := entry.value())] or None

    def set_value(self, value: object) -> None:
        """Show entries."""
        for entry in list(self._entries):
            self._take_out(entry)
        for one in value if isinstance(value, list) else []:
            self._put_in().set_value(one if isinstance(one, dict) else {})

    def call(self, name: str) -> None:
        """Say with the button what a further one is of."""
        self.button.setAccessibleDescription(name)

    def _put_in(self) -> _Entry:
        entry = _Entry(self._parts, self._make, self._remove)
        entry.edited.connect(self.edited)
        entry.removed.connect(lambda: self._on_removed(entry))
        self._entries.append(entry)
        self._column.insertWidget(self._column.count() - 1, entry)
        return entry

    def _take_out(self, entry: _Entry) -> None:
        self._entries.remove(entry)
        self._column.removeWidget(entry)
        entry.hide()
        entry.deleteLater()

    def _on_add(self) -> None:
        self._put_in().begin()

    def _on_removed(self, entry: _Entry) -> None:
        self._take_out(entry)
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
