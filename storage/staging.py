"""Ranges of a blob as they arrive in a bundle: to a file at once, to a row with the bundle's transaction.

- The caller has verified each range against the hash in the bundle's signed manifest, and hands them over in order.
- `finish` brings the file to the disk before the transaction; `commit` writes the row in it. Until then `abort`
  removes everything, and so does the next opening of the store.
- Ranges 0 to the last in one go are the blob, if the hash of their hashes is its hash. Fewer are a part; parts
  that one peer sent are joined later (`Blobs.assemble`), and only then held against the blob's hash.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum

from storage import ranges
from storage.blob_files import BlobWriter
from storage.crypto import Bytes
from storage.errors import UserError


@dataclass(frozen=True, slots=True)
class Stored:
    """A finished file that holds the ranges `first` and following of a blob; all of them if it is whole."""

    hash: bytes
    size: int
    key: bytes
    file: str
    hashes: bytes
    first: int = 0

    @property
    def count(self) -> int:
        """Give the number of ranges in the file."""
        return len(self.hashes) // ranges.HASH

    @property
    def whole(self) -> bool:
        """Tell whether the file holds all of the blob."""
        return self.first == 0 and self.count == ranges.count(self.size)

    @property
    def length(self) -> int:
        """Give the bytes of the blob that the file holds."""
        return min(self.size, (self.first + self.count) * ranges.RANGE) - self.first * ranges.RANGE


class Staged(Enum):
    """What became of ranges that arrived."""

    WHOLE = "whole"
    PART = "part"
    HELD = "held"


class Staging:
    """A file for consecutive ranges of one blob, beginning with range `first`."""

    def __init__(self, blob_hash: bytes, size: int, first: int, writer: BlobWriter) -> None:
        self._hash = blob_hash
        self._size = size
        self._first = first
        self._writer = writer
        self._hashes = bytearray()

    def add(self, data: Bytes, range_hash: bytes) -> None:
        """Append the next range, whole and verified.

        Raises:
            UserError: damaged_blob, when it has not the length that a range there has.
        """
        index = self._first + len(self._hashes) // ranges.HASH
        if len(data) != ranges.length(self._size, index) or not data:
            raise UserError("damaged_blob", range=index)
        self._writer.write(data)
        self._hashes += range_hash

    def finish(self) -> Stored:
        """Bring the file to the disk; the result is for `Blobs.keep`.

        Raises:
            UserError: damaged_blob, for a whole blob that is not the one it was said to be.
        """
        stored = Stored(
            self._hash, self._size, self._writer.key, self._writer.file, bytes(self._hashes), self._first
        )
        if not stored.count:
            raise UserError("damaged_blob", range=self._first)
        if stored.whole and ranges.blob_hash(stored.size, stored.hashes) != stored.hash:
            raise UserError("damaged_blob")
        self._writer.finish()
        return stored

    def abort(self) -> None:
        """Remove the file, as far as the machine allows; nothing is raised."""
        self._writer.abandon()


def cover(parts: list[Stored]) -> list[tuple[Stored, int, int]]:
    """Choose (part, ranges to skip in it, ranges to take) that make up a blob; empty when ranges are missing.

    Parts that claim different sizes for one blob are not mixed: at most one of the sizes is true.
    """
    by_size: dict[int, list[Stored]] = defaultdict(list)
    for part in parts:
        by_size[part.size].append(part)
    for size, group in by_size.items():
        chosen: list[tuple[Stored, int, int]] = []
        at, end = 0, ranges.count(size)
        while at < end:
            best = max(
                (part for part in group if part.first <= at),
                key=lambda part: part.first + part.count,
                default=None,
            )
            if best is None or best.first + best.count <= at:
                break
            take = best.first + best.count - at
            chosen.append((best, at - best.first, take))
            at += take
        else:
            return chosen
    return []
