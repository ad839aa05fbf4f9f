"""Two devices with keys, and the shortest courier there is: seal to bytes, open from bytes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sync import crypto
from sync.envelope import Opener, seal
from sync.head import UNKNOWN_SENDER, Address, Flag, Head, relink_address, tag_of
from sync.outcomes import Outcome, Refusal

INCARNATION = bytes.fromhex("0000000100c0ffee")
NONE = Flag(0)


def stream(label: str) -> Callable[[int], bytes]:
    """Randomness that repeats: each call gives the next bytes of one SHAKE-128 stream."""
    count = 0

    def rng(size: int) -> bytes:
        nonlocal count
        count += 1
        return hashlib.shake_128(f"{label}/{count}".encode()).digest(size)

    return rng


@dataclass(frozen=True)
class Pair:
    """One direction between two devices: all secrets of both, for the tests to misuse."""

    sender: bytes
    recipient: bytes
    prekey: bytes
    address_key: bytes

    @property
    def address(self) -> Address:
        return Address(self.address_key, crypto.verify_key(self.sender), crypto.verify_key(self.recipient))

    @property
    def prekey_public(self) -> bytes:
        return crypto.prekey_public(self.prekey)

    @property
    def sender_vk(self) -> bytes:
        return crypto.verify_key(self.sender)

    def sign(self, message: bytes) -> bytes:
        return crypto.sign(self.sender, message)


def pair(label: str = "house to desk") -> Pair:
    """Make the keys of one direction, the same for the same label."""
    rng = stream(label)
    return Pair(*(rng(32) for _ in range(4)))


def relink_pair(label: str = "relink") -> tuple[Pair, Address]:
    """Make keys where the prekey is the recipient's relink key, and the address of a relink to it."""
    keys = pair(label)
    recipient_vk = crypto.verify_key(keys.recipient)
    return keys, Address(relink_address(keys.prekey_public), UNKNOWN_SENDER, recipient_vk)


def reply_pair(label: str = "reply") -> tuple[Pair, Address]:
    """Make keys where the address key is an invitation's, and the address of a reply to it."""
    keys = pair(label)
    return keys, replace(keys.address, sender_vk=UNKNOWN_SENDER)


def head_of(flags: Flag = NONE, prekey_id: int = 7, counter: int = 41) -> Head:
    return Head(flags, prekey_id, counter, INCARNATION)


def sealed(
    keys: Pair,
    *,
    head: Head | None = None,
    address: Address | None = None,
    manifest: bytes = b"manifest",
    changes: bytes = b"changes",
    ranges: Sequence[bytes] = (),
    **others: object,
) -> bytes:
    """Seal one bundle to bytes."""
    out = io.BytesIO()
    total = seal(
        out.write,
        head or head_of(),
        address or keys.address,
        keys.prekey_public,
        keys.sign,
        manifest=manifest,
        changes=changes,
        ranges=ranges,
        ranges_length=sum(map(len, ranges)),
        **others,  # type: ignore[arg-type]
    )
    assert total == len(out.getvalue())
    return out.getvalue()


@dataclass(frozen=True)
class Opened:
    head: Head
    opening: bytes
    manifest: bytes
    changes: bytes
    ranges: list[bytes]
    total: int


def opened(
    data: bytes,
    keys: Pair,
    lengths: Sequence[int] = (7,),
    *,
    address: Address | None = None,
    sender_vk: bytes | None = None,
    size: int | None = None,
) -> Opened:
    """Open one bundle from bytes as a courier does; `lengths` of changes and ranges stand for the manifest's."""
    address = address or keys.address
    opener = Opener(io.BytesIO(data), size)
    if tag_of(address.tag_key(), opener.nonce) != opener.tag:
        raise Refusal(Outcome.NOT_FOR_US, "tag")
    head = opener.unlock(address)
    opener.decapsulate(keys.prekey)
    opening = opener.read_opening()
    manifest = opener.read_manifest(sender_vk or keys.sender_vk)
    changes = b"".join(opener.read_changes(lengths[0]))
    ranges = list(opener.iter_ranges(lengths[1:]))
    return Opened(head, opening, manifest, changes, ranges, opener.finish())


def outcome(data: bytes, keys: Pair, lengths: Sequence[int] = (7,), **others: object) -> tuple[str, str]:
    """Open one bundle and name what came of it: ("applied", "") or the outcome and where it failed."""
    try:
        opened(data, keys, lengths, **others)  # type: ignore[arg-type]
    except Refusal as refusal:
        return str(refusal.outcome), refusal.detail
    return str(Outcome.APPLIED), ""
