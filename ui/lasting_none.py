"""Keeps Python alive under a fault of Qt's bindings.

PySide6 6.12.0 gives None back without counting it: every call into Qt that returns nothing takes one reference away.
From Python 3.12 on None cannot die; before, the interpreter aborts after some ten thousand calls ("none_dealloc"),
a minute of painting. Earlier bindings do not have the fault, but have no PDF reader of their own package. So None is
given more references than any program could use up, which is what later Pythons do too. Decision 0016.
"""

import ctypes
import sys
from typing import Final

_PLENTY: Final = 1 << 40


def let_none_last() -> None:
    """Make None outlive lost references, where it would not by itself. Doing it again changes nothing."""
    if (
        sys.version_info >= (3, 12)
        or sys.implementation.name != "cpython"
        or hasattr(sys, "gettotalrefcount")
    ):
        return
    count = ctypes.c_ssize_t.from_address(id(None))
    if count.value < _PLENTY:
        count.value += _PLENTY
