"""How a device comes to belong: invite and admit at a desk, here; join and confirm at a house, in joining.py.

Both sides stretch T = H(invitation, reply) into twelve words. The house shows the first eight and a person reads them out;
only when they were typed at the desk does it show the other four, which the house types. Whoever sits in between has
two different T, and would have to meet 88 bits, each try at the cost of Argon2id (security 27).

Rules:
- the desk never shows, returns or keeps the eight words, and compares them in constant time;
- an invitation takes one reply; wrong words stop it for good; its age is the desk's to judge, at admit;
- stretching happens outside transactions; what was decided before one is looked at again inside it.

State lives in settings, `invitation/<hash>`; private prekeys in the sealed block, under the invitation's nonce until there
is a device.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cbor2

from storage import clock, settings
from storage.clock import Clock
from storage.database import Tx
from storage.errors import UserError
from storage.vault import Vault
from sync import admission, comparison, invitation, letters, links, prekeys, reply, words
from sync.identity import Identity
from sync.invitation import STANDARD, Cost, InvitationLetter
from sync.joining import Joined, confirm, join
from sync.links import PeerKeys
from sync.prekeys import Block
from sync.reply import Reply
from sync.rights import Role
from sync.turning import turning
from sync.words import Word

__all__ = ["GOOD_FOR", "STANDARD", "Admitted", "Invitation", "Joined", "admit", "confirm", "invite", "join"]

GOOD_FOR: Final = 14 * 86_400
"""Seconds from invite to admit, on the desk's clock."""
_INVITATIONS: Final = "invitation/"
_OPEN: Final = "open"
_USED: Final = "used"
_STOPPED: Final = "stopped"
_EXPIRED: Final = "expired"
_CODE_BYTES: Final = 9

