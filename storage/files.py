"""Everything that touches the operating system: durable replacement, new files, locks, dumps.

What it does not: know what is in a file. SQLCipher does its own input and output.

- Methods with a name raise `MachineError`; the underscored ones beneath are the single calls to the system,
  raise `OSError`, and are what tests make fail one by one.
- A file is replaced by writing its neighbour `<name>.new`, fsync, rename, fsync of the directory:
  whoever looks, after whatever crash, finds the old bytes or the new ones.
- New files are for the owner's eyes only (0600, directories 0700).
"""

from __future__ import annotations

import ctypes
import io
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from storage.errors import translated

_BINARY = getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
_FRESH = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY
_PR_SET_DUMPABLE = 4
NEW_SUFFIX = ".new"


class Readable(Protocol):
    """Whatever bytes can be read from into a buffer: an open file, a socket-less stream."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Fill `buffer` from the start; give the number of bytes, 0 at the end."""
        ...


class Files:
    """The file system, as an argument: production uses this class, tests a subclass that fails."""

    synchronous = "FULL"
    """How hard the database insists on the disk; simulations say OFF."""

    def read(self, path: Path, limit: int = 1 << 20) -> bytes | None:
        """Read a small file, at most `limit` bytes of it; None when there is none."""
        with translated(path):
            try:
                fd = self._open(path, os.O_RDONLY | _BINARY)
            except FileNotFoundError:
                return None
            try:
                data = b""
                while len(data) < limit and (piece := self._read(fd, limit - len(data))):
                    data += piece
                return data
            finally:
                self._close(fd)

    def replace_durably(self, path: Path, data: bytes, *, wipe: bool = False) -> None:
        """Replace a small file, or make it; after a crash it is the old one or the new one, whole.

        With `wipe` the old bytes are then overwritten where they lie: all that a program can do (not on Windows).

        Raises:
            MachineError: with `replaced`, when the new file is in place and only its name may not be durable.
        """
        new = path.with_name(path.name + NEW_SUFFIX)
        with translated(path):
            old = self._open_old(path) if wipe else None
            try:
                try:
                    self._write_fresh(new, data)
                    self._replace(new, path)
                except OSError:
                    with suppress(OSError):
                        self._unlink(new)
                    raise
                with translated(path, replaced=1):
                    self._fsync_dir(path.parent)
                self._wipe(old)
            finally:
                if old is not None:
                    with suppress(OSError):
                        self._close(old)

    def _open_old(self, path: Path) -> int | None:
        if (
            sys.platform == "win32"
        ):  # pragma: no cover - an open file cannot be replaced there, so none is wiped
            return None
        try:
            return self._open(path, os.O_WRONLY | _BINARY)
        except FileNotFoundError:
            return None

    def _write_fresh(self, path: Path, data: bytes) -> None:
        fd = self._open(path, _FRESH)
        try:
            self._write_all(fd, data)
            self._fsync(fd)
        finally:
            self._close(fd)

    def _wipe(self, fd: int | None) -> None:
        """Overwrite a file that has lost its name; the new one is in place, so failing is no failure."""
        if fd is None:
            return
        with suppress(OSError):
            self._write_all(fd, os.urandom(os.fstat(fd).st_size))
            self._fsync(fd)

    def overwrite(self, path: Path, data: bytes) -> None:
        """Write over the bytes of a file in place, durably. Not atomic: for erasing."""
        with translated(path):
            fd = self._open(path, os.O_WRONLY | _BINARY)
            try:
                self._write_all(fd, data)
                self._fsync(fd)
            finally:
                self._close(fd)

    def open_new(self, path: Path, *, over: bool = False) -> OutFile:
        """Make a file and open it for writing from start to end; with `over`, one that is there is emptied."""
        with translated(path):
            return OutFile(self, path, self._open(path, _FRESH if over else _NEW))

    def open_read(self, path: Path) -> InFile:
        """Open a file for reading at any place."""
        with translated(path):
            return InFile(self, path, self._open(path, os.O_RDONLY | _BINARY))

    def rename(self, source: Path, target: Path) -> None:
        """Rename a finished file over another, durably. Raises as `replace_durably`."""
        with translated(target):
            self._replace(source, target)
        with translated(target, replaced=1):
            self._fsync_dir(target.parent)

    def fsync_path(self, path: Path) -> None:
        """Ask the disk for a file that something else wrote."""
        with translated(path):
            fd = self._open(path, os.O_RDWR | _BINARY)
            try:
                self._fsync(fd)
            finally:
                self._close(fd)

    def fsync_dir(self, path: Path) -> None:
        """Make the names in a directory durable."""
        with translated(path):
            self._fsync_dir(path)

    def make_dir(self, path: Path) -> None:
        """Make a directory for the owner only, and its parents; fine if it is there."""
        with translated(path):
            missing = [step for step in (path, *path.parents) if not step.is_dir()]
            for step in reversed(missing):
                self._mkdir(step)

    def unlink(self, path: Path) -> None:
        """Remove a file; fine if it is gone."""
        with translated(path), suppress(FileNotFoundError):
            self._unlink(path)

    def remove_dir(self, path: Path) -> bool:
        """Remove an empty directory; False when it is not empty or not there."""
        try:
            self._rmdir(path)
        except OSError:
            return False
        return True

    def names(self, path: Path) -> list[str]:
        """List a directory, sorted; empty when it is not there."""
        with translated(path):
            try:
                return sorted(self._list(path))
            except FileNotFoundError:
                return []

    def exists(self, path: Path) -> bool:
        """Tell whether something of that name is there."""
        with translated(path):
            return path.exists()

    def free_space(self, path: Path) -> int:
        """Give the bytes that may still be written on the disk of `path`."""
        with translated(path):
            return shutil.disk_usage(path).free

    # Single calls to the system.

    def _open(self, path: Path, flags: int) -> int:
        return os.open(path, flags, 0o600)

    def _read(self, fd: int, size: int) -> bytes:
        return os.read(fd, size)

    def _read_at(self, fd: int, buffer: memoryview, offset: int) -> int:
        os.lseek(fd, offset, os.SEEK_SET)
        return io.FileIO(fd, closefd=False).readinto(buffer) or 0

    def _write(self, fd: int, data: memoryview) -> int:
        return os.write(fd, data)

    def _write_all(self, fd: int, data: bytes | memoryview) -> None:
        left = memoryview(data)
        while left:
            left = left[self._write(fd, left) :]

    def _fsync(self, fd: int) -> None:
        if sys.platform == "darwin":  # pragma: no cover - fsync there stops at the drive's cache
            import fcntl

            fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
        else:
            os.fsync(fd)

    def _fsync_dir(self, path: Path) -> None:
        if (
            sys.platform == "win32"
        ):  # pragma: no cover - directories cannot be opened there; NTFS journals them
            return
        fd = self._open(path, os.O_RDONLY)
        try:
            self._fsync(fd)
        finally:
            self._close(fd)

    def _close(self, fd: int) -> None:
        os.close(fd)

    def _replace(self, source: Path, target: Path) -> None:
        source.replace(target)

    def _unlink(self, path: Path) -> None:
        path.unlink()

    def _mkdir(self, path: Path) -> None:
        path.mkdir(mode=0o700)

    def _rmdir(self, path: Path) -> None:
        path.rmdir()

    def _list(self, path: Path) -> list[str]:
        return [entry.name for entry in path.iterdir()]


