"""Who may write and read where: one table, role × scope code × operation.

Pure: the caller says what it knows (`Standing`), this module answers. Not here: consent (the `Release` rule of app), suspension
(the courier), grants themselves (grants.py).

- Desks read and write every scope but other pairs' links and other devices' audit trails.
- A house writes its own house, link and audit scope, and core, identity, story and health where a grant names it
  or where nobody has a grant yet (it made the case).
- A house reads `everyone`, its own house and link, and what it was granted.
- A code that this version does not know is for desks only.
"""

from dataclasses import dataclass
from enum import IntEnum

from sync import kinds


class Role(IntEnum):
    """What a certificate says a device is."""

    HOUSE = 1
    DESK = 2


#: Compartments that a house may bring into being.
CASE_CODES = frozenset({kinds.CORE, kinds.IDENTITY, kinds.STORY, kinds.HEALTH})


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a device with regard to one scope.

    granted: an open grant names it. ungranted: no open or withdrawn grant exists for this scope at all.
    """

    role: Role
    device: bytes
    house_id: bytes
    granted: bool = False
    ungranted: bool = False


def may_write(who: Standing, scope: bytes) -> bool:
    """Tell whether changes of `who` are taken in `scope`."""
    code, owner = scope[0], scope[1:]
    if who.role is Role.DESK:
        return code != kinds.AUDIT or owner == who.device
    if code in CASE_CODES:
        return who.granted or who.ungranted
    if code == kinds.HOUSE:
        return owner == who.house_id
    return code in (kinds.LINK, kinds.AUDIT) and owner == who.device


def may_read(who: Standing, scope: bytes) -> bool:
    """Tell whether `scope` may be sealed for `who`; for a pair's link see `reads_pair`."""
    code, owner = scope[0], scope[1:]
    if who.role is Role.DESK:
        return True
    if code in CASE_CODES:
        return who.granted
    if code == kinds.HOUSE:
        return owner == who.house_id
    if code in (kinds.LINK, kinds.AUDIT):
        return owner == who.device
    return code == kinds.EVERYONE


def house_accepts(device: bytes, house_id: bytes, scope: bytes) -> bool:
    """Tell whether a house takes a desk's changes in `scope`: what a house could ever be shown, nothing else."""
    code = scope[0]
    if code in CASE_CODES or code == kinds.EVERYONE:
        return True
    return may_read(Standing(Role.HOUSE, device, house_id), scope)
