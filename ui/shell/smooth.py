"""Keeps the GUI thread from waiting for the interpreter while the other threads are busy.

Python runs one thread at a time. A thread that computes keeps its turn for 5 ms when another asks, and the GUI asks at every
event; so turns are made short. And the garbage collector stops all threads while it looks at everything that is there, which is
mostly code that never goes: that is set aside, and it looks less often. What this gains is measured in tests/bench/bench_people.py.
"""

from __future__ import annotations

import gc
import sys
from typing import Final

_TURN_SECONDS: Final = 0.0005
#: After how many new containers it looks at the new ones; after how many such looks at older ones. Reading the order of twenty
#: thousand lines makes a hundred thousand that go again by themselves.
_COLLECT: Final = (5_000, 20, 50)


def smooth() -> None:
    """Do both; call it once the program's modules are loaded."""
    sys.setswitchinterval(_TURN_SECONDS)
    gc.freeze()
    gc.set_threshold(*_COLLECT)
