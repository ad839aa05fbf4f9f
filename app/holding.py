"""Who holds what, as far as this device knows: what a desk has confirmed, and what a lost device may hold.

Reads only. Certain is what the device acknowledged or wrote itself; possible is what was sealed for it or ever granted.
"""

from dataclasses import dataclass

from app.finding import case_of_scope
from app.workspace import Workspace
from storage import holdings, log, records, shipped
from storage.database import Tx
from storage.scopes import ScopeId
from sync import kinds, links, reading, stating
from sync.rights import Role
from sync.roster import Device


@dataclass(frozen=True, slots=True)
class Held:
    """One compartment that a device holds, certainly or possibly, and the case it belongs to."""

    scope: ScopeId
    certain: bool
    case: bytes | None


def acknowledged(tx: Tx, workspace: Workspace, scope: ScopeId) -> bool:
    """Say whether one desk has confirmed every change and every attachment of a compartment."""
    desks = [link.peer for link in links.all_links(tx) if link.role == Role.DESK]
    return any(_holds_all(tx, workspace, scope, desk) for desk in desks)


def _holds_all(tx: Tx, workspace: Workspace, scope: ScopeId, desk: bytes) -> bool:
    believed = holdings.believed(tx, desk)
    for place, position in log.heads(tx, [scope]).items():
        held = believed.get(place)
        if held is None or (held.seq, held.head16) != (position.seq, position.head[:16]):
            # Of a chain that goes further there than here nothing can be compared: that is no proof.
            return False
    blobs, there = workspace.vault.blobs, shipped.held(tx, desk)
    return all(there.get(blob, 0) >= len(blobs.range_hashes(tx, blob)) for blob in blobs.of_scope(tx, scope))


def of_device(tx: Tx, workspace: Workspace, device: Device) -> list[Held]:
    """List what a device holds: who must be warned or moved when it is lost."""
    certain = {scope for scope, _ in holdings.believed(tx, device.id)}
    certain |= {scope for scope, author in log.heads(tx) if stating.device_of(tx, author) == device.id}
    sealed = {scope for positions in holdings.pending(tx, device.id).values() for scope, _ in positions}
    possible = sealed | _granted(tx, workspace, device) - certain
    found = {scope: scope in certain for scope in certain | possible}
    return [Held(scope, found[scope], case_of_scope(tx, scope)) for scope in sorted(found)]


def _granted(tx: Tx, workspace: Workspace, device: Device) -> set[ScopeId]:
    """Return every compartment that was ever opened to a device, withdrawn ones too."""
    desks = kinds.desks(workspace.root)
    rows = records.query(tx, kinds.GRANT, scope=desks, where={"device": device.id.hex()})
    return {scope for row in rows if (scope := reading.scope(row)) is not None}
