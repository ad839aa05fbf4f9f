"""What crossed between this device and others: bundles sent, files received, and what became of each. For people to look at.

A list of this device alone, of the newest thousand; what was before it was first kept, nobody can say. Of what was received
it tells every outcome, refused files too; of what was sent, whether the other side has confirmed everything from that time.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.naming import Names
from app.workspace import Workspace
from storage import crossings
from storage.errors import MachineError, SidingError
from sync import links, sending
from sync.receiving import Received
from sync.sending import Sent

#: What became of a bundle that was sent: written, read back from the stick, or only renewing the link.
SENT: Final = "sent"
VERIFIED: Final = "verified"
RELINK: Final = "relink"


@dataclass(frozen=True, slots=True)
class Crossing:
    """One bundle, or a file that was taken for one. at: unix seconds. peer: a name, None where nobody can tell whose it is.

    outcome: of what came in sync.outcomes' slug; of what went out SENT, VERIFIED or RELINK. how: the channel's slug, of what went
    out. size: bytes, 0 where it is not known. confirmed: the other side is known to have all that was written until then.
    """

    received: bool
    at: int
    peer: str | None
    outcome: str
    how: str
    carrier: str
    size: int
    changes: int
    conflicts: int
    blobs: int
    refused: int
    detail: str
    confirmed: bool


def history(workspace: Workspace, limit: int = 200) -> list[Crossing]:
    """Return what crossed, the newest first."""
    with workspace.vault.read() as tx:
        names = Names(tx, workspace)
        complete = {link.peer: link.complete_sent_at for link in links.all_links(tx)}
        return [
            Crossing(
                received=one.way == crossings.IN,
                at=one.at,
                peer=names.of_device(one.peer) if one.peer else None,
                outcome=one.outcome,
                how=one.how,
                carrier=one.carrier,
                size=one.size,
                changes=one.changes,
                conflicts=one.conflicts,
                blobs=one.blobs,
                refused=one.refused,
                detail=one.detail,
                confirmed=one.way == crossings.OUT and one.at <= complete.get(one.peer, 0),
            )
            for one in crossings.newest(tx, limit)
        ]


def note_received(workspace: Workspace, group: Sequence[Received]) -> None:
    """Remember what became of files; that there is no room for it is no misfortune of theirs."""
    with suppress(MachineError), workspace.vault.transaction() as tx:
        peers = {link.name: link.peer for link in links.all_links(tx)}
        found = [
            crossings.Crossing(
                way=crossings.IN,
                at=workspace.now(),
                peer=peers.get(one.sender or "", b""),
                outcome=str(one.outcome),
                carrier=_plain(one.path),
                changes=one.changes,
                conflicts=one.conflicts,
                blobs=one.blobs,
                refused=len(one.refused),
                detail=one.detail,
            )
            for one in group
        ]
        crossings.note(tx, found)


def note_sent(workspace: Workspace, name: str, how: str, sent: Sent) -> None:
    """Remember a bundle that was written; that there is no room for it is no misfortune of the bundle's."""
    with suppress(SidingError), workspace.vault.transaction() as tx:
        outcome = RELINK if sent.relink else VERIFIED if sent.verified else SENT
        link = sending.find_link(tx, workspace.device, name)
        one = crossings.Crossing(
            way=crossings.OUT,
            at=link.sent_at,  # when it was planned: that moment is confirmed, not the one after writing it
            peer=link.peer,
            outcome=outcome,
            how=how,
            carrier=_plain(sent.path),
            size=sent.bytes,
            changes=sent.changes,
            blobs=sent.blobs,
        )
        crossings.note(tx, [one])


def _plain(path: Path) -> str:
    """Return a file's name as text; letters that are none are question marks."""
    return path.name.encode("utf-8", "replace").decode()
