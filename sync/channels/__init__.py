"""Channels: what turns sealed bytes into something that travels, and finds it again.

None is trusted with anything: what they bring is untrusted until the envelope has verified it, what they carry is sealed
before they see it. Here: what all of them share, and the way in for files.

Rules:
- out: a bundle has its final name only when all of it is on the medium; whatever goes wrong leaves nothing of that name;
- in: nothing is written, not even a time of access on purpose; only regular files are opened, and never by waiting
  for one (a FIFO or a device in a directory is passed over, security 15);
- a link that a person names is followed; one that lies in a directory is not.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from storage.errors import MachineError, UserError, from_os, translated

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

DEPTH: Final = 2
"""Levels of directories below a named one that are looked into."""

_READ_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


class Outgoing(Protocol):
    """One bundle on its way out. `path` and `verified` are final once the block around it has ended.

    verified: the medium gave back every byte, past the cache of this machine.
    """

    path: Path
    verified: bool

    def write(self, data: bytes | memoryview) -> object:
        """Append all of `data`."""
        ...


class Channel(Protocol):
    """A way out. `max_size`: bytes of the largest bundle it can carry, None without a limit."""

    @property
    def name(self) -> str: ...

    @property
    def max_size(self) -> int | None: ...

    def open_bundle(self, size: int = 0) -> AbstractContextManager[Outgoing]:
        """Begin a bundle of `size` bytes (0: not known); leaving the block by an exception leaves no bundle."""
        ...


class Carrier(io.FileIO):
    """A file being read; what the medium has against it is a `MachineError` at any byte."""

    def __init__(self, descriptor: int, path: Path) -> None:
        super().__init__(descriptor, "rb")
        self._path = path

    def read(self, size: int | None = -1, /) -> bytes:
        """Read at most `size` bytes."""
        with translated(self._path):
            return super().read(-1 if size is None else size) or b""

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        """Fill `buffer` from its start."""
        with translated(self._path):
            return super().readinto(buffer)


@dataclass(frozen=True, slots=True)
class Source:
    """Something that may be a bundle. `size` is what it had when it was found: a carrier can change it."""

    path: Path
    size: int | None

    def open(self) -> Carrier:
        """Open it for reading once.

        Raises:
            UserError: not_a_file, when it has become something else.
            MachineError: what the machine has against it.
        """
        with translated(self.path):
            descriptor = os.open(self.path, _READ_FLAGS)
            try:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise UserError("not_a_file", path=str(self.path))
                return Carrier(descriptor, self.path)
            except BaseException:
                os.close(descriptor)
                raise


def sources(paths: Iterable[Path]) -> Iterator[Source]:
    """Find what may be bundles: named files, and the regular files in named directories, in the order of names.

    Everything named is looked at before anything is yielded. Files too short for a bundle are offered too: the
    envelope says what they are.

    Raises:
        UserError: no_such_path, not_a_file (a device, a FIFO).
        MachineError: what the machine has against a named path.
    """
    named = [_named(path) for path in paths]
    return (source for path, found in named for source in _expand(path, found, DEPTH))


def named(path: Path) -> Source:
    """Find the one file that somebody named.

    Raises:
        UserError: no_such_path, not_a_file (a folder, a device, a FIFO).
        MachineError: what the machine has against it.
    """
    resolved, found = _named(path)
    if not stat.S_ISREG(found.st_mode):
        raise UserError("not_a_file", path=str(path))
    return Source(resolved, found.st_size)


def _named(path: Path) -> tuple[Path, os.stat_result]:
    try:
        resolved = path.resolve(strict=True)
        found = resolved.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UserError("no_such_path", path=str(path)) from error
    except RuntimeError as error:  # a ring of links
        raise UserError("not_a_file", path=str(path)) from error
    except OSError as error:
        raise from_os(error, path) from error
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        raise UserError("not_a_file", path=str(path))
    return resolved, found


def _expand(path: Path, found: os.stat_result, depth: int) -> Iterator[Source]:
    if stat.S_ISREG(found.st_mode):
        yield Source(path, found.st_size)
        return
    with translated(path):
        entries = sorted(os.scandir(path), key=lambda entry: entry.name)
    for entry in entries:
        yield from _entry(entry, depth)


def _entry(entry: os.DirEntry[str], depth: int) -> Iterator[Source]:
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:  # gone, or a broken place on the medium: the rest may be whole
        return
    if stat.S_ISREG(found.st_mode):
        yield Source(Path(entry.path), found.st_size)
    elif stat.S_ISDIR(found.st_mode) and depth > 0:
        try:
            yield from _expand(Path(entry.path), found, depth - 1)
        except MachineError:  # a system directory that is not ours to read
            return
