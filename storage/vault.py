"""A store directory: make it, open it, write in it, lock it, erase it.

What it does not: know what the log means or what is in a blob. What it promises:

- One process at a time. `store` being there makes a directory a store; making one ends with its rename.
- A failure leaves the state before or the state after, never one between; a `MachineError` with the fact
  `committed` says that it was the one after.
- Each failure is its own error: no_store, busy, damaged_keys, wrong_passphrase, damaged_store, store_behind.
- After a store was found behind its mark, or its `turn` was lost, `behind` or `turn_missing` stays true, over
  restarts too, until `settle` is called by whoever took a new incarnation.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from storage import clock, keyslots, mark, migrations, settings, turn
from storage.blobs import Blobs
from storage.clock import Clock
from storage.crypto import KEY
from storage.database import Database, Tx
from storage.errors import MachineError, UserError
from storage.files import Files
from storage.keyslots import KDFS, Keys, Slot
from storage.lock import Lock
from storage.mark import Mark
from storage.places import Places, database_files
from storage.turn import Turn, TurnFile, TurnKey, TurnTx

Rng = Callable[[int], bytes]

MARK_EVERY = 256
"""Accepted changes after which the copy of the mark is written again."""
_BEHIND = "vault.behind"
_TURN_MISSING = "vault.turn_missing"


class Vault:
    """An open store. Made by `create`, `open` and their `_with_key` twins; closed by `lock`."""

    def __init__(
        self, places: Places, store_key: bytes, held: Lock, *, files: Files, rng: Rng, accept_behind: bool
    ) -> None:
        self.directory = places.directory
        self.projection: object = None
        self.failed_unlocks = held.failed
        self.behind = False
        self.turn_missing = False
        self.files = files
        self._places = places
        self._store_key = store_key
        self._held = held
        self._rng = rng
        self._turn_file = TurnFile(places.turn, store_key, files, rng)
        with ExitStack() as undo:
            undo.callback(held.release)
            for path in places.leftovers():
                files.unlink(path)
            self._database = Database(places.store, store_key, files)
            undo.callback(self._database.close)
            migrations.migrate(self._database)
            self._open_turn(accept_behind)
            self.blobs = Blobs(places.blobs, files, rng)
            if not self.behind:
                with self.read() as tx:
                    self.blobs.remove_orphans(tx)
            undo.pop_all()

    # Making and opening.

    @classmethod
    def create(
        cls,
        directory: Path,
        passphrase: str,
        *,
        kdf: str = "standard",
        label: str = "",
        files: Files | None = None,
        rng: Rng = os.urandom,
        now: Clock = clock.now,
        projection: object = None,
    ) -> Vault:
        """Make a store that `passphrase` opens, and open it.

        Raises:
            UserError: store_exists, passphrase_too_long, passphrase_not_text.
            MachineError: what the machine has against it; there is then no store.
        """
        store_key = rng(KEY)
        keys = Keys.create(KDFS[kdf], rng)
        keys = keys.put(0, keys.stretch(passphrase), store_key, label, now(), rng)
        return cls._create(directory, store_key, keys, files or Files(), rng, projection)

    @classmethod
    def create_with_key(
        cls,
        directory: Path,
        store_key: bytes,
        *,
        files: Files | None = None,
        rng: Rng = os.urandom,
        projection: object = None,
    ) -> Vault:
        """Make a store without passphrases: for simulations, and tests of what lies above."""
        return cls._create(directory, store_key, None, files or Files(), rng, projection)

    @classmethod
    def _create(
        cls, directory: Path, store_key: bytes, keys: Keys | None, files: Files, rng: Rng, projection: object
    ) -> Vault:
        places = Places(directory)
        files.make_dir(directory)
        held = Lock(places.lock, rng)
        try:
            if not _may_create(places, files):
                raise UserError("store_exists", path=str(directory))
            _build(places, store_key, keys, files, rng)
        except BaseException:
            held.release()
            raise
        vault = cls(places, store_key, held, files=files, rng=rng, accept_behind=False)
        vault.projection = projection
        return vault

    @classmethod
    def open(
        cls,
        directory: Path,
        passphrase: str,
        *,
        accept_behind: bool = False,
        files: Files | None = None,
        rng: Rng = os.urandom,
        projection: object = None,
    ) -> Vault:
        """Open a store.

        Raises:
            UserError: no_store, damaged_keys, wrong_passphrase (with `failed`, their number so far),
                damaged_store, store_behind unless `accept_behind`, store_too_new, kdf_out_of_bounds.
            MachineError: busy, and what the machine has against it.
        """
        files = files or Files()
        places = Places(directory)
        held = _take(places, files, rng)
        try:
            keys = _read_keys(places, files)
            try:
                _, store_key = keys.open(passphrase)
            except UserError as error:
                if error.slug == "wrong_passphrase":
                    raise UserError("wrong_passphrase", failed=held.count_failure()) from None
                raise
        except BaseException:
            held.release()
            raise
        vault = cls(places, store_key, held, files=files, rng=rng, accept_behind=accept_behind)
        held.clear_failures()
        vault.projection = projection
        return vault

    @classmethod
    def open_with_key(
        cls,
        directory: Path,
        store_key: bytes,
        *,
        accept_behind: bool = False,
        files: Files | None = None,
        rng: Rng = os.urandom,
        projection: object = None,
    ) -> Vault:
        """Open a store whose key is known, without the KDF."""
        files = files or Files()
        places = Places(directory)
        held = _take(places, files, rng)
        vault = cls(places, store_key, held, files=files, rng=rng, accept_behind=accept_behind)
        vault.projection = projection
        return vault

    def _open_turn(self, accept_behind: bool) -> None:
        """Read `turn`, finish an interrupted one, hold the store against its mark."""
        found = self._turn_file.read()
        with self._database.read() as tx:
            self._mark = mark.current(tx)
            settled = found and found.settle(tx)
            behind = found is not None and not mark.passed(tx, found.mark)
            fresh = Turn(TurnKey.after(turn.block_number(tx), self._rng), None, self._mark)
        if behind and not accept_behind:
            raise UserError("store_behind", path=str(self.directory))
        self._note_doubts(behind=behind, turn_missing=settled is None)
        self._turn = settled or fresh
        if behind:
            self._turn = replace(self._turn, mark=self._mark)
        if self._turn != found:
            self._turn_file.write(self._turn)

    def _note_doubts(self, *, behind: bool, turn_missing: bool) -> None:
        """Write doubts down before `turn` is written anew, for that removes the evidence."""
        doubts = {_BEHIND: behind, _TURN_MISSING: turn_missing}
        if any(doubts.values()):
            with self._database.transaction() as tx:
                for name, doubt in doubts.items():
                    if doubt:
                        settings.put(tx, name, b"\1")
                mark.remember(tx, Mark(-1), Mark())
        with self._database.read() as tx:
            self.behind = settings.get(tx, _BEHIND) is not None
            self.turn_missing = settings.get(tx, _TURN_MISSING) is not None

    def settle(self, tx: Tx) -> None:
        """Forget `behind` and `turn_missing`: `tx` takes a new incarnation. The last thing it does."""
        for name in (_BEHIND, _TURN_MISSING):
            settings.drop(tx, name)
        self.behind = self.turn_missing = False

    # Working.

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """Write: commit when the block ends, roll back when anything is raised in it. Does not nest."""
        with self._database.writing:
            with self._database.begin() as tx:
                yield tx
                position = mark.remember(tx, self._mark, self._turn.mark)
            self._mark = position
            if position.n - self._turn.mark.n >= MARK_EVERY:
                # The save is safe; a copy of the mark that lags is normal and is tried again with the next.
                with suppress(MachineError):
                    self._copy_mark()

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Look at one snapshot of what is committed, beside a writer. Does not nest."""
        with self._database.read() as tx:
            yield tx

    @contextmanager
    def turn(self) -> Iterator[TurnTx]:
        """Write and destroy prekeys: as `transaction`, in the order that `storage.turn` explains.

        Raises:
            MachineError: with `committed` when all is written and only the old key is not destroyed yet;
                the next turn, or lock, makes up for it.
        """
        with self._database.writing:
            old = self._turn
            new = TurnKey.after(old.now.number, self._rng)
            self._turn_file.write(replace(old, next=new))
            with self._database.begin() as tx:
                turning = TurnTx(tx, new, self._rng)
                yield turning
                turning.end()
                if not turning.sealed:
                    raise RuntimeError("a turn seals the prekeys")
                position = mark.remember(tx, self._mark, old.mark)
            self._mark = position
            # Until the file says so too, the next write of it must not bring the old key back.
            self._turn = Turn(new, None, old.mark)
            try:
                self._copy_mark()
            except MachineError as error:
                raise MachineError(error.slug, **error.facts, committed=1) from error

    def prekeys(self, tx: Tx) -> bytes:
        """Give the packed private prekeys; empty when there are none or their key is gone."""
        return turn.prekeys(tx, self._turn.now)

    def _copy_mark(self) -> None:
        fresh = replace(self._turn, mark=self._mark)
        self._turn_file.write(fresh)
        self._turn = fresh

    def join_blobs(self) -> list[bytes]:
        """Join the blobs whose ranges have all arrived, in parts; give those that are whole now.

        Parts that together are not the blob they were said to be are dropped, and asked for again.
        """
        with self.read() as tx:
            joinable = self.blobs.joinable(tx)
        return [blob_hash for blob_hash in joinable if self._join_blob(blob_hash)]

    def _join_blob(self, blob_hash: bytes) -> bool:
        with self.read() as tx:
            stored = self.blobs.assemble(tx, blob_hash)
        try:
            with self.transaction() as tx:
                if stored is not None:
                    self.blobs.keep(tx, stored)
                parts = self.blobs.drop_parts(tx, blob_hash)
        except BaseException:
            if stored is not None:
                self.blobs.discard(stored)
            raise
        self.blobs.unlink(parts)
        return stored is not None

    def compact(self) -> int:
        """Rewrite the database without its free pages (after a purge); give the bytes saved."""
        return self._database.compact()

    def checkpoint(self) -> None:
        """Bring the journal into the database and empty it (after a purge)."""
        self._database.checkpoint()

    # Passphrases.

    def passphrases(self) -> list[Slot]:
        """List the passphrases by slot: label, and when each was made."""
        return self._keys().used(self._store_key)

    @property
    def kdf(self) -> str:
        """Name the cost of unlocking; "small" is for sample data and must be shown."""
        return self._keys().kdf.name

    def change_passphrase(self, old: str, new: str, *, now: Clock = clock.now, kdf: str | None = None) -> int:
        """Let `new` open the slot of `old`; the database is not touched. Gives the number of dropped slots.

        Slots are only dropped when `kdf` is another than before: their passphrases are not at hand.
        Somebody with an old copy of `keys` and the old passphrase still opens this store.

        Raises:
            UserError: wrong_passphrase, for `old`; passphrase_in_use, for `new`.
        """
        keys = self._keys()
        number, _ = keys.open(old)
        labels = {slot.number: slot.label for slot in keys.used(self._store_key)}
        if kdf is not None and KDFS[kdf] != keys.kdf:
            keys = Keys.create(KDFS[kdf], self._rng)
            dropped = len(labels) - 1
        else:
            dropped = 0
        stretched = keys.stretch(new)
        if keys.find(stretched) is not None:
            raise UserError("passphrase_in_use")
        self._write_keys(keys.put(number, stretched, self._store_key, labels[number], now(), self._rng))
        return dropped

    def add_passphrase(self, new: str, label: str = "", *, now: Clock = clock.now) -> Slot:
        """Let one more passphrase open the store.

        Raises:
            UserError: no_free_slot, passphrase_in_use, label_too_long.
        """
        keys = self._keys()
        number = keys.free(self._store_key)
        stretched = keys.stretch(new)
        if keys.find(stretched) is not None:
            raise UserError("passphrase_in_use")
        made_at = now()
        self._write_keys(keys.put(number, stretched, self._store_key, label, made_at, self._rng))
        return Slot(number, label, made_at)

    def remove_passphrase(self, number: int) -> None:
        """Make the passphrase in slot `number` useless here (not for an old copy of `keys`).

        Raises:
            UserError: no_such_slot; last_passphrase, for the only one.
        """
        keys = self._keys()
        used = {slot.number for slot in keys.used(self._store_key)}
        if number not in used:
            raise UserError("no_such_slot", slot=number)
        if len(used) == 1:
            raise UserError("last_passphrase")
        self._write_keys(keys.clear(number, self._rng))

    def _keys(self) -> Keys:
        return _read_keys(self._places, self.files)

    def _write_keys(self, keys: Keys) -> None:
        self.files.replace_durably(self._places.keys, keys.encode(), wipe=True)

    # Closing.

    def lock(self) -> None:
        """Close: empty the journal, copy the mark, let go of file and key. Twice is fine."""
        with ExitStack() as closing:
            closing.callback(self._held.release)
            closing.callback(self._database.close)
            if self._database.is_open:
                self._database.checkpoint()
                with self._database.writing:
                    if self._turn.mark != self._mark or self._turn_file.doubtful:
                        self._copy_mark()

    def abandon(self) -> None:
        """Let go of everything without writing: what a process that is killed does."""
        self._database.close()
        self._held.release()

    def __enter__(self) -> Vault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.lock()

    @staticmethod
    def erase(directory: Path, *, files: Files | None = None, rng: Rng = os.urandom) -> None:
        """Destroy a store: its keys first, then every file that belongs to it.

        `keys` and `turn` are overwritten in place; without them the rest is noise. On solid state disks and
        sticks, old blocks of them may survive in spare areas, and copies of the files elsewhere are untouched:
        with a passphrase those still open. Files that are not ours stay, and so does their directory.

        Raises:
            UserError: no_store.
            MachineError: busy; or what failed, and then erasing may be called again.
        """
        files = files or Files()
        places = Places(directory)
        if not any(files.exists(path) for path in (places.keys, places.store, places.turn, places.blobs)):
            raise UserError("no_store", path=str(directory))
        held = Lock(places.lock, rng)
        try:
            _erase(places, files, rng)
        finally:
            held.release()
        files.unlink(places.lock)
        files.remove_dir(directory)


