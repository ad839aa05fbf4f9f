"""Deleting a record: asks for the reason, in place, and says what a delete is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app import cases
from app.workspace import Workspace
from ui.forms.saving import Saved, number
from ui.shell.context import Context
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.inputs import LineEdit
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import Actions, FieldRow


class DeletePanel(Card):
    """Asks why. `deleted` carries a Saved, `kept` nothing."""

    deleted = Signal(object)
    kept = Signal()

    def __init__(self, ctx: Context, record: bytes, title: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx.words("case.delete_title", title=title), parent=parent)
        self._ctx, self.record = ctx, record
        self.add(PlainLabel(ctx.words("case.delete_what"), "hint"))
        self.reason = LineEdit(max_length=200)
        self.row = FieldRow(ctx.words("common.reason"), self.reason)
        self.add(self.row)
        self.delete = Button(ctx.words("common.delete"), "delete", "danger", clicked=self._delete)
        self.add(Actions(Button(ctx.words("case.keep"), clicked=self.kept.emit), self.delete))
        self.reason.returnPressed.connect(self._delete)

    def begin(self) -> None:
        """Put the cursor into the reason."""
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _delete(self) -> None:
        record, reason = self.record, self.reason.value()
        if not reason:
            self.row.set_error(self._ctx.words("case.delete_why"))
            self.begin()
            return
        self.delete.setEnabled(False)

        def work(workspace: Workspace) -> Saved:
            cases.delete(workspace, record, reason)
            return Saved(record, number(workspace))

        self._ctx.tasks.write(self, work, self.deleted.emit, failed=self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self.delete.setEnabled(True)
        self._ctx.notices.error(error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep it on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.kept.emit()
            return
        super().keyPressEvent(event)
