"""Send: plan one bundle in one transaction, commit what it will carry, then seal it into a channel.

Counter, prekey id and contents are committed before the first byte leaves: a crash wastes a number and never uses one
twice. What a lost bundle carried goes along again with the next, because nothing counts as held before it was
acknowledged. A link that owes a relink sends that first (relinking.py); it carries no case data.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from storage import holdings, log, positions, shipped
from storage.database import Tx
from storage.errors import MachineError, UserError
from storage.progress import Progress, silent
from storage.scopes import ScopeId
from sync import attachments, carried, links, manifest, prekeys, relinking, roster, sight, sizes, vector
from sync.carried import Tidies
from sync.channels import Channel
from sync.device import DeviceAtWork
from sync.drafting import Draft, Drafter, Plan
from sync.envelope import seal
from sync.head import Address, Flag, Head
from sync.links import Link, Outgoing, PeerKeys
from sync.rights import Role
from sync.roster import Roster, Status
from sync.selection import Question

#: All scopes that are withheld from a peer, with the slug of the reason: consent and walls, decided by app.
Release = Callable[[Tx, PeerKeys], Mapping[ScopeId, str]]


@dataclass(frozen=True, slots=True)
class Sent:
    """What went out; changes without audit trails. withheld: (scope, reason). left: changes that wait for the next bundle."""

    path: Path
    bytes: int
    changes: int
    blobs: int
    complete: bool
    weak: bool
    withheld: tuple[tuple[ScopeId, str], ...]
    relink: bool
    left: int
    verified: bool


def send(
    me: DeviceAtWork,
    peer: str,
    channel: Channel,
    release: Release,
    *,
    max_size: int | None = None,
    with_attachments: bool = False,
    progress: Progress = silent,
) -> Sent:
    """Write the next bundle for a peer into a channel.

    Args: peer: its name, or `hq` at a house. max_size: bytes that the bundle may have at most. with_attachments: take
    along all attachments that the peer may see and does not have, not only those it asked for.
    Raises: UserError unknown_device, not_enrolled, not_confirmed, peer_suspended, peer_revoked, no_prekey,
    max_size_too_small; MachineError from the channel, and then nothing with a final name is left there.
    """
    limit = min(max_size or sizes.MAX_SIZE, channel.max_size or sizes.MAX_SIZE)
    if limit < sizes.SMALLEST:
        raise UserError("max_size_too_small", least=sizes.SMALLEST)
    with me.vault.turn() as tx:
        block = prekeys.unpack(me.vault.prekeys(tx))
        link = find_link(tx, me, peer)
        known = roster.load(tx, me.identity)
        ask = question(tx, me, link, known, release(tx, link.keys))
        if link.owes_relink:
            plan = relinking.plan(tx, me, link, block, ask, limit)
        else:
            drafter = Drafter(tx, me, link, known.version, ask, block)
            plan = _plan(drafter, limit, with_attachments, channel.name)
        links.save(tx, link)
        tx.seal_prekeys(prekeys.pack(block))
    try:
        sent = _seal(me, plan, channel, progress)
    except BaseException:
        _take_back(me, link.peer, plan)
        raise
    if isinstance(channel, Tidies):
        _tidy(me, link.peer, plan, channel, sent.path.name)
    return sent


def _tidy(me: DeviceAtWork, peer: bytes, plan: Plan, channel: Tidies, name: str) -> None:
    """Remove what was acknowledged from the stick. The new bundle is safe there: failing at this is no failure."""
    with suppress(MachineError), me.vault.transaction() as tx:
        carried.note(tx, name, peer, plan.head.incarnation, plan.head.counter)
        carried.forget(tx, channel.tidy(carried.acknowledged(tx, me.identity.incarnation)))


def _take_back(me: DeviceAtWork, peer: bytes, plan: Plan) -> None:
    """Note that a bundle never left: its attachments need not wait until the peer tells that it is lost."""
    with suppress(MachineError), me.vault.transaction() as tx:
        shipped.take_back(tx, peer, plan.head.counter)


def relink(
    me: DeviceAtWork, peer: str, channel: Channel, release: Release, *, progress: Progress = silent
) -> Sent:
    """Write a relink for a peer by hand. Raises: as `send`."""
    with me.vault.transaction() as tx:
        link = find_link(tx, me, peer)
        link.relink_due = True
        links.save(tx, link)
    return send(me, peer, channel, release, progress=progress)


def find_link(tx: Tx, me: DeviceAtWork, name: str) -> Link:
    """Return the link that `name` means and that may be used.

    Raises: UserError unknown_device, not_confirmed, peer_suspended, peer_revoked.
    """
    every = list(links.all_links(tx))
    found = [link for link in every if link.name == name]
    if not found and name == "hq" and me.identity.role is Role.HOUSE:
        found = [link for link in every if link.role == Role.DESK]
    if not found:
        raise UserError("unknown_device", name=name)
    link = found[0]
    if slug := closed(link, roster.load(tx, me.identity)):
        raise UserError(slug, name=link.name)
    return link


def closed(link: Link, known: Roster) -> str:
    """Name why nothing is sent over a link, as `find_link` refuses it; empty when something is."""
    if not link.confirmed:
        return "not_confirmed"
    status = known.status(link.peer)
    return f"peer_{status}" if status in (Status.SUSPENDED, Status.REVOKED) else ""


def question(
    tx: Tx, me: DeviceAtWork, link: Link, known: Roster, withheld: Mapping[ScopeId, str]
) -> Question:
    """Put together what decides whether a change may go to a peer."""
    return Question(
        peer=link.peer,
        sight=sight.towards(tx, me.identity, known, link),
        own=me.identity.authors,
        relays=link.role == Role.DESK,
        returns=me.identity.role is Role.HOUSE,
        withheld=withheld,
        dropped=sight.dropped(tx, me.identity, link),
        refused=sight.refused(tx, me.identity, link),
    )


def _plan(drafter: Drafter, limit: int, ticked: bool, how: str) -> Plan:
    tx, me, link = drafter.tx, drafter.me, drafter.link
    prekey, weak = prekeys.choose(link.peer_prekeys, link.last_used)
    link.counter += 1
    draft = drafter.draft(limit, ticked=ticked)
    flags = (Flag.WEAK if weak else Flag(0)) | (Flag.FULL if draft.manifest.full else Flag(0))
    plan = Plan(
        head=Head(flags, prekey, link.counter, me.identity.incarnation),
        address=Address(link.peer_address[1], me.identity.vk, link.vk),
        prekey=link.peer_prekeys[prekey],
        manifest=manifest.encode(draft.manifest),
        changes=draft.section,
        parcel=draft.parcel,
        selection=draft.selection,
        withheld={scope: why for scope, why in drafter.ask.withheld.items() if positions.is_here(tx, scope)},
    )
    _commit(drafter, draft, how)
    link.last_used = max(link.last_used, prekey)
    for gone in prekeys.spent(link.peer_prekeys, prekey):
        del link.peer_prekeys[gone]
    return plan


def bundle_key(incarnation: bytes, counter: int) -> bytes:
    """Return the 16 bytes under which a bundle of ours is remembered."""
    return incarnation + counter.to_bytes(8, "big")


def _commit(drafter: Drafter, draft: Draft, how: str) -> None:
    """Remember what the bundle carries, so that an acknowledgement of its number says it all."""
    tx, me, link, ask = drafter.tx, drafter.me, drafter.link, drafter.ask
    carried = vector.ends(tx, ask.sight, draft.selection.runs)
    holdings.note_sent(tx, link.peer, bundle_key(me.identity.incarnation, link.counter), carried)
    for digest, _, first, hashes in draft.parcel.rows:
        shipped.note(tx, link.peer, digest, first, len(hashes), link.counter)
    out = Outgoing(
        mark=log.mark(tx)[0],
        acked=draft.acked,
        complete=draft.selection.complete,
        at=me.now(),
        how=how,
        changes=draft.selection.changes,
        blobs=len(draft.parcel.rows),
    )
    link.remember(link.counter, out)
    link.sent_at, link.owes_full = out.at, False


def _seal(me: DeviceAtWork, plan: Plan, channel: Channel, progress: Progress) -> Sent:
    total = sizes.class_size(plan.plain)
    with me.vault.read() as tx, channel.open_bundle(total) as out:
        done = 0

        def write(data: bytes | memoryview) -> None:
            nonlocal done
            out.write(data)
            done += len(data)
            progress(done, total)

        seal(
            write,
            plan.head,
            plan.address,
            plan.prekey,
            me.identity.sign,
            manifest=plan.manifest,
            opening=plan.opening,
            changes=plan.changes,
            ranges=attachments.stream(me.vault.blobs, tx, plan.parcel),
            ranges_length=plan.parcel.length,
            rng=me.rng,
        )
    return Sent(
        path=out.path,
        bytes=total,
        changes=plan.selection.changes,
        blobs=len({digest for digest, *_ in plan.parcel.rows}),
        complete=plan.selection.complete and Flag.RELINK not in plan.head.flags,
        weak=Flag.WEAK in plan.head.flags,
        withheld=tuple(sorted(plan.withheld.items())),
        relink=Flag.RELINK in plan.head.flags,
        left=plan.selection.left,
        verified=out.verified,
    )
