"""How the exchange stands with each peer, what the other side refused, and what waits in quarantine."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app import consent
from app.finding import case_of_scope
from app.naming import Names, alias_of
from app.texts import Load, Standing
from app.workspace import Workspace
from storage import arrivals, log, positions, records, shipped
from storage.database import Tx
from storage.scopes import ScopeId
from sync import kinds, links, prekeys, reading, roster, selection, sending, sight
from sync.links import Link
from sync.rights import Role
from sync.roster import Roster
from sync.selection import Question


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """What went out in the newest bundle that was not acknowledged: counts, by which channel, when (unix seconds).

    confirmed_until: when the newest bundle was made after which the peer is known to have had everything; 0 for never.
    """

    changes: int = 0
    blobs: int = 0
    how: str = ""
    sent: int = 0
    confirmed_until: int = 0


@dataclass(frozen=True, slots=True)
class Peer:
    """One peer: what it is known to hold of all that it may see, in changes and attachments.

    last_sent, last_received: unix seconds, 0 for never. weak: the next bundle would be sealed to a key that has to outlive
    it. only_here: compartments with changes that consent keeps here and that the peer never had. closed: why nothing is sent
    there now, as sending would refuse it: `not_confirmed`, `peer_suspended`, `peer_revoked`; "" where it would not.
    """

    device: bytes
    name: str
    role: str
    changes: int
    of: int
    blobs: int
    of_blobs: int
    last_sent: int
    last_received: int
    waiting: int
    unconfirmed: Unconfirmed
    weak: bool
    only_here: tuple[ScopeId, ...]
    closed: str = ""


@dataclass(frozen=True, slots=True)
class RefusedChain:
    """A chain of which the other side takes nothing from `from_seq` on. alias: of its case, "" where that is not here."""

    scope: ScopeId
    case: bytes | None
    alias: str
    by: str
    author: str
    from_seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something in quarantine: a bundle that was held back, or another branch of a chain.

    received: unix seconds. standing: how the sender of a bundle stands now; reason says how it stood when that came.
    """

    id: int
    what: str
    sender: str
    received: int
    changes: int
    reason: str
    standing: str = ""


def peers(workspace: Workspace) -> list[Peer]:
    """Tell how the exchange stands with every peer, by name."""
    with workspace.vault.read() as tx:
        rule = consent.release_rule(workspace)
        here, known = _Here(tx, workspace), roster.load(tx, workspace.identity)
        every = list(links.all_links(tx))
        found = [_peer(tx, workspace, link, rule(tx, link.keys), known, here) for link in every]
    return sorted(found, key=lambda peer: peer.name)


class _Here:
    """What is here, by compartment, read once for all peers: how many changes, and which attachments with their ranges."""

    def __init__(self, tx: Tx, workspace: Workspace) -> None:
        self.changes: dict[ScopeId, int] = {}
        for (scope, _), position in log.heads(tx).items():
            self.changes[scope] = self.changes.get(scope, 0) + position.content
        blobs = workspace.vault.blobs
        ranges = {
            blob: len(blobs.range_hashes(tx, blob))
            for blob in blobs.held(tx)
            if blobs.size(tx, blob) is not None
        }
        self.blobs: dict[ScopeId, dict[bytes, int]] = {}
        for blob, count in ranges.items():
            for at, _ in blobs.uses(tx, blob):
                self.blobs.setdefault(ScopeId(at), {})[blob] = count


def _peer(
    tx: Tx,
    workspace: Workspace,
    link: Link,
    withheld: Mapping[ScopeId, str],
    known: Roster,
    here: _Here,
) -> Peer:
    ask = sending.question(tx, workspace.device, link, known, withheld)
    lacks = selection.lacking(tx, ask)
    waiting = selection.waiting(lacks)
    of = _visible(here, ask)
    ours = _attachments(here, ask)
    there = shipped.held(tx, link.peer)
    return Peer(
        device=link.peer,
        name=link.name,
        role="desk" if link.role == Role.DESK else "house",
        changes=of - waiting,
        of=of,
        blobs=sum(there.get(blob, 0) >= ranges for blob, ranges in ours.items()),
        of_blobs=len(ours),
        last_sent=link.sent_at,
        last_received=link.received_at,
        waiting=waiting,
        unconfirmed=_unconfirmed(link, waiting),
        weak=bool(link.peer_prekeys) and prekeys.choose(link.peer_prekeys, link.last_used)[1],
        only_here=tuple(sorted(positions.never_had(tx, withheld, link.peer))),
        closed=sending.closed(link, known),
    )


