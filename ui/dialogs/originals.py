"""After files were put in: what became of their hidden data, and that the originals still lie where they were.

Offers to delete them, each by a tick of its own, never by default, with the honest word on what deleting does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import documents
from app.documents import Attached, Original
from app.errors import SidingError
from ui.shell.context import Context
from ui.theme import current
from ui.widgets.banners import Banner
from ui.widgets.buttons import Button
from ui.widgets.dialog import Dialog
from ui.widgets.labels import ElidedLabel
from ui.widgets.layout import Rows, Scroll
from ui.widgets.plain import one_line
from ui.widgets.ticks import Checkbox

_WIDTH: Final = 640
_IN_SIGHT: Final = 6


class OriginalsDialog(Dialog):
    """One tick a file; nothing is deleted without one."""

    def __init__(self, ctx: Context, attached: Sequence[Attached], parent: QWidget) -> None:
        words = ctx.words
        super().__init__(
            words("documents.attached_title", n=len(attached)),
            words("documents.originals_what"),
            width=_WIDTH,
            parent=parent.window(),
        )
        self.ctx = ctx
        self._originals = [one.original for one in attached]
        self.ticks = [self._tick(one) for one in attached]
        self.delete_button = Button(
            words("documents.delete_originals"), "delete", "danger-quiet", clicked=self.delete
        )
        self.keep_button = Button(words("documents.keep_originals"), kind="primary", clicked=self.reject)
        entries = [Rows(tick, _folder(one), gap=1) for tick, one in zip(self.ticks, attached, strict=True)]
        rows = Rows(*entries, gap=3)
        if len(entries) > _IN_SIGHT:
            scroll = Scroll(rows)
            scroll.setFixedHeight(entries[0].sizeHint().height() * _IN_SIGHT)
            self.add(scroll)
        else:
            self.add(rows)
        self.add(Banner("warning", words("documents.deleting_is_not_wiping")))
        self.set_actions(self.keep_button, left=[self.delete_button], cancel=False)
        self.delete_button.setEnabled(False)
        self.keep_button.setFocus()

    def _tick(self, one: Attached) -> Checkbox:
        words = self.ctx.words
        outcome = words.value(documents.KIND, "metadata", one.metadata)
        hint = words("documents.original_hidden_data", outcome=outcome)
        tick = Checkbox(one_line(one.original.path.name), hint=hint)
        tick.edited.connect(self._on_edited)
        return tick

    def _on_edited(self) -> None:
        self.delete_button.setEnabled(any(tick.value() for tick in self.ticks))

    def delete(self) -> None:
        """Delete the originals that are ticked."""
        pairs = zip(self._originals, self.ticks, strict=True)
        chosen = [original for original, tick in pairs if tick.value()]
        self.delete_button.setEnabled(False)
        self.ctx.tasks.aside(self, lambda: _delete(chosen), self._on_deleted)

    def _on_deleted(self, errors: list[Exception]) -> None:
        gone = sum(tick.value() for tick in self.ticks) - len(errors)
        for error in errors:
            self.ctx.notices.error(error)
        if gone:
            self.ctx.notices.tell(self.ctx.words("documents.originals_deleted", n=gone))
        self.accept()


def _folder(one: Attached) -> QWidget:
    """Say where a file lies, under its name, shortened in the middle where it has to be."""
    place = QWidget()
    row = QHBoxLayout(place)
    row.setContentsMargins(current().space(5) + current().space(1), 0, 0, 0)
    row.addWidget(ElidedLabel(str(one.original.path.parent), "hint", middle=True))
    return place


def _delete(originals: Sequence[Original]) -> list[Exception]:
    """Delete files one by one; what went wrong with one does not keep the others."""
    errors: list[Exception] = []
    for original in originals:
        try:
            documents.delete_original(original)
        except (SidingError, OSError) as error:
            errors.append(error)
    return errors
