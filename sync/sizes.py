"""The lengths a bundle can have, and what fits in them. Pure arithmetic (docs/bundle-format.md, 2).

Rules:
- a length says a class and nothing else: 3,840 bytes, 16, 64, 256 KiB, 1 MiB, then Padmé of the whole length;
- replies and invitations are *letters*: 8,192 bytes, always;
- a class whose last frame would hold no byte is skipped: frames hold 1 to 65,536 bytes.
"""

from __future__ import annotations

from storage.crypto import TAG, padme
from storage.frames import SEALED, sealed_length

HEAD = 1250
SIGNATURE_AND_LENGTH = 64 + 4
SMALLEST = 3840
LETTER = 8192
MAX_MANIFEST = 1 << 20
MAX_SIZE = 64 << 30

_FIXED = (SMALLEST, 16 << 10, 64 << 10, 256 << 10, 1 << 20)


def plain_length(total: int) -> int:
    """Count the plaintext bytes in the frames of a bundle of `total` bytes, padding included."""
    return total - HEAD - TAG * frame_count(total)


def frame_count(total: int) -> int:
    """Count the frames of a bundle of `total` bytes."""
    return -(-(total - HEAD) // SEALED)


def room(total: int, opening: int = 0) -> int:
    """Count the bytes a bundle of this class leaves for manifest, changes and ranges together."""
    return plain_length(total) - opening - SIGNATURE_AND_LENGTH


CAPACITY = room(SMALLEST)


def class_size(plain: int) -> int:
    """Find the smallest class, in bytes of the whole bundle, whose frames hold `plain` bytes."""
    total = HEAD + sealed_length(plain)
    for size in _FIXED:
        if total <= size:
            return size
    total = padme(total)
    while not is_class(total):
        total = padme(total + 1)
    return total


def is_class(total: int) -> bool:
    """Tell whether a bundle that is no letter can have this length."""
    return total in _FIXED or (total > _FIXED[-1] and padme(total) == total and _last_frame_holds(total))


def class_at_most(size: int) -> int:
    """Find the largest class that is not over `size`; 0 when even the smallest is.

    It is what a file of another length was before somebody appended to it.
    """
    while size > _FIXED[-1]:
        exponent = size.bit_length() - 1
        size -= size % (1 << (exponent - exponent.bit_length()))
        if is_class(size):
            return size
        size -= 1
    return max((fixed for fixed in _FIXED if fixed <= size), default=0)


def _last_frame_holds(total: int) -> bool:
    """Tell whether the last frame of `total` bytes has at least one byte beside its tag."""
    return not 0 < (total - HEAD) % SEALED <= TAG
