"""What may move a link, and what may not: numbers, late bundles, forgeries of insiders (docs/bundle-format.md §7)."""

from __future__ import annotations

import os

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
    post,
    same,
)

from storage import arrivals, holdings, shipped
from storage.crypto import h
from sync import compression, crypto, hearing, kinds, links, manifest
from sync.head import Flag
from sync.links import Link
from sync.manifest import Manifest
from sync.opening import JUMP
from sync.outcomes import Outcome


def _heard(link: Link) -> int:
    return link.heard[1]


# -- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("counter", [2**63, 2**64 - 1, JUMP + 50])
def test_a_counter_that_jumps_is_quarantined_and_moves_nothing(stage: Stage, counter: int) -> None:
    house, north = stage.house, stage.north
    before = memory_of(north)
    (done,) = north.receive(forge(house, north, counter=counter))
    assert (done.outcome, done.detail) == (Outcome.QUARANTINED, "counter_jump")
    assert memory_of(north) == before
    assert deliver(house, north).outcome is Outcome.APPLIED


def test_a_jump_that_is_just_allowed(stage: Stage) -> None:
    house, north = stage.house, stage.north
    heard = _heard(link_of(north, "house-1"))
    (done,) = north.receive(forge(house, north, counter=heard + JUMP + 1))
    assert done.outcome is Outcome.QUARANTINED
    (done,) = north.receive(forge(house, north, counter=heard + JUMP))
    assert done.outcome is Outcome.APPLIED
    assert _heard(link_of(north, "house-1")) == heard + JUMP


def test_a_new_incarnation_without_a_relink_is_too_early(stage: Stage) -> None:
    house, north = stage.house, stage.north
    before = memory_of(north)
    (done,) = north.receive(forge(house, north, incarnation=b"\0\0\0\x02abcd", counter=1))
    assert (done.outcome, done.detail) == (Outcome.TOO_EARLY, "relink_first")
    assert memory_of(north) == before


