"""Notices that nobody is there: after some minutes the cover, after more the lock; at once when the machine slept.

Rules: the time that counts is the machine's own, not the wall clock's, which people and radios set. A machine that
slept shows as two ticks further apart than they can be; then it locks, whoever wakes it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

_TICK_MS: Final = 1_000
#: Seconds between two ticks that only sleep explains.
_SLEPT: Final = 30.0
_MINUTE: Final = 60.0

_SIGNS_OF_LIFE: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.DragMove,
    }
)


def boot_clock() -> float:
    """Return seconds that go on while the machine sleeps, where the system has such a clock."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class Idle(QObject):
    """Counts the time without a key or mouse. Install as event filter of the application."""

    cover = Signal()
    lock = Signal()

    def __init__(self, clock: Callable[[], float] = boot_clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._last_sign = self._last_tick = clock()
        self._cover_after = self._lock_after = 0.0
        self._covered = False
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self.tick)

    def begin(self, cover_minutes: int, lock_minutes: int) -> None:
        """Count from now on; also called when the choices change."""
        self._cover_after, self._lock_after = cover_minutes * _MINUTE, lock_minutes * _MINUTE
        self.sign_of_life()
        self._last_tick = self._clock()
        self._timer.start()

    def end(self) -> None:
        """Count no longer: what was to be locked is."""
        self._timer.stop()

    def sign_of_life(self) -> None:
        """Count anew: somebody is there."""
        self._last_sign = self._clock()
        self._covered = False

    def tick(self) -> None:
        """Look at the clock; once a second."""
        now = self._clock()
        slept, self._last_tick = now - self._last_tick > _SLEPT, now
        alone = now - self._last_sign
        if slept or alone >= self._lock_after:
            self._timer.stop()
            self.lock.emit()
        elif alone >= self._cover_after and not self._covered:
            self._covered = True
            self.cover.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count every key and movement as a sign of life; take none away."""
        if event.type() in _SIGNS_OF_LIFE:
            self.sign_of_life()
        return False
