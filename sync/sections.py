"""The plaintext of a bundle, read section by section from its frames (docs/bundle-format.md, 4.4, 4.5).

What it does: give out authenticated bytes in order, and say of what does not verify whether it was changed, cut off,
or had something appended. What it does not: know what the sections mean, or whether the signature holds.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from storage.files import Readable, read_full
from storage.frames import FRAME, SEALED, Cut, Damaged, FrameError, FrameReader
from sync import sizes
from sync.outcomes import Outcome, Refusal

_ZEROS = bytes(FRAME)


class Sections:
    """What follows the head of a carrier of `size` bytes; `letter` when it must be of that length."""

    def __init__(self, key: bytes, head_hash: bytes, source: Readable, size: int, *, letter: bool) -> None:
        """Prepare; nothing is read yet.

        Raises:
            Refusal: cut_off, when no frame can end where the carrier does.
        """
        self._key = key
        self._aad = head_hash
        self._source = _Remembering(source)
        self._size = size
        self._letter = letter
        self._left = sizes.plain_length(size)
        try:
            self._frames = FrameReader(key, head_hash, self._source, size - sizes.HEAD)
        except Cut as error:
            raise Refusal(Outcome.CUT_OFF, "frame") from error

    def take(self, length: int) -> bytes:
        """Read the next `length` bytes at once.

        Raises:
            Refusal: damaged, cut_off.
        """
        self._claim(length)
        return self._read(length)

    def portions(self, length: int) -> Iterator[bytes]:
        """Yield the next `length` bytes, 64 KiB at a time. Raises as `take`."""
        self._claim(length)
        for done in range(0, length, FRAME):
            yield self._read(min(FRAME, length - done))

    def finish(self) -> None:
        """Make sure that only zeros are left, that nothing follows, and that the length is a class.

        Raises:
            Refusal: damaged, cut_off.
        """
        for data in self.portions(self._left):
            if data != _ZEROS[: len(data)]:
                raise Refusal(Outcome.DAMAGED, "padding")
        if read(self._source, 1):
            raise Refusal(Outcome.DAMAGED, "appended")
        if not self._has_length_of_its_kind():
            raise Refusal(Outcome.DAMAGED, "class")

    def _claim(self, length: int) -> None:
        """Refuse to read past the end: what the lengths promise was cut off, or, where all verifies, a lie."""
        if length > self._left:
            if sizes.frame_count(self._size) > 1:
                raise Refusal(Outcome.CUT_OFF, "lengths")
            self._read(self._left)
            raise Refusal(Outcome.DAMAGED, "lengths")
        self._left -= length

    def _read(self, length: int) -> bytes:
        try:
            return self._frames.read(length)
        except Cut as error:
            raise Refusal(Outcome.CUT_OFF, "frame") from error
        except Damaged as error:
            raise self._fault() from error

    def _fault(self) -> Refusal:
        """Tell the last frame of a cut or lengthened file from a frame that was changed.

        A file cut at exactly a class cannot be told from a changed one here: its signed lengths may (`_claim`).
        """
        if not self._frames.at_last or self._has_length_of_its_kind():
            return Refusal(Outcome.DAMAGED, "frame")
        if self._opens_when_shorter():
            return Refusal(Outcome.DAMAGED, "appended")
        return Refusal(Outcome.CUT_OFF, "frame")

    def _has_length_of_its_kind(self) -> bool:
        return self._size == sizes.LETTER if self._letter else sizes.is_class(self._size)

    def _opens_when_shorter(self) -> bool:
        """Tell whether the last frame opens when the file is taken for one of the next smaller lengths."""
        index = sizes.frame_count(self._size) - 1
        start = sizes.HEAD + index * SEALED
        last = self._source.tail[start - self._size :]
        total = min(self._size, sizes.LETTER) if self._letter else sizes.class_at_most(self._size)
        while start < total < self._size:
            frame = io.BytesIO(last[: total - start])
            try:
                FrameReader(self._key, self._aad, frame, total - sizes.HEAD, index).read(1)
            except FrameError:
                total = sizes.class_at_most(total - 1)
            else:
                return True
        return False


class _Remembering:
    """A source that keeps the last frame it gave, so that a frame at fault can be looked at again."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self.tail = b""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Read on, as the source does."""
        got = self._source.readinto(buffer) or 0
        kept = self.tail if got < SEALED else b""
        self.tail = (kept + bytes(buffer[max(got - SEALED, 0) : got]))[-SEALED:]
        return got


def read(source: Readable, length: int) -> bytes:
    """Read `length` bytes, or all there are."""
    buffer = bytearray(length)
    return bytes(buffer[: read_full(source, memoryview(buffer))])