def _unconfirmed(link: Link, waiting: int) -> Unconfirmed:
    """Read off a link what is under way: the newest bundle carries all that no earlier one was acknowledged for."""
    if not link.outgoing:
        return Unconfirmed(confirmed_until=link.complete_sent_at)
    newest = link.outgoing[max(link.outgoing)]
    return Unconfirmed(
        min(newest.changes, waiting), newest.blobs, newest.how, newest.at, link.complete_sent_at
    )


def _visible(here: _Here, ask: Question) -> int:
    """Count the changes that a peer may see, without audit trails and without what is withheld or dropped."""
    return sum(
        count
        for scope, count in here.changes.items()
        if scope[0] != kinds.AUDIT
        and scope not in ask.withheld
        and scope not in ask.dropped
        and ask.sight.number(scope) is not None
    )


def _attachments(here: _Here, ask: Question) -> dict[bytes, int]:
    """Return the attachments here that a peer may have, with their ranges."""
    found: dict[bytes, int] = {}
    for scope, theirs in here.blobs.items():
        if scope not in ask.withheld and ask.sight.number(scope) is not None:
            found |= theirs
    return found


def standing(peer: Peer) -> Standing:
    """Turn the numbers about a peer into what `app.texts.standing` says of it, in local times."""
    under_way = peer.unconfirmed
    return Standing(
        peer.name,
        _local(under_way.confirmed_until),
        Load(under_way.changes, files=under_way.blobs),
        under_way.how,
        _local(under_way.sent),
        Load(peer.waiting - under_way.changes),
        len(peer.only_here),
    )


def _local(moment: int) -> datetime | None:
    return datetime.fromtimestamp(moment, UTC).astimezone() if moment else None


def refusals(workspace: Workspace) -> list[RefusedChain]:
    """List what peers did not take of what this device, or whom it speaks for, wrote."""
    with workspace.vault.read() as tx:
        names = Names(tx, workspace)
        return [
            RefusedChain(scope, case, alias_of(tx, case), link.name, names.of(author), from_seq, reason)
            for link in links.all_links(tx)
            for scope, author, from_seq, reason in _refused(tx, workspace, link)
            for case in (case_of_scope(tx, scope),)
        ]


def _refused(tx: Tx, workspace: Workspace, link: Link) -> list[tuple[ScopeId, bytes, int, str]]:
    found: list[tuple[ScopeId, bytes, int, str]] = []
    for row in records.query(tx, kinds.REFUSAL, scope=sight.shared_link(workspace.identity, link)):
        scope, author = reading.scope(row), reading.author(row)
        if row.fields.get("state") == "open" and scope is not None and author is not None:
            from_seq = reading.number(row, "from_seq")
            found.append((scope, author, from_seq, str(row.fields.get("reason", ""))))
    return found


def quarantine(workspace: Workspace) -> list[Waiting]:
    """List what was held back: bundles of suspended or revoked devices, and branches that do not fit.

    A desk lets a bundle in or lets it go (app.judging); of two branches nobody decides yet.
    """
    with workspace.vault.read() as tx:
        names, known = Names(tx, workspace), roster.load(tx, workspace.identity)
        bundles = [
            Waiting(
                held.id,
                "bundle",
                names.of_device(held.peer),
                held.received,
                held.changes,
                held.outcome,
                str(known.status(held.peer)),
            )
            for held in arrivals.held_back(tx)
        ]
        branches = [
            Waiting(place, "fork", names.of(fork.author), fork.received_at, len(fork.run.changes), "fork")
            for place, fork in enumerate(log.forks(tx), 1)
        ]
        return bundles + branches
