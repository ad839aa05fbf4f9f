"""One blob, or a part of one, as a file: random name, own random key, framed, of Padmé length.

    frames of the bytes ‖ random bytes up to padme(length of the frames)

What it does not: know rows, names or transactions (`blobs`, `staging`). Memory stays flat at any size.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Final

from storage import ranges
from storage.crypto import KEY, Bytes, padme
from storage.errors import UserError, translated
from storage.files import Files, InFile, Readable, read_full
from storage.frames import FRAME, SEALED, FrameError, FrameReader, FrameWriter, sealed_length
from storage.progress import Progress
from storage.ranges import RANGE

Rng = Callable[[int], bytes]

AAD: Final = b"blob"
NAME: Final = re.compile(r"[0-9a-f]{24}")
_PADDING: Final = 1 << 20
_AHEAD: Final = 4
"""Ranges that may wait for their hash: what attaching holds in memory, in MiB."""
_HASHERS: Final = 2


class BlobWriter:
    """Writes one new file. It belongs to nobody until a row names it."""

    def __init__(self, directory: Path, files: Files, rng: Rng) -> None:
        self.file = rng(12).hex()
        self.key = rng(KEY)
        self._directory = directory
        self._files = files
        self._rng = rng
        self._out = files.open_new(directory / self.file)
        self._frames = FrameWriter(self.key, AAD, self._out.write)

    def write(self, data: Bytes) -> None:
        """Append `data`."""
        self._frames.write(data)

    def finish(self) -> None:
        """Pad it and bring it to the disk, name included."""
        written = self._frames.close()
        missing = padme(written) - written
        while missing:
            noise = self._rng(min(missing, _PADDING))
            self._out.write(noise)
            missing -= len(noise)
        self._out.finish()
        self._files.fsync_dir(self._directory)

    def abandon(self) -> None:
        """Remove what was written, as far as the machine allows; nothing is raised."""
        self._out.abandon()


class BlobReader:
    """Reads one file from any place; what was changed on the disk is refused, not returned."""

    def __init__(self, source: InFile, key: bytes, size: int) -> None:
        self.size = size
        self._source = source
        self._key = key
        self.seek(0)

    @classmethod
    def open(cls, directory: Path, files: Files, file: str, key: bytes, size: int) -> BlobReader:
        """Open the file that holds `size` bytes under `key`.

        Raises:
            UserError: damaged_blob, when it is not there.
        """
        if not files.exists(directory / file):
            raise UserError("damaged_blob", missing=1)
        return cls(files.open_read(directory / file), key, size)

    def seek(self, offset: int) -> None:
        """Let the next read begin at `offset`, up to `size`."""
        if not 0 <= offset <= self.size:
            raise ValueError("outside the blob")
        first = min(offset // FRAME, (self.size - 1) // FRAME)
        self._source.seek(first * SEALED)
        self._frames = FrameReader(self._key, AAD, self._source, sealed_length(self.size), first)
        self._skip = offset - first * FRAME

    def read(self, size: int) -> bytes:
        """Give exactly `size` bytes, fewer only at the end.

        Raises:
            UserError: damaged_blob.
        """
        try:
            while self._skip:
                self._skip -= len(self._frames.read(self._skip))
            return self._frames.read(size)
        except FrameError as error:
            raise UserError("damaged_blob", why=error.slug) from error

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill `buffer` as far as the blob goes; give the bytes. Raises as `read`; faster for large buffers."""
        if self._skip:
            piece = self.read(len(buffer))
            buffer[: len(piece)] = piece
            return len(piece)
        try:
            return self._frames.readinto(buffer)
        except FrameError as error:
            raise UserError("damaged_blob", why=error.slug) from error

    def close(self) -> None:
        """Close the file."""
        self._source.close()

    def __enter__(self) -> BlobReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def copy_in(source: Readable, writer: BlobWriter, total: int, progress: Progress) -> tuple[int, bytes]:
    """Write `source` through `writer`, hashing ranges beside it; give size and range hashes.

    Hashing is the slowest of the three, and hashlib lets go of the interpreter for it: other threads do it while
    this one reads, seals and writes.
    """
    hashes = bytearray()
    size = 0
    waiting: deque[Future[bytes]] = deque()
    buffers = [memoryview(bytearray(RANGE)) for _ in range(_AHEAD)]
    with ThreadPoolExecutor(_HASHERS) as pool:
        index = 0
        while True:
            if len(waiting) == _AHEAD:
                hashes += waiting.popleft().result()
            buffer = buffers[index % _AHEAD]
            with translated(str(getattr(source, "name", "source"))):
                got = read_full(source, buffer)
            if got:
                waiting.append(pool.submit(ranges.range_hash, buffer[:got]))
                writer.write(buffer[:got])
                size += got
                index += 1
                progress(size, max(size, total))
            if got < RANGE:
                break
        for future in waiting:
            hashes += future.result()
    return size, bytes(hashes)
