"""Which compartments a peer may see, in both directions, and what it refuses."""

from __future__ import annotations

from support.stage import RECORD, Stage, new_case, open_to
from support.world import Replica

from sync import kinds, links, roster, sight


def _numbers(who: Replica, peer: str, *scopes: bytes) -> list[int | None]:
    with who.vault.read() as tx:
        link = next(one for one in links.all_links(tx) if one.name == peer)
        seen = sight.towards(tx, who.me.identity, roster.load(tx, who.me.identity), link)
        return [seen.number(kinds.ScopeId(scope)) for scope in scopes]


def test_a_desk_sees_everything_of_a_desk_but_links_of_other_pairs(stage: Stage) -> None:
    north, south = stage.north, stage.south
    ours = kinds.link_of_desks(north.me.identity.device_id, south.me.identity.device_id)
    scopes = [
        kinds.scope(code, bytes(16)) for code in (kinds.CORE, kinds.ROUTE, kinds.DESKS, kinds.EVERYONE, 77)
    ]
    assert _numbers(north, "south", ours, *scopes) == [1] * 6


def test_a_house_sees_what_it_was_granted_and_what_is_its_own(stage: Stage) -> None:
    north, house, other = stage.north, stage.house, stage.other
    scope = new_case(north)
    me, you = house.me.identity, other.me.identity
    assert _numbers(north, "house-1", scope) == [None]
    open_to(north, house, scope)
    seen = [
        scope,
        kinds.everyone(me.root_id),
        kinds.link_of_house(me.device_id),
        kinds.scope(kinds.HOUSE, me.house_id),
    ]
    unseen = [
        kinds.desks(me.root_id),
        kinds.link_of_house(you.device_id),
        kinds.scope(kinds.HOUSE, you.house_id),
        kinds.scope(kinds.ROUTE, scope[1:]),
        kinds.scope(kinds.AUDIT, you.device_id),
        kinds.scope(77, bytes(16)),
    ]
    assert _numbers(north, "house-1", *seen) == [1] * 4
    assert _numbers(north, "house-1", *unseen) == [None] * 6
    assert _numbers(north, "house-2", scope) == [None]


def test_a_higher_grant_gives_its_number(stage: Stage) -> None:
    north, house = stage.north, stage.house
    scope = new_case(north)
    open_to(north, house, scope)
    record = kinds.grant_id(scope, house.me.identity.device_id)
    desks = kinds.desks(north.me.identity.root_id)
    north.write(desks, record, kinds.GRANT, {"state": "withdrawn"})
    assert _numbers(north, "house-1", scope) == [None]
    assert open_to(north, house, scope) == 2
    assert _numbers(north, "house-1", scope) == [2]


def test_a_house_without_a_certificate_sees_no_house(stage: Stage) -> None:
    """Its record was spoilt: no house id is known, and zeros are nobody's."""
    north, house = stage.north, stage.house
    desks = kinds.desks(north.me.identity.root_id)
    north.write(desks, house.me.identity.device_id, kinds.DEVICE, {"certificate": "00"})
    assert _numbers(north, "house-1", kinds.scope(kinds.HOUSE, house.me.identity.house_id)) == [None]


def test_a_refusal_counts_only_from_the_peer_that_says_it(stage: Stage) -> None:
    """And only while it is open: withdrawn, the chain is sent again."""
    house, north = stage.house, stage.north
    shared = kinds.link_of_house(house.me.identity.device_id)
    scope, author = kinds.scope(kinds.CORE, b"r" * 16), house.me.identity.author.id
    record = kinds.scope_record(kinds.REFUSAL, scope, author)
    values = {"scope": scope.hex(), "author": author.hex(), "from_seq": 3, "reason": "x", "state": "open"}

    def refused() -> dict[tuple[bytes, bytes], int]:
        with house.vault.read() as tx:
            link = next(iter(links.all_links(tx)))
            return sight.refused(tx, house.me.identity, link)

    house.write(shared, record, kinds.REFUSAL, {**values, "by": north.me.identity.device_id.hex()})
    assert refused() == {(scope, author): 3}
    house.write(shared, record, kinds.REFUSAL, {"by": stage.south.me.identity.device_id.hex()})
    assert refused() == {}
    house.write(
        shared, record, kinds.REFUSAL, {"by": north.me.identity.device_id.hex(), "state": "withdrawn"}
    )
    assert refused() == {}
    house.write(shared, RECORD, kinds.REFUSAL, {"scope": "no hex", "state": "open"})
    assert refused() == {}


def test_a_wish_of_a_house_is_heard_and_nobody_elses(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(north)
    record = kinds.scope_record(kinds.SHED, scope)

    def dropped(who: Replica, peer: str) -> set[bytes]:
        with who.vault.read() as tx:
            link = next(one for one in links.all_links(tx) if one.name == peer)
            return set(sight.dropped(tx, who.me.identity, link))

    for who in (house, north):
        link = kinds.link_of_house(house.me.identity.device_id)
        who.write(link, record, kinds.SHED, {"scope": scope.hex(), "state": "shed"})
    assert dropped(north, "house-1") == {scope}
    assert dropped(north, "house-2") == set()
    assert dropped(house, "north") == set()
    north.write(link, record, kinds.SHED, {"state": "wanted"})
    assert dropped(north, "house-1") == set()
