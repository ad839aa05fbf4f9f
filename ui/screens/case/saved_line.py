"""A quiet line after saving: that it is saved, and how to take it back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import undo
from app.errors import UserError
from app.undo import Undone
from app.workspace import Workspace
from ui.forms.saving import Saved
from ui.shell.context import Context
from ui.theme import current
from ui.widgets.buttons import Button
from ui.widgets.cards import IconLabel
from ui.widgets.labels import PlainLabel


class SavedLine(QWidget):
    """Hidden until something was saved. `undone` is emitted when it was taken back.

    inset: False where it stands in something that has margins of its own.
    """

    undone = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None, *, inset: bool = True) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._work: int | None = None
        space = current().space
        row = QHBoxLayout(self)
        row.setContentsMargins(*(space(5), space(1), space(5), space(1)) if inset else (0, 0, 0, 0))
        row.setSpacing(space(2))
        row.addWidget(IconLabel("done", "good"))
        self._text = PlainLabel("", "hint", wrap=False)
        row.addWidget(self._text)
        self.button = Button(ctx.words("common.undo"), "undo", "quiet", clicked=self.undo)
        row.addWidget(self.button)
        row.addStretch(1)
        self.hide()

    def tell(self, slug_text: str, saved: Saved) -> None:
        """Say that something was saved, and offer to take it back."""
        self._work = saved.work
        self._text.setText(slug_text)
        self.button.setVisible(saved.work is not None)
        self.button.setEnabled(True)
        self.show()

    def undo(self) -> None:
        """Take back what was saved last here, if nothing was written since."""
        if self._work is None or not self.isVisible() or not self.button.isEnabled():
            return
        self.button.setEnabled(False)
        work, reason = self._work, self._ctx.words("case.undo_reason")

        def take_back(workspace: Workspace) -> Undone:
            return undo.undo(workspace, reason=reason, number=work)

        self._ctx.tasks.write(self, take_back, self._on_undone, failed=self._on_failed)

    def _on_undone(self, undone: Undone) -> None:
        words = self._ctx.words
        self._work = None
        self.button.hide()
        fields = words.listed([words.field(one.field) for one in undone.left if one.field])
        self._text.setText(words("case.undone_partly", fields=fields) if fields else words("case.undone"))
        self.undone.emit()

    def _on_failed(self, error: Exception) -> None:
        self.hide()
        if isinstance(error, UserError):
            self._ctx.notices.said(self._ctx.words.error(error), level="warning")
        else:
            self._ctx.notices.error(error)
