"""How a blob is hashed: in ranges of 1 MiB, so that parts of it can be verified by themselves.

range hash = h("range", bytes)        blob hash = h("blob", size u64, range hash …)
"""

from __future__ import annotations

from typing import Final

from storage.crypto import Bytes, h
from storage.frames import FRAME

RANGE: Final = 1 << 20
"""Bytes of every range but the last."""
RANGE_FRAMES: Final = RANGE // FRAME
HASH: Final = 32


def count(size: int) -> int:
    """Give the number of ranges of a blob of `size` bytes."""
    return -(-size // RANGE)


def length(size: int, index: int) -> int:
    """Give the bytes of range `index` of a blob of `size` bytes."""
    return min(RANGE, size - index * RANGE)


def range_hash(data: Bytes) -> bytes:
    """Hash one range."""
    return h("range", data)


def blob_hash(size: int, hashes: bytes) -> bytes:
    """Hash a blob, given its size and the hashes of its ranges, one after the other."""
    return h("blob", size.to_bytes(8, "big"), *split(hashes))


def split(hashes: bytes) -> list[bytes]:
    """Take range hashes apart."""
    return [hashes[start : start + HASH] for start in range(0, len(hashes), HASH)]
