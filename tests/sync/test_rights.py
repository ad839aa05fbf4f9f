"""Who may write and read where: the whole matrix, against a table written out by hand from the design."""

from __future__ import annotations

from itertools import product

import pytest

from sync import rights
from sync.rights import Role, Standing

ME, HOUSE, ELSE = b"d" * 16, b"h" * 16, b"x" * 16

CODES = {
    "core": 1,
    "route": 2,
    "identity": 3,
    "story": 4,
    "health": 5,
    "house": 6,
    "everyone": 7,
    "desks": 8,
    "link": 9,
    "audit": 10,
    "of a later version": 11,
    "of a much later version": 255,
}
OWNERS = {"me": ME, "my house": HOUSE, "somebody else": ELSE}

#: scope → (whose: always, never, or where I am the owner; by grant) for a house: (writes, reads)
HOUSES = {
    "core": ("granted or mine first", "granted"),
    "route": ("never", "never"),
    "identity": ("granted or mine first", "granted"),
    "story": ("granted or mine first", "granted"),
    "health": ("granted or mine first", "granted"),
    "house": ("my house", "my house"),
    "everyone": ("never", "always"),
    "desks": ("never", "never"),
    "link": ("me", "me"),
    "audit": ("me", "me"),
    "of a later version": ("never", "never"),
    "of a much later version": ("never", "never"),
}
#: The same for a desk.
DESKS = dict.fromkeys(CODES, ("always", "always")) | {"audit": ("me", "always")}
#: What a house takes from a desk.
TAKEN = {name: read for name, (_, read) in HOUSES.items()} | dict.fromkeys(
    ("core", "identity", "story", "health"), "always"
)


def _holds(word: str, owner: str, granted: bool, ungranted: bool) -> bool:
    return {
        "always": True,
        "never": False,
        "granted": granted,
        "granted or mine first": granted or ungranted,
        "me": owner == "me",
        "my house": owner == "my house",
    }[word]


GRANTS = {"granted": (True, False), "ungranted": (False, True), "of others": (False, False)}


@pytest.mark.parametrize("operation", ["write", "read"])
@pytest.mark.parametrize("role", list(Role))
def test_the_whole_matrix(role: Role, operation: str) -> None:
    table = HOUSES if role is Role.HOUSE else DESKS
    asked = 0
    for (name, code), (owner, owner_id), (granted, ungranted) in product(
        CODES.items(), OWNERS.items(), GRANTS.values()
    ):
        who = Standing(role, ME, HOUSE if role is Role.HOUSE else bytes(16), granted, ungranted)
        scope = bytes([code]) + owner_id
        answer = rights.may_write(who, scope) if operation == "write" else rights.may_read(who, scope)
        writes, reads = table[name]
        expected = _holds(writes if operation == "write" else reads, owner, granted, ungranted)
        assert answer is expected, (role, operation, name, owner, granted, ungranted)
        asked += 1
    assert asked == 12 * 3 * 3


def test_what_a_house_takes_from_a_desk() -> None:
    for (name, code), (owner, owner_id) in product(CODES.items(), OWNERS.items()):
        answer = rights.house_accepts(ME, HOUSE, bytes([code]) + owner_id)
        assert answer is _holds(TAKEN[name], owner, False, False), (name, owner)


def test_nobody_owns_a_house_whose_id_is_not_known() -> None:
    """A desk that has no certificate of a house knows no house id; zeros must not mean everybody's."""
    unknown = Standing(Role.HOUSE, ME, bytes(16))
    assert not rights.may_write(unknown, b"\x06" + HOUSE)
