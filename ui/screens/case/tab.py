"""What every tab of a case is: it shows one part of one case, and is built anew for another case."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.changed import Changed
    from ui.shell.context import Context


class Tab(QWidget):
    """One tab. `slug` names it in routes; its title is the text `case.tab_<slug>`."""

    slug: ClassVar[str]

    def __init__(self, ctx: Context, case: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.case = case

    def open(self, record: bytes | None) -> None:
        """Read and show; `record` is what somebody came for, None for the whole."""
        raise NotImplementedError

    def changed(self, changed: Changed) -> None:
        """Read again what is shown if the change concerns it."""
        raise NotImplementedError

    def record(self) -> bytes | None:
        """Say which record is open, for the way back."""
        return None

    def leave(self) -> None:
        """Hear that the case is closed: what is typed and not saved is to be kept (`ctx.drafts.unregister`)."""
