"""Exit statuses: the contract with scripts (cli.md), and how an error becomes one.

Errors come in three families; the third, a bug, is everything that is not a SidingError. What is printed about a bug
names places in our own code and the kind of error, never its message: that may hold somebody's name.
"""

import traceback
from enum import IntEnum
from pathlib import Path

from storage.errors import MachineError, SidingError


class Exit(IntEnum):
    """What the process returns."""

    DONE = 0
    BUG = 1
    USAGE = 2
    REFUSED = 3
    PASSPHRASE = 4
    MACHINE = 5
    INTERRUPTED = 130


_BY_SLUG = {"wrong_passphrase": Exit.PASSPHRASE, "no_store": Exit.USAGE, "no_passphrase": Exit.USAGE}


def of(error: SidingError) -> Exit:
    """Return the status for an error that we know."""
    if isinstance(error, MachineError):
        return Exit.MACHINE
    return _BY_SLUG.get(error.slug, Exit.REFUSED)


def places(error: BaseException) -> list[str]:
    """Describe a bug without its message: the chain of error types, and file, line and function of each frame."""
    lines = []
    root = str(Path(__file__).parents[2])
    for frame in traceback.extract_tb(error.__traceback__):
        name = frame.filename.removeprefix(root).replace("\\", "/").lstrip("/")
        short = name if frame.filename.startswith(root) and "site-packages" not in name else Path(name).name
        lines.append(f"  {short}:{frame.lineno} {frame.name}")
    return [type(error).__name__, *lines[-12:]]
