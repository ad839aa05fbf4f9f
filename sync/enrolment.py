"""How a device comes to belong: invite (desk), join (house), admit (desk), confirm (house).

Both sides stretch T = H(invitation, reply) into twelve words. The house shows the first eight and a person reads them out;
only when they were typed at the desk does it show the other four, which the house types. Whoever sits in between has
two different T, and would have to meet 88 bits, each try at the cost of Argon2id (security 27).

Rules:
- the desk never shows, returns or keeps the eight words, and compares them in constant time;
- an invitation takes one reply; wrong words stop it for good; its age is the desk's to judge, at admit;
- until the four words are in, the house knows no root, and its link is not confirmed: nothing is accepted or sent;
- stretching happens outside transactions; what was decided before one is looked at again inside it.

State lives in settings, `invitation/<hash>` at a desk and `joining` at a house; private prekeys in the sealed block, those of
an invitation under its nonce until there is a device.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

import cbor2

from storage import clock, settings
from storage.clock import Clock
from storage.crypto import kd
from storage.database import Tx
from storage.errors import MachineError, UserError
from storage.turn import TurnTx
from storage.vault import Vault
from sync import admission, comparison, identity, invitation, letters, links, prekeys, reply, words
from sync.identity import Identity
from sync.invitation import Cost, InvitationLetter
from sync.kinds import NOBODY
from sync.links import PeerKeys
from sync.prekeys import Block
from sync.reply import Reply, ReplyLetter
from sync.rights import Role
from sync.words import Word

GOOD_FOR: Final = 14 * 86_400
"""Seconds from invite to admit, on the desk's clock."""
STANDARD: Final = Cost()
FIRST_ADDRESS: Final = 1
_INVITATIONS: Final = "invitation/"
_JOINING: Final = "joining"
_OPEN: Final = "open"
_USED: Final = "used"
_STOPPED: Final = "stopped"
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
class Joined:
    """What a house sends back, and the eight words that it reads out."""

    reply: bytes
    words: list[Word]
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Admitted:
    """Whom a desk admitted, and the four words that it reads out."""

    device_id: bytes
    name: str
    role: Role
    confirm: list[Word]