def test_an_incarnation_of_the_past_adds_changes_moves_nothing_and_is_answered(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    late, _ = post(house, "north")
    with house.vault.transaction() as tx:
        house.me.rise(tx)
    assert north.receive(post(house, "north")[0])[0].outcome is Outcome.APPLIED
    before = link_of(north, "house-1")
    assert before.heard[0] == house.me.identity.incarnation
    assert north.receive(late)[0].outcome is Outcome.APPLIED
    after = link_of(north, "house-1")
    assert same(scope, house, north)
    assert after.heard == before.heard
    assert after.peer_prekeys == before.peer_prekeys
    assert after.answer_due
    bundle, sent = post(north, "house-1")
    assert sent.relink
    assert house.receive(bundle)[0].outcome is Outcome.APPLIED


def test_another_bundle_under_a_number_that_was_used_is_not_opened_and_its_sender_is_told(
    stage: Stage,
) -> None:
    house, north = stage.house, stage.north
    number = link_of(house, "north").counter
    with north.vault.read() as tx:
        mark = holdings.believed(tx, house.me.identity.device_id)
    (done,) = north.receive(forge(house, north, counter=number, positions=()))
    assert (done.outcome, done.detail) == (Outcome.UNOPENABLE, "number_used_twice")
    with north.vault.read() as tx:
        assert holdings.believed(tx, house.me.identity.device_id) == mark
    bundle, sent = post(north, "house-1")
    assert sent.relink
    old = house.me.identity.incarnation
    assert house.receive(bundle)[0].outcome is Outcome.APPLIED
    assert house.me.identity.incarnation > old
    assert deliver(house, north).outcome is Outcome.APPLIED
    assert not link_of(north, "house-1").went_back


# -- late bundles ---------------------------------------------------------------------------------------------------


def test_a_late_bundle_with_worse_acknowledgements_or_old_prekeys_moves_no_link_state(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house, 1)
    late, _ = post(house, "north")
    new_case(house, 2)
    assert deliver(house, north).outcome is Outcome.APPLIED
    before = link_of(north, "house-1")
    (done,) = north.receive(late)
    assert done.outcome in (Outcome.DUPLICATE, Outcome.SUPERSEDED)
    assert link_of(north, "house-1").heard == before.heard
    assert same(scope, house, north)
    # One that an insider makes as bad as can be: everything in it would lower something.
    liar = forge(
        house,
        north,
        counter=_heard(before) - 1 if _heard(before) - 1 not in _numbers(before) else 0,
        holds=0,
        full=True,
        prekeys=((1, crypto.prekey_public(os.urandom(32))),),
        address=(2**63, bytes(32)),
        complete=True,
        wants=(bytes(32),),
        ask_full=True,
    )
    (done,) = north.receive(liar)
    assert done.outcome is Outcome.DUPLICATE
    after = link_of(north, "house-1")
    assert after.received != before.received
    for name in (
        "heard",
        "complete_heard",
        "holds",
        "peer_prekeys",
        "peer_address",
        "peer_wants",
        "owes_full",
    ):
        assert getattr(after, name) == getattr(before, name), name
    with north.vault.read() as tx:
        assert holdings.believed(tx, before.peer)
    assert after.answer_due is False


def _numbers(link: Link) -> set[int]:
    return {
        one for ranges in link.received.values() for first, last in ranges for one in range(first, last + 1)
    }


def test_a_late_bundle_that_says_complete_destroys_only_its_own_key(stage: Stage) -> None:
    house, north = stage.house, stage.north
    deliver(house, north)
    keys = set(keys_for(north, "house-1"))
    before = _heard(link_of(north, "house-1"))
    edit_link(north, "house-1", received={})
    used = max(link_of(house, "north").peer_prekeys)
    late = forge(house, north, counter=before - 1, flags=Flag(0), complete=True, holds=2**40)
    assert north.receive(late)[0].outcome is Outcome.DUPLICATE
    assert set(keys_for(north, "house-1")) == keys - {used}


def test_two_late_bundles_in_the_wrong_order_bring_what_they_carry(stage: Stage) -> None:
    house, north = stage.house, stage.north
    bundles = []
    scopes = []
    for number in range(1, 4):
        scopes.append(new_case(house, number))
        bundles.append(post(house, "north")[0])
    assert north.receive(*reversed(bundles))[0].outcome is Outcome.APPLIED
    assert all(same(scope, house, north) for scope in scopes)


# -- insiders -------------------------------------------------------------------------------------------------------


def test_a_thief_with_prekeys_and_address_keys_but_no_identity_key_forges_nothing(stage: Stage) -> None:
    """The attack that NNCP allows: what opens mail must not write it (security 12)."""
    house, north = stage.house, stage.north
    thief = os.urandom(32)
    run = run_of(house.me.identity.author.id, kinds.scope(kinds.CORE, bytes(16)))
    before = memory_of(north)
    for flags in (Flag(0), Flag.WEAK):
        forged = forge(
            house, north, runs=[run], flags=flags, sign=lambda message: crypto.sign(thief, message)
        )
        (done,) = north.receive(forged)
        assert (done.outcome, done.detail) == (Outcome.DAMAGED, "signature")
    # Nor the other way round: as the owner of the mailbox, in the desk's name, with the house's own keys.
    forged = forge(north, house, runs=[run], sign=house.me.identity.sign)
    assert house.receive(forged)[0].outcome is Outcome.DAMAGED
    assert memory_of(north) == before


def test_a_signature_over_another_bundle_does_not_count(stage: Stage) -> None:
    house, north = stage.house, stage.north
    signature = house.me.identity.sign(h("bundle", bytes(32), bytes(32)))
    (done,) = north.receive(forge(house, north, sign=lambda _: signature))
    assert done.outcome is Outcome.DAMAGED


@pytest.mark.parametrize(
    ("fields", "outcome", "detail"),
    [
        ({"format": 2}, Outcome.TOO_NEW, "too_new"),
        ({"sender": bytes(16)}, Outcome.DAMAGED, "manifest_names"),
        ({"recipient": bytes(16)}, Outcome.DAMAGED, "manifest_names"),
        ({"incarnation": bytes(8)}, Outcome.DAMAGED, "manifest_names"),
        ({"changes": (1 << 27, bytes(32), 1)}, Outcome.TOO_LARGE, "changes"),
        ({"changes": (1 << 20, bytes(32), 1)}, Outcome.DAMAGED, "lengths"),
    ],
)
def test_a_manifest_that_lies(stage: Stage, fields: dict[str, object], outcome: Outcome, detail: str) -> None:
    house, north = stage.house, stage.north
    before = memory_of(north)
    (done,) = north.receive(forge(house, north, claims=fields))
    assert (done.outcome, done.detail) == (outcome, detail)
    assert memory_of(north) == before


@pytest.mark.parametrize("raw", [b"", b"\xa0", b"\x80", b"\xa1\x00\x01", b"not cbor", b"\xa1\x18\x63\x01"])
def test_a_manifest_that_is_none(stage: Stage, raw: bytes) -> None:
    (done,) = stage.north.receive(forge(stage.house, stage.north, raw_manifest=raw))
    assert (done.outcome, done.detail) == (Outcome.DAMAGED, "malformed_manifest")


def _with_section(
    stage: Stage, section: bytes, raw_length: int, *, right_hash: bool = True
) -> tuple[Outcome, str]:
    """Send a changes section as it is. `forge` makes sections of runs; here it is appended as if it were a range."""
    digest = h("changes", section) if right_hash else bytes(32)
    forged = forge(stage.house, stage.north, changes=(len(section), digest, raw_length), ranges=[section])
    before = memory_of(stage.north)
    (done,) = stage.north.receive(forged)
    assert memory_of(stage.north) == before
    return done.outcome, done.detail


def test_changes_that_lie(stage: Stage) -> None:
    good = compression.compress(b"\x80")
    assert _with_section(stage, good, 1, right_hash=False) == (Outcome.DAMAGED, "changes_hash")
    assert _with_section(stage, good, 2) == (Outcome.DAMAGED, "malformed_section")
    assert _with_section(stage, b"no zstd", 2) == (Outcome.DAMAGED, "malformed_section")
    assert _with_section(stage, good, 1 << 30) == (Outcome.TOO_LARGE, "too_large")
    assert _with_section(stage, compression.compress(b"no runs"), 7)[0] is Outcome.DAMAGED
    bomb = compression.compress(bytes(1 << 26))
    assert _with_section(stage, bomb, 1 << 26) == (Outcome.TOO_LARGE, "too_large")


def test_a_prekey_nothing_can_be_sealed_to_is_not_kept(stage: Stage) -> None:
    house, north = stage.house, stage.north
    good = crypto.prekey_public(os.urandom(32))
    north.receive(forge(house, north, prekeys=((2**33, bytes(1216)), (2**33 + 1, good))))
    assert 2**33 not in link_of(north, "house-1").peer_prekeys
    assert link_of(north, "house-1").peer_prekeys[2**33 + 1] == good
    assert post(north, "house-1")[1].bytes


def test_a_peer_cannot_fill_the_link_with_prekeys(stage: Stage) -> None:
    house, north = stage.house, stage.north
    public = crypto.prekey_public(os.urandom(32))
    for later in range(1, 4):
        rows = tuple((2**33 + later * 64 + one, public) for one in range(64))
        assert north.receive(forge(house, north, prekeys=rows, later=later))[0].outcome is Outcome.APPLIED
    assert len(link_of(north, "house-1").peer_prekeys) <= hearing.KEPT


def test_an_address_is_taken_only_if_it_rises(stage: Stage) -> None:
    house, north = stage.house, stage.north
    number, key = link_of(north, "house-1").peer_address
    north.receive(forge(house, north, address=(number, bytes(32))))
    assert link_of(north, "house-1").peer_address == (number, key)
    north.receive(forge(house, north, address=(number + 1, bytes(32)), later=2))
    assert link_of(north, "house-1").peer_address == (number + 1, bytes(32))


def test_a_bundle_under_an_old_address_key_opens_nothing(stage: Stage) -> None:
    house, north = stage.house, stage.north
    old = link_of(house, "north").peer_address
    for _ in range(links.CURRENT + 1):
        deliver(north, house)
        deliver(house, north)
    current = [number for number, _ in link_of(north, "house-1").whereabouts.current()]
    assert old[0] not in current
    assert old in link_of(north, "house-1").whereabouts.old()
    now = link_of(house, "north").peer_address
    edit_link(house, "north", peer_address=old)
    bundle = forge(house, north, runs=[run_of(house.me.identity.author.id, kinds.scope(1, b"o" * 16))])
    edit_link(house, "north", peer_address=now)
    before = link_of(north, "house-1").heard
    (done,) = north.receive(bundle)
    assert done.outcome is Outcome.UNOPENABLE
    assert link_of(north, "house-1").heard == before


def test_an_old_address_under_a_complete_later_bundle_is_superseded(stage: Stage) -> None:
    house, north = stage.house, stage.north
    late, _ = post(house, "north")
    for _ in range(links.CURRENT + 2):
        deliver(house, north)
        deliver(north, house)
    assert north.receive(late)[0].outcome is Outcome.SUPERSEDED


# -- what a sender keeps repeating ------------------------------------------------------------------------------------


def test_an_address_key_is_repeated_until_it_was_used(stage: Stage) -> None:
    north = stage.north
    numbers = set()
    for _ in range(3):
        post(north, "house-1")
        numbers.add(link_of(north, "house-1").addresses[-1][0])
    assert len(numbers) == 1
    deliver(north, stage.house)
    deliver(stage.house, north)
    post(north, "house-1")
    assert link_of(north, "house-1").addresses[-1][0] == numbers.pop() + 1


def test_acknowledgements_are_repeated_until_they_are_acknowledged(stage: Stage) -> None:
    house, north = stage.house, stage.north
    new_case(house)
    deliver(house, north)
    number = link_of(house, "north").counter
    for _ in range(3):
        post(north, "house-1")  # lost
        assert number in _range(link_of(north, "house-1").to_ack)
    deliver(north, house)
    assert number not in link_of(house, "north").outgoing
    deliver(house, north)
    assert number not in _range(link_of(north, "house-1").to_ack)


def _range(known: dict[bytes, list[list[int]]]) -> set[int]:
    return {one for ranges in known.values() for first, last in ranges for one in range(first, last + 1)}


def test_a_lost_bundle_heals_with_the_next(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    for _ in range(3):
        bundle, sent = post(house, "north")
        assert sent.changes == 1
    assert north.receive(bundle)[0].changes == 1
    deliver(north, house)
    assert post(house, "north")[1].changes == 0
    assert same(scope, house, north)


def test_a_digest_that_disagrees_asks_for_the_whole_vector(stage: Stage) -> None:
    """What is believed has drifted: too little is believed here, and the next exchange mends it."""
    house, north = stage.house, stage.north
    new_case(house)
    deliver(house, north)
    peer = house.me.identity.device_id
    with north.vault.transaction() as tx:
        whole = holdings.believed(tx, peer)
        holdings.replace_held(tx, peer, {})
    deliver(house, north)
    assert link_of(north, "house-1").wants_full
    deliver(north, house)
    assert link_of(house, "north").owes_full
    deliver(house, north)
    assert not link_of(north, "house-1").wants_full
    with north.vault.read() as tx:
        now = holdings.believed(tx, peer)
    assert all(now[place].seq >= held.seq for place, held in whole.items())


def test_a_range_that_lies_is_refused_and_leaves_no_file(stage: Stage) -> None:
    house, north = stage.house, stage.north
    data = os.urandom(3000)
    part = blob_part(data)
    files = sorted((north.directory / "blobs").iterdir())
    lies = [
        forge(house, north, blobs=(blob_part(os.urandom(3000)),), ranges=[data]),  # another hash
        forge(house, north, blobs=(blob_part(data, size=2999),), ranges=[data]),  # another size
        forge(house, north, blobs=((part[0], part[1], 1, part[3]),), ranges=[data]),  # beyond its end
        forge(house, north, blobs=((part[0], part[1], 0, ()),)),  # no range at all
        forge(house, north, blobs=(blob_part(data, blob=bytes(32)),), ranges=[data]),  # another blob
        forge(house, north, blobs=(part, blob_part(os.urandom(10))), ranges=[data, os.urandom(10)]),
    ]
    before = memory_of(north)
    for lie in lies:
        assert north.receive(lie)[0].outcome is Outcome.DAMAGED
    assert memory_of(north) == before
    assert sorted((north.directory / "blobs").iterdir()) == files
    with north.vault.read() as tx:
        assert shipped.held(tx, house.me.identity.device_id) == {}
        assert arrivals.held_back(tx) == []


def test_a_manifest_says_what_its_format_allows(stage: Stage) -> None:
    assert manifest.decode(
        manifest.encode(Manifest(sender=bytes(16), recipient=bytes(16), incarnation=bytes(8)))
    )
