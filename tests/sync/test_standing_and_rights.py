"""Who may be heard, and what of it: suspended, revoked, not admitted yet, no right, not the author (security 11)."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import enrolments
from support.forging import forge, run_of
from support.mail import MemoryChannel, MemorySource
from support.stage import (
    RECORD,
    Stage,
    deliver,
    holds,
    link_of,
    memory_of,
    new_case,
    open_to,
    post,
    roster_of,
    same,
    shown,
)
from support.world import Replica, exchange

from storage import arrivals, log, records
from storage.errors import UserError
from sync import kinds, links, roster
from sync.device import DeviceAtWork
from sync.identity import author_id
from sync.outcomes import Outcome
from sync.receiving import receive
from sync.roster import Status
from sync.sending import send


def _set_status(desk: Replica, name: str, what: str) -> None:
    me = desk.me
    with desk.vault.transaction() as tx:
        getattr(roster, what)(tx, me.identity, name, "laptop gone", rng=me.rng, now=me.now)


# -- standing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("act", "expected"), [("suspend", Outcome.SUSPENDED), ("revoke", Outcome.REVOKED)])
def test_what_a_cut_off_device_sends_is_held_back_and_moves_nothing(
    stage: Stage, act: str, expected: Outcome
) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    one, _ = post(house, "north")
    two, _ = post(house, "north")
    _set_status(north, "house-1", act)
    before = memory_of(north)
    done = north.receive(two, one, one)
    assert [report.outcome for report in done] == [expected] * 3
    assert [report.sender for report in done] == ["house-1"] * 3
    assert memory_of(north) == before
    assert not holds(north, scope)
    with north.vault.read() as tx:
        kept = arrivals.held_back(tx)
    assert [(held.outcome, held.counter, held.changes) for held in kept] == [
        (str(expected), link_of(house, "north").counter, 1),
        (str(expected), link_of(house, "north").counter - 1, 1),
    ]


def test_a_suspended_device_is_not_written_to_and_is_not_told(stage: Stage) -> None:
    north = stage.north
    _set_status(north, "house-1", "suspend")
    with pytest.raises(UserError) as error:
        post(north, "house-1")
    assert error.value.slug == "peer_suspended"
    _set_status(north, "house-2", "revoke")
    with pytest.raises(UserError) as error:
        post(north, "house-2")
    assert error.value.slug == "peer_revoked"


def test_a_relink_of_a_suspended_device_moves_nothing(stage: Stage) -> None:
    relink = stage.house.relink("north")
    _set_status(stage.north, "house-1", "suspend")
    before = memory_of(stage.north)
    assert stage.north.receive(relink)[0].outcome is Outcome.SUSPENDED
    assert memory_of(stage.north) == before


def test_a_suspension_in_the_same_bundle_of_the_other_desk_counts_at_once(stage: Stage) -> None:
    house, north, south = stage.house, stage.north, stage.south
    scope = new_case(house)
    from_house, _ = post(house, "north")
    _set_status(south, "house-1", "suspend")
    from_south, _ = post(south, "north")
    done = north.receive(from_south, from_house)
    assert [report.outcome for report in done] == [Outcome.APPLIED, Outcome.SUSPENDED]
    assert not holds(north, scope)


def test_a_house_stops_hearing_a_desk_that_root_revoked(stage: Stage) -> None:
    """The common document tells; a house knows of no suspension."""
    north, house = stage.north, stage.house
    _set_status(north, "south", "revoke")
    deliver(north, house)
    south = stage.south.me.identity.device_id
    assert roster_of(house).status(south) is Status.REVOKED
    assert roster_of(stage.other).status(south) is Status.ACTIVE


def test_nothing_counts_before_the_four_words(stage: Stage) -> None:
    """A bundle that arrives early is left untouched, and opens later."""
    house, north = stage.house, stage.north
    with house.vault.transaction() as tx:
        link = next(iter(links.all_links(tx)))
        link.confirmed = False
        links.save(tx, link)
    bundle, _ = post(north, "house-1")
    relink = north.relink("house-1")
    before = memory_of(house)
    assert [one.outcome for one in house.receive(bundle, relink)] == [Outcome.TOO_EARLY] * 2
    assert memory_of(house) == before
    with pytest.raises(UserError) as error:
        post(house, "north")
    assert error.value.slug == "not_confirmed"
    with house.vault.transaction() as tx:
        link = next(iter(links.all_links(tx)))
        link.confirmed = True
        links.save(tx, link)
    assert [one.outcome for one in house.receive(bundle, relink)] == [Outcome.APPLIED] * 2


def test_a_bundle_between_the_eight_words_and_the_four_waits(tmp_path: Path) -> None:
    """The house does not even know the root yet; the bundle opens once it does."""
    desk, laptop = enrolments.desk(tmp_path / "desk"), enrolments.laptop(tmp_path / "laptop")
    invitation = desk.invite()
    joined = laptop.join(invitation.file, invitation.code)
    admitted = desk.admit(joined.reply, joined.words)
    channel = MemoryChannel()
    send(DeviceAtWork(desk.vault, desk.me), "north", channel, lambda tx, peer: {})
    early = [MemorySource(channel.bundles[0])]
    (done,) = receive(DeviceAtWork(laptop.vault, laptop.me), early)
    assert (done.outcome, done.detail) == (Outcome.TOO_EARLY, "not_confirmed")
    laptop.confirm(admitted.confirm)
    (done,) = receive(DeviceAtWork(laptop.vault, laptop.me), early)
    assert done.outcome is Outcome.APPLIED
    desk.vault.lock()
    laptop.vault.lock()


# -- rights at a desk -----------------------------------------------------------------------------------------------


def _forbidden(stage: Stage) -> dict[str, bytes]:
    me, other = stage.house.me.identity, stage.other.me.identity
    return {
        "everyone": kinds.everyone(me.root_id),
        "desks": kinds.desks(me.root_id),
        "route": kinds.scope(kinds.ROUTE, bytes(16)),
        "another house": kinds.scope(kinds.HOUSE, other.house_id),
        "another house's link": kinds.link_of_house(other.device_id),
        "another house's audit": kinds.scope(kinds.AUDIT, other.device_id),
        "the desks' link": kinds.link_of_desks(
            stage.north.me.identity.device_id, stage.south.me.identity.device_id
        ),
        "a later version": kinds.scope(77, bytes(16)),
    }


@pytest.mark.parametrize(
    "where",
    [
        "everyone",
        "desks",
        "route",
        "another house",
        "another house's link",
        "another house's audit",
        "the desks' link",
        "a later version",
    ],
)
def test_a_house_that_writes_where_it_may_not_is_refused_told_and_stops(stage: Stage, where: str) -> None:
    house, north = stage.house, stage.north
    scope = _forbidden(stage)[where]
    house.write(scope, RECORD, "note", {"text": "not mine to write"})
    bundle, sent = post(house, "north")
    assert sent.changes == (scope[0] != kinds.AUDIT), "audit trails go along and are not counted"
    (done,) = north.receive(bundle)
    assert done.outcome is Outcome.NO_RIGHT
    author = house.me.identity.author.id
    assert [(one.scope, one.author, one.from_seq, one.reason) for one in done.refused] == [
        (scope, author, 1, "no_right")
    ]
    with north.vault.read() as tx:
        assert (scope, author) not in log.heads(tx)
    # It comes back as a record that the author sees, and the chain is not sent again.
    deliver(north, house)
    link = kinds.link_of_house(house.me.identity.device_id)
    refusal = kinds.scope_record(kinds.REFUSAL, scope, author)
    fields = shown(house, link, kinds.REFUSAL, refusal)
    assert (fields["reason"], fields["from_seq"], fields["state"]) == ("no_right", 1, "open")
    house.write(scope, RECORD, "note", {"text": "again"})
    assert post(house, "north")[1].changes == 0
    # Refused twice, said once.
    north.receive(forge(house, north, runs=[run_of(author, scope, "again")]))
    with north.vault.read() as tx:
        assert len(records.query(tx, kinds.REFUSAL, scope=link)) == 1


def test_a_house_may_not_write_into_a_case_of_another(stage: Stage) -> None:
    house, other, north = stage.house, stage.other, stage.north
    scope = new_case(house)
    exchange(house, north)
    other.write(scope, RECORD, "case", {"alias": "mine now"})
    assert deliver(other, north).outcome is Outcome.NO_RIGHT
    assert shown(north, scope)["alias"] == "case 1"
    assert not same(scope, north, other)


def test_a_house_may_not_claim_a_case_that_desks_made(stage: Stage) -> None:
    scope = new_case(stage.north)
    stage.house.write(scope, RECORD, "case", {"alias": "mine"})
    assert deliver(stage.house, stage.north).outcome is Outcome.NO_RIGHT


def test_two_houses_that_claim_one_case_in_one_group(stage: Stage) -> None:
    """The first to come made it; the grant is written once the group is applied, but counts at once."""
    house, other, north = stage.house, stage.other, stage.north
    scope = new_case(house)
    new_case(other)
    done = north.receive(post(house, "north")[0], post(other, "north")[0])
    assert [report.outcome for report in done] == [Outcome.APPLIED, Outcome.NO_RIGHT]
    assert same(scope, house, north)


def test_with_a_grant_both_houses_write(stage: Stage) -> None:
    house, other, north = stage.house, stage.other, stage.north
    scope = new_case(house)
    exchange(house, north)
    open_to(north, other, scope)
    exchange(other, north)
    other.write(scope, RECORD, "case", {"status": "sheltered"})
    exchange(other, north)
    exchange(house, north)
    assert same(scope, house, other, north)
    assert shown(house, scope) == {"alias": "case 1", "status": "sheltered"}


def test_what_is_allowed_is_applied_beside_what_is_refused(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    house.write(_forbidden(stage)["route"], RECORD, "note", {"text": "no"})
    done = deliver(house, north)
    assert (done.outcome, done.changes, len(done.refused)) == (Outcome.APPLIED, 1, 1)
    assert same(scope, house, north)


def test_what_was_refused_is_not_acknowledged_by_number(stage: Stage) -> None:
    house, north = stage.house, stage.north
    house.write(_forbidden(stage)["route"], RECORD, "note", {"text": "no"})
    deliver(house, north)
    assert not link_of(north, "house-1").to_ack or link_of(house, "north").counter not in {
        counter
        for ranges in link_of(north, "house-1").to_ack.values()
        for first, last in ranges
        for counter in range(first, last + 1)
    }


def test_a_house_relays_nobody(stage: Stage) -> None:
    """From a house only its own authors are taken, whatever statements it brings."""
    house, other, north = stage.house, stage.other, stage.north
    scope = kinds.scope(kinds.CORE, b"n" * 16)
    run = run_of(other.me.identity.author.id, scope)
    for later, stated in enumerate((True, False), 1):
        (done,) = north.receive(forge(house, north, runs=[run], stated=stated, later=later))
        assert done.outcome is Outcome.NO_RIGHT
        assert [one.reason for one in done.refused] == ["not_the_author"]
    assert not holds(north, scope)


def test_any_incarnation_of_its_own_key_is_its_author(stage: Stage) -> None:
    house, north = stage.house, stage.north
    old = house.me.identity
    scope = new_case(house)
    with house.vault.transaction() as tx:
        house.me.rise(tx)
    assert author_id(old.vk, old.incarnation) in house.me.identity.authors
    exchange(house, north)
    exchange(house, north)
    assert same(scope, house, north)


# -- rights at a house and between desks ------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [kinds.ROUTE, kinds.DESKS, kinds.HOUSE, kinds.LINK, kinds.AUDIT, 77])
def test_a_house_takes_from_a_desk_only_what_it_could_ever_be_shown(stage: Stage, code: int) -> None:
    north, house = stage.north, stage.house
    scope = kinds.scope(code, b"o" * 16)
    run = run_of(north.me.identity.author.id, scope)
    (done,) = house.receive(forge(north, house, runs=[run]))
    assert done.outcome is Outcome.NO_RIGHT
    assert not holds(house, scope)


def test_a_desk_takes_no_link_of_two_other_desks(stage: Stage) -> None:
    north, south = stage.north, stage.south
    strange = kinds.link_of_desks(b"x" * 16, south.me.identity.device_id)
    run = run_of(south.me.identity.author.id, strange)
    (done,) = north.receive(forge(south, north, runs=[run]))
    assert [one.reason for one in done.refused] == ["no_right"]
    known = [
        kinds.link_of_house(stage.house.me.identity.device_id),
        kinds.link_of_desks(north.me.identity.device_id, south.me.identity.device_id),
    ]
    author = south.me.identity.author.id
    with south.vault.read() as tx:
        begun = {scope for scope, name in log.heads(tx) if name == author}
    for later, scope in enumerate((one for one in known if one not in begun), 10):
        bundle = forge(south, north, runs=[run_of(author, scope)], later=later)
        (done,) = north.receive(bundle)
        assert done.refused == []
