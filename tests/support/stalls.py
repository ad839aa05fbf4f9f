"""How long the GUI stands still: a timer ticks every 5 ms while somebody works, and the longest gap between two ticks counts.

Offscreen, in this process. What it does not: wait by sleeping; steps are timers like the ticks, so that the loop runs as it
does for people.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEventLoop, Qt, QTimer

Step = Callable[[], object]

_TICK_MS = 5


def longest_gap(steps: Iterable[Step], every_ms: int, until: Callable[[], bool]) -> float:
    """Do a step every so often, then go on until something is true; return the longest gap between ticks in milliseconds."""
    loop = QEventLoop()
    gaps = [0.0]
    last = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        gaps[0] = max(gaps[0], (now - last[0]) * 1000)
        last[0] = now

    walk = iter(steps)

    def go_on() -> None:
        step = next(walk, None)
        if step is not None:
            step()
        elif until():
            loop.quit()

    ticks, work = QTimer(), QTimer()
    for timer, interval, call in ((ticks, _TICK_MS, tick), (work, every_ms, go_on)):
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(interval)
        timer.timeout.connect(call)
        timer.start()
    loop.exec()
    for timer in (ticks, work):
        timer.stop()
    return gaps[0]
