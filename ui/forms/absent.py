"""What is not on this laptop is said, with the reason and what can be done: an empty form would look like no data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import sharing
from app.absence import Absent, Why
from app.casework.compartments import Compartment
from app.workspace import Workspace
from ui.shell.context import Context
from ui.widgets.banners import Banner

_WHATS: Final[Mapping[Why, str]] = {
    Why.SHED: "forms.absent_shed",
    Why.WITHHELD: "forms.absent_withheld",
    Why.SEALED: "forms.absent_sealed",
    Why.NOT_GRANTED: "forms.absent_not_granted",
}
_TO_DOS: Final[Mapping[Why, str]] = {
    Why.SHED: "forms.absent_shed_do",
    Why.WITHHELD: "forms.absent_withheld_do",
    Why.SEALED: "forms.absent_sealed_do",
    Why.NOT_GRANTED: "forms.absent_not_granted_do",
}


class AbsentNote(Banner):
    """Says of one compartment that it is not here, and why. `asked` is emitted when it was asked for."""

    asked = Signal()

    def __init__(
        self, ctx: Context, record: bytes, absent: Absent, whose: str = "", parent: QWidget | None = None
    ) -> None:
        """record: whose compartment it is, a case's or a person's id; whose: their name, where several are shown."""
        words = ctx.words
        what = words.compartment(absent.compartment.word)
        name = f"{what} ({whose})" if whose else what
        # Only what this laptop dropped itself can be asked for by this laptop.
        action = words("forms.ask_for_it") if absent.why is Why.SHED else ""
        super().__init__(
            "neutral", words(_WHATS[absent.why], what=name), words(_TO_DOS[absent.why]), action, parent=parent
        )
        self._ctx, self._record, self._compartment = ctx, record, absent.compartment
        self.acted.connect(self._ask)

    def _ask(self) -> None:
        record, compartment = self._record, self._compartment
        self._ctx.tasks.write(self, lambda workspace: want(workspace, record, compartment), self._on_asked)

    def _on_asked(self, _result: object) -> None:
        self._ctx.notices.tell(self._ctx.words("forms.asked_for"))
        self.asked.emit()


def want(workspace: Workspace, record: bytes, compartment: Compartment) -> None:
    """Ask headquarters for what was dropped here."""
    sharing.want(workspace, record, compartment)
