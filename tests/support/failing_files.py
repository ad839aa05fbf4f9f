"""File systems for tests: one that fails, or dies, at the Nth call, and one that does not wait for the disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from storage.files import Files

CALLS = (
    "_open",
    "_read",
    "_read_at",
    "_write",
    "_fsync",
    "_close",
    "_replace",
    "_unlink",
    "_mkdir",
    "_rmdir",
    "_list",
)


class Killed(BaseException):
    """The process died here: nothing below it may tidy up on the disk."""


class FastFiles(Files):
    """Does everything but wait for the disk. For tests in which nothing loses power."""

    synchronous = "OFF"

    def _fsync(self, fd: int) -> None:
        pass


class FailingFiles(FastFiles):
    """Counts its calls to the system; call number `at` (from 1) fails with `errno`, or kills.

    A failed call does nothing, except that a failed close closes and a failed write writes half, as real ones do.
    Killing stays: every later call kills too, and a killed write has written half. `forever` lets a failure stay
    as well: a disk that is full is full for the next write too.
    """

    def __init__(self, at: int = 0, errno: int | None = None, *, forever: bool = False) -> None:
        self.at = at
        self.errno = errno
        self.forever = forever
        self.calls = 0
        self.log: list[str] = []

    def _due(self) -> bool:
        self.calls += 1
        if not self.at:
            return False
        if self.forever or self.errno is None:
            return self.calls >= self.at
        return self.calls == self.at


def _failing(name: str) -> Any:
    def call(self: FailingFiles, *args: Any) -> Any:
        real = getattr(FastFiles, name)
        self.log.append(name)
        if not self._due():
            return real(self, *args)
        if name == "_close":
            real(self, *args)
        if name == "_write" and self.calls == self.at:
            fd, data = args
            os.write(fd, data[: len(data) // 2])
        if self.errno is None:
            raise Killed(name)
        path = next((str(arg) for arg in args if isinstance(arg, Path)), None)
        raise OSError(self.errno, os.strerror(self.errno), path)

    return call


for _name in CALLS:
    setattr(FailingFiles, _name, _failing(_name))
