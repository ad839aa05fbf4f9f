"""Compartments that consent keeps here, and those that were shed: what stays, what is told, what travels again whole."""

from __future__ import annotations

import os

import pytest
from support.stage import RECORD, Stage, deliver, holds, new_case, open_to, post, row_of, same, shown
from support.world import Replica, exchange

from storage import holdings, log, purge
from storage.errors import UserError
from sync import kinds, links, roster, sight, vector, writing
from sync.outcomes import Outcome


def _story(who: Replica, *texts: str) -> bytes:
    scope = kinds.scope(kinds.STORY, b"\x05" * 16)
    for number, text in enumerate(texts):
        who.write(scope, bytes([number]) * 16, "incident", {"text": text})
    return scope


# -- consent -------------------------------------------------------------------------------------------------------


def test_what_is_withheld_stays_and_is_named_and_the_rest_goes(stage: Stage) -> None:
    house, north = stage.house, stage.north
    core, story = new_case(house), _story(house, "told in confidence")
    house.withheld = {story}
    bundle, sent = post(house, "north")
    assert sent.withheld == ((story, "refused"),)
    assert sent.changes == 1
    assert sent.complete
    assert north.receive(bundle)[0].outcome is Outcome.APPLIED
    assert same(core, house, north)
    assert not holds(north, story)


def test_what_is_not_here_is_not_named_as_withheld(stage: Stage) -> None:
    stage.house.withheld = {kinds.scope(kinds.STORY, b"q" * 16)}
    assert post(stage.house, "north")[1].withheld == ()


def test_a_withheld_compartment_appears_in_no_position_and_no_digest(stage: Stage) -> None:
    house, north = stage.house, stage.north
    story = _story(house, "told in confidence")
    house.withheld = {story}
    for _ in range(3):
        exchange(house, north, rounds=1)
    with north.vault.read() as tx:
        peer = house.me.identity.device_id
        assert story not in {scope for scope, _ in holdings.believed(tx, peer)}
        assert not log.heads(tx, [story])
    with house.vault.read() as tx:
        link = next(iter(links.all_links(tx)))
        seen = sight.towards(tx, house.me.identity, roster.load(tx, house.me.identity), link)
        assert story in {scope for scope, _ in vector.mine(tx, seen, link, {})}
        assert story not in {scope for scope, _ in vector.mine(tx, seen, link, {story: "refused"})}
        assert not link.wants_full


def test_given_later_it_travels_whole_from_the_beginning(stage: Stage) -> None:
    house, north = stage.house, stage.north
    story = _story(house, "one", "two")
    house.withheld = {story}
    exchange(house, north)
    _story(house, "three")
    exchange(house, north)
    house.withheld = set()
    bundle, sent = post(house, "north")
    assert (sent.changes, sent.withheld) == (3, ())
    north.receive(bundle)
    assert same(story, house, north)


def test_withdrawn_after_it_went_nothing_more_of_it_goes(stage: Stage) -> None:
    house, north = stage.house, stage.north
    story = _story(house, "one")
    exchange(house, north)
    house.withheld = {story}
    house.write(story, b"n" * 16, "incident", {"text": "since then"})
    bundle, sent = post(house, "north")
    assert sent.withheld == ((story, "refused"),)
    assert sent.changes == 0
    north.receive(bundle)
    assert not same(story, house, north)
    house.withheld = set()
    deliver(house, north)
    assert same(story, house, north)


