"""Receive: take bundles from any channel, in groups, each bundle whole or not at all.

A group is one transaction with one turn of `turn` around it (at most 20,000 edits or one second): outcomes are reported
after the commit. A carrier is read once. What fails leaves nothing behind and is named by its outcome.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from storage import arrivals
from storage.database import Tx
from storage.errors import MachineError, SidingError, UserError
from storage.progress import Progress, silent
from storage.staging import Stored
from sync import certificates, judging, links, opening, prekeys
from sync.applying import Applier, Taken
from sync.carriers import opened_carrier
from sync.channels import Source
from sync.device import DeviceAtWork
from sync.envelope import Opener
from sync.head import Address, Head
from sync.identity import Identity, device_id
from sync.links import Link
from sync.opening import Finder, Opened
from sync.outcomes import Outcome, Refusal
from sync.roster import Status
from sync.saying import Refused

GROUP_EDITS: Final = 20_000
GROUP_SECONDS: Final = 1.0

_HELD: Final = {Status.SUSPENDED: Outcome.SUSPENDED, Status.REVOKED: Outcome.REVOKED}


@dataclass(slots=True)
class Received:
    """What became of one carrier. `sender` is a name; detail a slug for those who look closely."""

    path: Path
    outcome: Outcome
    sender: str | None = None
    changes: int = 0
    conflicts: int = 0
    blobs: int = 0
    refused: list[Refused] = field(default_factory=list)
    detail: str = ""


def _nobody(_group: "list[Received]") -> None:
    """Nobody asked to be told."""


class _Meter:
    """Says how many bytes of all carriers have been read; one whose size is not known counts for nothing."""

    def __init__(self, sources: Iterable[Source], progress: Progress) -> None:
        self._total = sum(source.size or 0 for source in sources)
        self._progress = progress
        self._behind = self._read = 0

    def read(self, got: int) -> None:
        """Hear of bytes that were read; whoever listens may raise to stop it."""
        self._read += got
        self._progress(min(self._behind + self._read, self._total), self._total)

    def done(self, source: Source) -> None:
        """Hear that a carrier is done with, read to its end or not."""
        self._behind, self._read = self._behind + (source.size or 0), 0
        self._progress(self._behind, self._total)


def receive(
    me: DeviceAtWork,
    sources: Iterable[Source],
    *,
    progress: Progress = silent,
    told: Callable[[list[Received]], None] = _nobody,
    monotonic: Callable[[], float] = time.monotonic,
) -> list[Received]:
    """Take every bundle that verifies; return an outcome for each carrier, in order.

    Args: progress: in bytes read; what it raises takes the group back that is being read. told: hears the outcomes of each
    group once it is committed, so that whoever is stopped later knows what is in.
    Raises: MachineError (disk full …): what was told by then is committed, the rest is untouched.
    """
    waiting = list(sources)
    meter = _Meter(waiting, progress)
    done: list[Received] = []
    try:
        while waiting:
            group = _group(me, waiting, meter, monotonic)
            done += group
            told(group)
    except Exception:
        with suppress(SidingError):  # what is in stays in; what could not be joined now is joined next time
            _join(me, done)
        raise
    _join(me, done)
    return done


def _join(me: DeviceAtWork, done: Iterable[Received]) -> None:
    if any(one.blobs for one in done):
        me.vault.join_blobs()


def _group(
    me: DeviceAtWork, waiting: list[Source], meter: _Meter, monotonic: Callable[[], float]
) -> list[Received]:
    """Take bundles off `waiting` into one transaction, until the group is full."""
    began, before = monotonic(), me.identity
    intake: Intake | None = None
    try:
        with me.vault.turn() as tx, Intake(me, tx) as intake:
            while waiting:
                source = waiting.pop(0)
                intake.take(source, meter.read)
                meter.done(source)
                if intake.edits >= GROUP_EDITS or monotonic() - began >= GROUP_SECONDS:
                    break
            tx.seal_prekeys(intake.close())
    except MachineError as error:
        # Committed, only the old key is not destroyed yet: the next turn makes up for it.
        if intake is None or not error.facts.get("committed"):
            _undo(me, before, intake)
            raise
    except BaseException:
        _undo(me, before, intake)
        raise
    return intake.reports() if intake else []


def _undo(me: DeviceAtWork, before: Identity, intake: "Intake | None") -> None:
    """Forget what a group that was not committed has left outside the database: an incarnation, staged files."""
    me.identity = before
    if intake is not None:
        intake.discard()


class Intake:
    """One import group."""

    def __init__(self, me: DeviceAtWork, tx: Tx) -> None:
        self._me, self._tx = me, tx
        self._links: dict[bytes, Link] = {}
        self._finder = Finder(me.identity, links.whereabouts(tx))
        self._me_id = me.identity.device_id
        self._applier = Applier.begin(tx, me, prekeys.unpack(me.vault.prekeys(tx)))
        self._results: list[tuple[Received, Taken | None]] = []
        self._stored: list[Stored] = []
        self._heard: set[bytes] = set()

    def __enter__(self) -> "Intake":
        self._applier.session.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._applier.session.__exit__(None, None, None)

    @property
    def edits(self) -> int:
        """How many edits the group has applied."""
        return self._applier.session.edits

    def take(self, source: Source, tell: Callable[[int], None]) -> None:
        """Open one carrier and apply what it holds."""
        report = Received(source.path, Outcome.NOT_FOR_US)
        taken = None
        try:
            with opened_carrier(source, tell) as carrier:
                taken = self._open(Opener(carrier, source.size), report)
        except Refusal as refusal:
            report.outcome, report.detail = refusal.outcome, refusal.detail
        self._results.append((report, taken))

    def _open(self, opener: Opener, report: Received) -> Taken:
        found = self._finder.find(opener)
        if isinstance(found, Address):
            return self._relink(opener, found, report)
        peer, number, address = found
        link = self._link(peer)
        report.sender = link.name
        self._heard.add(link.peer)
        if not link.confirmed:
            raise Refusal(Outcome.TOO_EARLY, "not_confirmed")
        head = opener.unlock(address)
        opening.check_place(link, head, opener.nonce)
        private = self._applier.block.get(link.peer, {}).get(head.prekey_id)
        if private is None or number == opening.OLD_ADDRESS:
            raise self._without_key(link, head, opener.nonce)
        try:
            opener.decapsulate(private)
        except Refusal as refusal:
            if refusal.outcome is not Outcome.DAMAGED:
                raise
            # The head verified, so nobody changed it: it was sealed to a key that a store before ours made.
            raise self._without_key(link, head, opener.nonce) from refusal
        opener.read_opening()
        manifest, authentic = opening.read_manifest(opener, link, head, self._me_id)
        section, runs = opening.read_changes(opener, manifest)
        with opening.staged(opener, self._me.vault.blobs, manifest) as stored:
            opener.finish()
            opened = Opened(
                link, head, manifest, authentic, section, runs, stored, nonce=opener.nonce, address=number
            )
            self._admit(opened)
            self._stored += stored
        return self._finish(report, self._applier.apply(opened))

    def _finish(self, report: Received, taken: Taken) -> Taken:
        report.outcome, report.changes, report.blobs = taken.outcome, taken.changes, taken.blobs
        report.refused = taken.refused
        return taken

    def _without_key(self, link: Link, head: Head, nonce: bytes) -> Refusal:
        refusal = opening.without_key(link, head)
        if refusal.outcome is Outcome.UNOPENABLE and link.asks_about(nonce):
            link.relink_due = True
        return refusal

    def _admit(self, opened: Opened) -> None:
        """Hold back what comes from a device that is suspended or revoked, for a person to judge (judging.py).

        Raises: Refusal suspended, revoked; duplicate, when it was let in before.
        """
        status = self._applier.known.status(opened.link.peer)
        if status is Status.ACTIVE:
            return
        if opened.runs and judging.is_here(self._tx, opened.runs):
            raise Refusal(Outcome.DUPLICATE, "nothing_new")
        kept = arrivals.hold_back(
            self._tx,
            peer=opened.link.peer,
            incarnation=opened.head.incarnation,
            counter=opened.head.counter,
            outcome=str(_HELD[status]),
            received=self._me.now(),
            changes=opened.changes,
            manifest=opened.authentic,
            section=opened.section,
        )
        raise Refusal(_HELD[status], "held_back" if kept else "not_kept")

    def _relink(self, opener: Opener, address: Address, report: Received) -> Taken:
        head = opener.unlock(address)
        if not opening.is_relink(head):
            raise Refusal(Outcome.DAMAGED, "flags")
        opener.decapsulate(self._me.identity.relink_private)
        link = self._sender(opener.read_opening())
        opening.check_jump(link, head)
        report.sender = link.name
        self._heard.add(link.peer)
        if not link.confirmed:
            raise Refusal(Outcome.TOO_EARLY, "not_confirmed")
        manifest, authentic = opening.read_manifest(opener, link, head, self._me_id)
        opener.finish()
        opened = Opened(link, head, manifest, authentic, nonce=opener.nonce)
        if manifest.changes or manifest.blobs:
            raise Refusal(Outcome.DAMAGED, "relink_with_data")
        self._admit(opened)
        return self._finish(report, self._applier.relink(opened))

    def _sender(self, untrusted_opening: bytes) -> Link:
        """Find who relinks, by a certificate that root signed. Raises: Refusal not_for_us, quarantined."""
        root = self._me.identity.root_vk
        if root is None:
            raise Refusal(Outcome.NOT_FOR_US, "not_enrolled")
        certificate = certificates.find(untrusted_opening[: certificates.SIZE], root)
        if certificate is None:
            raise Refusal(Outcome.NOT_FOR_US, "certificate")
        try:
            return self._link(device_id(certificate.vk))
        except UserError as error:
            raise Refusal(Outcome.QUARANTINED, "unknown_device") from error

    def _link(self, peer: bytes) -> Link:
        """Return a link as this group has moved it. Raises: UserError("no_link")."""
        if peer not in self._links:
            self._links[peer] = links.load(self._tx, peer)
        return self._links[peer]

    def close(self) -> bytes:
        """Project, save links, rise if the store went backwards; return the packed prekeys to seal."""
        self._applier.settle()
        for peer in self._heard:
            links.save(self._tx, self._links[peer])
            self._let_go_of_known(self._links[peer])
        if self._applier.doubts:
            self._me.rise(self._tx, *self._applier.doubts)
        self._applier.recover()
        return prekeys.pack(self._applier.block)

    def _let_go_of_known(self, link: Link) -> None:
        """Once a device that was reinstated has sent everything, nobody has to judge what was held back of it."""
        if link.complete_heard == link.heard and self._applier.known.status(link.peer) is Status.ACTIVE:
            judging.let_go_of_known(self._tx, link.peer)

    def discard(self) -> None:
        """Remove staged attachments of a group that was not committed."""
        for stored in self._stored:
            self._me.vault.blobs.discard(stored)

    def reports(self) -> list[Received]:
        """Return the outcomes, after the commit; conflicts are known only now."""
        for report, taken in self._results:
            report.conflicts = taken.conflicts if taken else 0
        return [report for report, _ in self._results]
