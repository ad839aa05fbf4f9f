"""What is written down of a house. The address and the like are read when this is opened, and the look is in the trail."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.changed import Changed
from app.workspace import Workspace
from ui.forms.loading import Loaded, load
from ui.forms.view import RecordView
from ui.screens.houses.form_page import GROUPS_OF_HOUSE
from ui.shell.context import Context
from ui.theme import current
from ui.widgets import Button, PlainLabel, Scroll, clear


class FieldsPanel(QWidget):
    """Shows the record of a house; `edit` asks to edit it."""

    edit = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._house: bytes | None = None
        self._open = False
        words, space = ctx.words, current().space
        self.edit_button = Button(words("common.edit"), "edit", clicked=self.edit.emit)
        row = QHBoxLayout()
        row.setContentsMargins(space(3), space(2), space(3), 0)
        row.addWidget(PlainLabel(words("houses.fields_hint"), "hint"), 1)
        row.addWidget(self.edit_button)
        self._holder = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addLayout(self._holder, 1)

    def show_house(self, house: bytes) -> None:
        """Be about a house; nothing of it is read before this is opened."""
        if house != self._house:
            self._house = house
            clear(self._holder)
            if self._open:
                self._read()

    def set_open(self, is_open: bool) -> None:
        """Hear whether somebody looks."""
        was, self._open = self._open, is_open
        if is_open and not was:
            self._read()

    def changed(self, changed: Changed) -> None:
        """Take in what arrived."""
        if self._open and self._house is not None and changed.concerns(record=self._house):
            self._read()

    def _read(self) -> None:
        words, house = self._ctx.words, self._house
        if house is None:
            return

        def work(workspace: Workspace) -> Loaded:
            return load(workspace, words, "house", house, None)

        self._ctx.tasks.read(self, work, self._show, key="fields")

    def _show(self, loaded: Loaded) -> None:
        if loaded.shown is None or loaded.shown.id != self._house:
            return
        space = current().space
        view = RecordView(self._ctx, "house", loaded, groups=GROUPS_OF_HOUSE)
        view.stale.connect(self._read)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(space(3), space(2), space(3), space(5))
        column.addWidget(view)
        column.addStretch(1)
        clear(self._holder)
        self._holder.addWidget(Scroll(holder))
