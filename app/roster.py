"""The roster as people look at it: every device, how the exchange with it stands, what speaks against it, what it holds.

Reads only; inviting and cutting off are app.devices'. A desk sees all devices, a house the desks and itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app import devices, holding, ledger, silence
from app.casework.compartments import Compartment, compartment_of, scope_id
from app.ledger import Peer
from app.workspace import Workspace
from storage import records
from storage.database import Tx
from storage.errors import UserError
from storage.holdings import forks, parked
from storage.scopes import ScopeId
from sync import links, roster, stating
from sync.links import Link


class Flag(StrEnum):
    """What speaks against a device, or is remarkable about it."""

    BEHIND = "behind"
    FORK = "fork"
    GAP = "gap"
    SILENT = "silent"
    UNHEARD = "unheard"


@dataclass(frozen=True, slots=True)
class Entry:
    """One device. role: `desk` or `house`. status: `active`, `suspended` or `revoked`. here: it is this one.

    last_received, last_sent: unix seconds, 0 for never. linked: bundles go between it and this device, and `waiting`
    says how many changes the next one has.
    """

    id: bytes
    name: str
    role: str
    status: str
    reason: str
    here: bool
    linked: bool
    last_received: int
    last_sent: int
    waiting: int
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class HeldCase:
    """What a device holds of one case: its compartments by word, certainly and possibly. None: what belongs to no case."""

    case: bytes | None
    alias: str
    certain: tuple[str, ...]
    possible: tuple[str, ...]


def entries(workspace: Workspace, now: datetime) -> list[Entry]:
    """List the devices by name: this one first, those that were cut off last."""
    peers = {peer.device: peer for peer in ledger.peers(workspace)}
    with workspace.vault.read() as tx:
        flags = _flags(tx, workspace, now)
    found = [_entry(member, peers.get(member.device.id), flags) for member in devices.members(workspace)]
    return sorted(found, key=_order)


def _entry(member: devices.Member, peer: Peer | None, flags: dict[bytes, set[Flag]]) -> Entry:
    device = member.device
    active = device.status is roster.Status.ACTIVE
    said = flags.get(device.id, set()) if active else set()
    return Entry(
        id=device.id,
        name=device.name,
        role=device.role.name.lower(),
        status=str(device.status),
        reason=device.reason,
        here=member.here,
        linked=peer is not None,
        last_received=peer.last_received if peer else 0,
        last_sent=peer.last_sent if peer else 0,
        waiting=peer.waiting if peer and active else 0,
        flags=tuple(flag for flag in Flag if flag in said),
    )


def _order(entry: Entry) -> tuple[bool, str, str]:
    return not entry.here, {"active": "", "suspended": "1"}.get(entry.status, "2"), entry.name.casefold()


def _flags(tx: Tx, workspace: Workspace, now: datetime) -> dict[bytes, set[Flag]]:
    found: dict[bytes, set[Flag]] = {}

    def say(device: bytes | None, flag: Flag) -> None:
        if device is not None:
            found.setdefault(device, set()).add(flag)

    for link in links.all_links(tx):
        for flag in _of_link(link):
            say(link.peer, flag)
    for branch in forks(tx):
        say(stating.device_of(tx, branch.author), Flag.FORK)
    for run in parked(tx):
        say(stating.device_of(tx, run.author), Flag.GAP)
    for item in silence.houses(tx, workspace, now):
        say(item.id, Flag.SILENT)
    return found


def _of_link(link: Link) -> Iterable[Flag]:
    if link.went_back:
        yield Flag.BEHIND
    if link.confirmed and not link.received_at:
        yield Flag.UNHEARD


def holds(workspace: Workspace, device: bytes) -> list[HeldCase]:
    """List what a device holds, by case: who must be warned or moved when it is lost.

    Raises: UserError("unknown_device").
    """
    with workspace.vault.read() as tx:
        known = roster.load(tx, workspace.identity).by_id(device)
        if known is None:
            raise UserError("unknown_device", name="")
        held = holding.of_device(tx, workspace, known)
        cases = {one.case for one in held}
        found = [_held(tx, case, [one for one in held if one.case == case]) for case in cases]
    return sorted(found, key=lambda one: (one.case is None, not one.certain, one.alias.casefold()))


def _held(tx: Tx, case: bytes | None, held: list[holding.Held]) -> HeldCase:
    return HeldCase(
        case,
        _alias(tx, case),
        _words(one.scope for one in held if one.certain),
        _words(one.scope for one in held if not one.certain),
    )


def _words(scopes: Iterable[ScopeId]) -> tuple[str, ...]:
    found = {compartment for scope in scopes if (compartment := compartment_of(scope)) is not None}
    return tuple(compartment.word for compartment in sorted(found))


def _alias(tx: Tx, case: bytes | None) -> str:
    if case is None:
        return ""
    row = records.one(tx, ScopeId(scope_id(Compartment.CORE, case)), "case", case)
    return str(row.fields.get("alias", "")) if row is not None else ""
