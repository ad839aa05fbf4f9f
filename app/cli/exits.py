"""Exit statuses: the contract with scripts (cli.md), and how an error becomes one.

Errors come in three families; the third, a bug, is everything that is not a SidingError. What is printed about a bug
names places in our own code and the kind of error, never its message: that may hold somebody's name.
"""

from enum import IntEnum

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