Rng = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a desk hands out: the file, the code to say another way, and until when (unix seconds) it will admit."""

    file: bytes
    code: list[Word]
    expires: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Admitted:
    """Whom a desk admitted, and the four words that it reads out."""

    device_id: bytes
    name: str
    role: Role
    confirm: list[Word]


def invite(
    vault: Vault,
    me: Identity,
    *,
    name: str,
    role: Role,
    cost: Cost = STANDARD,
    language: str = "english",
    rng: Rng = os.urandom,
    now: Clock = clock.now,
    hand_over: letters.HandOver = letters.to_nobody,
) -> Invitation:
    """Make an invitation for one device, to be called `name`.

    hand_over: gets the file before anything is kept of it (letters.py).

    Raises:
        UserError: not_a_desk, no_root_here, bad_name, name_taken, no_certificate; what `hand_over` raises.
    """
    admission.require_root(me)
    name = admission.clean_name(name)
    public, private = reply.new_prekeys(me.generation, rng)
    with vault.read() as tx:
        admission.require_invitable(tx, me, name)
        certificate = admission.own_certificate(tx, me)
    letter = InvitationLetter(
        root_vk=me.root_vk or b"",
        desk_vk=me.vk,
        desk_name=me.name,
        incarnation=me.incarnation,
        certificate=certificate.pack(),
        relink_public=me.relink_public,
        role=role.value,
        name=name,
        prekeys=public,
        address_key=rng(32),
        nonce=rng(16),
    )
    code = words.from_bits(rng(_CODE_BYTES), invitation.CODE_WORDS)
    sealed = invitation.seal(letter, code, cost, rng)
    made = now()
    hand_over(sealed)
    with turning(vault) as (tx, block):
        _drop_expired(tx, block, made)
        _remember(tx, letter.hash(), _OPEN, letter.address_key, letter.body(), made)
        block[letter.nonce] = private
    return Invitation(sealed, words.spell(code, language), made + GOOD_FOR, name, role)


def admit(
    vault: Vault,
    me: Identity,
    untrusted_reply: bytes,
    typed: str,
    *,
    cost: Cost = STANDARD,
    language: str = "english",
    rng: Rng = os.urandom,
    now: Clock = clock.now,
) -> Admitted:
    """Admit the device that replied, if the eight words that were typed are those that it shows.

    Raises:
        UserError: not_a_desk, no_root_here; word_count, unknown_word, ambiguous_word; foreign_reply (to none of our
            invitations), reply_used, enrolment_stopped, invitation_expired, invitation_lost, damaged_reply;
            wrong_words, and then the invitation is void; name_taken, device_not_active.
    """
    admission.require_root(me)
    numbers = words.read(typed, comparison.SHOWN_BY_HOUSE)
    with vault.read() as tx:
        letter = _find_invitation(tx, me, untrusted_reply, now)
        private = prekeys.unpack(vault.prekeys(tx)).get(letter.nonce, {})
    secret = private.get(letter.prekeys[0].id)
    if secret is None:  # a store that went backwards has lost it
        raise UserError("invitation_lost", name=letter.name)
    answer = reply.open_reply(untrusted_reply, letter, secret)
    transcript = reply.transcript(letter, answer)
    stretched = comparison.stretch(transcript, cost)
    right = comparison.is_house(stretched, numbers)
    with turning(vault) as (tx, block):
        _find_invitation(tx, me, untrusted_reply, now)
        _remember(tx, letter.hash(), _USED if right else _STOPPED, letter.address_key)
        block.pop(letter.nonce, None)
        if right:
            _enter(tx, me, letter, answer, transcript, rng, now)
            block[answer.device_id] = {number: key for number, key in private.items() if key != secret}
    if not right:
        raise UserError("wrong_words")
    shown = comparison.desk_words(stretched, language)
    return Admitted(answer.device_id, letter.name, Role(letter.role), shown)


def _find_invitation(tx: Tx, me: Identity, untrusted_reply: bytes, now: Clock) -> InvitationLetter:
    """Find the invitation that a reply is addressed to, and make sure that it still stands."""
    for name in settings.names(tx, _INVITATIONS):
        held = cbor2.loads(settings.get(tx, name) or b"")
        if not reply.is_for(untrusted_reply, held["address"], me.vk):
            continue
        if held["state"] in (_USED, _STOPPED):
            raise UserError("reply_used" if held["state"] == _USED else "enrolment_stopped")
        if held["state"] == _EXPIRED or now() > held["made"] + GOOD_FOR:
            raise UserError("invitation_expired", days=GOOD_FOR // 86_400)
        return letters.decode(InvitationLetter, held["body"])
    raise UserError("foreign_reply")


def _enter(
    tx: Tx, me: Identity, letter: InvitationLetter, answer: Reply, transcript: bytes, rng: Rng, now: Clock
) -> None:
    """Write the desk's side: records, and the link whose first prekey the reply has used up."""
    said = answer.letter
    peer = PeerKeys(answer.device_id, answer.vk, said.relink_public, letter.role, letter.name)
    admission.enter(tx, me, peer, said.house_id, rng=rng, now=now)
    link = links.create(
        tx,
        peer=peer,
        my_addresses=[(reply.FIRST_ADDRESS, reply.first_address(said.secret, transcript))],
        peer_address=(reply.FIRST_ADDRESS, said.address_key),
        peer_prekeys={prekey.id: prekey.public for prekey in said.prekeys},
        my_prekeys={prekey.id: prekey.public for prekey in letter.prekeys[1:]},
        confirmed=True,
    )
    link.heard = link.complete_heard = (said.incarnation, 0)
    link.relink_due = me.incarnation != letter.incarnation
    links.save(tx, link)


def _drop_expired(tx: Tx, block: Block, now: int) -> None:
    """Destroy the private prekeys of invitations that nobody answered in time; their replies are still known as late."""
    for name in settings.names(tx, _INVITATIONS):
        held = cbor2.loads(settings.get(tx, name) or b"")
        if held["state"] == _OPEN and now > held["made"] + GOOD_FOR:
            letter = letters.decode(InvitationLetter, held["body"])
            block.pop(letter.nonce, None)
            _remember(tx, letter.hash(), _EXPIRED, letter.address_key)


def _remember(tx: Tx, digest: bytes, state: str, address: bytes, body: bytes = b"", made: int = 0) -> None:
    """Keep what is needed of an invitation; of one that is over, only how to know its reply again."""
    held = {"state": state, "address": address, "body": body, "made": made}
    settings.put(tx, _INVITATIONS + digest.hex(), cbor2.dumps(held))
