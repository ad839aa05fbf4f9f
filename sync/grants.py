"""Grants: which house may hold which compartment. Records in the desks' scope, notices in the house's link.

- One grant a (scope, device); its number rises when it is opened again after a withdrawal; withdrawn wins over open.
- The desk that first takes an ungranted scope from its house writes grant 1 in the same transaction.
- Houses learn of theirs as notices and act on those; a house counts its own scopes as number 1 until told otherwise.
"""

from collections.abc import Callable, Iterable, Sequence

from storage import log, records
from storage.database import Tx
from storage.log import NewEdit
from storage.records import Row
from storage.scopes import ScopeId
from sync import kinds, reading, writing
from sync.identity import Identity

Rng = Callable[[int], bytes]
Clock = Callable[[], int]

OPEN = "open"
WITHDRAWN = "withdrawn"
#: Edits in one change of many grants; a change holds 1,024 at most.
_AT_ONCE = 1000


def state_rank(value: object) -> int:
    """Order table of `grant.state`: withdrawn is shown when two desks differ."""
    return 1 if value == WITHDRAWN else 0


def find_holders(tx: Tx, root: bytes, scope: ScopeId) -> set[bytes] | None:
    """Return the devices with an open grant on a scope; None when it was never granted to anybody."""
    rows = records.query(tx, kinds.GRANT, scope=kinds.desks(root), where={"scope": scope.hex()})
    found = [(row, reading.raw(row, "device", 16)) for row in rows]
    known = {device: row for row, device in found if device is not None}
    return {device for device, row in known.items() if row.fields.get("state") == OPEN} if known else None


def holders(tx: Tx, root: bytes, scope: ScopeId) -> set[bytes]:
    """Return the devices with an open grant on a scope."""
    return find_holders(tx, root, scope) or set()


def scopes_of(tx: Tx, root: bytes, device: bytes) -> dict[ScopeId, int]:
    """Return the scopes that are open to a device, with their grant numbers."""
    return _open(records.query(tx, kinds.GRANT, scope=kinds.desks(root), where={"device": device.hex()}))


def noticed(tx: Tx, device: bytes) -> dict[ScopeId, int]:
    """Return, at a house, the grant numbers it was told of."""
    return _open(records.query(tx, kinds.GRANT_NOTICE, scope=kinds.link_of_house(device)))


def _open(rows: Iterable[Row]) -> dict[ScopeId, int]:
    return {
        scope: reading.number(row, "number")
        for row in rows
        if row.fields.get("state") == OPEN and (scope := reading.scope(row)) is not None
    }


def open_to(tx: Tx, identity: Identity, scope: ScopeId, device: bytes, *, rng: Rng, now: Clock) -> int:
    """Open a scope to a house and tell it; an open grant stays as it is. Return the grant's number."""
    row = records.one(tx, kinds.desks(identity.root_id), kinds.GRANT, kinds.grant_id(scope, device))
    number = reading.number(row, "number") if row else 0
    if row is None or row.fields.get("state") != OPEN:
        number += 1
    values = _values(identity, scope, number)
    desks, link = kinds.desks(identity.root_id), kinds.link_of_house(device)
    author, record = identity.author, kinds.grant_id(scope, device)
    writing.put(tx, author, desks, kinds.GRANT, record, {**values, "device": device.hex()}, rng=rng, now=now)
    record = kinds.scope_record(kinds.GRANT_NOTICE, scope)
    writing.put(tx, author, link, kinds.GRANT_NOTICE, record, values, rng=rng, now=now)
    log.set_grant(tx, scope, number)
    return number


def take_first(
    tx: Tx, identity: Identity, taken: Sequence[tuple[ScopeId, bytes]], *, rng: Rng, now: Clock
) -> None:
    """Write grant 1 for scopes that this desk is the first to take from the house that made them."""
    if not taken:  # a house before the four words does not know whose desks it would write for
        return
    grants: list[NewEdit] = []
    notices: dict[bytes, list[NewEdit]] = {}
    for scope, device in taken:
        values = _values(identity, scope, 1)
        grants += _edits(kinds.grant_id(scope, device), kinds.GRANT, {**values, "device": device.hex()})
        record = kinds.scope_record(kinds.GRANT_NOTICE, scope)
        notices.setdefault(device, []).extend(_edits(record, kinds.GRANT_NOTICE, values))
        log.set_grant(tx, scope, 1)
    _append(tx, identity, kinds.desks(identity.root_id), grants, rng, now)
    for device, edits in notices.items():
        _append(tx, identity, kinds.link_of_house(device), edits, rng, now)


def _values(identity: Identity, scope: ScopeId, number: int) -> dict[str, object]:
    return {"scope": scope.hex(), "number": number, "state": OPEN, "keeper": identity.device_id.hex()}


def _edits(record: bytes, kind: str, values: dict[str, object]) -> list[NewEdit]:
    return [NewEdit(record, kind, field, value) for field, value in values.items()]


def _append(tx: Tx, identity: Identity, scope: ScopeId, edits: list[NewEdit], rng: Rng, now: Clock) -> None:
    author = identity.author
    for start in range(0, len(edits), _AT_ONCE):
        log.append(tx, author, scope, edits[start : start + _AT_ONCE], rng=rng, now=now)
