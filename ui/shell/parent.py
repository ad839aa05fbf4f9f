"""The other end of the pipes to the parent process (ui.supervisor): what a session says to it, and that it is gone.

Without pipes, as in tests, there is no parent: nothing is said, and nobody insists on an end.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from typing import BinaryIO

from PySide6.QtCore import QObject, Signal


class Parent(QObject):
    """`gone`: the parent is not there any more, or wants the session to end."""

    gone = Signal()

    def __init__(self, says: BinaryIO | None, hears: BinaryIO | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._says, self._hears = says, hears

    def listen(self) -> None:
        """Begin to listen, once somebody is connected: it may be gone already."""
        if self._says is not None:
            threading.Thread(target=self._wait_for_end_of, args=(self._says,), daemon=True).start()

    def _wait_for_end_of(self, stream: BinaryIO) -> None:
        stream.read()
        self.gone.emit()

    def tell(self, line: bytes) -> None:
        """Say something; a parent that is gone hears nothing, and that keeps nothing from being locked."""
        if self._hears is not None:
            with suppress(OSError):
                self._hears.write(line)
                self._hears.flush()

    def insist(self, status: int, patience: float) -> None:
        """End this process when it has not ended by itself: a thread, because the GUI may be what hangs."""
        if self._hears is None:
            return
        timer = threading.Timer(patience, os._exit, (status,))
        timer.daemon = True
        timer.start()
