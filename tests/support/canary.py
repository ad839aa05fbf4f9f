"""A picture that notices when anybody opens it, in whatever language: the kernel tells (inotify)."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

_IN_OPEN = 0x20


@dataclass
class Canary:
    """The picture; `html` is a hostile text that would fetch it if it were read as markup."""

    path: Path
    _handle: int

    @property
    def html(self) -> str:
        """Return a text that a careless label would take for markup."""
        return f'<b>x</b><img src="{self.path.as_uri()}"> & <a href="file:///etc/passwd">y</a>'

    def opened(self) -> bool:
        """Say whether it was opened since the last time this was asked."""
        try:
            return bool(os.read(self._handle, 65_536))
        except BlockingIOError:
            return False


@contextmanager
def canary(folder: Path) -> Iterator[Canary]:
    """Make a picture in a folder and watch it."""
    path = folder / "canary.png"
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0)
    assert image.save(str(path))
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.inotify_init1(os.O_NONBLOCK)
    assert handle >= 0, os.strerror(ctypes.get_errno())
    assert libc.inotify_add_watch(handle, str(path).encode(), _IN_OPEN) >= 0
    try:
        yield Canary(path, handle)
    finally:
        os.close(handle)
