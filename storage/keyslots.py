"""Passphrases to the store key: the `keys` file, fixed in size and looking random throughout.

    salt(16) ‖ header(16, masked) ‖ 8 slots of 192 ‖ checksum(32, masked)
    header   = format u16 ‖ KDF memory in KiB u32 ‖ KDF passes u32 ‖ zeros
    slot     = nonce(24) ‖ sealed(type u8 ‖ store key(32) ‖ zeros) ‖ nonce(24) ‖ sealed(note)
    note     = slot type u8 ‖ made at u64 ‖ label in UTF-8, padded; sealed under the store key

- Header and checksum are masked with BLAKE2b(salt). Masking hides nothing from who knows the format; it keeps
  the file free of patterns. The checksum tells damage from a wrong passphrase *before* the KDF runs.
- Argon2id runs once; then all eight slots are tried, whichever opens. The header is authenticated by each slot.
- An unused slot is random bytes, a used one looks the same: one copy of the file does not tell how many
  passphrases there are. Several copies show which slot changed.
- All slots share salt and parameters, so adding, changing and removing keeps the others. Other parameters
  mean another salt, and the slots whose passphrases are not at hand are dropped.
- Parameters under 64 MiB/3 passes or over 2 GiB/20 are refused before anything is allocated.
"""

from __future__ import annotations

import os
import struct
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from storage import crypto
from storage.crypto import KEY, TAG, XNONCE, Forged
from storage.errors import UserError

Rng = Callable[[int], bytes]

SLOTS: Final = 8
FORMAT: Final = 1
PASSPHRASE_LIMIT: Final = 1024
"""Characters of a passphrase, before normalisation."""
LABEL_BYTES: Final = 55
_SALT: Final = crypto.KDF_SALT
_HEADER: Final = struct.Struct(">HII6s")
_SECRET: Final = struct.Struct(f">B{KEY}s15s")
_NOTE: Final = struct.Struct(f">BQ{LABEL_BYTES}s")
_SECRET_END: Final = XNONCE + _SECRET.size + TAG
_SLOT: Final = _SECRET_END + XNONCE + _NOTE.size + TAG
_CHECKSUM: Final = 32
SIZE: Final = _SALT + _HEADER.size + SLOTS * _SLOT + _CHECKSUM
"""Bytes of the `keys` file."""


class SlotType(IntEnum):
    """What a slot opens; the byte leaves room for more."""

    OPEN = 1


@dataclass(frozen=True, slots=True)
class Kdf:
    """Argon2id's cost: memory in KiB, and passes over it."""

    mem_kib: int
    passes: int

    def check(self) -> None:
        """Refuse costs that are too low to protect or too high to be meant.

        Raises:
            UserError: kdf_out_of_bounds.
        """
        if not (64 << 10 <= self.mem_kib <= 2 << 20 and 3 <= self.passes <= 20):
            raise UserError("kdf_out_of_bounds", kib=self.mem_kib, passes=self.passes)

    @property
    def name(self) -> str:
        """Give the name under which `KDFS` has this cost, or "other"."""
        return next((name for name, kdf in KDFS.items() if kdf == self), "other")


KDFS: Final = {
    "standard": Kdf(512 << 10, 3),
    "strong": Kdf(1 << 20, 4),
    "small": Kdf(64 << 10, 3),  # for sample data and tests; shown on every screen
}


@dataclass(frozen=True, slots=True)
class Slot:
    """What the owner of the store key may know of a used slot."""

    number: int
    label: str
    made_at: int


def stretchable(passphrase: str) -> bytes:
    """Give the bytes that go into the KDF: NFKC, once, in UTF-8.

    Raises:
        UserError: passphrase_too_long, passphrase_not_text.
    """
    if len(passphrase) > PASSPHRASE_LIMIT:
        raise UserError("passphrase_too_long", limit=PASSPHRASE_LIMIT)
    try:
        return unicodedata.normalize("NFKC", passphrase).encode()
    except UnicodeEncodeError as error:
        raise UserError("passphrase_not_text") from error