class OutFile:
    """A file being written from start to end. Until `finish` it counts for nothing."""

    def __init__(self, files: Files, path: Path, fd: int) -> None:
        self.path = path
        self._files = files
        self._fd: int | None = fd

    def write(self, data: bytes | memoryview) -> None:
        """Append all of `data`."""
        with translated(self.path):
            self._files._write_all(self._open_fd(), data)

    def finish(self) -> None:
        """Bring it to the disk and close it; its name still needs `fsync_dir`."""
        with translated(self.path):
            self._files._fsync(self._open_fd())
            self._close()

    def abandon(self) -> None:
        """Close and remove it, as far as the machine allows; nothing is raised."""
        with suppress(OSError):
            self._close()
        with suppress(OSError):
            self._files._unlink(self.path)

    def _open_fd(self) -> int:
        if self._fd is None:
            raise ValueError("closed")
        return self._fd

    def _close(self) -> None:
        fd, self._fd = self._fd, None
        if fd is not None:
            self._files._close(fd)


class InFile:
    """A file open for reading at any place."""

    def __init__(self, files: Files, path: Path, fd: int) -> None:
        self.path = path
        self._files = files
        self._fd: int | None = fd
        self._offset = 0

    def seek(self, offset: int) -> None:
        """Let the next `readinto` begin at `offset`."""
        self._offset = offset

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill `buffer` from the current place as far as the file goes; give the bytes read."""
        done = 0
        with translated(self.path):
            while done < len(buffer):
                got = self._files._read_at(self._open_fd(), buffer[done:], self._offset)
                if not got:
                    break
                done += got
                self._offset += got
        return done

    def _open_fd(self) -> int:
        if self._fd is None:
            raise ValueError("closed")
        return self._fd

    def close(self) -> None:
        """Close it; twice is fine, and so is a disk that complains: nothing was written."""
        fd, self._fd = self._fd, None
        if fd is not None:
            with suppress(OSError):
                self._files._close(fd)


def read_full(source: Readable, buffer: memoryview) -> int:
    """Fill `buffer` from a source that may give less at a time; give the bytes read, fewer only at the end."""
    done = 0
    while done < len(buffer):
        got = source.readinto(buffer[done:])
        if not got:
            break
        done += got
    return done


def no_dumps(prctl: Callable[[int, int], int] | None = None) -> None:
    """Forbid core dumps and, on Linux, debuggers and /proc/self/mem of other processes (security 4).

    For the whole process and for good, so only a program's entry point calls it.
    """
    if sys.platform == "win32":  # pragma: no cover - Windows Error Reporting is configured by the installer
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        call = prctl or ctypes.CDLL(None).prctl
        call(_PR_SET_DUMPABLE, 0)
