"""The records that sync itself writes, where they live and how their ids are made.

They are ordinary changes in ordinary scopes (there is one way for anything to arrive); this module is the one table
of their names. Values are JSON; bytes in them are lowercase hex, keys of 1,216 bytes are base64.

    everyone  common        one, id = root id           document (base64 of the signed common document)
    desks     device        one a device                name, role, certificate, relink_key, status, reason, house_id, last
    desks     grant         one a (scope, device)       scope, device, number, state, keeper
    desks     suspicion     one an event                device, what, facts
    link      certificate   one, id = device id         certificate, name
    link      grant_notice  one a scope                 scope, number, state, keeper
    link      refusal       one a (scope, author)       scope, author, from_seq, reason, state, by
    link      shed          one a scope                 scope, state (shed, wanted)
    link      decision      one a (person, purpose)     written by app: consent decisions travel even when a case does not
"""

from typing import Final

from storage.crypto import h
from storage.scopes import ScopeId

COMMON: Final = "common"
DEVICE: Final = "device"
GRANT: Final = "grant"
SUSPICION: Final = "suspicion"
CERTIFICATE: Final = "certificate"
GRANT_NOTICE: Final = "grant_notice"
REFUSAL: Final = "refusal"
SHED: Final = "shed"

#: (kind, field) pairs that app adds to its projection, so that these records are found by value.
INDEXED: Final = frozenset(
    {
        (DEVICE, "name"),
        (GRANT, "scope"),
        (GRANT, "device"),
        (GRANT_NOTICE, "scope"),
        (SHED, "state"),
        (REFUSAL, "scope"),
    }
)

CORE, ROUTE, IDENTITY, STORY, HEALTH, HOUSE, EVERYONE, DESKS, LINK, AUDIT = range(1, 11)

NOBODY: Final = bytes(16)


def scope(code: int, owner: bytes) -> ScopeId:
    """Return the 17-byte id of a compartment: code ‖ owner."""
    return ScopeId(bytes([code]) + owner)


def everyone(root_id: bytes) -> ScopeId:
    """Return the scope that all read and desks write."""
    return scope(EVERYONE, root_id)


def desks(root_id: bytes) -> ScopeId:
    """Return the scope of the desks: devices, grants, suspicions."""
    return scope(DESKS, root_id)


def link_of_house(device: bytes) -> ScopeId:
    """Return the scope that one house shares with all desks."""
    return scope(LINK, device)


def link_of_desks(one: bytes, other: bytes) -> ScopeId:
    """Return the scope of one pair of desks, the same from either side."""
    return scope(LINK, h("pair", *sorted((one, other)), size=16))


def grant_id(scope_id: bytes, device: bytes) -> bytes:
    """Return the record id of the grant of a scope to a device."""
    return h("grant", scope_id, device, size=16)


def scope_record(kind: str, scope_id: bytes, *more: bytes) -> bytes:
    """Return the record id of a singleton about a scope (shed, notice, refusal), so that two writers meet."""
    return h("about scope", kind.encode(), scope_id, *more, size=16)