def test_a_desk_withholds_from_a_house_too(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(north)
    open_to(north, house, scope)
    north.withheld = {scope}
    bundle, sent = post(north, "house-1")
    assert sent.withheld == ((scope, "refused"),)
    house.receive(bundle)
    with house.vault.read() as tx:
        assert not log.heads(tx, [kinds.ScopeId(scope)])


# -- shed -----------------------------------------------------------------------------------------------------------


def _announce(house: Replica, scope: bytes, wish: str) -> None:
    me = house.me
    with house.vault.transaction() as tx:
        if wish == "shed":
            purge.drop_content(tx, scope)
        else:
            log.set_state(tx, scope, "open")
        shared = sight.shared_link(me.identity, next(iter(links.all_links(tx))))
        record = kinds.scope_record(kinds.SHED, scope)
        values = {"scope": scope.hex(), "state": wish}
        writing.put(tx, me.identity.author, shared, kinds.SHED, record, values, rng=me.rng, now=me.now)


def _state(who: Replica, scope: bytes) -> log.ScopeState:
    with who.vault.read() as tx:
        return log.scopes(tx)[kinds.ScopeId(scope)]


def _shed_case(stage: Stage, notes: int = 1) -> bytes:
    """A case of a house that the desk has too, dropped at the house."""
    house, north = stage.house, stage.north
    scope = new_case(house)
    for number in range(notes):
        house.write(scope, bytes([number]) * 16, "note", {"text": os.urandom(350).hex()})
    exchange(house, north)
    north.write(scope, RECORD, "case", {"status": "sheltered"})
    exchange(north, house)
    assert same(scope, house, north)
    _announce(house, scope, "shed")
    assert row_of(house, scope) is None
    return scope


def test_what_was_shed_is_not_sent_until_it_is_wanted(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = _shed_case(stage)
    exchange(house, north)
    north.write(scope, RECORD, "case", {"status": "closed"})
    assert post(north, "house-1")[1].changes == 0
    assert post(north, "house-1")[1].complete
    exchange(north, house)
    assert row_of(house, scope) is None
    with north.vault.read() as tx:
        assert scope not in {one for one, _ in holdings.believed(tx, house.me.identity.device_id)}


def test_shed_then_wanted_it_is_sent_again_whole(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = _shed_case(stage)
    exchange(house, north)
    north.write(scope, RECORD, "case", {"priority": "high"})
    _announce(house, scope, "wanted")
    assert (str(_state(house, scope).state), _state(house, scope).wanted) == ("shed", True)
    exchange(house, north)
    assert str(_state(house, scope).state) == "open"
    assert same(scope, house, north)
    assert shown(house, scope) == {"alias": "case 1", "status": "sheltered", "priority": "high"}


def test_it_comes_back_over_several_small_bundles(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = _shed_case(stage, notes=6)
    exchange(house, north)
    _announce(house, scope, "wanted")
    deliver(house, north)
    sizes = []
    while str(_state(house, scope).state) == "shed":
        bundle, sent = post(north, "house-1", max_size=3840)
        assert sent.bytes == 3840
        sizes.append(sent.changes)
        assert house.receive(bundle)[0].outcome is Outcome.APPLIED
        deliver(house, north)
        assert len(sizes) < 20
    assert len([changes for changes in sizes if changes]) > 2
    assert same(scope, house, north)


def test_something_new_is_written_there_meanwhile_and_goes_out(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = _shed_case(stage)
    exchange(house, north)
    house.write(scope, b"m" * 16, "note", {"text": "meanwhile"})
    exchange(house, north)
    assert shown(north, scope, "note", b"m" * 16) == {"text": "meanwhile"}
    with pytest.raises(UserError) as error:
        house.write(scope, RECORD, "case", {"alias": "unseen"})
    assert error.value.slug == "scope_not_here"
    _announce(house, scope, "wanted")
    exchange(house, north)
    exchange(house, north)
    assert same(scope, house, north)


def test_a_desk_that_hears_of_it_in_the_same_bundle_sends_nothing_of_it(stage: Stage) -> None:
    """The announcement is applied before the rest of the bundle is judged."""
    house, north = stage.house, stage.north
    scope = _shed_case(stage)
    bundle, _ = post(house, "north")
    north.write(scope, RECORD, "case", {"status": "closed"})
    north.receive(bundle)
    assert post(north, "house-1")[1].changes == 0


def test_a_change_larger_than_the_channel_waits_for_a_larger_one(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    house.write(scope, b"l" * 16, "note", {"text": os.urandom(3000).hex()})
    bundle, sent = post(house, "north", max_size=3840)
    assert (sent.changes, sent.left, sent.complete) == (1, 1, False)
    north.receive(bundle)
    deliver(north, house)
    bundle, sent = post(house, "north", max_size=3840)
    assert (sent.changes, sent.left, sent.complete) == (0, 1, False)
    bundle, sent = post(house, "north")
    assert (sent.changes, sent.left, sent.complete) == (1, 0, True)
    north.receive(bundle)
    assert same(scope, house, north)


def test_what_a_house_cannot_prove_does_not_make_its_bundles_incomplete(stage: Stage) -> None:
    """A desk that lost what another house wrote gets it from that house; this one neither sends it nor waits."""
    house, other, north = stage.house, stage.other, stage.north
    scope = new_case(house)
    exchange(house, north)
    open_to(north, other, scope)
    exchange(other, north)
    other.write(scope, b"o" * 16, "note", {"text": "of the other house"})
    exchange(other, north)
    exchange(house, north)
    assert same(scope, house, other, north)
    with house.vault.transaction() as tx:
        holdings.forget_held(tx, north.me.identity.device_id, kinds.ScopeId(scope))
    bundle, sent = post(house, "north")
    assert (sent.complete, sent.left) == (True, 0)
    (done,) = north.receive(bundle)
    assert (done.outcome, done.refused) == (Outcome.APPLIED, [])
