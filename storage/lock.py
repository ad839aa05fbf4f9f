"""The `lock` file: one process at a time has a store open; and how many unlocks failed.

- The operating system holds the lock and drops it when the process dies, however it dies: a `lock` file that
  nobody holds is stale, means nothing, and is taken.
- The count tells the next person who unlocks that somebody tried (P4). It locks nobody out and is not
  protected: whoever can write files can reset it.
- The file is 32 bytes that look random, whatever the count.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from storage.crypto import h
from storage.errors import MachineError, translated

_SALT = 16
_BUSY = {errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK, errno.EDEADLK}


class Lock:
    """A held lock. Releasing it twice is fine."""

    def __init__(self, path: Path, rng: Callable[[int], bytes] = os.urandom) -> None:
        """Take the lock at `path`.

        Raises:
            MachineError: busy, when a living process holds it.
        """
        self._path = path
        self._rng = rng
        with translated(path):
            fd = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        self._fd: int | None = fd
        try:
            _take(fd, path)
            self.failed = self._read()
        except BaseException:
            self.release()
            raise

    def count_failure(self) -> int:
        """Note one more failed unlock; give their number since the last good one."""
        self.failed += 1
        self._write()
        return self.failed

    def clear_failures(self) -> None:
        """Start counting again from nothing."""
        if self.failed:
            self.failed = 0
            self._write()

    def release(self) -> None:
        """Let others in. The file stays: removing it would let two processes hold two files of one name."""
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)

    @property
    def _handle(self) -> int:
        if self._fd is None:
            raise ValueError("released")
        return self._fd

    def _read(self) -> int:
        with translated(self._path):
            os.lseek(self._handle, 0, os.SEEK_SET)
            data = os.read(self._handle, 2 * _SALT)
        if len(data) != 2 * _SALT:
            self.failed = 0
            self._write()
            return 0
        plain = _masked(data[:_SALT], data[_SALT:])
        # Whatever does not end in zeros was not written by us, and no reason to refuse anybody.
        return int.from_bytes(plain[:4], "big") if not any(plain[4:]) else 0

    def _write(self) -> None:
        salt = self._rng(_SALT)
        with suppress(OSError):  # a full disk is no reason to say anything else than "wrong passphrase"
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.write(self._handle, salt + _masked(salt, self.failed.to_bytes(4, "big").ljust(_SALT, b"\0")))


def _masked(salt: bytes, data: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(data, h("lock", salt, size=_SALT), strict=True))


def _take(fd: int, path: Path) -> None:
    try:
        if sys.platform == "win32":  # pragma: no cover
            import msvcrt

            os.lseek(fd, 1 << 30, os.SEEK_SET)  # far behind the data, which must stay readable
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _BUSY:
            raise MachineError("busy", path=str(path)) from error
        with translated(path):
            raise
