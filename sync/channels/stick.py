"""The stick channel: bundles on a removable volume, read back before anybody says that it is safe to remove it.

What it does not: mount, unmount, format; look for sticks; write anything while reading (that is `sources`).

Rules:
- *verified* is said only where the bytes came from the medium itself: a direct read (O_DIRECT) on a file system that
  the kernel drives. Behind FUSE, a network or memory the answer may come from a cache that we cannot pass: then the
  bundle is "written, not verified", though it was compared all the same;
- a bundle stays below 4 GiB unless the file system is known to take more;
- room is checked first; what a crash left of us is removed; of finished bundles only those are removed that the caller
  names because they were acknowledged.
"""

from __future__ import annotations

import errno
import hashlib
import mmap
import os
import re
import stat
from collections.abc import Iterable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Final

from storage import clock
from storage.clock import Clock
from storage.errors import MachineError, SidingError, UserError, from_os, translated
from storage.files import Files
from sync.channels.writing import (
    NEUTRAL,
    SUFFIX,
    ReadBack,
    Rng,
    Written,
    is_leftover,
    neutral_name,
    new_file,
    temporary_name,
)

FAT_LIMIT: Final = (1 << 32) - 1
_BUFFER: Final = 1 << 20
_MOUNTS: Final = Path("/proc/self/mountinfo")

#: File systems of the kernel on a block device: a direct read there comes from the medium.
_DIRECT: Final = frozenset(
    {"ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "vfat", "msdos", "exfat", "ntfs3", "udf", "hfsplus"}
)
#: File systems that take files of 4 GiB and more; of others we do not know it.
_LARGE: Final = (_DIRECT - {"vfat", "msdos"}) | {
    "tmpfs",
    "overlay",
    "zfs",
    "apfs",
    "fuse.exfat",
    "fuse.ntfs-3g",
}


class StickChannel:
    """Writes bundles into `directory`, which is on a stick."""

    name: Final = "stick"

    def __init__(
        self,
        directory: Path,
        *,
        files: Files | None = None,
        rng: Rng = os.urandom,
        now: Clock = clock.now,
        read_back: ReadBack | None = None,
    ) -> None:
        """Make sure that it can be written to, and remove what a crash left there.

        Raises:
            UserError: not_a_directory.
            MachineError: read_only, permission, disk_full, io_error.
        """
        self._directory = directory
        self._files = files or Files()
        self._rng = rng
        self._now = now
        self._read_back = read_back or read_from_medium
        with translated(directory):
            if not directory.is_dir():
                raise UserError("not_a_directory", path=str(directory))
        self._remove_leftovers()
        self._try_to_write()

    @property
    def max_size(self) -> int | None:
        """Bytes of the largest file that surely fits the file system."""
        return None if filesystem(self._directory) in _LARGE else FAT_LIMIT

    def open_bundle(self, size: int = 0) -> AbstractContextManager[Written]:
        """Begin a bundle of `size` bytes, under a neutral name.

        Raises:
            MachineError: disk_full, before anything is written, when there is no room for it.
        """
        free = self._files.free_space(self._directory)
        if free < size:
            raise MachineError("disk_full", path=str(self._directory), needed=size, free=free)
        final = self._directory / (neutral_name(self._rng) + SUFFIX)
        return new_file(final, files=self._files, rng=self._rng, now=self._now, read_back=self._read_back)

    def tidy(self, names: Iterable[str]) -> list[str]:
        """Remove bundles of ours that were acknowledged, by the names that were recorded; return which were there."""
        there = set(self._files.names(self._directory))
        gone = [name for name in names if NEUTRAL.fullmatch(name) and name in there and self._plain(name)]
        for name in gone:
            self._files.unlink(self._directory / name)
        if gone:
            self._files.fsync_dir(self._directory)
        return gone

    def _plain(self, name: str) -> bool:
        return stat.S_ISREG((self._directory / name).lstat().st_mode)

    def _remove_leftovers(self) -> None:
        for name in self._files.names(self._directory):
            if is_leftover(name):
                with suppress(SidingError):
                    self._files.unlink(self._directory / name)

    def _try_to_write(self) -> None:
        """Make and remove an empty file: permissions and mount flags tell less than trying."""
        self._files.open_new(self._directory / temporary_name(self._rng)).abandon()


def read_from_medium(path: Path, size: int) -> tuple[bytes, bool]:
    """Hash a file as its medium has it; tell whether that was surely past the cache.

    Raises:
        MachineError: io_error, when the medium is gone.
    """
    flag = getattr(os, "O_DIRECT", 0) if filesystem(path.parent) in _DIRECT else 0
    try:
        return _hash(path, size, flag), flag != 0
    except OSError as error:
        if error.errno != errno.EINVAL:  # which is how a file system says that it has no direct reads
            raise from_os(error, path) from error
    with translated(path):
        return _hash(path, size, 0), False


def _hash(path: Path, size: int, flag: int) -> bytes:
    """Hash `size` bytes and whatever follows them, through a buffer aligned to a page, as direct reads want it."""
    state = hashlib.blake2b(digest_size=32)
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | flag)
    try:
        with mmap.mmap(-1, _BUFFER) as buffer, memoryview(buffer) as view:
            while got := os.readv(descriptor, [view]):
                state.update(view[:got])
                size -= got
                if got % mmap.PAGESIZE:  # the end; a direct read cannot go on from here
                    break
    finally:
        os.close(descriptor)
    return state.digest() if size == 0 else b""


def filesystem(directory: Path, mounts: Path = _MOUNTS) -> str:
    """Name the type of the file system that a directory is on; empty where the system does not tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    place = directory.resolve()
    found = ""
    longest = -1
    for line in lines:
        fields, _, rest = line.partition(" - ")
        point = Path(re.sub(r"\\(\d{3})", lambda match: chr(int(match[1], 8)), fields.split(" ")[4]))
        if (
            place.is_relative_to(point) and len(point.parts) >= longest
        ):  # the later of two mounts hides the earlier
            longest = len(point.parts)
            found = rest.split(" ")[0]
    return found
