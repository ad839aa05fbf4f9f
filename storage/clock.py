"""The clock, as an argument. It orders nothing and destroys nothing; it is shown to people."""

from __future__ import annotations

import time
from collections.abc import Callable

Clock = Callable[[], int]
"""Gives seconds since 1970 UTC."""


def now() -> int:
    """Give the time of this machine, right or wrong."""
    return int(time.time())
