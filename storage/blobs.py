"""Attachments: one file each, under a random name and a key of its own."""

from __future__ import annotations

from pathlib import Path

from storage.database import Tx
from storage.files import Files
from storage.keyslots import Rng


class Blobs:
    """The directory of attachments."""

    def __init__(self, directory: Path, files: Files, rng: Rng) -> None:
        self._directory = directory
        self._files = files
        self._rng = rng

    def remove_orphans(self, tx: Tx) -> None:
        """Remove the files that no row names."""

    def remove_all(self) -> None:
        """Remove every file."""
