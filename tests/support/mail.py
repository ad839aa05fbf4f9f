"""Carriers in memory: a channel that keeps what was written, and a source that can be read once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


class Written:
    """A bundle being written to memory."""

    def __init__(self) -> None:
        self.path = Path("memory")
        self.verified = True
        self.data = bytearray()

    def write(self, data: bytes) -> None:
        """Append all of `data`."""
        self.data += data


class MemoryChannel:
    """Keeps the bundles that were written to it."""

    name = "memory"

    def __init__(self, max_size: int | None = None) -> None:
        self.max_size = max_size
        self.bundles: list[bytes] = []

    @contextmanager
    def open_bundle(self, size: int = 0) -> Iterator[Written]:
        """Begin a bundle; one that fails is not kept."""
        written = Written()
        yield written
        self.bundles.append(bytes(written.data))


@dataclass(frozen=True)
class MemorySource:
    """A carrier in memory."""

    data: bytes
    name: str = "memory"

    @property
    def path(self) -> Path:
        """Its name."""
        return Path(self.name)

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return len(self.data)

    def open(self) -> BinaryIO:
        """Open it."""
        return io.BytesIO(self.data)
