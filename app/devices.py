"""Who belongs: invite, join, admit, confirm, the roster, cutting a device off, and taking a suspended one back.

The rules of enrolment are sync's; here they meet files, and a house gets its `house` record when it joins.
Among stores of samples, stretching costs what samples cost: so one of them never joins an organisation of real stores.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from app import holding, small_files
from app.casework.codes import HouseStatus
from app.casework.compartments import Compartment, scope_id
from app.workspace import Workspace
from storage import records
from storage.database import Tx
from storage.scopes import ScopeId
from sync import admission, enrolment, joining, links, roster, writing
from sync.enrolment import STANDARD, Admitted
from sync.invitation import Cost
from sync.kinds import NOBODY
from sync.links import Link
from sync.rights import Role
from sync.roster import Device, Status
from sync.words import Word

__all__ = [
    "SAMPLE_COST",
    "Admitted",
    "Answered",
    "CutOff",
    "Enrolment",
    "Invited",
    "Member",
    "Role",
    "Stage",
    "admit",
    "check_name",
    "confirm",
    "enrolment_of",
    "invite",
    "join",
    "members",
    "reinstate",
    "revoke",
    "suspend",
]

_LETTER_LIMIT = 64 * 1024
#: What stretching costs among samples; real enrolments take four times as much memory.
SAMPLE_COST: Final = Cost(mem_kib=65_536, passes=3)


class Stage(StrEnum):
    """How far this device's own enrolment is."""

    NONE = "none"
    JOINED = "joined"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """How far it is; while it waits for the four words also with which desk, and the eight to read out."""

    stage: Stage
    desk: str = ""
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Invited:
    """What a desk hands out: the file, the code to say another way, and until when (unix seconds) it will admit."""

    path: Path
    name: str
    code: tuple[Word, ...]
    expires: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What a device sends back: the file, and the eight words that it reads out. name: what it is called from now on."""

    path: Path
    name: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """One device of the organisation, and whether it is this one."""

    device: Device
    here: bool


@dataclass(frozen=True, slots=True)
class CutOff:
    """A device that was suspended or revoked, and the compartments it may hold: acknowledged ones for certain."""

    device: Device
    held: list[holding.Held]


def check_name(untrusted: str) -> str:
    """Return a name that a device can have, as it will be kept. Raises: UserError("bad_name")."""
    return admission.clean_name(untrusted)


def enrolment_of(workspace: Workspace, language: str = "english") -> Enrolment:
    """Say how far this device's own enrolment is; the eight words can be read out again after a restart."""
    if workspace.enrolled:
        return Enrolment(Stage.CONFIRMED)
    with workspace.vault.read() as tx:
        found = joining.pending(tx, language)
    return Enrolment(Stage.JOINED, found.desk, tuple(found.words)) if found else Enrolment(Stage.NONE)


def _cost(workspace: Workspace) -> Cost:
    return SAMPLE_COST if workspace.sample else STANDARD


def invite(
    workspace: Workspace,
    name: str,
    role: Role,
    out: Path,
    *,
    cost: Cost | None = None,
    language: str = "english",
) -> Invited:
    """Write an invitation to a new file, or into a directory; the code is to be said another way.

    Raises: what `sync.enrolment.invite` refuses; UserError("file_exists"); MachineError.
    """
    way = _Out(workspace, out)
    made = enrolment.invite(
        workspace.vault,
        workspace.identity,
        name=name,
        role=role,
        cost=cost or _cost(workspace),
        language=language,
        rng=workspace.rng,
        now=workspace.now,
        hand_over=way.hand_over,
    )
    return Invited(way.path, made.name, tuple(made.code), made.expires)


def join(
    workspace: Workspace,
    invitation: Path,
    code: str,
    out: Path,
    *,
    cost: Cost | None = None,
    language: str = "english",
) -> Answered:
    """Answer an invitation with a reply in a new file, or into a directory.

    Raises: what `sync.enrolment.join` refuses; UserError("file_exists"); MachineError.
    """
    way = _Out(workspace, out)
    joined = enrolment.join(
        workspace.vault,
        small_files.read(invitation, _LETTER_LIMIT),
        code,
        cost=cost or _cost(workspace),
        language=language,
        rng=workspace.rng,
        hand_over=way.hand_over,
    )
    workspace.refresh()
    if joined.role is Role.HOUSE:
        with workspace.vault.transaction() as tx:
            _name_house(tx, workspace, joined.name)
    return Answered(way.path, joined.name, tuple(joined.words))