@dataclass(frozen=True, slots=True)
class Keys:
    """The `keys` file as a value: what changes it gives a new one."""

    salt: bytes
    kdf: Kdf
    slots: tuple[bytes, ...]

    @classmethod
    def create(cls, kdf: Kdf, rng: Rng = os.urandom) -> Keys:
        """Make a file in which no slot is used."""
        kdf.check()
        return cls(rng(_SALT), kdf, tuple(rng(_SLOT) for _ in range(SLOTS)))

    @classmethod
    def decode(cls, data: bytes) -> Keys:
        """Read the file; no KDF runs here.

        Raises:
            UserError: damaged_keys, store_too_new, kdf_out_of_bounds.
        """
        if len(data) != SIZE:
            raise UserError("damaged_keys", size=len(data))
        salt, body, checksum = data[:_SALT], data[_SALT:-_CHECKSUM], data[-_CHECKSUM:]
        if _masked(salt, "keys checksum", _checksum(data[:-_CHECKSUM])) != checksum:
            raise UserError("damaged_keys", size=len(data))
        header = _masked(salt, "keys header", body[: _HEADER.size])
        number, mem_kib, passes, zeros = _HEADER.unpack(header)
        if number != FORMAT or any(zeros):
            raise UserError("store_too_new", format=number, known=FORMAT)
        kdf = Kdf(mem_kib, passes)
        kdf.check()
        slots = body[_HEADER.size :]
        return cls(salt, kdf, tuple(slots[i * _SLOT : (i + 1) * _SLOT] for i in range(SLOTS)))

    def encode(self) -> bytes:
        """Give the bytes of the file."""
        body = self.salt + _masked(self.salt, "keys header", self._header()) + b"".join(self.slots)
        return body + _masked(self.salt, "keys checksum", _checksum(body))

    def _header(self) -> bytes:
        return _HEADER.pack(FORMAT, self.kdf.mem_kib, self.kdf.passes, b"")

    def stretch(self, passphrase: str) -> bytes:
        """Run the KDF: about a second and `kdf.mem_kib` of memory."""
        secret = stretchable(passphrase)
        return crypto.argon2id(secret, self.salt, mem_kib=self.kdf.mem_kib, passes=self.kdf.passes)

    def find(self, stretched: bytes) -> tuple[int, bytes] | None:
        """Give (slot number, store key), or None; the same work whichever slot opens (security 22)."""
        found = None
        for number in range(SLOTS):
            store_key = self._try(number, stretched)
            if store_key is not None:
                found = (number, store_key)
        return found

    def open(self, passphrase: str) -> tuple[int, bytes]:
        """Give (slot number, store key) for a passphrase.

        Raises:
            UserError: wrong_passphrase.
        """
        found = self.find(self.stretch(passphrase))
        if found is None:
            raise UserError("wrong_passphrase")
        return found

    def _try(self, number: int, stretched: bytes) -> bytes | None:
        sealed = self.slots[number][:_SECRET_END]
        try:
            plain = crypto.xchacha_open(
                self._slot_key(stretched), sealed[:XNONCE], sealed[XNONCE:], self._aad(number)
            )
        except Forged:
            return None
        kind, store_key, _ = _SECRET.unpack(plain)
        return store_key if kind == SlotType.OPEN else None

    def put(
        self, number: int, stretched: bytes, store_key: bytes, label: str, made_at: int, rng: Rng = os.urandom
    ) -> Keys:
        """Let a stretched passphrase open the store through slot `number`; `made_at` in unix seconds."""
        secret = _SECRET.pack(SlotType.OPEN, store_key, b"")
        note = _NOTE.pack(SlotType.OPEN, made_at, _label(label))
        first, second = rng(XNONCE), rng(XNONCE)
        aad = self._aad(number)
        slot = first + crypto.xchacha_seal(self._slot_key(stretched), first, secret, aad)
        slot += second + crypto.xchacha_seal(_note_key(store_key), second, note, aad)
        return self._with(number, slot)

    def clear(self, number: int, rng: Rng = os.urandom) -> Keys:
        """Make a slot unused."""
        return self._with(number, rng(_SLOT))

    def used(self, store_key: bytes) -> list[Slot]:
        """List the used slots; only the store key tells them from unused ones."""
        found = []
        for number, slot in enumerate(self.slots):
            sealed = slot[_SECRET_END:]
            try:
                note = crypto.xchacha_open(
                    _note_key(store_key), sealed[:XNONCE], sealed[XNONCE:], self._aad(number)
                )
            except Forged:
                continue
            _, made_at, label = _NOTE.unpack(note)
            found.append(Slot(number, label.rstrip(b"\0").decode(), made_at))
        return found

    def free(self, store_key: bytes) -> int:
        """Give the number of an unused slot.

        Raises:
            UserError: no_free_slot.
        """
        used = {slot.number for slot in self.used(store_key)}
        for number in range(SLOTS):
            if number not in used:
                return number
        raise UserError("no_free_slot", slots=SLOTS)

    def _with(self, number: int, slot: bytes) -> Keys:
        return replace(self, slots=(*self.slots[:number], slot, *self.slots[number + 1 :]))

    def _aad(self, number: int) -> bytes:
        return self.salt + self._header() + bytes((number,))

    def _slot_key(self, stretched: bytes) -> bytes:
        return crypto.kd(stretched, "keys slot")


def _note_key(store_key: bytes) -> bytes:
    return crypto.kd(store_key, "keys note")


def _label(label: str) -> bytes:
    data = label.encode()
    if len(data) > LABEL_BYTES:
        raise UserError("label_too_long", limit=LABEL_BYTES)
    return data


def _checksum(body: bytes) -> bytes:
    return crypto.h("keys checksum", body, size=_CHECKSUM)


def _masked(salt: bytes, what: str, data: bytes) -> bytes:
    mask = crypto.h("keys mask", what.encode(), salt, size=len(data))
    return bytes(a ^ b for a, b in zip(data, mask, strict=True))
