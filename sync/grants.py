"""Grants: which house may hold which compartment. Records in the desks' scope, notices in the house's link.

- One grant a (scope, device); its number rises when it is opened again after a withdrawal; withdrawn wins over open.
- The desk that first takes an ungranted scope from its house writes grant 1 in the same transaction.
- Houses learn of theirs as notices and act on those; a house counts its own scopes as number 1 until told otherwise.
"""

from collections.abc import Callable

from storage import log, records
from storage.database import Tx
from storage.scopes import ScopeId
from sync import kinds, writing
from sync.identity import Identity

Rng = Callable[[int], bytes]
Clock = Callable[[], int]

OPEN = "open"
WITHDRAWN = "withdrawn"


def state_rank(value: object) -> int:
    """Order table of `grant.state`: withdrawn is shown when two desks differ."""
    return 1 if value == WITHDRAWN else 0


def holders(tx: Tx, root: bytes, scope: ScopeId) -> set[bytes]:
    """Return the devices with an open grant on a scope."""
    rows = records.query(tx, kinds.GRANT, scope=kinds.desks(root), where={"scope": scope.hex()})
    return {bytes.fromhex(str(row.fields["device"])) for row in rows if row.fields.get("state") == OPEN}


def granted_at_all(tx: Tx, root: bytes, scope: ScopeId) -> bool:
    """Tell whether any grant, open or withdrawn, exists for a scope."""
    return bool(records.query(tx, kinds.GRANT, scope=kinds.desks(root), where={"scope": scope.hex()}, limit=1))


def scopes_of(tx: Tx, root: bytes, device: bytes) -> dict[ScopeId, int]:
    """Return the scopes that are open to a device, with their grant numbers."""
    rows = records.query(tx, kinds.GRANT, scope=kinds.desks(root), where={"device": device.hex()})
    return {
        ScopeId(bytes.fromhex(str(row.fields["scope"]))): _number(row.fields.get("number"))
        for row in rows
        if row.fields.get("state") == OPEN
    }


def noticed(tx: Tx, device: bytes) -> dict[ScopeId, int]:
    """Return, at a house, the grant numbers it was told of."""
    rows = records.query(tx, kinds.GRANT_NOTICE, scope=kinds.link_of_house(device))
    return {
        ScopeId(bytes.fromhex(str(row.fields["scope"]))): _number(row.fields.get("number"))
        for row in rows
        if row.fields.get("state") == OPEN
    }


def _number(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 1


def open_to(tx: Tx, identity: Identity, scope: ScopeId, device: bytes, *, rng: Rng, now: Clock) -> int:
    """Open a scope to a house and tell it; an open grant stays as it is. Return the grant's number."""
    desks = kinds.desks(identity.root_id)
    record = kinds.grant_id(scope, device)
    row = records.one(tx, desks, kinds.GRANT, record)
    number = _number(row.fields.get("number")) if row else 0
    if row is None or row.fields.get("state") != OPEN:
        number += 1
        values = {
            "scope": scope.hex(),
            "device": device.hex(),
            "number": number,
            "state": OPEN,
            "keeper": identity.device_id.hex(),
        }
        writing.put(tx, identity.author, desks, kinds.GRANT, record, values, rng=rng, now=now)
        log.set_grant(tx, scope, max(number, 1))
    notice = {
        "scope": scope.hex(),
        "number": number,
        "state": OPEN,
        "keeper": identity.device_id.hex(),
    }
    link = kinds.link_of_house(device)
    record = kinds.scope_record(kinds.GRANT_NOTICE, scope)
    writing.put(tx, identity.author, link, kinds.GRANT_NOTICE, record, notice, rng=rng, now=now)
    return number
