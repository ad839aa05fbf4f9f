"""Claims that somebody went back, true or not, and bundles shown again: headquarters' links stand, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from support.forging import forge
from support.stage import Stage, deliver, edit_link, link_of, new_case, post, same
from support.world import Replica, exchange

from storage import mark
from storage.errors import MachineError
from sync import hearing, identity, prekeys, roster
from sync.head import Flag
from sync.outcomes import Outcome
from sync.receiving import Received


def _slip_in(sender: Replica, recipient: Replica, **options: Any) -> Received:
    """Send what no honest device would say, and go on counting as if it had been sent."""
    bundle = forge(sender, recipient, **options)
    edit_link(sender, recipient.name, counter=link_of(sender, recipient.name).counter + 1)
    (done,) = recipient.receive(bundle)
    return done


def _incarnation(who: Replica) -> bytes:
    return who.me.identity.incarnation


def _claims(liar: Replica, victim: Replica) -> list[dict[str, Any]]:
    """List every way in which a peer can know of a device what it never did itself."""
    now = _incarnation(victim)
    counter = link_of(victim, liar.name).counter
    author = victim.me.identity.author.id
    return [
        {"named": (victim.me.identity.generation + 5).to_bytes(4, "big") + b"soon"},
        {"named": now, "went_back": True},
        {"holds": 2**64 - 1},
        {"received": ((now, ((counter + 1, counter + 9),)),)},
        {"positions": ((b"\x01" * 17, author, 1, 9, bytes(16)),)},
    ]


@pytest.mark.parametrize("claim", range(5))
def test_a_house_is_believed_a_few_times_and_no_more(
    stage: Stage, claim: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "CLAIMS", 2)
    house, other, north = stage.house, stage.other, stage.north
    seen = []
    for _ in range(5):
        before = _incarnation(north)
        done = _slip_in(house, north, **_claims(house, north)[claim])
        assert done.outcome is Outcome.APPLIED
        seen.append(_incarnation(north) > before)
        exchange(north, house)
    assert seen == [True, True, False, False, False]
    exchange(north, other)
    scope = new_case(other)
    one, sent = post(north, "house-2")
    assert not sent.relink
    assert other.receive(one)[0].outcome is Outcome.APPLIED
    assert deliver(other, north).outcome is Outcome.APPLIED
    assert same(scope, other, north)


def test_claims_in_relinks_count_too(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "CLAIMS", 2)
    house, north = stage.house, stage.north
    with house.vault.read() as tx:
        certificate = roster.own_certificate(tx, house.me.identity)
    assert certificate is not None
    opening = certificate + bytes(len(certificate))
    seen = []
    for _ in range(4):
        before = _incarnation(north)
        named = {"named": before, "went_back": True}
        done = _slip_in(house, north, flags=Flag.RELINK, opening=opening, **named)
        assert done.outcome is Outcome.APPLIED
        seen.append(_incarnation(north) > before)
    assert seen == [True, True, False, False]


def test_one_houses_lies_do_not_use_up_anothers_word(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "CLAIMS", 1)
    house, other, north = stage.house, stage.other, stage.north
    for _ in range(3):
        _slip_in(house, north, holds=2**64 - 1)
        exchange(north, house)
    exchange(north, other)
    before = _incarnation(north)
    _slip_in(other, north, named=before, went_back=True)
    assert _incarnation(north) > before


def test_a_house_believes_its_desk_however_often(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "CLAIMS", 1)
    house, north = stage.house, stage.north
    for _ in range(3):
        before = _incarnation(house)
        _slip_in(north, house, named=before, went_back=True)
        assert _incarnation(house) > before
        exchange(house, north)


@pytest.mark.parametrize("ahead", [hearing.GENERATIONS + 1, 2**31, None])
def test_a_generation_far_ahead_is_a_lie_and_spoils_no_other_bundle(stage: Stage, ahead: int | None) -> None:
    house, other, north = stage.house, stage.other, stage.north
    scope = new_case(other)
    innocent, _ = post(other, "north")
    generation = north.me.identity.generation
    named = b"\xff" * 4 if ahead is None else (generation + ahead).to_bytes(4, "big")
    done = north.receive(innocent, forge(house, north, named=named + bytes(4)))
    assert [one.outcome for one in done] == [Outcome.APPLIED] * 2
    assert north.me.identity.generation == generation
    assert same(scope, other, north)


# -- an identity that was never saved -----------------------------------------------------------------------------------


def test_an_incarnation_of_a_group_that_failed_is_not_kept_in_memory(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written after the disk was full belongs to somebody, and reaches the desk."""
    house, north = stage.house, stage.north
    before = house.me.identity
    bundle = forge(north, house, named=before.incarnation, went_back=True)
    edit_link(north, "house-1", counter=link_of(north, "house-1").counter + 1)

    def full(*_: object) -> None:
        raise MachineError("disk_full", path="store")

    with monkeypatch.context() as broken:
        broken.setattr(mark, "remember", full)
        with pytest.raises(MachineError):
            house.receive(bundle)
    assert house.me.identity == before
    with house.vault.read() as tx:
        assert identity.load(tx) == before
    scope = new_case(house)
    assert deliver(house, north).outcome is Outcome.APPLIED
    assert same(scope, house, north)
    assert house.receive(bundle)[0].outcome is Outcome.APPLIED
    assert _incarnation(house) > before.incarnation


