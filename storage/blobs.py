"""Attachments: what they hold by hash, who uses them, which parts have arrived.

- Bytes go to a finished file first (`attach`, `stage`), then `keep` names it in a row: a crash in between leaves a
  file that nobody names, and the next opening removes it.
- A row goes first, then its file (`unlink`, after the commit): the key dies with the row.
- Reading is authenticated frame by frame; `check` also recomputes every range hash.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from storage import ranges, shipped
from storage.blob_files import NAME, BlobReader, BlobWriter, copy_in
from storage.database import Tx
from storage.errors import UserError
from storage.files import Files, Readable
from storage.progress import Progress, silent
from storage.projection import hash_in
from storage.ranges import RANGE
from storage.staging import Staged, Staging, Stored, cover

Rng = Callable[[int], bytes]
Transactions = Callable[[], AbstractContextManager[Tx]]


class Blobs:
    """The attachments of one store."""

    def __init__(self, directory: Path, files: Files, rng: Rng = os.urandom) -> None:
        self._directory = directory
        self._files = files
        self._rng = rng

    # Arriving.

    def attach(self, source: Readable, *, total: int = 0, progress: Progress = silent) -> Stored:
        """Copy `source` into a file of ours, hashing on the way; `total` is for progress only.

        Raises:
            UserError: empty_file.
            MachineError: what the machine has against reading or writing; nothing is left then.
        """
        writer = BlobWriter(self._directory, self._files, self._rng)
        try:
            size, hashes = copy_in(source, writer, total, progress)
            if not size:
                raise UserError("empty_file")
            writer.finish()
        except BaseException:
            writer.abandon()
            raise
        return Stored(ranges.blob_hash(size, hashes), size, writer.key, writer.file, hashes)

    def stage(self, blob_hash: bytes, size: int, first: int) -> Staging:
        """Begin a file for ranges from a bundle."""
        return Staging(blob_hash, size, first, BlobWriter(self._directory, self._files, self._rng))

    def keep(self, tx: Tx, stored: Stored, peer: bytes = b"") -> Staged:
        """Name a finished file in a row; `peer` brought it. What is held already is removed again, at once."""
        if self._is_here(tx, stored.hash):
            self.unlink([stored.file])
            return Staged.HELD
        row = (stored.hash, stored.size, stored.key, stored.file, stored.hashes)
        if stored.whole:
            tx.execute(
                "INSERT OR REPLACE INTO blob (hash, size, key, file, ranges) VALUES (?, ?, ?, ?, ?)", row
            )
            uses = self.uses(tx, stored.hash)
            tx.touches.note(("blob",), (record for _, record in uses), (scope for scope, _ in uses))
            return Staged.WHOLE
        tx.execute(
            "INSERT INTO blob_part (hash, size, key, file, ranges, first, count, peer) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, stored.first, stored.count, peer),
        )
        return Staged.PART

    def discard(self, stored: Stored) -> None:
        """Remove a finished file that `keep` was never called for, or whose transaction failed."""
        self.unlink([stored.file])

    def _is_here(self, tx: Tx, blob_hash: bytes) -> bool:
        file = tx.scalar("SELECT file FROM blob WHERE hash = ?", (blob_hash,))
        return file is not None and self._files.exists(self._directory / file)

    # Joining parts.

    def joinable(self, tx: Tx) -> list[tuple[bytes, bytes]]:
        """List (hash, peer) of the blobs of which all ranges have arrived from that one peer, in parts.

        Parts of several peers are never mixed: one that lies would spoil what the others bring.
        """
        rows = tx.execute("SELECT DISTINCT hash, peer FROM blob_part ORDER BY hash, peer").fetchall()
        return [(blob_hash, peer) for blob_hash, peer in rows if cover(self._parts(tx, blob_hash, peer))]

    def assemble(self, tx: Tx, blob_hash: bytes, peer: bytes = b"") -> Stored | None:
        """Write one peer's parts of a joinable blob into one file; None when together they are not that blob."""
        chosen = cover(self._parts(tx, blob_hash, peer))
        size = chosen[0][0].size
        hashes = b"".join(
            part.hashes[skip * ranges.HASH :][: take * ranges.HASH] for part, skip, take in chosen
        )
        if ranges.blob_hash(size, hashes) != blob_hash:
            return None
        writer = BlobWriter(self._directory, self._files, self._rng)
        try:
            for part, skip, take in chosen:
                self._copy_part(part, skip, take, writer)
            writer.finish()
        except BaseException:
            writer.abandon()
            raise
        return Stored(blob_hash, size, writer.key, writer.file, hashes)

    def _copy_part(self, part: Stored, skip: int, take: int, writer: BlobWriter) -> None:
        buffer = memoryview(bytearray(RANGE))
        with BlobReader.open(self._directory, self._files, part.file, part.key, part.length) as reader:
            reader.seek(skip * RANGE)
            for _ in range(take):
                writer.write(buffer[: reader.readinto(buffer)])

    def join_all(self, read: Transactions, transaction: Transactions) -> list[bytes]:
        """Join what is joinable, one transaction each; give those that are whole now.

        Parts that together are not the blob they were said to be are dropped, and asked for again; what another
        peer brought stays.
        """
        with read() as tx:
            joinable = self.joinable(tx)
        joined: list[bytes] = []
        for blob_hash, peer in joinable:
            if blob_hash not in joined and self._join(blob_hash, peer, read, transaction):
                joined.append(blob_hash)
        return joined

    def _join(self, blob_hash: bytes, peer: bytes, read: Transactions, transaction: Transactions) -> bool:
        with read() as tx:
            stored = self.assemble(tx, blob_hash, peer)
        try:
            with transaction() as tx:
                if stored is not None:
                    self.keep(tx, stored)
                    shipped.note_brought(tx, peer, blob_hash)
                parts = self.drop_parts(tx, blob_hash, peer if stored is None else None)
        except BaseException:
            if stored is not None:
                self.discard(stored)
            raise
        self.unlink(parts)
        return stored is not None

    def drop_parts(self, tx: Tx, blob_hash: bytes, peer: bytes | None = None) -> list[str]:
        """Forget the parts of a blob, of one peer or of all; give the files to unlink after the commit."""
        rows = tx.execute(
            "DELETE FROM blob_part WHERE hash = ?1 AND peer = coalesce(?2, peer) RETURNING file",
            (blob_hash, peer),
        )
        return [file for (file,) in rows.fetchall()]

    def _parts(self, tx: Tx, blob_hash: bytes, peer: bytes | None = None) -> list[Stored]:
        rows = tx.execute(
            "SELECT hash, size, key, file, ranges, first FROM blob_part"
            " WHERE hash = ?1 AND peer = coalesce(?2, peer) ORDER BY first, count",
            (blob_hash, peer),
        )
        return [Stored(*row) for row in rows]

    def held_ranges(self, tx: Tx, blob_hash: bytes) -> list[tuple[int, int]]:
        """List (first, count) of the parts that are here; one row over all ranges for a blob that is whole."""
        size = self.size(tx, blob_hash)
        if size is not None:
            return [(0, ranges.count(size))]
        return [(part.first, part.count) for part in self._parts(tx, blob_hash)]

    # Reading.

    def size(self, tx: Tx, blob_hash: bytes) -> int | None:
        """Give the bytes of a blob that is here whole, or None."""
        size = tx.scalar("SELECT size FROM blob WHERE hash = ?", (blob_hash,))
        return None if size is None else int(size)

    def range_hashes(self, tx: Tx, blob_hash: bytes) -> list[bytes]:
        """Give the hashes of the ranges of a blob that is here whole; empty when it is not."""
        return ranges.split(tx.scalar("SELECT ranges FROM blob WHERE hash = ?", (blob_hash,), b""))

    def open(self, tx: Tx, blob_hash: bytes) -> BlobReader:
        """Open a blob for reading; it outlives the transaction.

        Raises:
            UserError: no_blob, when it is not here; damaged_blob, when its file is gone.
        """
        row = tx.execute("SELECT file, key, size FROM blob WHERE hash = ?", (blob_hash,)).fetchone()
        if row is None:
            raise UserError("no_blob", hash=blob_hash.hex())
        file, key, size = row
        return BlobReader.open(self._directory, self._files, file, key, size)

    def check(self, tx: Tx, progress: Progress = silent) -> list[bytes]:
        """Read everything and hash it again; list the blobs that are missing or not what they were."""
        rows = tx.execute("SELECT hash, size FROM blob ORDER BY id").fetchall()
        total = sum(size for _, size in rows)
        done = 0
        faulty = []
        for blob_hash, size in rows:
            if not self._is_sound(tx, blob_hash, size):
                faulty.append(blob_hash)
            done += size
            progress(done, total)
        return faulty

    def _is_sound(self, tx: Tx, blob_hash: bytes, size: int) -> bool:
        hashes = self.range_hashes(tx, blob_hash)
        if ranges.blob_hash(size, b"".join(hashes)) != blob_hash:
            return False
        try:
            with self.open(tx, blob_hash) as reader:
                return all(ranges.range_hash(reader.read(RANGE)) == wanted for wanted in hashes)
        except UserError:
            return False

    # Uses.

    def use(self, tx: Tx, blob_hash: bytes, scope: bytes, record: bytes) -> None:
        """Note that a record names a blob, here or not."""
        tx.execute(
            "INSERT OR IGNORE INTO blob_use (hash, scope, record) VALUES (?, ?, ?)",
            (blob_hash, scope, record),
        )

    def uses(self, tx: Tx, blob_hash: bytes) -> list[tuple[bytes, bytes]]:
        """List (scope, record) of the records that name a blob."""
        rows = tx.execute(
            "SELECT scope, record FROM blob_use WHERE hash = ? ORDER BY scope, record", (blob_hash,)
        )
        return [(scope, record) for scope, record in rows]

    def named_by(self, tx: Tx, blob_hash: bytes) -> list[tuple[bytes, bytes, bytes]]:
        """List (scope, record, author) of the live edits that name a blob now: whose word it is that it belongs there."""
        rows = tx.execute(
            "SELECT blob_use.scope, blob_use.record, author.name, cell.val FROM blob_use"
            " JOIN scope ON scope.name = blob_use.scope"
            " JOIN record ON record.name = blob_use.record AND record.scope = scope.id"
            " JOIN cell ON cell.rec = record.id JOIN chain ON chain.id = cell.change >> 36"
            " JOIN author ON author.id = chain.author WHERE blob_use.hash = ?",
            (blob_hash,),
        )
        named = {
            (scope, record, author) for scope, record, author, value in rows if hash_in(value) == blob_hash
        }
        return sorted(named)

    def of_scope(self, tx: Tx, scope: bytes) -> list[bytes]:
        """List the blobs that records of a scope name, here or not."""
        rows = tx.execute("SELECT DISTINCT hash FROM blob_use WHERE scope = ? ORDER BY hash", (scope,))
        return [blob_hash for (blob_hash,) in rows]

    def held(self, tx: Tx) -> list[bytes]:
        """List the blobs that are here whole."""
        return [blob_hash for (blob_hash,) in tx.execute("SELECT hash FROM blob ORDER BY hash")]

    def absent(self, tx: Tx) -> list[bytes]:
        """List the blobs that records name and that are not here whole."""
        rows = tx.execute(
            "SELECT DISTINCT hash FROM blob_use WHERE hash NOT IN (SELECT hash FROM blob) ORDER BY hash"
        )
        return [blob_hash for (blob_hash,) in rows]

    # Leaving.

    def drop_scope(self, tx: Tx, scope: bytes) -> list[str]:
        """Forget the uses in a scope, and with their keys the blobs that nothing else uses.

        Gives the files to `unlink` after the commit.
        """
        hashes = self.of_scope(tx, scope)
        tx.execute("DELETE FROM blob_use WHERE scope = ?", (scope,))
        return [file for blob_hash in hashes for file in self.drop_unused(tx, blob_hash)]

    def drop_unused(self, tx: Tx, blob_hash: bytes) -> list[str]:
        """Forget a blob and its parts if no record names it; give the files to `unlink` after the commit."""
        used = tx.scalar("SELECT 1 FROM blob_use WHERE hash = ?", (blob_hash,))
        return [] if used else self.drop(tx, blob_hash)

    def drop(self, tx: Tx, blob_hash: bytes) -> list[str]:
        """Forget a blob and its parts though records name it: a damaged one, to be asked for again."""
        rows = tx.execute("DELETE FROM blob WHERE hash = ? RETURNING file", (blob_hash,)).fetchall()
        return [file for (file,) in rows] + self.drop_parts(tx, blob_hash)

    def unlink(self, names: Iterable[str]) -> None:
        """Remove files whose rows are gone."""
        for name in names:
            self._files.unlink(self._directory / name)

    def remove_orphans(self, tx: Tx) -> int:
        """Remove the files that no row names; give their number. Only when nothing is being attached."""
        named = {file for (file,) in tx.execute("SELECT file FROM blob UNION ALL SELECT file FROM blob_part")}
        orphans = [name for name in self._files.names(self._directory) if NAME.fullmatch(name)]
        orphans = [name for name in orphans if name not in named]
        self.unlink(orphans)
        return len(orphans)

    def remove_all(self) -> None:
        """Remove every file that has a name of ours: the store is being erased."""
        self.unlink(name for name in self._files.names(self._directory) if NAME.fullmatch(name))
