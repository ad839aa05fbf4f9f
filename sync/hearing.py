"""What a newer bundle says of the link: acknowledgements, what its sender holds, new keys, and whether we went backwards.

Only for bundles that verified and whose (incarnation, counter) rises; late ones are never asked. What a peer claims is
bounded before it is kept: a signed bundle can still be wrong on purpose.
"""

from collections.abc import Iterable
from typing import Final

from storage import holdings, positions, shipped
from storage.database import Tx
from storage.log import Run
from sync import crypto, prekeys, sight, vector
from sync.crypto import BadKey
from sync.device import DeviceAtWork
from sync.head import Flag
from sync.identity import Identity, author_id, generation
from sync.links import Link
from sync.manifest import Manifest
from sync.opening import Opened
from sync.rights import Role
from sync.roster import Roster

#: How many generations ahead a peer may name one of ours: more than that is no lost life but a lie.
GENERATIONS: Final = 1024
#: How often one house is believed that its desk went back: each time, every link of the desk is renewed.
CLAIMS: Final = 8
#: Prekeys of a peer that are kept, the newest; a peer offers eight.
KEPT: Final = 64


def hear(tx: Tx, me: DeviceAtWork, known: Roster, opened: Opened, *, whole: bool) -> set[bytes]:
    """Move the link by a newer bundle. Return incarnations of ours that have to be surpassed (`doubts`)."""
    link, found = opened.link, opened.manifest
    seen = doubts(tx, me.identity, link, found)
    acknowledgements(tx, me.identity, link, found)
    _holds(tx, sight.towards(tx, me.identity, known, link), link, found, [run for run, _ in opened.runs])
    _keys(opened)
    link.received_at = me.now()
    link.peer_wants = list(found.wants)
    link.owes_full = link.owes_full or found.ask_full
    link.heard = opened.place
    link.starved = Flag.WEAK in opened.head.flags
    if found.complete and whole:
        link.complete_heard = opened.place
    return seen


def doubts(tx: Tx, me: Identity, link: Link, found: Manifest) -> set[bytes]:
    """Notice that a peer knows more of us than we do: an incarnation, counter, prekey or position we never made."""
    seen: set[bytes] = set()
    named = found.named
    if named is not None and named > me.incarnation and generation(named) <= me.generation + GENERATIONS:
        seen.add(named)
    if named == me.incarnation:
        link.unheard = False
    ours = dict(found.received).get(me.incarnation, ())
    author = author_id(me.vk, me.incarnation)
    if (
        (found.went_back and named == me.incarnation)
        or any(last > link.counter for _, last in ours)
        or found.holds > max(link.last_prekey, link.holds)
        or any(
            name == author and not positions.has_head(tx, scope, author, seq, head16)
            for scope, name, _, seq, head16 in found.positions
        )
    ):
        seen.add(me.incarnation)
    return seen if not seen or _believes(me, link) else set()


def _believes(me: Identity, link: Link) -> bool:
    """Count what a house claims of its desk, so that a house that lies cannot stop headquarters' links for ever."""
    if me.role is Role.HOUSE or link.role == Role.DESK:
        return True
    link.claims += 1
    return link.claims <= CLAIMS


def acknowledgements(tx: Tx, me: Identity, link: Link, found: Manifest) -> None:
    """Take bundles of this incarnation of ours as arrived; attachments of older ones that are not among them as lost."""
    ranges = dict(found.received).get(me.incarnation, ())
    for counter in [one for one in sorted(link.outgoing) if any(low <= one <= high for low, high in ranges)]:
        holdings.acknowledge(tx, link.peer, me.incarnation + counter.to_bytes(8, "big"))
        link.acknowledged(counter)
        shipped.acknowledge(tx, link.peer, counter)
    shipped.lose(tx, link.peer, link.acked_counter - 1)


def _holds(tx: Tx, seen: sight.Sight, link: Link, found: Manifest, runs: Iterable[Run]) -> None:
    claimed = vector.claims(found.positions)
    if found.full:
        vector.replace(tx, link.peer, claimed)
    else:
        vector.grow(tx, link.peer, claimed)
    sent = vector.ends(tx, seen, runs)
    vector.grow(tx, link.peer, {place: held for place, held in sent.items() if place not in claimed})
    if found.digest is not None:
        link.wants_full = vector.digest(vector.believed(tx, link.peer)) != found.digest


def _keys(opened: Opened) -> None:
    link, found = opened.link, opened.manifest
    link.address_seen = max(link.address_seen, opened.address)
    link.holds = found.holds
    if found.address is not None and found.address[0] > link.peer_address[0]:
        link.peer_address = found.address
    offered = {**link.peer_prekeys, **usable(found)}
    link.peer_prekeys = {
        number: offered[number] for number in sorted(offered)[-KEPT:] if number >= link.last_used
    }
    link.peer_holds = max(link.peer_prekeys, default=link.peer_holds)


def usable(found: Manifest) -> dict[int, bytes]:
    """Return the prekeys of a manifest that something can be sealed to."""
    return {number: public for number, public in found.prekeys if _is_key(public)}


def _is_key(untrusted_public: bytes) -> bool:
    try:
        crypto.check_prekey(untrusted_public)
    except BadKey:
        return False
    return True


def destroy(block: prekeys.Block, opened: Opened) -> None:
    """Destroy the private prekeys that the rule names; they are gone with the group's turn."""
    link = opened.link
    keys = block.get(link.peer, {})
    gone = prekeys.destroyed(
        keys,
        used=opened.head.prekey_id,
        weak=Flag.WEAK in opened.head.flags,
        settles=link.complete_heard == opened.place,
        holds=opened.manifest.holds,
    )
    for number in gone:
        del keys[number]
        link.prekeys.pop(number, None)
    link.stale_prekeys = [number for number in link.stale_prekeys if number in keys]
