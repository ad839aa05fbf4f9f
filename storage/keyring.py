"""The passphrases of an open store: list, change, add, remove. The database is never touched.

- Somebody with an old copy of `keys` and a passphrase that opened it then still opens this store: only a new
  store key (rekey) ends that.
- The file is replaced whole; a `MachineError` with `committed` says that the new one is in place.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from storage import clock, keyslots
from storage.clock import Clock
from storage.errors import MachineError, UserError
from storage.files import Files
from storage.keyslots import KDFS, Keys, Slot
from storage.lock import Lock

Rng = Callable[[int], bytes]


def read(path: Path, files: Files) -> Keys:
    """Read the `keys` file.

    Raises:
        UserError: damaged_keys, store_too_new, kdf_out_of_bounds.
    """
    data = files.read(path, keyslots.SIZE + 1)
    if data is None:
        raise UserError("damaged_keys", missing=1)
    return Keys.decode(data)


def unlock(path: Path, passphrase: str, held: Lock, files: Files) -> bytes:
    """Give the store key; a wrong passphrase is counted.

    Raises:
        UserError: wrong_passphrase, with `failed`, their number so far; and as `read`.
    """
    keys = read(path, files)
    try:
        return keys.open(passphrase)[1]
    except UserError as error:
        if error.slug == "wrong_passphrase":
            raise UserError("wrong_passphrase", failed=held.count_failure()) from None
        raise


class KeyRing:
    """The `keys` file in the hands of somebody who has the store key."""

    def __init__(self, path: Path, store_key: bytes, files: Files, rng: Rng) -> None:
        self._path = path
        self._store_key = store_key
        self._files = files
        self._rng = rng

    def slots(self) -> list[Slot]:
        """List the passphrases by slot: label, and when each was made."""
        return read(self._path, self._files).used(self._store_key)

    @property
    def kdf(self) -> str:
        """Name the cost of unlocking; "small" is for sample data and must be shown."""
        return read(self._path, self._files).kdf.name

    def change(self, old: str, new: str, *, now: Clock = clock.now, kdf: str | None = None) -> int:
        """Let `new` open the slot of `old`; give the number of dropped slots.

        Slots are only dropped when `kdf` is another than before: their passphrases are not at hand.

        Raises:
            UserError: wrong_passphrase, for `old`; passphrase_in_use, for `new`.
        """
        keys = read(self._path, self._files)
        number, _ = keys.open(old)
        labels = {slot.number: slot.label for slot in keys.used(self._store_key)}
        dropped = 0
        if kdf is not None and KDFS[kdf] != keys.kdf:
            keys = Keys.create(KDFS[kdf], self._rng)
            dropped = len(labels) - 1
        stretched = _fresh(keys, new)
        self._write(keys.put(number, stretched, self._store_key, labels[number], now(), self._rng))
        return dropped

    def add(self, new: str, label: str = "", *, now: Clock = clock.now) -> Slot:
        """Let one more passphrase open the store.

        Raises:
            UserError: no_free_slot, passphrase_in_use, label_too_long.
        """
        keys = read(self._path, self._files)
        number = keys.free(self._store_key)
        stretched = _fresh(keys, new)
        slot = Slot(number, label, now())
        self._write(keys.put(number, stretched, self._store_key, label, slot.made_at, self._rng))
        return slot

    def remove(self, number: int) -> None:
        """Make the passphrase in slot `number` useless here.

        Raises:
            UserError: no_such_slot; last_passphrase, for the only one.
        """
        keys = read(self._path, self._files)
        used = {slot.number for slot in keys.used(self._store_key)}
        if number not in used:
            raise UserError("no_such_slot", slot=number)
        if len(used) == 1:
            raise UserError("last_passphrase")
        self._write(keys.clear(number, self._rng))

    def _write(self, keys: Keys) -> None:
        try:
            self._files.replace_durably(self._path, keys.encode(), wipe=True)
        except MachineError as error:
            if "replaced" in error.facts:
                raise MachineError(error.slug, **error.facts, committed=1) from error
            raise


def _fresh(keys: Keys, passphrase: str) -> bytes:
    """Stretch a new passphrase; two people with the same one would not notice each other's removal."""
    stretched = keys.stretch(passphrase)
    if keys.find(stretched) is not None:
        raise UserError("passphrase_in_use")
    return stretched
