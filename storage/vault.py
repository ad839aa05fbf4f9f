"""An open store: write in it, read it, turn its prekeys, lock it.

What it does not: know what the log means or what is in a blob. What it promises:

- One process at a time; a failure leaves the state before or the state after, never one between. A `MachineError`
  with the fact `committed` says that it was the one after.
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
from typing import Any

from storage import clock, doubts, keyring, lifetime, mark, migrations, turn
from storage.blobs import Blobs
from storage.clock import Clock
from storage.crypto import KEY
from storage.database import Database, Tx
from storage.doubts import Doubts
from storage.errors import MachineError, UserError
from storage.files import Files
from storage.keyring import KeyRing
from storage.keyslots import KDFS, Keys, Slot
from storage.lock import Lock
from storage.places import Places
from storage.turn import Turn, TurnFile, TurnKey, TurnTx

Rng = Callable[[int], bytes]

MARK_EVERY = 256
"""Accepted changes after which the copy of the mark is written again."""


class Vault:
    """An open store. Made by `create`, `open` and their `_with_key` twins; closed by `lock`."""

    def __init__(
        self,
        places: Places,
        store_key: bytes,
        held: Lock,
        *,
        accept_behind: bool = False,
        files: Files,
        rng: Rng,
        projection: Any = None,
    ) -> None:
        """Open what `held` is the lock of; it is released again when that fails."""
        self.directory = places.directory
        self.files = files
        self.failed_unlocks = 0
        self.behind = False
        self.turn_missing = False
        self._held = held
        self._rng = rng
        self._keys = KeyRing(places.keys, store_key, files, rng)
        self._turn_file = TurnFile(places.turn, store_key, files, rng)
        self.blobs = Blobs(places.blobs, files, rng)
        with ExitStack() as undo:
            undo.callback(held.release)
            for path in places.leftovers():
                files.unlink(path)
            files.make_dir(places.blobs)
            self._database = Database(places.store, store_key, files)
            undo.callback(self._database.close)
            self.projection = projection
            self.touched = self._database.touched
            migrations.migrate(self._database)
            self._open_turn(accept_behind)
            if not self.behind:  # else what this older store does not name may belong to the newer one
                with self.read() as tx:
                    self.blobs.remove_orphans(tx)
            undo.pop_all()

    @property
    def projection(self) -> Any:
        """What `app` hands in for the log to compute its view with; every transaction carries it."""
        return self._database.projection

    @projection.setter
    def projection(self, projection: Any) -> None:
        self._database.projection = projection

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
        projection: Any = None,
    ) -> Vault:
        """Make a store that `passphrase` opens, and open it. Whether it is a good one is for `passphrase.check`.

        Raises:
            UserError: store_exists, passphrase_too_long, passphrase_not_text, label_too_long.
            MachineError: what the machine has against it; with `committed` the store is there all the same.
        """
        store_key = rng(KEY)
        keys = Keys.create(KDFS[kdf], rng)
        keys = keys.put(0, keys.stretch(passphrase), store_key, label, now(), rng)
        return cls._create(directory, store_key, keys, files=files or Files(), rng=rng, projection=projection)

    @classmethod
    def create_with_key(
        cls,
        directory: Path,
        store_key: bytes,
        *,
        files: Files | None = None,
        rng: Rng = os.urandom,
        projection: Any = None,
    ) -> Vault:
        """Make a store without passphrases: for simulations, and tests of what lies above."""
        return cls._create(directory, store_key, None, files=files or Files(), rng=rng, projection=projection)

    @classmethod
    def _create(
        cls, directory: Path, store_key: bytes, keys: Keys | None, *, files: Files, rng: Rng, projection: Any
    ) -> Vault:
        places = Places(directory)
        try:
            held = lifetime.build(places, store_key, keys, files, rng)
            return cls(places, store_key, held, files=files, rng=rng, projection=projection)
        except MachineError as error:
            if error.slug != "busy" and places.store.exists():
                raise MachineError(error.slug, **error.facts, committed=1) from error
            raise

    @classmethod
    def open(
        cls,
        directory: Path,
        passphrase: str,
        *,
        accept_behind: bool = False,
        files: Files | None = None,
        rng: Rng = os.urandom,
        projection: Any = None,
    ) -> Vault:
        """Open a store.

        Raises:
            UserError: no_store, damaged_keys, wrong_passphrase (with `failed`, their number so far),
                damaged_store, store_behind unless `accept_behind`, store_too_new, kdf_out_of_bounds.
            MachineError: busy, and what the machine has against it.
        """
        files = files or Files()
        places = Places(directory)
        held = lifetime.take(places, files, rng)
        try:
            store_key = keyring.unlock(places.keys, passphrase, held, files)
            failed = held.failed
            held.clear_failures()
        except BaseException:
            held.release()
            raise
        vault = cls(
            places, store_key, held, accept_behind=accept_behind, files=files, rng=rng, projection=projection
        )
        vault.failed_unlocks = failed
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
        projection: Any = None,
    ) -> Vault:
        """Open a store whose key is known, without the KDF. Raises as `open`."""
        files = files or Files()
        places = Places(directory)
        held = lifetime.take(places, files, rng)
        return cls(
            places, store_key, held, accept_behind=accept_behind, files=files, rng=rng, projection=projection
        )

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
        found_now = Doubts(behind, turn_missing=settled is None)
        if found_now != Doubts():
            # Before `turn` is written anew, for that removes the evidence.
            with self._database.transaction() as tx:
                found_now.note(tx)
        with self._database.read() as tx:
            all_doubts = doubts.read(tx)
        self.behind, self.turn_missing = all_doubts.behind, all_doubts.turn_missing
        self._turn = settled or fresh
        if behind:
            self._turn = replace(self._turn, mark=self._mark)
        if self._turn != found:
            self._turn_file.write(self._turn)

    def settle(self, tx: Tx) -> None:
        """Forget `behind` and `turn_missing`: `tx` takes a new incarnation. The last thing it does."""
        doubts.settle(tx)
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
            # From here on no write of the file may bring the old key back, whatever fails below.
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
        """Join the blobs whose ranges have all arrived from one peer, in parts; give those that are whole now.

        Parts that together are not the blob they were said to be are dropped, and asked for again.
        """
        return self.blobs.join_all(self.read, self.transaction)

    def compact(self) -> int:
        """Rewrite the database without its free pages (after a purge); give the bytes saved."""
        return self._database.compact()

    def checkpoint(self) -> None:
        """Bring the journal into the database and empty it (after a purge)."""
        self._database.checkpoint()

    # Passphrases: see `KeyRing`.

    def passphrases(self) -> list[Slot]:
        """List the passphrases by slot."""
        return self._keys.slots()

    @property
    def kdf(self) -> str:
        """Name the cost of unlocking; "small" is for sample data and must be shown."""
        return self._keys.kdf

    def change_passphrase(self, old: str, new: str, *, now: Clock = clock.now, kdf: str | None = None) -> int:
        """Let `new` open the slot of `old`; give the number of slots dropped, for another `kdf`."""
        return self._keys.change(old, new, now=now, kdf=kdf)

    def add_passphrase(self, new: str, label: str = "", *, now: Clock = clock.now) -> Slot:
        """Let one more passphrase open the store."""
        return self._keys.add(new, label, now=now)

    def remove_passphrase(self, number: int) -> None:
        """Make the passphrase in slot `number` useless here."""
        self._keys.remove(number)

    # Closing.

    def lock(self) -> None:
        """Close: empty the journal, copy the mark, let go of file and key. Twice is fine."""
        with ExitStack() as closing:
            closing.callback(self.abandon)
            if self._database.is_open:
                self._database.checkpoint()
                with self._database.writing:
                    if self._turn.mark != self._mark or self._turn_file.doubtful:
                        self._copy_mark()

    def abandon(self) -> None:
        """Let go of everything without writing: what is committed stays, as after a crash."""
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
        """Destroy a store, as far as a program can: see `lifetime.erase`."""
        lifetime.erase(Places(directory), files or Files(), rng)
