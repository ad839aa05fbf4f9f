"""Collects Python's garbage in the GUI thread, and nowhere else.

Python collects cycles in whichever thread happens to allocate. When a cycle holds a widget or a timer, that thread destroys
it, and Qt does not survive that. So the collector is off, and a timer of the GUI thread does its work in small steps.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_EVERY_MS: Final = 1_000
#: Of how many steps one goes a generation deeper.
_DEEPER: Final = 10


class Garbage(QObject):
    """Switches the automatic collector off for as long as it lives; made and destroyed in the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.collect()
        # What is loaded by now stays: looking through it again and again would make the screen stand still.
        gc.freeze()
        gc.disable()
        self._steps = 0
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.step)
        self._timer.start()

    def step(self) -> None:
        """Collect what is young; now and then what is older."""
        self._steps += 1
        if self._steps % (_DEEPER * _DEEPER) == 0:
            gc.collect(2)
        elif self._steps % _DEEPER == 0:
            gc.collect(1)
        else:
            gc.collect(0)
