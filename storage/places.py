"""Where the parts of a store lie. The names are the same everywhere and say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from storage.files import NEW_SUFFIX


@dataclass(frozen=True, slots=True)
class Places:
    """The files of one store directory."""

    directory: Path

    @property
    def keys(self) -> Path:
        """Passphrases to the store key (`keyslots`)."""
        return self.directory / "keys"

    @property
    def store(self) -> Path:
        """The encrypted database; its being there is what makes a directory a store."""
        return self.directory / "store"

    @property
    def new_store(self) -> Path:
        """A database that is being made or compacted, and counts for nothing yet."""
        return self.directory / ("store" + NEW_SUFFIX)

    @property
    def turn(self) -> Path:
        """The key that wraps private prekeys, and the mark (`turn`)."""
        return self.directory / "turn"

    @property
    def lock(self) -> Path:
        """One process at a time (`lock`)."""
        return self.directory / "lock"

    @property
    def blobs(self) -> Path:
        """The directory of attachments (`blobs`)."""
        return self.directory / "blobs"

    def leftovers(self) -> list[Path]:
        """Name what an interrupted write may have left beside the real files."""
        fresh = [path.with_name(path.name + NEW_SUFFIX) for path in (self.keys, self.turn, self.store)]
        return fresh + database_files(self.new_store)[1:]


def database_files(store: Path) -> list[Path]:
    """Name a database file and the journals that SQLite keeps beside it."""
    return [store, *(store.with_name(store.name + suffix) for suffix in ("-wal", "-shm", "-journal"))]