# -- shown again --------------------------------------------------------------------------------------------------------


def _forget_keys(who: Replica, peer: str) -> None:
    with who.vault.turn() as tx:
        block = prekeys.unpack(who.vault.prekeys(tx))
        block[link_of(who, peer).peer] = {}
        tx.seal_prekeys(prekeys.pack(block))


def test_a_bundle_nobody_can_open_asks_for_one_relink_however_often_it_comes(stage: Stage) -> None:
    """A carrier who kept one back cannot make every answer a relink, which brings no data."""
    house, north = stage.house, stage.north
    withheld, _ = post(house, "north")
    _forget_keys(north, "house-1")
    with house.vault.transaction() as tx:
        house.me.rise(tx)
    exchange(house, north, rounds=4)
    sent = []
    for _ in range(4):
        (done,) = north.receive(withheld)
        assert (done.outcome, done.detail) == (Outcome.UNOPENABLE, "prekey_gone")
        bundle, one = post(north, "house-1")
        sent.append(one.relink)
        assert house.receive(bundle)[0].outcome is Outcome.APPLIED
        assert deliver(house, north).outcome is Outcome.APPLIED
    assert sent == [True, False, False, False]


def test_another_one_asks_again(stage: Stage) -> None:
    house, north = stage.house, stage.north
    one, _ = post(house, "north")
    two, _ = post(house, "north")
    _forget_keys(north, "house-1")
    for bundle, asks in ((one, True), (one, False), (two, True), (one, False), (two, False)):
        assert north.receive(bundle)[0].outcome is Outcome.UNOPENABLE
        assert link_of(north, "house-1").relink_due is asks
        edit_link(north, "house-1", relink_due=False)


def test_a_number_used_twice_is_told_once_a_bundle(stage: Stage) -> None:
    house, north = stage.house, stage.north
    twice = forge(house, north, counter=link_of(house, "north").counter)
    for number in range(3):
        (done,) = north.receive(twice)
        assert (done.outcome, done.detail) == (Outcome.UNOPENABLE, "number_used_twice")
        link = link_of(north, "house-1")
        assert (link.relink_due, link.went_back) == (number == 0, number == 0)
        edit_link(north, "house-1", relink_due=False, went_back=False)


def test_a_relink_leaves_its_receiver_keys_to_seal_to(stage: Stage) -> None:
    """It replaces those that were held, so it brings them again: all eight live here, and none of them is new."""
    house, north = stage.house, stage.north
    while len(link_of(north, "house-1").prekeys) < prekeys.LIVE:
        deliver(north, house)
    deliver(house, north)
    exchange(north, house, rounds=1)
    kept = set(link_of(house, "north").peer_prekeys)
    assert len(kept) >= prekeys.LIVE - 2
    assert house.receive(north.relink("house-1"))[0].outcome is Outcome.APPLIED
    assert set(link_of(house, "north").peer_prekeys) >= kept
    bundle, sent = post(house, "north")
    assert not sent.weak
    assert north.receive(bundle)[0].outcome is Outcome.APPLIED
