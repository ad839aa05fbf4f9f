"""What is in a folder, and where people keep files: read away from the GUI thread, for the dialog of files.

A folder on a stick that was pulled, or on a share that sleeps, may take long to answer; nothing waits for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, ClassVar, Final

import shiboken6
from PySide6.QtCore import QObject, QRunnable, QStandardPaths, QStorageInfo, Qt, QThreadPool, Signal

_SYSTEM_FOLDERS: Final = (
    "/proc",
    "/sys",
    "/dev",
    "/run/user",
    "/run/lock",
    "/boot",
    "/snap",
    "/etc",
    "/var/lib",
)
_STICKS: Final = ("/media/", "/run/media/", "/mnt/", "/Volumes/")


@dataclass(frozen=True, slots=True)
class Item:
    """A file or folder. `changed` is unix seconds."""

    name: str
    path: Path
    is_folder: bool
    size: int
    changed: float


@dataclass(frozen=True, slots=True)
class Listing:
    """What is in a folder, folders first; `readable` is false when it could not be read, or not whole."""

    folder: Path
    items: tuple[Item, ...]
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where files may be. slug: `home`, `desktop`, `documents`, `downloads`, `computer` or `stick` with its name."""

    slug: str
    path: Path
    name: str = ""


def list_folder(
    folder: Path, patterns: Sequence[str] = (), *, hidden: bool = False, folders_only: bool = False
) -> Listing:
    """Read a folder; files are those that fit one of the patterns, all without any."""
    items = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not hidden and entry.name.startswith("."):
                    continue
                item = _item(entry)
                if item is not None and (item.is_folder or _wanted(item.name, patterns, folders_only)):
                    items.append(item)
    except OSError:
        return Listing(folder, tuple(sorted(items, key=_order)), readable=False)
    return Listing(folder, tuple(sorted(items, key=_order)))


def _item(entry: os.DirEntry[str]) -> Item | None:
    try:
        is_folder = entry.is_dir()
        about = entry.stat()
    except OSError:
        return None
    return Item(entry.name, Path(entry.path), is_folder, about.st_size, about.st_mtime)


def _wanted(name: str, patterns: Sequence[str], folders_only: bool) -> bool:
    return not folders_only and (
        not patterns or any(fnmatch(name.casefold(), p.casefold()) for p in patterns)
    )


def _order(item: Item) -> tuple[bool, str]:
    return not item.is_folder, item.name.casefold()


def places() -> list[Place]:
    """Return home, the usual folders that exist, what is plugged in, and the whole computer."""
    where = QStandardPaths.StandardLocation
    usual = (
        ("home", where.HomeLocation),
        ("desktop", where.DesktopLocation),
        ("documents", where.DocumentsLocation),
        ("downloads", where.DownloadLocation),
    )
    found: list[Place] = []
    for slug, location in usual:
        path = Path(QStandardPaths.writableLocation(location))
        if path.is_dir() and all(path != place.path for place in found):
            found.append(Place(slug, path))
    return [*found, *_sticks(), Place("computer", Path(found[0].path.anchor if found else Path.cwd().anchor))]


def _sticks() -> list[Place]:
    mounted = (info for info in QStorageInfo.mountedVolumes() if info.isValid() and info.isReady())
    roots = [(Path(info.rootPath()), info.displayName()) for info in mounted]
    if os.name == "nt":
        return [Place("stick", root, str(root)) for root, _name in roots]
    return [
        Place("stick", root, root.name or name)
        for root, name in roots
        if str(root).startswith(_STICKS) and not str(root).startswith(_SYSTEM_FOLDERS)
    ]


class _Answer(QObject):
    """Outlives its owner: the other thread must find it, even when the dialog that asked is long closed."""

    given = Signal(object)
    _waiting: ClassVar[set[_Answer]] = set()

    def __init__(self, done: Callable[[Any], None], owner: QObject) -> None:
        super().__init__()
        self._done, self._owner = done, owner
        self._waiting.add(self)
        self.given.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def _deliver(self, result: Any) -> None:
        self._waiting.discard(self)
        if shiboken6.isValid(self._owner):
            self._done(result)


class _Work(QRunnable):
    def __init__(self, work: Callable[[], Any], answer: _Answer) -> None:
        super().__init__()
        self._work, self._answer = work, answer

    def run(self) -> None:
        self._answer.given.emit(self._work())


def aside(work: Callable[[], Any], done: Callable[[Any], None], owner: QObject) -> None:
    """Do `work` on another thread and hand its result to `done` on this one, unless `owner` is gone by then."""
    QThreadPool.globalInstance().start(_Work(work, _Answer(done, owner)))
