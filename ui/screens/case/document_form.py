"""What is said about a document, to be changed: title, type, date, language. What its bytes are follows from the file."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.forms.form import RecordForm
from ui.shell.context import Context
from ui.widgets.dialog import Dialog

_WIDTH = 620
_HEIGHT = 560


class DocumentDialog(Dialog):
    """The form of one document, over the window."""

    def __init__(self, ctx: Context, record: bytes, case: bytes, title: str, parent: QWidget) -> None:
        super().__init__(ctx.words("documents.edit_title"), title, width=_WIDTH, parent=parent.window())
        self.setMinimumHeight(_HEIGHT)
        self.form = RecordForm(ctx, "document", record, case=case)
        self.form.closed.connect(self.reject)
        self.form.saved.connect(self.accept)
        ctx.tasks.changed.connect(self.form.changed)
        self.add(self.form, 1)

    def open(self) -> None:
        """Show it and read the record."""
        super().open()
        self.form.open()

    def done(self, result: int) -> None:
        """Keep what is typed and not saved."""
        self.form.leave()
        super().done(result)
