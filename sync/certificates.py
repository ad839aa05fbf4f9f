"""What root signs: one certificate a device, and the common document that all hold.

Pure: bytes in, checked objects out. Not here: where they are kept and which version is in force (roster.py), and how
they travel (as fields of records, kinds.py). Layouts: docs/bundle-format.md.

    certificate (185) = role u8 ‖ vk 32 ‖ H(relink key) 32 ‖ house id 16 ‖ predecessor 16 ‖ home desk 16 ‖ number u64 ‖ signature 64
    common document   = signature 64 ‖ deterministic CBOR

Rules:
- nothing of a document is read before root's signature over it holds, and then only in its one canonical spelling;
- both are signed under a domain of their own, so that neither can pass for the other or for a bundle;
- revoked devices stand there as salted hashes, padded with random ones to a multiple of 64: a house learns neither who
  nor how many.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field

from storage.crypto import Forged, h
from storage.errors import UserError
from sync import crypto
from sync.identity import device_id
from sync.kinds import NOBODY
from sync.letters import Bytes16, Bytes32, Letter, ShortText, decode, encode
from sync.rights import Role

CORE: Final = 121
SIZE: Final = CORE + crypto.SIGNATURE
REVOKED_STEP: Final = 64
MAX_COMMON: Final = 40_000
"""Bytes of a common document: its base64 has to fit into one field (64 KiB)."""

Rng = Callable[[int], bytes]
Sign = Callable[[bytes], bytes]


def relink_hash(relink_public: bytes) -> bytes:
    """Return what a certificate says of a relink key: 32 bytes."""
    return h("relink", relink_public)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A device as root vouches for it.

    house_id, predecessor, home_desk: 16 bytes each, zeros where there is none. number rises with each certificate
    of one device.
    """

    role: Role
    vk: bytes
    relink_hash: bytes
    house_id: bytes = NOBODY
    predecessor: bytes = NOBODY
    home_desk: bytes = NOBODY
    number: int = 1
    signature: bytes = b""

    @property
    def device_id(self) -> bytes:
        """The id of the device that it is about."""
        return device_id(self.vk)

    def core(self) -> bytes:
        """Return the 121 bytes that are signed."""
        ids = self.house_id + self.predecessor + self.home_desk
        return bytes([self.role]) + self.vk + self.relink_hash + ids + self.number.to_bytes(8, "big")

    def pack(self) -> bytes:
        """Return the 185 bytes that travel."""
        return self.core() + self.signature


def issue(root_sign: Sign, certificate: Certificate) -> Certificate:
    """Return `certificate` signed with root's key."""
    signature = root_sign(_to_sign(certificate.core()))
    fields = {name: getattr(certificate, name) for name in Certificate.__slots__}
    return Certificate(**{**fields, "signature": signature})


def parse_and_verify(untrusted: bytes, root_vk: bytes) -> Certificate:
    """Read a certificate whose signature is root's.

    Raises:
        UserError: bad_certificate.
    """
    if len(untrusted) != SIZE:
        raise UserError("bad_certificate", why="size")
    core, signature = untrusted[:CORE], untrusted[CORE:]
    try:
        crypto.verify(root_vk, _to_sign(core), signature)
        role = Role(core[0])
    except Forged as error:
        raise UserError("bad_certificate", why="signature") from error
    except ValueError as error:
        raise UserError("bad_certificate", why="role") from error
    return Certificate(
        role=role,
        vk=core[1:33],
        relink_hash=core[33:65],
        house_id=core[65:81],
        predecessor=core[81:97],
        home_desk=core[97:113],
        number=int.from_bytes(core[113:121], "big"),
        signature=signature,
    )


def find(untrusted: bytes, root_vk: bytes) -> Certificate | None:
    """Read a certificate if root signed it, None otherwise."""
    try:
        return parse_and_verify(untrusted, root_vk)
    except UserError:
        return None


def _to_sign(core: bytes) -> bytes:
    return h("certificate", core)


Number = Annotated[int, Field(ge=0, lt=1 << 53)]
Rights = Annotated[list[Annotated[str, Field(pattern=r"^[a-z_]{1,32}$")]], Field(max_length=16)]


class DeskEntry(Letter):
    """One desk as everybody knows it."""

    vk: Bytes32
    relink_hash: Bytes32
    rights: Rights = Field(default_factory=list)
    name: ShortText

    @property
    def device_id(self) -> bytes:
        """The id of this desk."""
        return device_id(self.vk)


class Succession(Letter):
    """Which desk keeps what a revoked keeper kept."""

    keeper: Bytes16
    successor: Bytes16


class CommonDocument(Letter):
    """What root says to all: the desks, the policy, and who is revoked. `expiry`, in unix seconds, only warns."""

    version: Annotated[int, Field(ge=1, lt=1 << 53)]
    desks: Annotated[list[DeskEntry], Field(max_length=64)]
    policy: Annotated[dict[ShortText, Number | ShortText], Field(max_length=64)] = Field(default_factory=dict)
    expiry: Number = 0
    salt16: Bytes16
    revoked: Annotated[list[Bytes16], Field(max_length=1024)] = Field(default_factory=list)
    successions: Annotated[list[Succession], Field(max_length=64)] = Field(default_factory=list)

    def is_revoked(self, device: bytes) -> bool:
        """Tell whether the device with this id is revoked."""
        return salted(self.salt16, device) in self.revoked

    def desk(self, device: bytes) -> DeskEntry | None:
        """Return the desk with this id, if it is one."""
        return next((desk for desk in self.desks if desk.device_id == device), None)


def salted(salt16: bytes, device: bytes) -> bytes:
    """Return how a revoked device stands in a document with this salt: 16 bytes."""
    return h("revoked", salt16, device, size=16)


def revoked_list(salt16: bytes, devices: Iterable[bytes], rng: Rng = os.urandom) -> list[bytes]:
    """Return the salted ids of `devices`, sorted among random ones to a multiple of 64, at least 64."""
    ids = {salted(salt16, device) for device in devices}
    wanted = max(1, -(-len(ids) // REVOKED_STEP)) * REVOKED_STEP
    while len(ids) < wanted:
        ids.add(rng(16))
    return sorted(ids)


def sign_common(root_sign: Sign, document: CommonDocument) -> bytes:
    """Return the signed bytes of `document`.

    Raises:
        UserError: common_too_large.
    """
    body = encode(document)
    if len(body) + crypto.SIGNATURE > MAX_COMMON:
        raise UserError("common_too_large", bytes=len(body), most=MAX_COMMON)
    return root_sign(_common_to_sign(body)) + body


def verify_common(untrusted: bytes, root_vk: bytes) -> CommonDocument:
    """Read a common document whose signature is root's.

    Raises:
        UserError: bad_common_document.
    """
    signature, body = untrusted[: crypto.SIGNATURE], untrusted[crypto.SIGNATURE :]
    if len(untrusted) > MAX_COMMON:
        raise UserError("bad_common_document", why="size")
    try:
        crypto.verify(root_vk, _common_to_sign(body), signature)
        document = decode(CommonDocument, body)
    except Forged as error:
        raise UserError("bad_common_document", why="signature") from error
    except ValueError as error:
        raise UserError("bad_common_document", why="form") from error
    if len(document.revoked) % REVOKED_STEP:
        raise UserError("bad_common_document", why="revoked")
    return document


def _common_to_sign(body: bytes) -> bytes:
    return h("common document", body)
