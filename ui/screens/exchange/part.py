"""What every part of the exchange screen is: it shows one concern, and says where it wants to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
    from app.changed import Changed
    from ui.shell.context import Context


class Part(QWidget):
    """One part. counted: how much wants attention there, for its tab."""

    counted = Signal(int)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(0)

    def open(self, record: bytes | None) -> None:
        """Read and show; `record` is what somebody came for, None for the whole."""
        raise NotImplementedError

    def changed(self, changed: Changed) -> None:
        """Read again what is shown."""
        raise NotImplementedError

    def record(self) -> bytes | None:
        """Say which record is open, for the way back."""
        return None
