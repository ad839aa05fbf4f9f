"""Relink: a bundle that renews a link and carries no case data (docs/bundle-format.md §9).

It is addressed and sealed to the recipient's long-lived relink key, so it opens whatever became of prekeys and address keys, and
opens with the sender's certificate, so it is believed on root's word. Rules:

- It counts only when (incarnation, counter) rises; then it replaces prekeys, address and what the sender is believed to
  hold, downwards too.
- One that does not rise changes nothing and is answered once, with a relink naming the highest seen; an answer is
  never answered.
"""

from storage.database import Tx
from storage.errors import UserError
from sync import manifest, prekeys, roster, sizes, vector
from sync.certificates import SIZE
from sync.device import DeviceAtWork
from sync.drafting import Drafter, Plan
from sync.head import UNKNOWN_SENDER, Address, Flag, Head, relink_address
from sync.hearing import usable
from sync.links import Link
from sync.manifest import Manifest
from sync.rights import Role
from sync.selection import Question


def plan(tx: Tx, me: DeviceAtWork, link: Link, block: prekeys.Block, ask: Question, limit: int) -> Plan:
    """Plan a relink of at most `limit` bytes (an answer, if only that is owed) and take note that it went out.

    Raises: UserError("no_certificate") before there is one to show: a desk's relink brings it; max_size_too_small.
    """
    certificate = roster.own_certificate(tx, me.identity)
    if certificate is None:
        raise UserError("no_certificate")
    answer = link.answer_due and not (link.relink_due or link.unheard)
    link.counter += 1
    drafter = Drafter(tx, me, link, roster.load(tx, me.identity).version, ask, block)
    made = drafter.base(full=True)
    desk = me.identity.role is Role.DESK
    fields = {
        "common": roster.common_bytes(tx, me.identity) if desk else None,
        "certificate": roster.certificate_of(tx, me.identity, link.peer) if desk else None,
        "wants": (),
        "went_back": link.went_back,
    }
    made = _fitting(drafter, made.model_copy(update=fields), limit)
    link.relink_due = link.answer_due = False
    link.sent_at = me.now()
    flags = Flag.RELINK | (Flag.FULL if made.full else Flag(0)) | (Flag.ANSWER if answer else Flag(0))
    return Plan(
        head=Head(flags, 0, link.counter, me.identity.incarnation),
        address=Address(relink_address(link.relink_public), UNKNOWN_SENDER, link.vk),
        prekey=link.relink_public,
        manifest=manifest.encode(made),
        opening=certificate + bytes(SIZE),
    )


def _fitting(drafter: Drafter, made: Manifest, limit: int) -> Manifest:
    """Give a relink all the prekeys it can carry; without room for them one, and then no positions either."""
    room = sizes.room(sizes.class_at_most(limit), 2 * SIZE)
    bare = {"positions": (), "digest": None, "full": False}
    for count, less in ((prekeys.LIVE, {}), (1, {}), (1, bare)):
        tried = made.model_copy(update={"prekeys": tuple(drafter.offer(count, again=True)), **less})
        if len(manifest.encode(tried)) <= room:
            return tried
    raise UserError(
        "max_size_too_small", least=sizes.class_size(len(manifest.encode(tried)) + 2 * SIZE + 128)
    )


def accept(tx: Tx, link: Link, head: Head, found: Manifest) -> None:
    """Take a relink that rises: what the sender now says replaces what was held of it."""
    if head.incarnation > link.heard[0]:
        link.stale_prekeys = sorted(link.prekeys)
        link.went_back = False
    link.heard = head.incarnation, head.counter
    link.peer_prekeys = usable(found)
    link.peer_holds = max(link.peer_prekeys, default=0)
    if found.address is not None:
        link.peer_address = found.address
    link.holds = found.holds
    link.base, link.owes_full, link.wants_full = -1, True, False
    vector.replace(tx, link.peer, vector.claims(found.positions))
