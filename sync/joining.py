"""The house's half of enrolment: join, which answers an invitation, and confirm, which takes the desk's four words.

What both sides have in common, and why, stands in enrolment.py.

Rules:
- until the four words are in, no root is known here and the link is not confirmed: nothing is accepted or sent;
- wrong words, or another invitation, leave nothing of the earlier attempt: no link, no private prekey;
- a device that belongs joins nowhere else.

State lives in the setting `joining`; private prekeys in the sealed block, under the desk's id.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import cbor2

from storage import settings
from storage.database import Tx
from storage.errors import UserError
from storage.vault import Vault
from sync import comparison, identity, invitation, letters, links, reply, words
from sync.identity import Identity
from sync.invitation import STANDARD, Cost, InvitationLetter
from sync.kinds import NOBODY
from sync.links import PeerKeys
from sync.prekeys import Block
from sync.reply import Reply, ReplyLetter
from sync.rights import Role
from sync.turning import turning
from sync.words import Word

_JOINING: Final = "joining"

Rng = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Joined:
    """What a house sends back, and the eight words that it reads out."""

    reply: bytes
    words: list[Word]
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Pending:
    """An enrolment that waits for the four words: with which desk, and the eight that this device reads out meanwhile."""

    desk: str
    role: Role
    words: list[Word]


def pending(tx: Tx, language: str = "english") -> Pending | None:
    """Return the enrolment that waits for the four words, None where none does."""
    if settings.get(tx, _JOINING) is None:
        return None
    held = _joining(tx)
    shown = comparison.house_words(held["stretched"], language)
    return Pending(links.load(tx, held["peer"]).name, Role(held["role"]), shown)


def join(
    vault: Vault,
    untrusted_invitation: bytes,
    code: str,
    *,
    cost: Cost = STANDARD,
    language: str = "english",
    rng: Rng = os.urandom,
    hand_over: letters.HandOver = letters.to_nobody,
) -> Joined:
    """Answer an invitation; an earlier answer that was not confirmed is forgotten.

    hand_over: gets the reply before anything is kept of it (letters.py).

    Raises:
        UserError: already_enrolled; word_count, unknown_word or ambiguous_word, in the code; not_an_invitation,
            wrong_code, bad_invitation; what `hand_over` raises.
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
    hand_over(sealed)
    with turning(vault) as (tx, block):
        _require_outsider(identity.find(tx))
        _forget_joining(tx, block)
        identity.save(tx, me)
        _link_to_desk(tx, letter, answer, reply.first_address(answer.secret, transcript))
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
        with turning(vault) as (tx, block):
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
        my_addresses=[(reply.FIRST_ADDRESS, answer.address_key)],
        peer_address=(reply.FIRST_ADDRESS, address),
        peer_prekeys={prekey.id: prekey.public for prekey in fresh},
        my_prekeys={prekey.id: prekey.public for prekey in answer.prekeys},
        last_used=used.id,
        confirmed=False,
    )
    link.heard = link.complete_heard = (letter.incarnation, 0)
    links.save(tx, link)
