"""A new file that is whole or not there: what the file and the stick channel have in common.

Order: temporary name → bytes → time stamp → fsync → rename → fsync of the directory → (stick: read back). Whatever
fails on the way removes both names, as far as the medium still lets us.

Rules:
- names say nothing: twelve random characters of [a-z0-9] and `.bin`; the time stamp is the day;
- a temporary name proves itself (its last four characters follow from the first eight), so that what a crash left
  can be removed later without ever touching a file of somebody else.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from storage.clock import Clock
from storage.crypto import h
from storage.errors import MachineError, SidingError, UserError, translated
from storage.files import Files, OutFile

SUFFIX: Final = ".bin"
TEMPORARY: Final = ".tmp"
DAY: Final = 86_400
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
_PROOF: Final = 4
_TEMPORARY = re.compile(r"[a-z0-9]{12}\.tmp")
NEUTRAL: Final = re.compile(r"[a-z0-9]{12}\.bin")

Rng = Callable[[int], bytes]
ReadBack = Callable[[Path, int], tuple[bytes, bool]]
"""Reads a file from its medium: its BLAKE2b-256, and whether that went past the machine's cache."""


def neutral_name(rng: Rng, length: int = 12) -> str:
    """Return random characters of [a-z0-9]."""
    value = int.from_bytes(rng(2 * length), "big")
    return "".join(_ALPHABET[value // len(_ALPHABET) ** place % len(_ALPHABET)] for place in range(length))


def temporary_name(rng: Rng) -> str:
    """Return a name that `is_leftover` knows again."""
    start = neutral_name(rng, 12 - _PROOF)
    return start + _proof(start) + TEMPORARY


def is_leftover(name: str) -> bool:
    """Tell whether a file of this name was begun by us and never finished."""
    start = name[: 12 - _PROOF]
    return bool(_TEMPORARY.fullmatch(name)) and name == start + _proof(start) + TEMPORARY


def _proof(start: str) -> str:
    return neutral_name(lambda size: h("temporary name", start.encode(), size=size), _PROOF)


class Written:
    """A bundle being written; `path` is where it will be, `verified` whether it was read back past the cache."""

    def __init__(self, out: OutFile, path: Path, read_back: ReadBack | None) -> None:
        self.path = path
        self.verified = False
        self._out = out
        self._read_back = read_back
        self._size = 0
        self._hash = hashlib.blake2b(digest_size=32)

    def write(self, data: bytes | memoryview) -> None:
        """Append all of `data`."""
        self._out.write(data)
        if self._read_back is not None:  # hashing takes as long as sealing: only where it is compared
            self._hash.update(data)
            self._size += len(data)

    def compare(self) -> None:
        """Read the file back, if that is wanted, and compare it with what was written.

        Raises:
            MachineError: read_back_differs.
        """
        if self._read_back is None:
            return
        digest, past_the_cache = self._read_back(self.path, self._size)
        if digest != self._hash.digest():
            raise MachineError("read_back_differs", path=str(self.path))
        self.verified = past_the_cache


@contextmanager
def new_file(
    final: Path, *, files: Files, rng: Rng, now: Clock, read_back: ReadBack | None = None
) -> Iterator[Written]:
    """Write a file that gets the name `final` when it is whole; nothing is overwritten.

    Raises:
        UserError: file_exists.
        MachineError: what the machine has against it; read_back_differs, when the medium returned other bytes.
    """
    if os.path.lexists(final):
        raise UserError("file_exists", path=str(final))
    out = files.open_new(final.parent / temporary_name(rng))
    written = Written(out, final, read_back)
    try:
        yield written
        _stamp(out.path, now())
        out.finish()
        if os.path.lexists(final):
            raise UserError("file_exists", path=str(final))
    except BaseException:
        out.abandon()
        raise
    try:
        files.rename(out.path, final)
        written.compare()
    except BaseException:
        _remove(files, out.path, final)
        raise


def _stamp(path: Path, now: int) -> None:
    day = now - now % DAY
    with translated(path):
        os.utime(path, (day, day))


def _remove(files: Files, *paths: Path) -> None:
    for path in paths:
        with suppress(SidingError):
            files.unlink(path)
    with suppress(SidingError):
        files.fsync_dir(paths[0].parent)
