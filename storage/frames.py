"""Framed encryption of long byte streams, for attachments and bundles (STREAM: Hoang, Reyhanitabar, Rogaway, Vizár).

    frame i = ChaCha20-Poly1305(key, nonce = i u88 ‖ last? u8, aad, at most 64 KiB)

- Every frame but the last holds 64 KiB, the last one 1 byte to 64 KiB, and only it is flagged: frames cannot be
  cut, moved, repeated or followed by anything.
- Nothing of a frame is given out before it has opened. What it does not: verify a stream as a whole before its
  first bytes are given out; whoever needs that holds them back.
- A key encrypts one stream, ever. An empty stream has no spelling.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from storage.crypto import TAG, Bytes, Forged, FrameCipher
from storage.errors import UserError
from storage.files import Readable, read_full

FRAME: Final = 1 << 16
"""Bytes of plaintext in every frame but the last."""
SEALED: Final = FRAME + TAG
"""Bytes of every sealed frame but the last."""
_BATCH: Final = 16
_INDEX: Final = 11


class FrameError(UserError):
    """The stream is not what was written."""


class Cut(FrameError):  # noqa: N818 - names what was found
    """It ends before its last frame."""

    def __init__(self) -> None:
        super().__init__("cut_off")


class Damaged(FrameError):  # noqa: N818 - names what was found
    """A frame does not open, or something follows the last one."""

    def __init__(self) -> None:
        super().__init__("damaged")


def sealed_length(length: int) -> int:
    """Give the bytes that `length` bytes of plaintext become."""
    return length + TAG * -(-length // FRAME)


def _nonce(index: int, last: bool) -> bytes:
    return index.to_bytes(_INDEX, "big") + bytes((last,))


class FrameWriter:
    """Seals what is written to it and hands the frames to `out`, about 1 MiB at a time.

    `out` has used the view it is given when it returns; the memory is written again.
    """

    def __init__(self, key: bytes, aad: bytes, out: Callable[[memoryview], object]) -> None:
        self._cipher = FrameCipher(key)
        self._aad = aad
        self._out = out
        self._index = 0
        self._pending = memoryview(bytearray(FRAME))
        self._filled = 0
        self._batch = memoryview(bytearray(_BATCH * SEALED))
        self._batched = 0
        self._written = 0

    def write(self, data: Bytes) -> None:
        """Append `data`; the latest 64 KiB are held back, for they may be the last."""
        view = memoryview(data)
        while view:
            if self._filled == FRAME:
                self._seal(self._pending, last=False)
                self._filled = 0
            if not self._filled and len(view) > FRAME:
                self._seal(view[:FRAME], last=False)
                view = view[FRAME:]
                continue
            taken = min(FRAME - self._filled, len(view))
            self._pending[self._filled : self._filled + taken] = view[:taken]
            self._filled += taken
            view = view[taken:]

    def close(self) -> int:
        """Seal the last frame; give the bytes that went out in all.

        Raises:
            ValueError: nothing was ever written.
        """
        if not self._filled:
            raise ValueError("an empty stream has no last frame")
        self._seal(self._pending[: self._filled], last=True)
        self._filled = 0
        self._flush()
        return self._written

    def _seal(self, plain: memoryview, *, last: bool) -> None:
        end = self._batched + len(plain) + TAG
        nonce = _nonce(self._index, last)
        self._cipher.seal_into(nonce, plain, self._aad, self._batch[self._batched : end])
        self._index += 1
        self._batched = end
        if end > len(self._batch) - SEALED:
            self._flush()

    def _flush(self) -> None:
        self._out(self._batch[: self._batched])
        self._written += self._batched
        self._batched = 0


class FrameReader:
    """Opens `total` bytes of frames from `source`, beginning with frame `first` (where `source` stands)."""

    def __init__(self, key: bytes, aad: bytes, source: Readable, total: int, first: int = 0) -> None:
        """Prepare; nothing is read yet.

        Raises:
            Cut: `total` (of all frames, those before `first` included) cannot end in a last frame.
        """
        self._cipher = FrameCipher(key)
        self._aad = aad
        self._source = source
        self._index = first
        self._frames = -(-total // SEALED)
        self._last_size = total - (self._frames - 1) * SEALED
        if total <= 0 or self._last_size <= TAG:
            raise Cut
        size = min(_BATCH, max(self._frames - first, 0))
        self._sealed = memoryview(bytearray(size * SEALED))
        self._plain = memoryview(bytearray(size * FRAME))
        self._ready = self._plain[:0]

    @property
    def at_end(self) -> bool:
        """Tell whether the last frame has been opened and given out whole."""
        return not self._ready and self._index >= self._frames

    @property
    def at_last(self) -> bool:
        """Tell whether only the last frame is still to be opened: after `Damaged`, whether it was that one."""
        return self._index == self._frames - 1

    def read(self, size: int) -> bytes:
        """Give exactly `size` bytes, fewer only at the end of the stream.

        Raises:
            Cut: the source ended before the last frame.
            Damaged: a frame did not open.
        """
        if size <= len(self._ready):
            return self._take(size)
        pieces = []
        while size and (self._ready or self._fill()):
            piece = self._take(min(size, len(self._ready)))
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def _take(self, size: int) -> bytes:
        piece = bytes(self._ready[:size])
        self._ready = self._ready[size:]
        return piece

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill `buffer` as far as the stream goes; give the bytes written into it. Raises as `read`."""
        done = 0
        while done < len(buffer):
            room = buffer[done:]
            if not self._ready and len(room) >= len(self._plain):
                got = self._open_batch(room)  # large reads skip a copy
                if not got:
                    break
                done += got
                continue
            if not self._ready and not self._fill():
                break
            taken = min(len(room), len(self._ready))
            room[:taken] = self._ready[:taken]
            self._ready = self._ready[taken:]
            done += taken
        return done

    def _fill(self) -> bool:
        self._ready = self._plain[: self._open_batch(self._plain)]
        return bool(self._ready)

    def _open_batch(self, out: memoryview) -> int:
        """Read and open the next frames into `out`; give the bytes of plaintext, 0 at the end."""
        count = min(len(self._sealed) // SEALED, self._frames - self._index)
        if count <= 0:
            return 0
        ends = self._index + count == self._frames
        size = (count - 1) * SEALED + self._last_size if ends else count * SEALED
        if read_full(self._source, self._sealed[:size]) < size:
            raise Cut
        done = 0
        for start in range(0, size, SEALED):
            frame = self._sealed[start : min(start + SEALED, size)]
            self._open(frame, out[done : done + len(frame) - TAG])
            done += len(frame) - TAG
        return done

    def _open(self, frame: memoryview, out: memoryview) -> None:
        last = self._index == self._frames - 1
        try:
            self._cipher.open_into(_nonce(self._index, last), frame, self._aad, out)
        except Forged as error:
            raise self._fault(frame, last) from error
        self._index += 1

    def _fault(self, frame: memoryview, last: bool) -> FrameError:
        """Tell a stream cut between frames from a damaged one: its end opens as a frame in the middle."""
        if not last:
            return Damaged()
        try:
            self._cipher.open(_nonce(self._index, False), frame, self._aad)
        except Forged:
            return Damaged()
        return Cut()
