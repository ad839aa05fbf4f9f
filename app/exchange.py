"""Send and receive, and how the exchange stands with each peer.

sync does the work; here it is handed the rule at the door (app.consent), and at a desk a person who arrived is opened to
the houses that share the case.

- Nothing is sent from a store whose chains do not verify: somebody may have put back or removed a page of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app import consent, crossings, sharing
from app.workspace import Workspace
from storage import log
from storage.errors import UserError
from storage.progress import Progress, silent
from sync import links, receiving, sending
from sync.channels import Channel, sources
from sync.channels.file import FileChannel
from sync.channels.stick import StickChannel
from sync.receiving import Received
from sync.sending import Sent

__all__ = [
    "Channel",
    "Parcel",
    "Progress",
    "Received",
    "Sent",
    "check_chains",
    "receive",
    "relink",
    "said_as",
    "send",
    "to_file",
    "to_stick",
]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What to send: to whom, how much at most (bytes), and whether all attachments go along."""

    to: str
    max_size: int | None = None
    with_attachments: bool = False


def to_file(workspace: Workspace, target: Path) -> FileChannel:
    """Return the channel to a directory or a new file. Raises: UserError file_exists, no_such_directory."""
    return workspace.file_channel(target)


def to_stick(workspace: Workspace, directory: Path) -> StickChannel:
    """Return the channel to a stick. Raises: UserError("not_a_directory"), MachineError."""
    return StickChannel(directory, rng=workspace.rng, now=workspace.now)


def send(workspace: Workspace, parcel: Parcel, channel: Channel, *, progress: Progress = silent) -> Sent:
    """Write the next bundle for a peer into a channel.

    Raises: what `sync.sending.send` refuses; UserError("not_enrolled"); UserError("damaged_store") when the chains do not verify; MachineError.
    """
    if not workspace.enrolled:
        raise UserError("not_confirmed" if _joining(workspace) else "not_enrolled")
    check_chains(workspace)
    sent = sending.send(
        workspace.device,
        parcel.to,
        channel,
        consent.release_rule(workspace),
        max_size=parcel.max_size,
        with_attachments=parcel.with_attachments,
        progress=progress,
    )
    crossings.note_sent(workspace, parcel.to, channel.name, sent)
    return sent


def _joining(workspace: Workspace) -> bool:
    """Say whether an enrolment waits for the four words."""
    with workspace.vault.read() as tx:
        return any(True for _ in links.all_links(tx))


def check_chains(workspace: Workspace) -> None:
    """Make sure that every chain is what it was. Raises: UserError("damaged_store")."""
    with workspace.vault.read() as tx:
        faults = log.verify(tx)
    if faults:
        raise UserError("damaged_store", path=str(workspace.vault.directory), seq=faults[0].seq)


def relink(workspace: Workspace, name: str, channel: Channel, *, progress: Progress = silent) -> Sent:
    """Write a bundle that only renews the link with a peer. Raises: as `send`."""
    rule = consent.release_rule(workspace)
    sent = sending.relink(workspace.device, name, channel, rule, progress=progress)
    crossings.note_sent(workspace, name, channel.name, sent)
    return sent


def said_as(outcome: str, detail: str) -> str:
    """Name the sentence about what became of a file: what was to be held back, and was not kept, has one of its own."""
    return detail if detail == "not_kept" else outcome


def _nobody(_group: list[Received]) -> None:
    """Nobody asked to be told."""


def receive(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    progress: Progress = silent,
    told: Callable[[list[Received]], None] = _nobody,
) -> list[Received]:
    """Take what may be bundles: files, and the files in directories; return what became of each.

    Args: progress: in bytes read; what it raises takes back the group of bundles that is being read. told: hears what
    became of each group once it is in for good; what is stopped later does not touch it.
    Raises: UserError no_such_path, not_a_file, for a path that was named; MachineError.
    """
    brought: list[Received] = []

    def hear(group: list[Received]) -> None:
        brought.extend(one for one in group if one.changes)
        crossings.note_received(workspace, group)
        told(group)

    try:
        return receiving.receive(sharing.at_the_door(workspace), sources(paths), progress=progress, told=hear)
    finally:
        if brought:
            sharing.open_who_arrived(workspace)
