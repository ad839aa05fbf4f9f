"""Relinks: what they replace, what they must not carry, and who is answered, once (docs/bundle-format.md §9)."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

import pytest
from support.forging import blob_part, forge, run_of
from support.stage import (
    Stage,
    deliver,
    edit_link,
    keys_for,
    link_of,
    memory_of,
    new_case,
    open_to,
    post,
    same,
)
from support.world import Replica, exchange

from storage import holdings, settings
from storage.errors import UserError
from sync import certificates, identity, kinds, links, roster
from sync.certificates import SIZE
from sync.envelope import seal
from sync.head import UNKNOWN_SENDER, Address, Flag, Head, relink_address
from sync.identity import Identity
from sync.outcomes import Outcome
from sync.receiving import Received

RELINK = Flag.RELINK | Flag.FULL


def _opening(who: Replica) -> bytes:
    with who.vault.read() as tx:
        certificate = roster.own_certificate(tx, who.me.identity)
    assert certificate is not None
    return certificate + bytes(SIZE)


def _rise(who: Replica) -> None:
    with who.vault.transaction() as tx:
        who.me.rise(tx)


def _take(who: Replica, bundle: bytes) -> Received:
    (done,) = who.receive(bundle)
    return done


def test_a_relink_replaces_keys_address_and_what_is_believed_downwards_too(stage: Stage) -> None:
    house, north = stage.house, stage.north
    peer = house.me.identity.device_id
    with north.vault.transaction() as tx:
        believed = holdings.believed(tx, peer)
        place = next(iter(believed))
        held = believed[place]
        holdings.raise_held(tx, peer, {place: holdings.Held(held.grant_no + 1, 99, bytes(16))})
    edit_link(north, "house-1", wants_full=True)
    before = link_of(north, "house-1")
    bundle = house.relink("north")
    assert _take(north, bundle).outcome is Outcome.APPLIED
    after = link_of(north, "house-1")
    assert after.heard > before.heard
    offered = {number for number in after.peer_prekeys if number > max(before.peer_prekeys)}
    assert offered
    assert set(after.peer_prekeys) - offered <= set(before.peer_prekeys)
    assert set(after.peer_prekeys) <= set(link_of(house, "north").prekeys)
    assert after.peer_address[0] >= before.peer_address[0]
    assert (after.base, after.owes_full, after.wants_full) == (-1, True, False)
    with north.vault.read() as tx:
        assert holdings.believed(tx, peer)[place] == held


def test_a_relink_carries_no_case_data(stage: Stage) -> None:
    house, north = stage.house, stage.north
    new_case(house)
    channel = house.relink("north")
    assert len(channel) == 16 << 10
    done = _take(north, channel)
    assert (done.outcome, done.changes) == (Outcome.APPLIED, 0)
    data = os.urandom(100)
    for extra in (
        {"runs": [run_of(house.me.identity.author.id, kinds.scope(1, bytes(16)))]},
        {"changes": (0, bytes(32), 0)},
        {"blobs": (blob_part(data),), "ranges": [data]},
        {"blobs": (blob_part(data),)},
    ):
        before = memory_of(north)
        bundle = forge(house, north, flags=RELINK, opening=_opening(house), **extra)
        assert _take(north, bundle).outcome is Outcome.DAMAGED
        assert memory_of(north) == before


def test_what_waits_goes_after_the_relink(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    edit_link(house, "north", relink_due=True)
    bundle, sent = post(house, "north")
    assert (sent.relink, sent.changes, sent.complete) == (True, 0, False)
    assert _take(north, bundle).outcome is Outcome.APPLIED
    bundle, sent = post(house, "north")
    assert (sent.relink, sent.changes) == (False, 1)
    assert _take(north, bundle).outcome is Outcome.APPLIED
    assert same(scope, house, north)


def test_a_relink_doubled_or_replayed_is_a_duplicate_and_owes_nothing(stage: Stage) -> None:
    house, north = stage.house, stage.north
    bundle = house.relink("north")
    assert _take(north, bundle).outcome is Outcome.APPLIED
    before = memory_of(north)
    for _ in range(5):
        assert _take(north, bundle).outcome is Outcome.DUPLICATE
    assert memory_of(north) == before
    deliver(house, north)
    assert _take(north, bundle).outcome is Outcome.DUPLICATE
    assert not link_of(north, "house-1").owes_relink


def test_one_that_does_not_rise_changes_nothing_and_is_answered_once(stage: Stage) -> None:
    house, north = stage.house, stage.north
    late = house.relink("north")
    deliver(house, north)
    before = link_of(north, "house-1")
    assert _take(north, late).outcome is Outcome.DUPLICATE
    after = link_of(north, "house-1")
    assert after.answer_due
    for name in ("heard", "peer_prekeys", "peer_address", "holds"):
        assert getattr(after, name) == getattr(before, name)
    answer, sent = post(north, "house-1")
    assert sent.relink
    # Shown again, it is known: nobody is made to answer for ever.
    assert _take(north, late).outcome is Outcome.DUPLICATE
    assert not post(north, "house-1")[1].relink
    assert _take(house, answer).outcome is Outcome.APPLIED
    assert not post(house, "north")[1].relink


def test_an_answer_is_never_answered(stage: Stage) -> None:
    house, north = stage.house, stage.north
    edit_link(north, "house-1", answer_due=True)
    answer, sent = post(north, "house-1")
    assert sent.relink
    deliver(north, house)  # overtakes the answer, so that it does not rise
    assert _take(house, answer).outcome is Outcome.DUPLICATE
    assert not link_of(house, "north").owes_relink


def test_an_answer_names_the_highest_incarnation_seen(stage: Stage) -> None:
    house, north = stage.house, stage.north
    old = house.me.identity
    late = house.relink("north")
    _rise(house)
    deliver(house, north)
    assert link_of(north, "house-1").heard[0] == house.me.identity.incarnation
    assert _take(north, late).outcome is Outcome.DUPLICATE
    answer, _ = post(north, "house-1")
    # A laptop that still lives in the old incarnation learns of the one that was.
    highest = house.me.identity.incarnation
    with house.vault.transaction() as tx:
        house.me.identity = old
        identity.save(tx, old)
    assert _take(house, answer).outcome is Outcome.APPLIED
    assert house.me.identity.incarnation > highest


def test_a_lost_relink_is_sent_again_until_the_new_incarnation_is_named(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    _rise(house)
    assert all(post(house, "north")[1].relink for _ in range(3))
    assert deliver(house, north).outcome is Outcome.APPLIED
    assert post(house, "north")[1].relink
    assert deliver(north, house).outcome is Outcome.APPLIED
    assert not post(house, "north")[1].relink
    deliver(house, north)
    assert same(scope, house, north)


def test_a_relink_of_a_device_this_one_does_not_know_is_quarantined(stage: Stage) -> None:
    """A desk whose backup is older than the house asks a person."""
    house, north = stage.house, stage.north
    bundle = house.relink("north")
    with north.vault.transaction() as tx:
        links.drop(tx, house.me.identity.device_id)
    before = memory_of(north)
    done = _take(north, bundle)
    assert (done.outcome, done.detail, done.sender) == (Outcome.QUARANTINED, "unknown_device", None)
    assert memory_of(north) == before


def test_a_forged_certificate_opens_no_door(stage: Stage) -> None:
    house, north = stage.house, stage.north
    good = _opening(house)
    before = memory_of(north)
    for at in (0, 5, 64, 120, 121, 184):
        bad = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
        done = _take(north, forge(house, north, flags=RELINK, opening=bad))
        assert (done.outcome, done.detail) == (Outcome.NOT_FOR_US, "certificate")
    done = _take(north, forge(house, north, flags=RELINK, opening=bytes(2 * SIZE)))
    assert done.outcome is Outcome.NOT_FOR_US
    assert memory_of(north) == before


def test_somebody_elses_certificate_needs_his_signature(stage: Stage) -> None:
    house, other, north = stage.house, stage.other, stage.north
    before = memory_of(north)
    done = _take(north, forge(house, north, flags=RELINK, opening=_opening(other)))
    assert (done.outcome, done.detail) == (Outcome.DAMAGED, "signature")
    assert memory_of(north) == before


def test_a_bundle_at_the_relink_address_that_is_no_relink(stage: Stage) -> None:
    north, sealed = stage.north, bytearray()
    me = north.me.identity
    seal(
        sealed.extend,
        Head(Flag(0), 0, 1, bytes(8)),
        Address(relink_address(me.relink_public), UNKNOWN_SENDER, me.vk),
        me.relink_public,
        stage.house.me.identity.sign,
        manifest=b"",
    )
    done = _take(north, bytes(sealed))
    assert (done.outcome, done.detail) == (Outcome.DAMAGED, "flags")


def test_before_the_root_is_known_a_relink_is_nobodys(stage: Stage) -> None:
    house, north = stage.house, stage.north
    bundle = north.relink("house-1")
    house.me.identity = _without_root(house)
    done = _take(house, bundle)
    assert (done.outcome, done.detail) == (Outcome.NOT_FOR_US, "not_enrolled")


def _without_root(who: Replica) -> Identity:
    return replace(who.me.identity, root_vk=None)


def test_without_a_certificate_there_is_no_relink_and_a_desks_relink_brings_it(fresh: Stage) -> None:
    house, north = fresh.house, fresh.north
    with pytest.raises(UserError) as error:
        house.relink("north")
    assert error.value.slug == "no_certificate"
    assert _take(house, north.relink("house-1")).outcome is Outcome.APPLIED
    with house.vault.read() as tx:
        found = roster.own_certificate(tx, house.me.identity)
        assert roster.load(tx, house.me.identity).version >= 1
    assert found is not None
    parsed = certificates.parse_and_verify(found, house.me.identity.root_vk or b"")
    assert parsed.vk == house.me.identity.vk
    assert _take(north, house.relink("north")).outcome is Outcome.APPLIED


@pytest.mark.parametrize(
    "certificate",
    [lambda stage: bytes(SIZE), lambda stage: _opening(stage.other)[:SIZE]],
    ids=["forged", "of somebody else"],
)
def test_a_certificate_that_is_not_ours_is_not_kept(
    fresh: Stage, certificate: Callable[[Stage], bytes]
) -> None:
    house, north = fresh.house, fresh.north
    exchange(fresh.other, north)
    bundle = forge(north, house, flags=RELINK, opening=_opening(north), certificate=certificate(fresh))
    assert _take(house, bundle).outcome is Outcome.APPLIED
    with house.vault.read() as tx:
        assert roster.own_certificate(tx, house.me.identity) is None


def test_a_common_document_that_root_did_not_sign_is_not_kept(stage: Stage) -> None:
    house, north = stage.house, stage.north
    with house.vault.read() as tx:
        before = roster.common_bytes(tx, house.me.identity)
    assert before is not None
    bad = bytes([before[0] ^ 1]) + before[1:]
    bundle = forge(north, house, flags=RELINK, opening=_opening(north), common=bad)
    assert _take(house, bundle).outcome is Outcome.APPLIED
    with house.vault.read() as tx:
        assert roster.common_bytes(tx, house.me.identity) == before


def test_a_desks_revocation_reaches_its_houses_by_another_desks_relink(stage: Stage) -> None:
    house, north = stage.house, stage.north
    me = north.me
    with north.vault.transaction() as tx:
        roster.revoke(tx, me.identity, "south", "office searched", rng=me.rng, now=me.now)
    assert _take(house, north.relink("house-1")).outcome is Outcome.APPLIED
    with house.vault.read() as tx:
        known = roster.load(tx, house.me.identity)
    assert known.status(stage.south.me.identity.device_id) is roster.Status.REVOKED


def test_a_house_brings_no_common_document(stage: Stage) -> None:
    """Only a desk's relink carries one; one from a house is left alone, though root signed it."""
    house, north = stage.house, stage.north
    with north.vault.read() as tx:
        signed = roster.common_bytes(tx, north.me.identity)
        before = north.me.identity
        learnt = settings.get(tx, "common")
    bundle = forge(house, north, flags=RELINK, opening=_opening(house), common=signed)
    assert _take(north, bundle).outcome is Outcome.APPLIED
    with north.vault.read() as tx:
        assert settings.get(tx, "common") == learnt
    assert north.me.identity == before


def test_after_a_rise_old_prekeys_still_open_what_was_on_its_way(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(north)
    open_to(north, house, scope)
    on_its_way, _ = post(north, "house-1")
    old = set(keys_for(house, "north"))
    _rise(house)
    assert _take(house, on_its_way).outcome is Outcome.APPLIED
    exchange(house, north)
    assert same(scope, house, north)
    exchange(house, north, rounds=3)
    assert not old & set(keys_for(house, "north"))
