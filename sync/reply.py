"""The reply: what a new device sends back, once, to the desk that invited it.

A bundle in the envelope's format, always 8,192 bytes, addressed with the invitation's address key and sealed to its first
prekey. The opening block is the new device's verify key; only the words make it more than a claim. The manifest is a
`ReplyLetter`. What it does not: compare words, remember invitations, admit anybody (enrolment.py).
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field

from storage.crypto import h, kd
from storage.errors import UserError
from sync import crypto, letters
from sync.envelope import Opener, seal
from sync.head import UNKNOWN_SENDER, Address, Flag, Head
from sync.identity import Identity, device_id
from sync.invitation import PREKEYS, InvitationLetter, usable
from sync.kinds import NOBODY
from sync.letters import Bytes8, Bytes16, Bytes32, Letter, Prekey, Public
from sync.outcomes import Refusal
from sync.rights import Role
from sync.sizes import LETTER

FORMAT: Final = 1
COUNTER: Final = 0
"""A reply comes before the first bundle, which is number 1."""
FIRST_ADDRESS: Final = 1
"""The number of each side's first address key."""

Rng = Callable[[int], bytes]


class ReplyLetter(Letter):
    """What a reply says; `secret` makes the desk's first address key, `house_id` is zeros for a desk."""

    format: Literal[1] = FORMAT
    invitation: Bytes32
    relink_public: Public
    prekeys: Annotated[list[Prekey], Field(min_length=2, max_length=PREKEYS)]
    address_key: Bytes32
    secret: Bytes32
    nonce: Bytes16
    house_id: Bytes16
    incarnation: Bytes8


@dataclass(frozen=True, slots=True)
class Reply:
    """A letter and the verify key that signed it."""

    vk: bytes
    letter: ReplyLetter

    @property
    def device_id(self) -> bytes:
        """The id of the device that replied."""
        return device_id(self.vk)


def transcript(invitation: InvitationLetter, reply: Reply) -> bytes:
    """Return T, the 32 bytes that both sides have in common exactly when nobody is in between."""
    return h("enrolment", invitation.body(), reply.vk + letters.encode(reply.letter))


def first_address(secret: bytes, transcript: bytes) -> bytes:
    """Derive the desk's address key number 1, which both sides know without saying it."""
    return kd(secret, "first address", transcript)


def seal_reply(
    letter: ReplyLetter, invitation: InvitationLetter, identity: Identity, rng: Rng = os.urandom
) -> bytes:
    """Return the 8,192 bytes of a reply signed by `identity`."""
    out = io.BytesIO()
    first = invitation.prekeys[0]
    seal(
        out.write,
        Head(Flag.REPLY, first.id, COUNTER, letter.incarnation),
        _address(invitation.address_key, invitation.desk_vk),
        first.public,
        identity.sign,
        manifest=letters.encode(letter),
        opening=identity.vk,
        rng=rng,
    )
    return out.getvalue()


def is_for(untrusted: bytes, address_key: bytes, desk_vk: bytes) -> bool:
    """Tell whether this is addressed to the invitation with this address key."""
    if len(untrusted) != LETTER:
        return False
    opener = Opener(io.BytesIO(untrusted), len(untrusted))
    return _address(address_key, desk_vk).tag(opener.nonce) == opener.tag


def open_reply(untrusted: bytes, invitation: InvitationLetter, prekey_secret: bytes) -> Reply:
    """Open a reply to `invitation` with the private half of its first prekey.

    Raises:
        UserError: damaged_reply, for whatever is not as a new device of this role would have made it.
    """
    try:
        reply = _open(untrusted, invitation, prekey_secret)
    except (Refusal, ValueError) as error:
        raise UserError("damaged_reply", why="form") from error
    letter = reply.letter
    if letter.invitation != invitation.hash():
        raise UserError("damaged_reply", why="invitation")
    if (letter.house_id == NOBODY) != (Role(invitation.role) is Role.DESK):
        raise UserError("damaged_reply", why="role")
    if not usable(letter.prekeys, letter.relink_public):
        raise UserError("damaged_reply", why="prekeys")
    return reply


def _open(untrusted: bytes, invitation: InvitationLetter, prekey_secret: bytes) -> Reply:
    opener = Opener(io.BytesIO(untrusted), len(untrusted))
    head = opener.unlock(_address(invitation.address_key, invitation.desk_vk))
    expected = (Flag.REPLY, invitation.prekeys[0].id, COUNTER)
    if (head.flags, head.prekey_id, head.counter) != expected:
        raise ValueError("not the head of a reply")
    opener.decapsulate(prekey_secret)
    vk = opener.read_opening()
    letter = letters.decode(ReplyLetter, opener.read_manifest(vk))
    opener.finish()
    if letter.incarnation != head.incarnation:
        raise ValueError("two incarnations")
    return Reply(vk, letter)


def _address(address_key: bytes, desk_vk: bytes) -> Address:
    return Address(address_key, UNKNOWN_SENDER, desk_vk)


def new_prekeys(generation: int, rng: Rng) -> tuple[list[Prekey], dict[int, bytes]]:
    """Make the first prekeys of a link: the public ones to give away, the private ones by id."""
    private = {(generation << 32) + number: crypto.new_secret(rng) for number in range(1, PREKEYS + 1)}
    public = [Prekey(id=number, public=crypto.prekey_public(secret)) for number, secret in private.items()]
    return public, private