class _Out:
    """Writes an invitation or a reply to a new file; `path` is where, once it is there."""

    def __init__(self, workspace: Workspace, out: Path) -> None:
        self._channel = workspace.file_channel(out)
        self.path = out

    def hand_over(self, letter: bytes) -> None:
        with self._channel.open_bundle(len(letter)) as file:
            file.write(letter)
        self.path = file.path


def _name_house(tx: Tx, workspace: Workspace, codename: str) -> None:
    """Give the house its record, under the codename that headquarters chose; one that is there is renamed."""
    house = workspace.identity.house_id
    scope = ScopeId(scope_id(Compartment.HOUSE, house))
    row = records.one(tx, scope, "house", house)
    values: dict[str, object] = {"codename": codename}
    if row is None:
        values["status"] = str(HouseStatus.ACTIVE)
    author, rng, now = workspace.identity.author, workspace.rng, workspace.now
    writing.put(tx, author, scope, "house", house, values, rng=rng, now=now)


def admit(
    workspace: Workspace, reply: Path, words: str, *, cost: Cost | None = None, language: str = "english"
) -> Admitted:
    """Admit the device that replied. Raises: what `sync.enrolment.admit` refuses; MachineError."""
    untrusted = small_files.read(reply, _LETTER_LIMIT)
    return enrolment.admit(
        workspace.vault,
        workspace.identity,
        untrusted,
        words,
        cost=cost or _cost(workspace),
        language=language,
        rng=workspace.rng,
        now=workspace.now,
    )


def confirm(workspace: Workspace, words: str) -> None:
    """Take the four words of the desk; from here on this device belongs. Raises: what `sync.enrolment.confirm` refuses."""
    try:
        enrolment.confirm(workspace.vault, words)
    finally:
        workspace.refresh()


def members(workspace: Workspace) -> list[Member]:
    """List the devices that this one knows of, by name; a house knows the desks and itself."""
    own = workspace.identity
    me = Device(own.device_id, own.name, own.role, own.vk, own.relink_public, own.house_id, Status.ACTIVE, "")
    known = {me.id: me}
    with workspace.vault.read() as tx:
        known |= {link.peer: _peer(link) for link in links.all_links(tx) if link.confirmed}
        known |= {device.id: device for device in roster.load(tx, own).devices}
    return [Member(device, device.id == me.id) for device in sorted(known.values(), key=_by_name)]


def _by_name(device: Device) -> str:
    return device.name


def _peer(link: Link) -> Device:
    """Describe a peer of whom enrolment told and no roster yet."""
    return Device(
        link.peer, link.name, Role(link.role), link.vk, link.relink_public, NOBODY, Status.ACTIVE, ""
    )


def suspend(workspace: Workspace, name: str, reason: str) -> CutOff:
    """Suspend a device: nothing is sealed for it, what comes from it waits in quarantine.

    Raises: UserError("not_a_desk"), UserError("unknown_device"), UserError("not_yourself"), UserError("revoked_for_good").
    """
    with workspace.vault.transaction() as tx:
        device = roster.suspend(tx, workspace.identity, name, reason, rng=workspace.rng, now=workspace.now)
        return CutOff(device, holding.of_device(tx, workspace, device))


def reinstate(workspace: Workspace, name: str) -> Device:
    """Let a suspended device belong again: the next bundle for it renews the link, and what comes from it counts.

    What was held back of it stays there for a person, until it has sent all of it again.

    Raises: as `suspend`, and UserError("revoked_for_good"), UserError("not_suspended").
    """
    with workspace.vault.transaction() as tx:
        return roster.reinstate(tx, workspace.identity, name, rng=workspace.rng, now=workspace.now)


def revoke(workspace: Workspace, name: str, reason: str) -> CutOff:
    """Revoke a device for good. Raises: as `suspend`, and UserError("no_root_here")."""
    with workspace.vault.transaction() as tx:
        device = roster.revoke(tx, workspace.identity, name, reason, rng=workspace.rng, now=workspace.now)
        return CutOff(device, holding.of_device(tx, workspace, device))
