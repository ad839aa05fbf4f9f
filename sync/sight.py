"""Which compartments one peer may see from here, with their grant numbers: rights and grants applied to a whole store.

Not here: consent (the `Release` rule, handed in by app) and what the peer dropped itself (`dropped`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from storage import log, records
from storage.database import Tx
from storage.scopes import ScopeId
from sync import grants, kinds, reading, rights
from sync.identity import Identity
from sync.links import Link
from sync.rights import Role, Standing
from sync.roster import Roster


@dataclass(frozen=True, slots=True)
class Sight:
    """What one peer may see: `number(scope)` is the grant number, None when it may not."""

    number: Callable[[ScopeId], int | None]

    def scopes(self, tx: Tx) -> dict[ScopeId, int]:
        """Return every scope known here that the peer may see, with its grant number."""
        known = ((scope, self.number(scope)) for scope in log.scopes(tx))
        return {scope: number for scope, number in known if number is not None}


def shared_link(identity: Identity, link: Link) -> ScopeId:
    """Return the link scope that this device shares with a peer."""
    if identity.role is Role.HOUSE:
        return kinds.link_of_house(identity.device_id)
    if link.role == Role.HOUSE:
        return kinds.link_of_house(link.peer)
    return kinds.link_of_desks(identity.device_id, link.peer)


def towards(tx: Tx, identity: Identity, roster: Roster, link: Link) -> Sight:
    """Work out what `link`'s peer may see from here."""
    if identity.role is Role.HOUSE:
        noticed = grants.noticed(tx, identity.device_id)
        return Sight(lambda scope: noticed.get(scope, 1))
    if link.role == Role.HOUSE:
        return _of_house(tx, identity, roster, link)
    me = identity.device_id
    others = {
        kinds.link_of_desks(me, device.id)
        for device in roster.devices
        if device.role is Role.DESK and device.id not in (me, link.peer)
    }
    return Sight(lambda scope: None if scope in others else 1)


def _of_house(tx: Tx, identity: Identity, roster: Roster, link: Link) -> Sight:
    device = roster.by_id(link.peer)
    house_id = device.house_id if device else kinds.NOBODY
    granted = grants.scopes_of(tx, identity.root_id, link.peer)

    def number(scope: ScopeId) -> int | None:
        standing = Standing(Role.HOUSE, link.peer, house_id, granted=scope in granted)
        return granted.get(scope, 1) if rights.may_read(standing, scope) else None

    return Sight(number)


def dropped(tx: Tx, identity: Identity, link: Link) -> set[ScopeId]:
    """Return the scopes that a house announced as shed and has not asked for again; a desk drops nothing."""
    if identity.role is Role.HOUSE or link.role != Role.HOUSE:
        return set()
    rows = records.query(tx, kinds.SHED, scope=shared_link(identity, link), where={"state": "shed"})
    return {scope for row in rows if (scope := reading.scope(row)) is not None}


def refused(tx: Tx, identity: Identity, link: Link) -> dict[tuple[bytes, bytes], int]:
    """Return the chains (scope, author) that the peer refuses, with the first position it refused."""
    found: dict[tuple[bytes, bytes], int] = {}
    for row in records.query(tx, kinds.REFUSAL, scope=shared_link(identity, link)):
        scope, author = reading.scope(row), reading.author(row)
        says_so = reading.raw(row, "by", 16) == link.peer and row.fields.get("state") == "open"
        if scope is not None and author is not None and says_so:
            found[scope, author] = reading.number(row, "from_seq")
    return found
