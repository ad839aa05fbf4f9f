"""The invitation: what a desk hands to a device that is to belong, sealed under a code that travels another way.

What it does not: remember which invitations there are (enrolment.py). Layout (docs/bundle-format.md), 8,192 bytes, always:

    salt 16 ‖ nonce 24 ‖ XChaCha20-Poly1305(key, nonce, u16 length ‖ CBOR ‖ zeros)
    key = Argon2id(six numbers as u16, H("invitation code", u8 format, salt) 16)

Rules:
- a wrong code and a changed byte look the same, and nothing is read before the seal holds;
- what is inside was made by somebody who knew the code: still untrusted. The desk's certificate is root's, and desk and
  relink key are the certified ones; whether root is the right root, only the words can tell.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Sequence
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field

from storage.crypto import TAG, XNONCE, Forged, argon2id, h, xchacha_open, xchacha_seal
from storage.errors import UserError
from sync import certificates, crypto, letters
from sync.certificates import Certificate
from sync.identity import device_id
from sync.letters import Bytes8, Bytes16, Bytes32, Letter, Prekey, Public, ShortText
from sync.rights import Role
from sync.sizes import LETTER

FORMAT: Final = 1
CODE_WORDS: Final = 6
PREKEYS: Final = 4
"""Prekeys that an invitation and a reply bring: the more, the fewer bundles of the first days are weak."""
_SALT: Final = 16

Rng = Callable[[int], bytes]


class Cost(NamedTuple):
    """What stretching a code or a comparison costs: memory in KiB, and passes of Argon2id."""

    mem_kib: int = 262_144
    passes: int = 3


STANDARD: Final = Cost()


class InvitationLetter(Letter):
    """What an invitation says. The first prekey serves the reply, the others the first bundles."""

    format: Literal[1] = FORMAT
    root_vk: Bytes32
    desk_vk: Bytes32
    desk_name: ShortText
    incarnation: Bytes8
    certificate: Annotated[bytes, Field(min_length=certificates.SIZE, max_length=certificates.SIZE)]
    relink_public: Public
    role: Literal[1, 2]
    name: ShortText
    prekeys: Annotated[list[Prekey], Field(min_length=2, max_length=PREKEYS)]
    address_key: Bytes32
    nonce: Bytes16

    @property
    def desk_id(self) -> bytes:
        """The id of the desk that invites."""
        return device_id(self.desk_vk)

    def body(self) -> bytes:
        """Return the bytes that the comparison is over."""
        return letters.encode(self)

    def hash(self) -> bytes:
        """Return the hash by which a reply names its invitation."""
        return h("invitation", self.body())


def seal(letter: InvitationLetter, code: Sequence[int], cost: Cost, rng: Rng = os.urandom) -> bytes:
    """Return the 8,192 bytes of an invitation that `code`, six numbers, opens."""
    salt, nonce = rng(_SALT), rng(XNONCE)
    padded = letters.pad(letter.body(), LETTER - _SALT - XNONCE - TAG)
    return salt + nonce + xchacha_seal(_key(code, salt, cost), nonce, padded)


def open_sealed(untrusted: bytes, code: Sequence[int], cost: Cost) -> InvitationLetter:
    """Open an invitation with its code.

    Raises:
        UserError: not_an_invitation (its length), wrong_code (or a changed byte), bad_invitation.
    """
    if len(untrusted) != LETTER:
        raise UserError("not_an_invitation", bytes=len(untrusted))
    salt, nonce = untrusted[:_SALT], untrusted[_SALT : _SALT + XNONCE]
    try:
        padded = xchacha_open(_key(code, salt, cost), nonce, untrusted[_SALT + XNONCE :])
    except Forged as error:
        raise UserError("wrong_code") from error
    try:
        letter = letters.decode(InvitationLetter, letters.unpad(padded))
    except ValueError as error:
        raise UserError("bad_invitation", why="form") from error
    _check(letter)
    return letter


def _key(code: Sequence[int], salt: bytes, cost: Cost) -> bytes:
    secret = b"".join(number.to_bytes(2, "big") for number in code)
    stretched_salt = h("invitation code", bytes([FORMAT]), salt, size=16)
    return argon2id(secret, stretched_salt, mem_kib=cost.mem_kib, passes=cost.passes)


def _check(letter: InvitationLetter) -> None:
    """Make sure that the parts belong together."""
    certificate = _certificate(letter)
    if certificate.vk != letter.desk_vk or certificate.role is not Role.DESK:
        raise UserError("bad_invitation", why="desk")
    if certificate.relink_hash != certificates.relink_hash(letter.relink_public):
        raise UserError("bad_invitation", why="relink_key")
    if not usable(letter.prekeys, letter.relink_public):
        raise UserError("bad_invitation", why="prekeys")


def _certificate(letter: InvitationLetter) -> Certificate:
    try:
        return certificates.parse_and_verify(letter.certificate, letter.root_vk)
    except UserError as error:
        raise UserError("bad_invitation", why="certificate") from error


def usable(prekeys: Sequence[Prekey], relink_public: bytes) -> bool:
    """Tell whether ids rise and something can be sealed to every key."""
    ids = [prekey.id for prekey in prekeys]
    if ids[0] == 0 or any(one >= other for one, other in itertools.pairwise(ids)):
        return False
    try:
        for public in (relink_public, *(prekey.public for prekey in prekeys)):
            crypto.check_prekey(public)
    except crypto.BadKey:
        return False
    return True
