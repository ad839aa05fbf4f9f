"""Who belongs: invite, join, admit, confirm, the roster, and cutting a device off.

The rules of enrolment are sync's; here they meet files, and a house gets its `house` record when it joins.
"""

from dataclasses import dataclass
from pathlib import Path

from app import holding
from app.casework.codes import HouseStatus
from app.casework.compartments import Compartment, scope_id
from app.workspace import Workspace
from storage import errors, records
from storage.database import Tx
from storage.errors import UserError
from storage.scopes import ScopeId
from sync import enrolment, links, roster, writing
from sync.enrolment import STANDARD, Admitted, Invitation, Joined
from sync.invitation import Cost
from sync.kinds import NOBODY
from sync.links import Link
from sync.rights import Role
from sync.roster import Device, Status

_LETTER_LIMIT = 64 * 1024


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


def invite(
    workspace: Workspace,
    name: str,
    role: Role,
    out: Path,
    *,
    cost: Cost = STANDARD,
    language: str = "english",
) -> Invitation:
    """Write an invitation to a new file; the code is to be said another way.

    Raises: what `sync.enrolment.invite` refuses; UserError("file_exists"); MachineError.
    """
    channel = workspace.file_channel(out)
    made = enrolment.invite(
        workspace.vault,
        workspace.identity,
        name=name,
        role=role,
        cost=cost,
        language=language,
        rng=workspace.rng,
        now=workspace.now,
    )
    with channel.open_bundle(len(made.file)) as file:
        file.write(made.file)
    return made


def join(
    workspace: Workspace,
    invitation: Path,
    code: str,
    out: Path,
    *,
    cost: Cost = STANDARD,
    language: str = "english",
) -> Joined:
    """Answer an invitation with a reply in a new file.

    Raises: what `sync.enrolment.join` refuses; UserError("file_exists"); MachineError.
    """
    channel = workspace.file_channel(out)
    untrusted = _read(invitation)
    joined = enrolment.join(workspace.vault, untrusted, code, cost=cost, language=language, rng=workspace.rng)
    with channel.open_bundle(len(joined.reply)) as file:
        file.write(joined.reply)
    workspace.refresh()
    if joined.role is Role.HOUSE:
        with workspace.vault.transaction() as tx:
            _name_house(tx, workspace, joined.name)
    return joined


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
    workspace: Workspace, reply: Path, words: str, *, cost: Cost = STANDARD, language: str = "english"
) -> Admitted:
    """Admit the device that replied. Raises: what `sync.enrolment.admit` refuses; MachineError."""
    untrusted = _read(reply)
    return enrolment.admit(
        workspace.vault,
        workspace.identity,
        untrusted,
        words,
        cost=cost,
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

    Raises: UserError("not_a_desk"), UserError("unknown_device"), UserError("not_yourself").
    """
    with workspace.vault.transaction() as tx:
        device = roster.suspend(tx, workspace.identity, name, reason, rng=workspace.rng, now=workspace.now)
        return CutOff(device, holding.of_device(tx, workspace, device))


def revoke(workspace: Workspace, name: str, reason: str) -> CutOff:
    """Revoke a device for good. Raises: as `suspend`, and UserError("no_root_here")."""
    with workspace.vault.transaction() as tx:
        device = roster.revoke(tx, workspace.identity, name, reason, rng=workspace.rng, now=workspace.now)
        return CutOff(device, holding.of_device(tx, workspace, device))


def _read(path: Path) -> bytes:
    with errors.translated(path):
        if path.stat().st_size > _LETTER_LIMIT:
            raise UserError("file_too_large", path=str(path), limit=_LETTER_LIMIT)
        return path.read_bytes()
