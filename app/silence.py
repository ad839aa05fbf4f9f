"""What the exchange says about danger: a clock that is behind, houses that fell silent, changes that exist only here.

Reads only; the limits are in `app.casework.watch`. A clock decides nothing: it only makes dates wrong, and that is said.
"""

from datetime import UTC, datetime
from typing import Final

from app.casework import watch
from app.casework.compartments import Compartment
from app.casework.watch import Item, Urgency, What
from app.finding import cases_of_scopes
from app.naming import Names
from app.workspace import Workspace
from storage import columns, positions, records
from storage.database import Tx
from sync import certificates, kinds, links, roster
from sync.rights import Role
from sync.roster import Device, Status

#: No wall time after this is believed by anybody: 2200.
_LATEST: Final = 7_258_118_400


def clock(tx: Tx, workspace: Workspace, names: Names, now: datetime) -> list[Item]:
    """Say whether this machine's clock is behind the newest change that is here, and whose that is."""
    newest = columns.newest(tx, _LATEST)
    when = datetime.fromtimestamp(newest, UTC).astimezone(now.tzinfo)
    if not newest or not watch.is_behind(when, now):
        return []
    author = columns.author_at(tx, newest)
    return watch.clock(workspace.identity.device_id, when, names.of(author) if author else "", now)


def houses(tx: Tx, workspace: Workspace, now: datetime) -> list[Item]:
    """List, at a desk, the houses of which no bundle came for long: those that it enrolled, or ever heard of."""
    if not workspace.is_desk or not workspace.enrolled:
        return []
    known = {link.peer: link for link in links.all_links(tx)}
    items: list[Item] = []
    for device in roster.load(tx, workspace.identity).devices:
        link = known.get(device.id)
        if device.role is not Role.HOUSE or device.status is not Status.ACTIVE or link is None:
            continue
        if link.received_at:
            items += watch.silence(device.id, device.name, _day(link.received_at, now), now)
        elif admitted := _admitted(tx, workspace, device):
            items += watch.silence(device.id, device.name, _day(admitted, now), now, heard=False)
    return items


def _day(seconds: int, now: datetime) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone(now.tzinfo)


def _admitted(tx: Tx, workspace: Workspace, device: Device) -> int | None:
    """Return since when a house may be expected to write to this desk; None where another desk enrolled it."""
    signed = roster.certificate_of(tx, workspace.identity, device.id)
    row = records.one(tx, kinds.desks(workspace.root), kinds.DEVICE, device.id)
    if signed is None or row is None:
        return None
    certificate = certificates.parse_and_verify(signed, workspace.identity.root_vk or b"")
    return row.received_at if certificate.home_desk == workspace.identity.device_id else None


def only_here(tx: Tx, workspace: Workspace) -> list[Item]:
    """Count the changes that no other device is known to hold; audit trails do not count."""
    missing = positions.missing(tx, without=Compartment.AUDIT)
    if not missing:
        return []
    cases = len(cases_of_scopes(tx, missing))
    facts: dict[str, str | int] = {"changes": sum(missing.values()), "cases": cases}
    device, about = workspace.identity.device_id, "" if cases else "caseless"
    return [Item(What.ONLY_HERE, Urgency.NOTICE, "device", device, facts=facts, about=about)]
