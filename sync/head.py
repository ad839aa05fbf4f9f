"""The first 1,250 bytes of a bundle: who it is found by, and the numbers it carries (docs/bundle-format.md, 4).

What it does: derive the tag by which a receiver finds the link, pack and unpack the inner head, bind it into HPKE's
info. What it does not: read files, know links or prekeys, open the frames.

Rules:
- everything is derived from the *recipient's* address key and both verify keys, so a bundle that is reflected to
  its sender, or handed to somebody else, has no tag there;
- a relink or a reply, whose sender the receiver cannot know yet, is addressed with 32 zero bytes for the sender;
- an unknown suite or flag is a newer version, not damage: nobody without the address key can set one.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntFlag

from storage.crypto import h, kd
from sync.outcomes import Outcome, Refusal

NONCE = 24
ADDRESSED = 40
SUITE = 1
UNKNOWN_SENDER = bytes(32)
SECRET = 32

_NUMBERS = struct.Struct(">BBQQ8s")
_FLAGS = 0b11111


class Flag(IntFlag):
    """What kind of bundle it is; the other three bits are for later and must be 0."""

    RELINK = 1
    REPLY = 2
    ANSWER = 4
    WEAK = 8
    FULL = 16


@dataclass(frozen=True, slots=True)
class Head:
    """The numbers of the inner head; ids and counter are u64, the incarnation is 8 bytes."""

    flags: Flag
    prekey_id: int
    counter: int
    incarnation: bytes

    @property
    def opening_length(self) -> int:
        """Count the bytes of the opening block that these flags announce (4.5)."""
        if Flag.REPLY in self.flags:
            return 32
        return 370 if Flag.RELINK in self.flags else 0


def relink_address(relink_public: bytes) -> bytes:
    """Derive the address key under which a device is sent relinks, from its relink public key."""
    return h("relink address", relink_public)


@dataclass(frozen=True, slots=True)
class Address:
    """One direction of a link under one address key of the recipient's; 32 bytes each (4.1)."""

    key: bytes
    sender_vk: bytes
    recipient_vk: bytes

    def tag_key(self) -> bytes:
        """Derive Kt; worth keeping: a receiver tries one an address key for every file it is shown."""
        return kd(self.key, "kt", self.sender_vk, self.recipient_vk)

    def seal_key(self) -> bytes:
        """Derive Ks, which seals the inner head."""
        return kd(self.key, "ks", self.sender_vk, self.recipient_vk)

    def tag(self, nonce: bytes) -> bytes:
        """Compute the tag of a bundle that starts with this nonce."""
        return tag_of(self.tag_key(), nonce)

    def info(self, nonce: bytes, inner: bytes) -> bytes:
        """Compose the info that binds HPKE to this bundle, both devices and every number of the head (4.3)."""
        return b"siding bundle 1" + nonce + self.sender_vk + self.recipient_vk + inner[: _NUMBERS.size]


def tag_of(tag_key: bytes, nonce: bytes) -> bytes:
    """Compute the 16 bytes by which the recipient finds the link."""
    return kd(tag_key, "tag", nonce)[:16]


def pack(head: Head) -> bytes:
    """Lay out the 26 bytes of the inner head that stand before the HPKE message."""
    _check(head.flags)
    return _NUMBERS.pack(SUITE, head.flags, head.prekey_id, head.counter, head.incarnation)


def unpack(inner: bytes) -> Head:
    """Read the numbers of an inner head whose seal has held.

    Raises:
        Refusal: too_new for a suite or a flag of a later version, damaged for flags that exclude one another.
    """
    suite, flags, prekey_id, counter, incarnation = _NUMBERS.unpack_from(inner)
    if suite != SUITE:
        raise Refusal(Outcome.TOO_NEW, "suite")
    if flags & ~_FLAGS:
        raise Refusal(Outcome.TOO_NEW, "flags")
    try:
        _check(Flag(flags))
    except ValueError as error:
        raise Refusal(Outcome.DAMAGED, "flags") from error
    return Head(Flag(flags), prekey_id, counter, incarnation)


def sealed_secret(inner: bytes) -> bytes:
    """Give the HPKE message of an inner head."""
    return inner[_NUMBERS.size :]


def _check(flags: Flag) -> None:
    if Flag.RELINK in flags and Flag.REPLY in flags:
        raise ValueError("a bundle is a relink or a reply, never both")
    if Flag.ANSWER in flags and Flag.RELINK not in flags:
        raise ValueError("only a relink can be an answer")
