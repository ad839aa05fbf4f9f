"""A device's own keys: who it is to others, and which life of the store it is in.

Made on the device and never copied. The private parts live in the encrypted store alone (setting `identity`).
Not here: other devices (roster.py), prekeys and address keys (links.py), what a certificate says (certificates.py).

Rules:
- a device is named by its verify key; a name is for people and decides nothing;
- `author` is a hash of verify key and incarnation, so that a store that went backwards never continues its old chains;
- an incarnation is a generation (u32) and 32 random bits, compared as one number; a new one is above every one seen;
- `root_vk` is empty until the root is known for certain: founded here, or confirmed by the four words.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

import cbor2

from storage import settings
from storage.crypto import h
from storage.database import Tx
from storage.errors import UserError
from storage.log import Author, AuthorId
from sync import crypto
from sync.kinds import NOBODY
from sync.rights import Role

SETTING: Final = "identity"
INCARNATION: Final = 8
_FORMAT: Final = 1
_GENERATIONS: Final = 1 << 32

Rng = Callable[[int], bytes]


def device_id(verify_key: bytes) -> bytes:
    """Return the 16-byte id of the device with this verify key."""
    return h("device", verify_key, size=16)


def root_id(root_vk: bytes) -> bytes:
    """Return the 16-byte id of an organisation's root: the owner of `everyone` and `desks`."""
    return h("root", root_vk, size=16)


def author_id(verify_key: bytes, incarnation: bytes) -> AuthorId:
    """Return the 16-byte name that changes of this key carry in this incarnation."""
    return AuthorId(h("author", verify_key, incarnation, size=16))


def generation(incarnation: bytes) -> int:
    """Return the generation of an incarnation: the high half of the ids of prekeys and addresses made in it."""
    return int.from_bytes(incarnation[:4], "big")


@dataclass(frozen=True, slots=True)
class Identity:
    """Everything a device knows of itself; frozen, a change of it is a new one that is saved.

    house_id: 16 bytes, zeros for a desk. past: incarnations of before, oldest first.
    root_secret: the root's signing seed, only where headquarters keeps a working copy.
    """

    sign_seed: bytes
    relink_private: bytes
    name: str
    role: Role
    house_id: bytes
    incarnation: bytes
    past: tuple[bytes, ...] = ()
    root_vk: bytes | None = None
    root_secret: bytes | None = None

    def __repr__(self) -> str:
        return f"Identity(name={self.name!r}, role={self.role.name})"

    @property
    def vk(self) -> bytes:
        """The Ed25519 verify key, 32 bytes."""
        return crypto.verify_key(self.sign_seed)

    @property
    def relink_public(self) -> bytes:
        """The public half of the relink key (X-Wing, 1,216 bytes)."""
        return crypto.prekey_public(self.relink_private)

    @property
    def device_id(self) -> bytes:
        """The 16-byte id under which others know this device."""
        return device_id(self.vk)

    @property
    def root_id(self) -> bytes:
        """The 16-byte id of the organisation.

        Raises:
            UserError: not_enrolled, while the root is not known.
        """
        if self.root_vk is None:
            raise UserError("not_enrolled")
        return root_id(self.root_vk)

    @property
    def author(self) -> Author:
        """What signs the changes that are made here now."""
        return Author(author_id(self.vk, self.incarnation), self.sign)

    @property
    def authors(self) -> frozenset[AuthorId]:
        """The names of all chains that this device ever wrote, under every incarnation."""
        return frozenset(author_id(self.vk, one) for one in (*self.past, self.incarnation))

    @property
    def generation(self) -> int:
        """The generation of the incarnation in use."""
        return generation(self.incarnation)

    def sign(self, message: bytes) -> bytes:
        """Sign with the device's key: 64 bytes."""
        return crypto.sign(self.sign_seed, message)

    def risen(self, seen: Iterable[bytes] = (), rng: Rng = os.urandom) -> Identity:
        """Return this identity in a new incarnation, one generation above its own and all `seen`.

        Raises:
            UserError: incarnations_used_up, at the last generation; only a new device helps.
        """
        highest = max(generation(one) for one in (self.incarnation, *seen))
        if highest + 1 >= _GENERATIONS:
            raise UserError("incarnations_used_up")
        fresh = (highest + 1).to_bytes(4, "big") + rng(4)
        return replace(self, incarnation=fresh, past=(*self.past, self.incarnation))


def create(name: str, *, role: Role = Role.HOUSE, rng: Rng = os.urandom) -> Identity:
    """Make a new device: its keys, its house id if it is a house, its first incarnation."""
    return Identity(
        sign_seed=crypto.new_secret(rng),
        relink_private=crypto.new_secret(rng),
        name=name,
        role=role,
        house_id=rng(16) if role is Role.HOUSE else NOBODY,
        incarnation=(1).to_bytes(4, "big") + rng(4),
    )


def save(tx: Tx, identity: Identity) -> None:
    """Keep `identity` as this store's own."""
    packed = {
        "format": _FORMAT,
        "sign": identity.sign_seed,
        "relink": identity.relink_private,
        "name": identity.name,
        "role": int(identity.role),
        "house": identity.house_id,
        "incarnation": identity.incarnation,
        "past": list(identity.past),
        "root": identity.root_vk,
        "root_secret": identity.root_secret,
    }
    settings.put(tx, SETTING, cbor2.dumps(packed, canonical=True))


def find(tx: Tx) -> Identity | None:
    """Return this store's own identity, or None when it never got one."""
    packed = settings.get(tx, SETTING)
    if packed is None:
        return None
    held = cbor2.loads(packed)
    if held["format"] != _FORMAT:
        raise UserError("store_too_new")
    return Identity(
        sign_seed=held["sign"],
        relink_private=held["relink"],
        name=held["name"],
        role=Role(held["role"]),
        house_id=held["house"],
        incarnation=held["incarnation"],
        past=tuple(held["past"]),
        root_vk=held["root"],
        root_secret=held["root_secret"],
    )


def load(tx: Tx) -> Identity:
    """Return this store's own identity.

    Raises:
        UserError: no_identity, when it never got one.
    """
    identity = find(tx)
    if identity is None:
        raise UserError("no_identity")
    return identity