def _erase(places: Places, files: Files, rng: Rng) -> None:
    for path, size in ((places.keys, keyslots.SIZE), (places.turn, turn.SIZE)):
        if files.exists(path):
            files.overwrite(path, rng(size))
            files.unlink(path)
    files.fsync_dir(places.directory)
    for path in (*places.leftovers(), *database_files(places.store)):
        files.unlink(path)
    Blobs(places.blobs, files, rng).remove_all()
    files.remove_dir(places.blobs)
    files.fsync_dir(places.directory)


def _take(places: Places, files: Files, rng: Rng) -> Lock:
    """Lock a store that is there.

    Raises:
        UserError: no_store; damaged_store, when its keys are there and the database is not.
    """
    if not files.exists(places.store):
        if files.exists(places.keys) and not files.exists(places.new_store):
            raise UserError("damaged_store", path=str(places.store), missing=1)
        raise UserError("no_store", path=str(places.directory))
    return Lock(places.lock, rng)


def _read_keys(places: Places, files: Files) -> Keys:
    data = files.read(places.keys, keyslots.SIZE + 1)
    if data is None:
        raise UserError("damaged_keys", missing=1)
    return Keys.decode(data)


def _may_create(places: Places, files: Files) -> bool:
    """Tell whether nothing is there that somebody may still want.

    `keys` without `store` is somebody's whose `store` is to be put back, unless `store.new` shows that
    making a store was interrupted before it held anything.
    """
    if files.exists(places.store):
        return False
    return files.exists(places.new_store) or not files.exists(places.keys)


def _build(places: Places, store_key: bytes, keys: Keys | None, files: Files, rng: Rng) -> None:
    """Write all parts of a new store; the rename of `store` at the end is what makes it one."""
    for path in database_files(places.new_store):
        files.unlink(path)
    files.open_new(places.new_store).finish()
    files.fsync_dir(places.directory)
    database = Database(places.new_store, store_key, files)
    try:
        migrations.migrate(database)
    finally:
        database.close()
    files.make_dir(places.blobs)
    fresh = Turn(TurnKey.after(0, rng), None, Mark())
    TurnFile(places.turn, store_key, files, rng).write(fresh)
    if keys is not None:
        files.replace_durably(places.keys, keys.encode())
    files.rename(places.new_store, places.store)
