"""The `turn` file: the key that wraps the private prekeys, and a copy of the log's mark.

    nonce(24) ‖ XChaCha20-Poly1305(KD(store key, "turn"), plain)        200 bytes, always
    plain = format u8 ‖ number u64 ‖ key(32) ‖ next number u64 ‖ next key(32) ‖ n u64 ‖ digest(32) ‖ zeros

Prekeys that were destroyed must not come back from a journal, a free page or a backup of the store. So their
packed block in the store is sealed under a key that lives here, in one small file that is replaced and wiped:

1. `turn` {old key, new key, old mark};
2. one store transaction, with the block under the *new* key and its number;
3. `turn` {new key, new mark}: from here on the old block opens with nothing.

After a crash in between, the block in the store says which half counts: its key's number is sealed with it
(`settle`).
A `turn` that is missing, damaged or of another day costs the prekeys and never data: the store opens, says so,
takes a new incarnation and relinks.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from storage import crypto
from storage.crypto import KEY, TAG, XNONCE, Forged
from storage.database import Tx
from storage.files import Files
from storage.mark import DIGEST, Mark

Rng = Callable[[int], bytes]

_FORMAT: Final = 1
_PLAIN: Final = struct.Struct(f">BQ{KEY}sQ{KEY}sQ{DIGEST}s39s")
SIZE: Final = XNONCE + _PLAIN.size + TAG
"""Bytes of the `turn` file."""


@dataclass(frozen=True, slots=True)
class TurnKey:
    """A numbered key for the prekey block."""

    number: int
    key: bytes

    @classmethod
    def after(cls, number: int, rng: Rng = os.urandom) -> TurnKey:
        """Make the key that follows `number`."""
        return cls(number + 1, rng(KEY))


@dataclass(frozen=True, slots=True)
class Turn:
    """The file's content: the key in use, the next one while a turn is under way, the mark."""

    now: TurnKey
    next: TurnKey | None
    mark: Mark

    def settle(self, tx: Tx) -> Turn | None:
        """Keep the half that the store's prekey block counts for; None when neither opens it."""
        sealed = tx.scalar("SELECT sealed FROM prekey_block")
        if sealed is None:
            return replace(self, next=None)
        for half in (self.now, self.next):
            if half is not None and _open(half, sealed) is not None:
                return Turn(half, None, self.mark)
        return None


def encode(turn: Turn, store_key: bytes, rng: Rng = os.urandom) -> bytes:
    """Seal the file's content."""
    following = turn.next or TurnKey(0, bytes(KEY))
    plain = _PLAIN.pack(
        _FORMAT,
        turn.now.number,
        turn.now.key,
        following.number,
        following.key,
        turn.mark.n,
        turn.mark.digest,
        b"",
    )
    nonce = rng(XNONCE)
    return nonce + crypto.xchacha_seal(_file_key(store_key), nonce, plain, b"turn")


def decode(data: bytes, store_key: bytes) -> Turn | None:
    """Open the file's content; None when it is not ours, damaged or of another format."""
    if len(data) != SIZE:
        return None
    try:
        plain = crypto.xchacha_open(_file_key(store_key), data[:XNONCE], data[XNONCE:], b"turn")
    except Forged:
        return None
    form, number, key, next_number, next_key, n, digest, _ = _PLAIN.unpack(plain)
    if form != _FORMAT:
        return None
    following = TurnKey(next_number, next_key) if next_number else None
    return Turn(TurnKey(number, key), following, Mark(n, digest))


def _file_key(store_key: bytes) -> bytes:
    return crypto.kd(store_key, "turn")


class TurnFile:
    """The file on disk, and what it says as far as this process knows."""

    def __init__(self, path: Path, store_key: bytes, files: Files, rng: Rng) -> None:
        self._path = path
        self._store_key = store_key
        self._files = files
        self._rng = rng
        self.doubtful = False
        """True while the file may hold something else than what was last written to it with success."""

    def read(self) -> Turn | None:
        """Read the file; None when it is missing or unreadable."""
        data = self._files.read(self._path, SIZE + 1)
        return None if data is None else decode(data, self._store_key)

    def write(self, turn: Turn) -> None:
        """Replace the file durably; at the end of a turn the old bytes are overwritten where the disk allows it."""
        data = encode(turn, self._store_key, self._rng)
        self.doubtful = True
        self._files.replace_durably(self._path, data, wipe=turn.next is None)
        self.doubtful = turn.next is not None


class TurnTx(Tx):
    """A transaction inside a turn: it must seal the prekeys anew before it ends."""

    __slots__ = ("_key", "_rng", "sealed")

    def __init__(self, tx: Tx, key: TurnKey, rng: Rng) -> None:
        super().__init__(tx._connection, tx.projection)
        self.touches = tx.touches
        self._key = key
        self._rng = rng
        self.sealed = False

    def seal_prekeys(self, block: bytes) -> None:
        """Store the packed private prekeys under the new key; what `block` leaves out is gone for good."""
        nonce = self._rng(XNONCE)
        sealed = nonce + crypto.xchacha_seal(self._key.key, nonce, block, _aad(self._key))
        self.execute(
            "INSERT OR REPLACE INTO prekey_block (one, number, sealed) VALUES (1, ?, ?)",
            (self._key.number, sealed),
        )
        self.sealed = True


def prekeys(tx: Tx, key: TurnKey) -> bytes:
    """Open the packed private prekeys; empty when there are none or `key` is not theirs."""
    sealed = tx.scalar("SELECT sealed FROM prekey_block")
    return b"" if sealed is None else _open(key, sealed) or b""


def block_number(tx: Tx) -> int:
    """Give the number of the key that the prekey block is under; 0 when there is none."""
    return int(tx.scalar("SELECT number FROM prekey_block", (), 0))


def _open(key: TurnKey, sealed: bytes) -> bytes | None:
    try:
        return crypto.xchacha_open(key.key, sealed[:XNONCE], sealed[XNONCE:], _aad(key))
    except Forged:
        return None


def _aad(key: TurnKey) -> bytes:
    return b"prekeys" + key.number.to_bytes(8, "big")
