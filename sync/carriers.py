"""A carrier that cannot be read is that carrier's misfortune, not the end of an import: its errors become its outcome.

Errors of our own disk, met while a bundle is staged, stay what they are.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from storage.errors import SidingError
from sync.channels import Source
from sync.envelope import Carrier
from sync.outcomes import Outcome, Refusal


class _Read:
    """Passes calls on, and says of a read that failed what it means for the bundle."""

    def __init__(self, carrier: Carrier, tell: Callable[[int], None]) -> None:
        self._carrier = carrier
        self._tell = tell

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Read into a buffer as the carrier does."""
        try:
            got = self._carrier.readinto(buffer)
        except SidingError as error:
            raise _unreadable(error) from error
        self._tell(got or 0)
        return got

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move as the carrier does."""
        try:
            return self._carrier.seek(offset, whence)
        except SidingError as error:
            raise _unreadable(error) from error


def _unreadable(error: SidingError) -> Refusal:
    return Refusal(Outcome.CUT_OFF, error.slug)


@contextmanager
def opened_carrier(source: Source, tell: Callable[[int], None]) -> Iterator[Carrier]:
    """Open a carrier for reading once; `tell` hears how many bytes each read gave, and may raise to stop it.

    Raises: Refusal cut_off, now or while it is read, when it cannot be.
    """
    try:
        carrier = source.open()
    except SidingError as error:
        raise _unreadable(error) from error
    with carrier:
        yield _Read(carrier, tell)
