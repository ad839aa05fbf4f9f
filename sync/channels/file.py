"""The file channel: a bundle as a new file in a directory, or under a name that a person gave.

What happens to it afterwards (mail, a messenger, a disc) is theirs. Reading is `sync.channels.sources`.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from storage import clock
from storage.clock import Clock
from storage.errors import UserError, translated
from storage.files import Files
from sync.channels.writing import SUFFIX, Rng, Written, neutral_name, new_file


class FileChannel:
    """Writes to `target`: a directory, which gets a neutral name, or the path of a file that is not there yet."""

    name: Final = "file"
    max_size: Final = None

    def __init__(
        self, target: Path, *, files: Files | None = None, rng: Rng = os.urandom, now: Clock = clock.now
    ) -> None:
        """Take the target as it is.

        Raises:
            UserError: file_exists; no_such_directory, when the file's directory is not there.
            MachineError: what the machine has against the path.
        """
        self._target = target
        self._files = files or Files()
        self._rng = rng
        self._now = now
        with translated(target):
            if target.is_dir():
                return
            if os.path.lexists(target):
                raise UserError("file_exists", path=str(target))
            if not target.parent.is_dir():
                raise UserError("no_such_directory", path=str(target.parent))

    def open_bundle(self, size: int = 0) -> AbstractContextManager[Written]:  # noqa: ARG002 - part of the protocol
        """Begin a bundle; its name is there when it is whole and on the disk."""
        final = self._target
        if final.is_dir():
            final = final / (neutral_name(self._rng) + SUFFIX)
        return new_file(final, files=self._files, rng=self._rng, now=self._now)
