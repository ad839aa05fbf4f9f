"""Apply one opened bundle inside the group's transaction: changes by rights, then link state, then prekeys.

- Common document and desks' records first, so that what follows is judged by the newest roster.
- Link state moves only when (incarnation, counter) rises (hearing.py); a late bundle adds changes and attachments,
  nothing else.
- What is not allowed is left out and said back as a `refusal` record; what is allowed is applied.
- Signs that this store went backwards end in a new incarnation, once the group is applied.
- What a person lets in from quarantine goes the same way as a late bundle, and leaves the link as it was (judging.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from storage import arrivals, holdings, log, rewind, shipped, statements
from storage.changes import Scanned
from storage.database import Tx
from storage.log import Run
from storage.scopes import ScopeId
from storage.session import Applied, Session
from sync import (
    attachments,
    counters,
    grants,
    hearing,
    kinds,
    links,
    prekeys,
    relinking,
    roster,
    saying,
    sight,
    stating,
)
from sync.device import DeviceAtWork
from sync.door import Door
from sync.head import Flag
from sync.links import Link, Seen
from sync.manifest import Manifest
from sync.opening import Opened
from sync.outcomes import Outcome
from sync.rights import Role
from sync.roster import Roster
from sync.saying import Refused

_FIRST = {kinds.EVERYONE: 0, kinds.DESKS: 1, kinds.LINK: 2}


@dataclass(slots=True)
class Taken:
    """What one bundle brought."""

    outcome: Outcome = Outcome.APPLIED
    changes: int = 0
    blobs: int = 0
    refused: list[Refused] = field(default_factory=list)
    gaps: int = 0
    forks: int = 0
    applied: list[Applied] = field(default_factory=list)

    @property
    def conflicts(self) -> int:
        """How many fields it brought into conflict; known once the group is settled."""
        return sum(done.conflicts for done in self.applied)

    @property
    def waiting(self) -> int:
        """How many changes wait beyond a gap."""
        return sum(done.parked for done in self.applied)

    @property
    def dropped(self) -> int:
        """How many changes beyond a gap there was no room for."""
        return sum(done.dropped for done in self.applied)

    @property
    def whole(self) -> bool:
        """Whether everything in it is in the store, so that its number acknowledges it all."""
        return not (self.refused or self.gaps or self.forks)


@dataclass(slots=True)
class Applier:
    """One import group's view: the session of caches, and what the group found out."""

    tx: Tx
    me: DeviceAtWork
    session: Session
    known: Roster
    block: prekeys.Block
    doubts: set[bytes] = field(default_factory=set)
    _door: Door = field(init=False)
    _refusals: list[tuple[Link, Refused]] = field(default_factory=list)
    _forks: list[tuple[Link, Run]] = field(default_factory=list)
    _branches: list[Run] = field(default_factory=list)
    _back: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._door = Door(self.tx, self.me)

    @classmethod
    def begin(cls, tx: Tx, me: DeviceAtWork, block: prekeys.Block) -> Self:
        """Begin a group in `tx`; its session is to be entered."""
        made: Self

        def stated(scope: bytes, author: bytes, seq: int, head: bytes) -> bool:
            return made.stated(scope, author, seq, head)

        session = Session(tx, received_at=me.now(), expect=stated)
        made = cls(tx, me, session, roster.load(tx, me.identity), block)
        return made

    def apply(self, opened: Opened) -> Taken:
        """Apply a bundle that verified. Raises nothing that a bundle could cause."""
        taken = Taken()
        link = opened.link
        bundle = arrivals.note(self.tx, link.peer, *opened.place, self.me.now())
        newer = opened.newer
        if opened.head.incarnation < link.heard[0]:
            # Late, or its sender went back and does not know it: a relink tells it what was seen.
            link.answer_due = True
        self._changes(opened, bundle, taken)
        self._attachments(opened, taken)
        if taken.whole:
            arrivals.mark_whole(self.tx, bundle)
        if newer:
            self.doubts |= hearing.hear(self.tx, self.me, self.known, opened, whole=taken.whole)
        link.note_received(*opened.place, taken.whole)
        link.note_nonce(*opened.place, opened.nonce)
        hearing.destroy(self.block, opened)
        taken.outcome = _outcome(opened, taken, newer)
        return taken

    def let_in(self, opened: Opened, received: int) -> Taken:
        """Apply the changes of a bundle that was held back since `received`.

        Its number is not noted and it never counts as whole: positions say what of it is here, and should it be carried in
        again, it is taken like any other.
        """
        taken = Taken()
        bundle = arrivals.note(self.tx, opened.link.peer, *opened.place, received)
        self._changes(opened, bundle, taken)
        return taken

    # -- changes ------------------------------------------------------------------------------------------------

    def _changes(self, opened: Opened, bundle: int, taken: Taken) -> None:
        """Apply what a bundle carries, control scopes first."""
        link, found, judged = opened.link, opened.manifest, self.known
        self._statements(link, found)
        for run, scans in sorted(opened.runs, key=lambda pair: _FIRST.get(pair[0].scope[0], 9)):
            if self.known is not judged:
                # The roster has grown: authors whose word was nobody's a moment ago can be known now.
                judged = self.known
                self._statements(link, found)
            self._run(link, run, scans, bundle, taken)

    def _statements(self, link: Link, found: Manifest) -> None:
        for one in stating.checked(self.tx, self.me.identity, self.known, link, found.statements):
            statements.put(self.tx, one)

    def _run(self, link: Link, run: Run, scans: list[Scanned], bundle: int, taken: Taken) -> None:
        reason = self._door.objection(self.known, link, run) or _erased(scans)
        if reason:
            refused = Refused(run.scope, run.author, run.first, reason)
            taken.refused.append(refused)
            self._refusals.append((link, refused))
            return
        for document in _documents(run, scans):
            roster.learn_from(self.tx, self.me.identity, document)
        done = self.session.apply(run, bundle, scans=scans)
        taken.applied.append(done)
        taken.changes += done.changes
        taken.gaps += done.parked + done.dropped
        taken.forks += done.fork
        if done.fork and self._stands(run):
            self._branches.append(run)
        elif done.fork:
            self._forks.append((link, run))
        if done.changes:
            self._door.let_through(link, run.scope)
            self._after_control(link, run.scope)

    def stated(self, scope: bytes, author: bytes, seq: int, head: bytes) -> bool:
        """Tell whether a run may end here: at a desk, what others relay must end where its author said."""
        if self.me.identity.role is Role.HOUSE:
            return True
        return statements.is_stated(self.tx, scope, author, seq, head)

    def _after_control(self, link: Link, scope: ScopeId) -> None:
        """Act on what link, everyone and desks say, before the rest of the bundle is judged."""
        if scope[0] not in _FIRST:
            return
        self.session.finish()
        if scope[0] == kinds.LINK:
            self._heed_link(link)
        else:
            before, self.known = self.known, roster.load(self.tx, self.me.identity)
            self._back |= roster.reinstated(before, self.known)
            self._door.read_again(link.peer)

    def _heed_link(self, link: Link) -> None:
        for dropped in sight.dropped(self.tx, self.me.identity, link):
            holdings.forget_held(self.tx, link.peer, dropped)
        if self.me.identity.role is Role.HOUSE:
            for granted, number in grants.noticed(self.tx, self.me.identity.device_id).items():
                log.set_grant(self.tx, granted, number)

    # -- what this device says to it, once the group is applied ---------------------------------------------------

    def settle(self) -> None:
        """Project, and write the grants, refusals and suspicions that the group called for."""
        self.session.finish()
        me = self.me
        grants.take_first(self.tx, me.identity, self._door.first, rng=me.rng, now=me.now)
        saying.refusals(self.tx, me, self._refusals)
        if me.identity.role is Role.DESK:
            saying.forks(self.tx, me, self._forks)

    def _stands(self, run: Run) -> bool:
        """Tell whether another branch replaces the one here.

        At a house, the one that its desk vouches for; at a desk, one of its own that it signed once and has lost.
        """
        identity = self.me.identity
        if identity.role is Role.HOUSE:
            return True
        end = rewind.end_of(self.tx, run)
        return run.author in identity.authors and statements.is_stated(
            self.tx, run.scope, run.author, run.last, end
        )

    def recover(self) -> None:
        """Let the branches that stand replace those here; enter again what was ours, in the new incarnation.

        And renew the links with devices that another desk reinstated. After links were saved: both write them.
        """
        me, ours = self.me, []
        for peer in self._back:
            links.owe_relink(self.tx, peer)
        if any(run.author == me.identity.author.id for run in self._branches):
            me.rise(self.tx)
        for run in self._branches:
            if log.content(self.tx, run.scope, run.author)[0] != 1:
                continue
            dropped = rewind.rewind(self.tx, run.scope, run, received_at=me.now())
            if run.author in me.identity.authors:
                ours.append((run.scope, dropped))
        for scope, dropped in ours:
            rewind.enter_again(self.tx, me.identity.author, scope, dropped, rng=me.rng, now=me.now)

    # -- attachments --------------------------------------------------------------------------------------------

    def _sight(self, link: Link) -> sight.Sight:
        """Return what a peer may see, with what it is the first to write in this group."""
        seen = sight.towards(self.tx, self.me.identity, self.known, link)
        new = self._door.new(link.peer)
        return sight.Sight(lambda scope: 1 if scope in new else seen.number(scope))

    def _attachments(self, opened: Opened, taken: Taken) -> None:
        """Keep what a record names that this peer may see; other bytes are nobody's and go at once."""
        blobs, link = self.me.vault.blobs, opened.link
        if not opened.stored:
            return
        self.session.finish()
        seen, kept = self._sight(link), set[bytes]()
        for stored in opened.stored:
            if not attachments.named_to(self.tx, blobs, seen, stored.hash):
                blobs.discard(stored)
                taken.gaps += 1
                continue
            blobs.keep(self.tx, stored, link.peer)
            shipped.note(self.tx, link.peer, stored.hash, stored.first, stored.count, shipped.ACKNOWLEDGED)
            if stored.whole:  # what parts are shows when they are joined
                shipped.note_brought(self.tx, link.peer, stored.hash)
            kept.add(stored.hash)
        taken.blobs = len(kept)

    # -- relink -------------------------------------------------------------------------------------------------

    def relink(self, opened: Opened) -> Taken:
        """Apply a relink: it replaces what was held of its sender if it rises, and is answered once if not."""
        link, found = opened.link, opened.manifest
        if link.seen(*opened.place, opened.nonce) is Seen.SAME:
            return Taken(Outcome.DUPLICATE)
        counters.add(link.received, *opened.place)
        link.note_nonce(*opened.place, opened.nonce)
        if not opened.newer:
            link.answer_due = Flag.ANSWER not in opened.head.flags
            return Taken(Outcome.DUPLICATE)
        self.doubts |= hearing.doubts(self.tx, self.me.identity, link, found)
        hearing.acknowledgements(self.tx, self.me.identity, link, found)
        relinking.accept(self.tx, link, opened.head, found)
        link.received_at = self.me.now()
        if found.certificate is not None:
            roster.learn_certificate(self.tx, self.me.identity, found.certificate)
        if found.common is not None and link.role == Role.DESK:
            roster.learn(self.tx, self.me.identity, found.common)
            self.known = roster.load(self.tx, self.me.identity)
        return Taken()


def _documents(run: Run, scans: list[Scanned]) -> Iterator[bytes]:
    """Yield the values in a run that should be common documents."""
    if run.scope[0] == kinds.EVERYONE:
        for *_, edits in scans:
            yield from (
                edit[2] for edit in edits if edit is not None and edit[1] == (kinds.COMMON, "document")
            )


def _erased(scans: list[Scanned]) -> str | None:
    """Object to edits that come as leaves only: no order to erase exists yet, and whoever relays could be hiding them."""
    return "erased" if any(edit is None for *_, edits in scans for edit in edits) else None


def _outcome(opened: Opened, taken: Taken, newer: bool) -> Outcome:
    if taken.changes or taken.blobs:
        return Outcome.APPLIED
    if taken.refused and len(taken.refused) == len(opened.runs):
        return Outcome.NO_RIGHT
    if taken.forks:
        return Outcome.QUARANTINED
    return Outcome.APPLIED if newer else Outcome.DUPLICATE