# -- desk: invite -----------------------------------------------------------------------------------------------


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
) -> Invitation:
    """Make an invitation for one device, to be called `name`.

    Raises:
        UserError: not_a_desk, no_root_here, bad_name, name_taken, no_certificate.
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
    with _turning(vault) as (tx, block):
        _remember(tx, letter.hash(), _OPEN, letter.address_key, letter.body(), made)
        block[letter.nonce] = private
    return Invitation(sealed, words.spell(code, language), made + GOOD_FOR, name, role)


# -- house: join and confirm ------------------------------------------------------------------------------------


def join(
    vault: Vault,
    untrusted_invitation: bytes,
    code: str,
    *,
    cost: Cost = STANDARD,
    language: str = "english",
    rng: Rng = os.urandom,
) -> Joined:
    """Answer an invitation; an earlier answer that was not confirmed is forgotten.

    Raises:
        UserError: already_enrolled; word_count, unknown_word or ambiguous_word, in the code; not_an_invitation,
            wrong_code, bad_invitation.
    """
    numbers = words.read(code, invitation.CODE_WORDS)
    with vault.read() as tx:
        me = identity.find(tx)
    _require_outsider(me)
    letter = invitation.open_sealed(untrusted_invitation, numbers, cost)
    me = replace(me or identity.create(letter.name, rng=rng), name=letter.name)
    public, private = reply.new_prekeys(me.generation, rng)
    answer = ReplyLetter(
        invitation=letter.hash(),
        relink_public=me.relink_public,
        prekeys=public,
        address_key=rng(32),
        secret=rng(32),
        nonce=rng(16),
        house_id=me.house_id if Role(letter.role) is Role.HOUSE else NOBODY,
        incarnation=me.incarnation,
    )
    sealed = reply.seal_reply(answer, letter, me, rng)
    transcript = reply.transcript(letter, Reply(me.vk, answer))
    stretched = comparison.stretch(transcript, cost)
    with _turning(vault) as (tx, block):
        _require_outsider(identity.find(tx))
        _forget_joining(tx, block)
        identity.save(tx, me)
        _link_to_desk(tx, letter, answer, kd(answer.secret, "first address", transcript))
        block[letter.desk_id] = private
        held = {"peer": letter.desk_id, "root": letter.root_vk, "role": letter.role, "stretched": stretched}
        settings.put(tx, _JOINING, cbor2.dumps(held))
    return Joined(sealed, comparison.house_words(stretched, language), letter.name, Role(letter.role))


def confirm(vault: Vault, typed: str) -> Identity:
    """Take the four words that the desk read out; from here on this device belongs. Return its identity as it is now.

    Raises:
        UserError: nothing_to_confirm; word_count, unknown_word, ambiguous_word; wrong_words, and then the enrolment is
            forgotten, for somebody may be in between.
    """
    numbers = words.read(typed, comparison.SHOWN_BY_DESK)
    with vault.read() as tx:
        held = _joining(tx)
    if not comparison.is_desk(held["stretched"], numbers):
        with _turning(vault) as (tx, block):
            _forget_joining(tx, block)
        raise UserError("wrong_words")
    with vault.transaction() as tx:
        return _belong(tx, held)


def _require_outsider(me: Identity | None) -> None:
    if me is not None and me.root_vk is not None:
        raise UserError("already_enrolled")


def _joining(tx: Tx) -> dict[str, Any]:
    packed = settings.get(tx, _JOINING)
    if packed is None:
        raise UserError("nothing_to_confirm")
    held: dict[str, Any] = cbor2.loads(packed)
    return held


def _forget_joining(tx: Tx, block: Block) -> None:
    """Drop a pending link with everything that was made for it, if there is one."""
    if settings.get(tx, _JOINING) is not None:
        peer = _joining(tx)["peer"]
        links.drop(tx, peer)
        block.pop(peer, None)
        settings.drop(tx, _JOINING)


def _belong(tx: Tx, held: dict[str, Any]) -> Identity:
    """Take the root as ours and the link as confirmed."""
    role = Role(held["role"])
    me = identity.load(tx)
    me = replace(me, root_vk=held["root"], role=role, house_id=me.house_id if role is Role.HOUSE else NOBODY)
    identity.save(tx, me)
    link = links.load(tx, held["peer"])
    link.confirmed = True
    links.save(tx, link)
    settings.drop(tx, _JOINING)
    return me


def _link_to_desk(tx: Tx, letter: InvitationLetter, answer: ReplyLetter, address: bytes) -> None:
    """Write the house's side of the link: the reply has used up the first prekey of the invitation."""
    used, *fresh = letter.prekeys
    link = links.create(
        tx,
        peer=PeerKeys(letter.desk_id, letter.desk_vk, letter.relink_public, Role.DESK, letter.desk_name),
        my_addresses=[(FIRST_ADDRESS, answer.address_key)],
        peer_address=(FIRST_ADDRESS, address),
        peer_prekeys={prekey.id: prekey.public for prekey in fresh},
        my_prekeys={prekey.id: prekey.public for prekey in answer.prekeys},
        last_used=used.id,
        confirmed=False,
    )
    link.heard = link.complete_heard = (letter.incarnation, 0)
    links.save(tx, link)


# -- desk: admit ------------------------------------------------------------------------------------------------


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
    with _turning(vault) as (tx, block):
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
        if held["state"] != _OPEN:
            raise UserError("reply_used" if held["state"] == _USED else "enrolment_stopped")
        if now() > held["made"] + GOOD_FOR:
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
        my_addresses=[(FIRST_ADDRESS, kd(said.secret, "first address", transcript))],
        peer_address=(FIRST_ADDRESS, said.address_key),
        peer_prekeys={prekey.id: prekey.public for prekey in said.prekeys},
        my_prekeys={prekey.id: prekey.public for prekey in letter.prekeys[1:]},
        confirmed=True,
    )
    link.heard = link.complete_heard = (said.incarnation, 0)
    link.relink_due = me.incarnation != letter.incarnation
    links.save(tx, link)


def _remember(tx: Tx, digest: bytes, state: str, address: bytes, body: bytes = b"", made: int = 0) -> None:
    """Keep what is needed of an invitation; of one that is over, only how to know its reply again."""
    held = {"state": state, "address": address, "body": body, "made": made}
    settings.put(tx, _INVITATIONS + digest.hex(), cbor2.dumps(held))


@contextmanager
def _turning(vault: Vault) -> Iterator[tuple[TurnTx, Block]]:
    """Write with the private prekeys at hand; they are sealed anew under a new key when the block ends.

    Once all is committed, a key that could not be destroyed yet is destroyed by the next turn or at lock; that is no
    reason to withhold words or a file that can be given only once.
    """
    try:
        with vault.turn() as tx:
            block = prekeys.unpack(vault.prekeys(tx))
            yield tx, block
            tx.seal_prekeys(prekeys.pack(block))
    except MachineError as error:
        if "committed" not in error.facts:
            raise
