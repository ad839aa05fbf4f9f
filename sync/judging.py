"""What a person decides about a bundle that was held back: let it in, or let it go. At desks only.

- Let in, its changes are applied as those of a late one (applying.py), by the same rights, in one transaction. Its link is
  left as it was: no number is acknowledged, no prekey destroyed, nothing is believed of its sender. Positions tell a sender
  that is reinstated what of it is here, and everything else comes with its next bundles.
- Let go, nothing of it is applied. Its sender never heard that it arrived, and once reinstated sends all of it again.
- Whole or not at all: a bundle of which a run beyond a gap finds no room to wait stays where it is.
- Attachments were never kept: they come from a sender that is reinstated, or from whoever else has them.
- What has come in another way needs no decision: it is not held back, and let go once its sender is heard again.

Not here: branches of chains that do not fit (storage.quarantine); which of two stands is a review of its own.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from storage import arrivals, log
from storage.arrivals import HeldBack
from storage.changes import Scanned, run_heads
from storage.database import Tx
from storage.errors import UserError
from storage.log import Run
from sync import links, manifest, opening
from sync.applying import Applier
from sync.device import DeviceAtWork
from sync.head import Flag, Head
from sync.opening import Opened
from sync.rights import Role
from sync.saying import Refused

_PLAIN: Final = Flag(0)


@dataclass(frozen=True, slots=True)
class LetIn:
    """What came of a bundle that was let in, counted in changes; conflicts in fields, forks in chains. sender: its name.

    waiting: changes that come after something that is not here, kept until it is. absent: attachments that came with the
    bundle and are not here.
    """

    sender: str
    changes: int
    conflicts: int
    waiting: int
    forks: int
    refused: tuple[Refused, ...]
    absent: int


def accept(me: DeviceAtWork, held: int) -> LetIn:
    """Let a bundle in.

    Raises: UserError not_a_desk, not_held_back, no_link; no_room_to_wait, and then it stays; MachineError.
    """
    before = me.identity
    try:
        with me.vault.transaction() as tx:
            return _let_in(tx, me, *_take_out(tx, me, held))
    except BaseException:
        me.identity = before  # an incarnation that was taken goes with the transaction
        raise


def reject(me: DeviceAtWork, held: int) -> str:
    """Let a bundle go; return its sender's name. Raises: UserError not_a_desk, not_held_back, no_link; MachineError."""
    with me.vault.transaction() as tx:
        known, *_ = _take_out(tx, me, held)
        return links.load(tx, known.peer).name


def _take_out(tx: Tx, me: DeviceAtWork, held: int) -> tuple[HeldBack, bytes, bytes]:
    if me.identity.role is not Role.DESK:
        raise UserError("not_a_desk")
    taken = arrivals.take_out(tx, held)
    if taken is None:
        raise UserError("not_held_back", id=held)
    return taken


def _let_in(tx: Tx, me: DeviceAtWork, known: HeldBack, authentic: bytes, section: bytes) -> LetIn:
    link, found = links.load(tx, known.peer), manifest.decode(authentic)
    head = Head(_PLAIN, 0, known.counter, known.incarnation)
    opened = Opened(link, head, found, authentic, section, opening.runs_of(found, section))
    applier = Applier.begin(tx, me, {})  # no prekey is used up by it, so none is at hand
    with applier.session:
        taken = applier.let_in(opened, known.received)
        applier.settle()
        applier.recover()
    if taken.dropped:
        raise UserError("no_room_to_wait", name=link.name)
    return LetIn(
        sender=link.name,
        changes=taken.changes,
        conflicts=taken.conflicts,
        waiting=taken.waiting,
        forks=taken.forks,
        refused=tuple(taken.refused),
        absent=sum(me.vault.blobs.size(tx, digest) is None for digest in {one[0] for one in found.blobs}),
    )


def is_here(tx: Tx, runs: list[tuple[Run, list[Scanned]]]) -> bool:
    """Tell whether all that some runs bring is in this store."""
    return all(_passes(tx, run, scans) for run, scans in runs)


def _passes(tx: Tx, run: Run, scans: list[Scanned]) -> bool:
    """Tell whether our chain goes where a run goes: by heads, so that it is the same changes and not only as many."""
    before = log.head_at(tx, run.scope, run.author, run.first - 1)
    if before is None:
        return False
    heads = run_heads(before, run.scope, run.author, run.first, scans)
    return log.head_at(tx, run.scope, run.author, run.last) == [before, *heads][-1]


def let_go_of_known(tx: Tx, peer: bytes) -> None:
    """Let go of what is held back of a peer and has all come since.

    What cannot be read (an older version of the program kept it) stays for a person, and stops no import.
    """
    for held in arrivals.held_back(tx, peer):
        with suppress(UserError):
            authentic, section = arrivals.contents(tx, held.id)
            if is_here(tx, opening.runs_of(manifest.decode(authentic), section)):
                arrivals.take_out(tx, held.id)
