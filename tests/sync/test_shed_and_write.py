"""What is written into a compartment that was dropped here: it travels, once, whoever drops what."""

from __future__ import annotations

from support.stage import RECORD, Stage, deliver, new_case, open_to, post, same, shown
from support.world import Replica, exchange

from storage import log, purge
from sync import kinds, links, sight, writing


def _say(house: Replica, scope: bytes, state: str) -> None:
    me = house.me
    with house.vault.transaction() as tx:
        if state == "shed":
            purge.drop_content(tx, scope)
        else:
            log.set_state(tx, scope, "open")
        link, record = kinds.link_of_house(me.identity.device_id), kinds.scope_record(kinds.SHED, scope)
        values = {"scope": scope.hex(), "state": state}
        writing.put(tx, me.identity.author, link, kinds.SHED, record, values, rng=me.rng, now=me.now)


def test_what_a_house_writes_where_it_shed_reaches_the_desk_with_the_next_bundle(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    exchange(house, north)
    _say(house, scope, "shed")
    exchange(house, north)
    for number in range(3):
        house.write(scope, bytes([number]) * 16, "note", {"text": f"after the shed {number}"})
        bundle, sent = post(house, "north")
        assert (sent.changes, sent.left, sent.complete) == (1, 0, True)
        assert north.receive(bundle)[0].changes == 1
        assert shown(north, scope, "note", bytes([number]) * 16) == {"text": f"after the shed {number}"}
        assert deliver(north, house).changes == 0


def test_what_waits_of_it_is_said_to_wait(stage: Stage) -> None:
    """Withheld it is not counted; but nothing that may go is called sent when it was not."""
    house = stage.house
    scope = new_case(house)
    exchange(house, stage.north)
    _say(house, scope, "shed")
    house.write(scope, b"n" * 16, "note", {"text": house.rng.randbytes(3000).hex()})
    sent = post(house, "north", max_size=3840)[1]
    assert (sent.complete, sent.left) == (False, 1)


def test_the_desk_sends_what_it_writes_there_to_others_and_not_to_the_house(stage: Stage) -> None:
    house, other, north = stage.house, stage.other, stage.north
    scope = new_case(house)
    exchange(house, north)
    open_to(north, other, scope)
    exchange(north, other)
    _say(house, scope, "shed")
    exchange(house, north)
    house.write(scope, b"n" * 16, "note", {"text": "after the shed"})
    deliver(house, north)
    other.write(scope, RECORD, "case", {"status": "sheltered"})
    deliver(other, north)
    deliver(north, other)
    assert same(scope, north, other)
    assert post(north, "house-1")[1].changes == 0
    _say(house, scope, "wanted")
    exchange(house, north, rounds=3)
    assert same(scope, house, north, other)


def test_only_a_house_drops(stage: Stage) -> None:
    """At a house nothing counts as dropped by its desk, between desks nothing at all."""
    house, north, south = stage.house, stage.north, stage.south
    scope = new_case(house)
    exchange(house, north)
    exchange(north, south)
    _say(house, scope, "shed")
    exchange(house, north)
    exchange(north, south)
    for who, peer, expected in (
        (north, house, {scope}),
        (house, north, set()),
        (south, north, set()),
        (north, south, set()),
    ):
        with who.vault.read() as tx:
            link = next(one for one in links.all_links(tx) if one.peer == peer.me.identity.device_id)
            assert sight.dropped(tx, who.me.identity, link) == expected
