"""What a person decides about bundles that were held back, and what a device that is reinstated brings afterwards."""

from __future__ import annotations

import io
import os
from itertools import permutations

import pytest
from support.forging import forge, run_of
from support.stage import (
    RECORD,
    Stage,
    deliver,
    holds,
    link_of,
    memory_of,
    new_case,
    post,
    roster_of,
    same,
    shown,
)
from support.world import Replica, exchange

from storage import arrivals, log, quarantine, records, settings
from storage.arrivals import HeldBack
from storage.errors import UserError
from sync import grants, judging, kinds, links, roster
from sync.applying import Applier
from sync.outcomes import Outcome
from sync.roster import Status


def _set_status(desk: Replica, name: str, what: str, *reason: str) -> None:
    me = desk.me
    with desk.vault.transaction() as tx:
        getattr(roster, what)(tx, me.identity, name, *reason, rng=me.rng, now=me.now)


def suspend(desk: Replica, name: str = "house-1") -> None:
    _set_status(desk, name, "suspend", "laptop gone")


def reinstate(desk: Replica, name: str = "house-1") -> None:
    _set_status(desk, name, "reinstate")


def held(desk: Replica) -> list[HeldBack]:
    with desk.vault.read() as tx:
        return arrivals.held_back(tx)


def accept_all(desk: Replica) -> list[judging.LetIn]:
    return [judging.accept(desk.me, one.id) for one in held(desk)]


def sends(house: Replica, desk: Replica, scope: bytes, *statuses: str) -> None:
    """Let a house change a case, and each time carry a bundle to the desk that holds it back."""
    for status in statuses:
        house.write(scope, RECORD, "case", {"status": status})
        assert deliver(house, desk).outcome in (Outcome.SUSPENDED, Outcome.REVOKED)


def links_of(desk: Replica) -> tuple[object, ...]:
    """All that is remembered of links, and every prekey; not the log."""
    return memory_of(desk)[1:]


def bring_round(desk: Replica, house: Replica, rounds: int = 3) -> None:
    """Exchange until nothing is news, the desk first: it owes a relink."""
    assert all(one.outcome is Outcome.APPLIED for one in exchange(desk, house, rounds))


# -- let in ---------------------------------------------------------------------------------------------------------


def test_what_is_let_in_is_applied_and_moves_no_link(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    exchange(house, north)
    suspend(north)
    sends(house, north, scope, "intake")
    before = links_of(north)
    (one,) = held(north)
    done = judging.accept(north.me, one.id)
    assert done == judging.LetIn("house-1", 1, conflicts=0, waiting=0, forks=0, refused=(), absent=0)
    assert shown(north, scope)["status"] == "intake"
    assert same(scope, house, north)
    assert links_of(north) == before
    assert held(north) == []
    with north.vault.read() as tx:
        assert log.verify(tx) == []


def test_the_history_says_that_it_came_with_the_bundle_when_that_came(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    suspend(north)
    deliver(house, north)
    came = north.clock
    north.clock += 86_400
    accept_all(north)
    with north.vault.read() as tx:
        (bundle,) = (row[0] for row in tx.execute("SELECT max(id) FROM bundle"))
        arrival = arrivals.describe(tx, bundle)
        assert arrival is not None
        assert (arrival.peer, arrival.received) == (house.me.identity.device_id, came)
        assert records.one(tx, kinds.ScopeId(scope), "case", RECORD) is not None


def test_the_first_to_write_a_case_is_granted_it_though_it_waited(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    suspend(north)
    deliver(house, north)
    accept_all(north)
    with north.vault.read() as tx:
        holders = grants.find_holders(tx, north.me.identity.root_id, kinds.ScopeId(scope))
    assert holders == {house.me.identity.device_id}


def test_rights_are_those_of_any_bundle(stage: Stage) -> None:
    house, other, north = stage.house, stage.other, stage.north
    foreign = new_case(other, 2)
    exchange(other, north)
    suspend(north)
    scope = new_case(house)
    house.write(foreign, RECORD, "case", {"alias": "mine now"})
    deliver(house, north)
    author = house.me.identity.author.id
    north.receive(
        forge(house, north, runs=[run_of(other.me.identity.author.id, kinds.scope(kinds.CORE, b"n" * 16))])
    )
    mine, others = accept_all(north)
    assert mine.changes == 1
    assert [(one.scope, one.author, one.reason) for one in mine.refused] == [(foreign, author, "no_right")]
    assert (others.changes, [one.reason for one in others.refused]) == (0, ["not_the_author"])
    assert shown(north, foreign)["alias"] == "case 2"
    # Its author learns of it as of any other, once it belongs again.
    reinstate(north)
    exchange(north, house, rounds=3)
    refusal = kinds.scope_record(kinds.REFUSAL, kinds.ScopeId(foreign), author)
    shared = kinds.link_of_house(house.me.identity.device_id)
    assert shown(house, shared, kinds.REFUSAL, refusal)["state"] == "open"
    assert same(scope, house, north)


def test_a_value_that_both_changed_is_a_conflict_and_told(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    exchange(house, north)
    suspend(north)
    north.write(scope, RECORD, "case", {"status": "sheltered"})
    sends(house, north, scope, "intake")
    (done,) = accept_all(north)
    assert (done.changes, done.conflicts) == (1, 1)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_any_order_they_end_in_the_same_state(stage: Stage, order: tuple[int, ...]) -> None:
    """What comes after a gap waits, and is in once the gap is closed."""
    house, north = stage.house, stage.north
    scope = new_case(house)
    for status in ("a", "b"):
        house.write(scope, RECORD, "case", {"status": status})
    suspend(north)
    for seq in (1, 2, 3):
        north.receive(forge(house, north, runs=[part(house, scope, seq)], later=seq))
    ids = [one.id for one in held(north)]
    done = [judging.accept(north.me, ids[place]) for place in order]
    waits = [not set(range(place)) <= set(order[:at]) for at, place in enumerate(order)]
    assert [one.waiting for one in done] == [int(wait) for wait in waits]
    assert sum(one.changes for one in done) == 3
    assert same(scope, house, north)
    with north.vault.read() as tx:
        assert quarantine.parked(tx) == [] and log.verify(tx) == []


def part(house: Replica, scope: bytes, seq: int) -> log.Run:
    """Cut one change out of a house's own chain."""
    with house.vault.read() as tx:
        return log.run(tx, scope, house.me.identity.author.id, seq, seq)


def test_where_a_gap_has_no_room_to_wait_nothing_is_taken(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, north = stage.house, stage.north
    suspend(north)
    scope = new_case(house)
    house.write(scope, RECORD, "case", {"status": "b"})
    north.receive(forge(house, north, runs=[part(house, scope, 2)]))
    (one,) = held(north)
    monkeypatch.setattr(quarantine, "PARKED_CHANGES_MAX", 0)
    with pytest.raises(UserError) as error:
        judging.accept(north.me, one.id)
    assert (error.value.slug, error.value.facts) == ("no_room_to_wait", {"name": "house-1"})
    assert held(north) == [one]


def test_another_branch_that_is_let_in_is_kept_as_one_and_told_to_desks(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    exchange(house, north)
    suspend(north)
    author = house.me.identity.author.id
    north.receive(forge(house, north, runs=[run_of(author, scope, "another history")]))
    (done,) = accept_all(north)
    assert (done.changes, done.forks) == (0, 1)
    assert shown(north, scope)["alias"] == "case 1"
    desks = kinds.desks(north.me.identity.root_id)
    with north.vault.read() as tx:
        assert [fork.scope for fork in log.forks(tx)] == [scope]
        assert len(records.query(tx, kinds.SUSPICION, scope=desks)) == 1


def test_what_goes_wrong_in_the_middle_leaves_all_as_it_was(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    suspend(north)
    deliver(house, north)
    (one,), before, identity = held(north), memory_of(north), north.me.identity

    def fail(applier: Applier) -> None:
        applier.me.rise(applier.tx)
        raise RuntimeError("power cut")

    monkeypatch.setattr(Applier, "recover", fail)
    with pytest.raises(RuntimeError):
        judging.accept(north.me, one.id)
    assert (held(north), memory_of(north), north.me.identity) == ([one], before, identity)
    assert not holds(north, scope)


def test_what_a_revoked_device_sent_can_be_let_in_too(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    bundle, _ = post(house, "north")
    _set_status(north, "house-1", "revoke", "seized")
    assert north.receive(bundle)[0].outcome is Outcome.REVOKED
    (done,) = accept_all(north)
    assert done.changes == 1
    assert same(scope, house, north)
    with pytest.raises(UserError) as error:
        post(north, "house-1")
    assert error.value.slug == "peer_revoked"


def test_a_relink_that_was_held_back_brings_nothing_and_renews_nothing(stage: Stage) -> None:
    relink = stage.house.relink("north")
    suspend(stage.north)
    stage.north.receive(relink)
    before = links_of(stage.north)
    (done,) = accept_all(stage.north)
    assert (done.changes, done.waiting, held(stage.north)) == (0, 0, [])
    assert links_of(stage.north) == before


# -- once more --------------------------------------------------------------------------------------------------------


def test_what_was_let_in_and_is_carried_in_again_is_a_duplicate(stage: Stage) -> None:
    """A stick is read whole each time: what somebody has decided about does not come back with it."""
    house, north = stage.house, stage.north
    new_case(house)
    bundle, _ = post(house, "north")
    suspend(north)
    north.receive(bundle)
    accept_all(north)
    (done,) = north.receive(bundle)
    assert (done.outcome, done.detail, done.sender) == (Outcome.DUPLICATE, "nothing_new", "house-1")
    assert held(north) == []


def test_another_branch_as_long_as_ours_is_not_taken_for_it(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    exchange(house, north)
    suspend(north)
    other = run_of(house.me.identity.author.id, scope, "another history")
    (done,) = north.receive(forge(house, north, runs=[other]))
    assert (done.outcome, len(held(north))) == (Outcome.SUSPENDED, 1)


def test_what_was_let_in_is_taken_like_any_other_once_its_sender_belongs_again(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    bundle, _ = post(house, "north")
    suspend(north)
    north.receive(bundle)
    accept_all(north)
    reinstate(north)
    (done,) = north.receive(bundle)
    assert (done.outcome, done.changes) == (Outcome.APPLIED, 0)
    assert link_of(north, "house-1").heard[1] == link_of(house, "north").counter
    assert same(scope, house, north)


def test_a_number_means_one_bundle_for_ever(stage: Stage) -> None:
    house, north = stage.house, stage.north
    suspend(north)
    scope = new_case(house)
    sends(house, north, scope, "a")
    (first,) = held(north)
    judging.reject(north.me, first.id)
    sends(house, north, scope, "b")
    (second,) = held(north)
    assert second.id > first.id
    for decide in (judging.accept, judging.reject):
        with pytest.raises(UserError) as error:
            decide(north.me, first.id)
        assert (error.value.slug, error.value.facts) == ("not_held_back", {"id": first.id})
    assert held(north) == [second]


def test_numbers_go_on_in_a_store_that_held_bundles_before_they_were_counted(stage: Stage) -> None:
    house, north = stage.house, stage.north
    suspend(north)
    scope = new_case(house)
    sends(house, north, scope, "a")
    with north.vault.transaction() as tx:
        tx.execute("UPDATE held_back SET id = 41")
        settings.drop(tx, "held_back/last")
    sends(house, north, scope, "b")
    assert [one.id for one in held(north)] == [41, 42]


def test_a_house_decides_about_nothing(stage: Stage) -> None:
    for decide in (judging.accept, judging.reject):
        with pytest.raises(UserError) as error:
            decide(stage.house.me, 1)
        assert error.value.slug == "not_a_desk"


# -- let go, and reinstated --------------------------------------------------------------------------------------------


def test_what_is_let_go_comes_again_from_a_device_that_is_reinstated(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    bundle, _ = post(house, "north")
    suspend(north)
    north.receive(bundle)
    (one,), before = held(north), memory_of(north)
    assert judging.reject(north.me, one.id) == "house-1"
    assert memory_of(north) == before
    assert held(north) == [] and not holds(north, scope)
    assert north.receive(bundle)[0].outcome is Outcome.SUSPENDED
    assert len(held(north)) == 1, "read again, it can be judged again"
    judging.reject(north.me, held(north)[0].id)
    reinstate(north)
    bring_round(north, house)
    assert same(scope, house, north)


@pytest.mark.parametrize("taken", list(permutations((None, "accept", "reject"))))
def test_whatever_was_decided_both_converge_once_it_belongs_again(
    stage: Stage, taken: tuple[str | None, ...]
) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    exchange(house, north)
    suspend(north)
    sends(house, north, scope, "a", "b", "c")
    for one, act in zip(held(north), taken, strict=True):
        if act:
            getattr(judging, act)(north.me, one.id)
    reinstate(north)
    assert roster_of(north).status(house.me.identity.device_id) is Status.ACTIVE
    relink, sent = post(north, "house-1")
    assert sent.relink
    assert [one.outcome for one in house.receive(relink)] == [Outcome.APPLIED]
    bring_round(north, house)
    assert same(scope, house, north)
    assert shown(north, scope)["status"] == "c"
    assert held(north) == [], "what has come need not be judged any more"
    assert post(house, "north")[1].changes == 0
    with north.vault.read() as tx:
        assert log.verify(tx) == [] and quarantine.parked(tx) == []


def test_what_no_longer_reads_stays_and_stops_no_import(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    suspend(north)
    sends(house, north, scope, "a", "b")
    first, _ = held(north)
    with north.vault.transaction() as tx:
        tx.execute("UPDATE held_back SET manifest = x'a0' WHERE id = ?", (first.id,))
    reinstate(north)
    bring_round(north, house)
    assert held(north) == [first]
    with pytest.raises(UserError) as error:
        judging.accept(north.me, first.id)
    assert error.value.slug == "malformed_manifest"
    assert judging.reject(north.me, first.id) == "house-1"


def test_only_what_was_not_let_in_is_sent_again(stage: Stage) -> None:
    """The relink says by positions what is here; no number was acknowledged for it."""
    house, north = stage.house, stage.north
    scope = new_case(house)
    exchange(house, north)
    suspend(north)
    sends(house, north, scope, "a")
    accept_all(north)
    house.write(scope, RECORD, "case", {"status": "b"})
    reinstate(north)
    before = dict(link_of(north, "house-1").to_ack)
    house.receive(post(north, "house-1")[0])
    assert link_of(north, "house-1").to_ack == before
    bundle, sent = post(house, "north")
    assert sent.changes == 1
    assert north.receive(bundle)[0].changes == 1
    assert same(scope, house, north)


def test_what_was_let_in_after_the_relink_is_told_by_positions(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    bundle, _ = post(house, "north")
    suspend(north)
    north.receive(bundle)
    reinstate(north)
    house.receive(post(north, "house-1")[0])
    accept_all(north)
    deliver(north, house)
    assert post(house, "north")[1].changes == 0
    assert same(scope, house, north)


def test_what_was_let_in_after_its_sender_was_heard_is_told_by_positions_too(stage: Stage) -> None:
    """It came from that very peer, but nobody acknowledged its number: so the number does not say it."""
    house, north = stage.house, stage.north
    scope = new_case(house)
    house.write(scope, RECORD, "case", {"alias": os.urandom(20_000).hex()})
    bundle, _ = post(house, "north")
    suspend(north)
    north.receive(bundle)
    reinstate(north)
    house.receive(post(north, "house-1")[0])
    assert deliver(house, north, max_size=16 << 10).outcome is Outcome.APPLIED
    (done,) = accept_all(north)
    assert done.changes == 1, "the large one did not fit into the small bundle"
    deliver(north, house)
    assert post(house, "north")[1].changes == 0
    assert same(scope, house, north)


def test_one_way_for_long_and_reinstated_nothing_is_weak_for_ever(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    suspend(north)
    sends(house, north, scope, *(f"s{number}" for number in range(20)))
    assert post(house, "north")[1].weak, "it ran out of keys while nobody answered"
    reinstate(north)
    bring_round(north, house, 4)
    assert not post(house, "north")[1].weak
    assert not post(north, "house-1")[1].weak
    assert same(scope, house, north)


def test_a_relink_that_is_lost_on_its_way_costs_nothing(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    suspend(north)
    sends(house, north, scope, "a", "b")
    reinstate(north)
    post(north, "house-1")
    bring_round(house, north)
    assert same(scope, house, north)


def test_a_house_that_took_a_new_incarnation_meanwhile_is_heard_again(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    suspend(north)
    sends(house, north, scope, "a")
    with house.vault.transaction() as tx:
        house.me.rise(tx)
    deliver(house, north)
    accept_all(north)
    house.write(scope, RECORD, "case", {"status": "b"})
    reinstate(north)
    bring_round(north, house, 4)
    assert same(scope, house, north)


def test_attachments_come_after_all_though_quarantine_keeps_none(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    data = os.urandom(5000)
    stored = house.vault.blobs.attach(io.BytesIO(data))
    with house.vault.transaction() as tx:
        house.vault.blobs.keep(tx, stored)
    house.write(scope, RECORD, "document", {"hash": stored.hash.hex()})
    suspend(north)
    bundle, sent = post(house, "north", with_attachments=True)
    assert sent.blobs == 1
    north.receive(bundle)
    (done,) = accept_all(north)
    assert (done.changes, done.absent) == (2, 1)
    reinstate(north)
    bring_round(north, house, 4)
    with north.vault.read() as tx:
        assert north.vault.blobs.size(tx, stored.hash) == len(data)


# -- standing -----------------------------------------------------------------------------------------------------------


def test_a_revoked_device_never_comes_back(stage: Stage) -> None:
    north = stage.north
    suspend(north)
    _set_status(north, "house-1", "revoke", "seized")
    with pytest.raises(UserError) as error:
        reinstate(north)
    assert (error.value.slug, error.value.facts) == ("revoked_for_good", {"name": "house-1"})
    assert roster_of(north).status(stage.house.me.identity.device_id) is Status.REVOKED


def test_a_desk_whose_record_is_older_than_the_revocation_brings_nobody_back(stage: Stage) -> None:
    """The common document counts before the record does."""
    north, south = stage.north, stage.south
    _set_status(north, "house-1", "revoke", "seized")
    deliver(north, south)
    me, house = south.me, stage.house.me.identity.device_id
    with south.vault.transaction() as tx:
        desks = kinds.desks(me.identity.root_id)
        live = records.live(tx, desks, kinds.DEVICE, house, "status")
        edit = log.NewEdit(house, kinds.DEVICE, "status", "suspended", tuple(one.ref for one in live))
        log.append(tx, me.identity.author, desks, [edit], rng=me.rng, now=me.now)
    with pytest.raises(UserError) as error:
        reinstate(south)
    assert error.value.slug == "revoked_for_good"


def test_a_revocation_is_not_lessened_to_a_suspension(stage: Stage) -> None:
    """Or it would be gone from the next common document, and with it for ever."""
    north, south, device = stage.north, stage.south, stage.house.me.identity.device_id
    _set_status(north, "house-1", "revoke", "seized")
    with pytest.raises(UserError) as error:
        suspend(north)
    assert error.value.slug == "revoked_for_good"
    # A desk that has taken the program apart writes it all the same.
    with north.vault.transaction() as tx:
        desks = kinds.desks(north.me.identity.root_id)
        live = records.live(tx, desks, kinds.DEVICE, device, "status")
        edit = log.NewEdit(device, kinds.DEVICE, "status", "active", tuple(one.ref for one in live))
        log.append(tx, north.me.identity.author, desks, [edit], rng=north.me.rng, now=north.me.now)
    _set_status(north, "house-2", "revoke", "seized too")
    exchange(north, south)
    for desk in (north, south):
        known = roster_of(desk)
        assert known.status(device) is Status.REVOKED
        assert known.common is not None and known.common.is_revoked(device)


@pytest.mark.parametrize(
    ("who", "name", "slug"),
    [
        ("north", "house-1", "not_suspended"),
        ("north", "north", "not_yourself"),
        ("north", "nobody", "unknown_device"),
        ("house-1", "north", "not_a_desk"),
    ],
)
def test_only_a_desk_brings_back_and_only_who_is_suspended(
    stage: Stage, who: str, name: str, slug: str
) -> None:
    with pytest.raises(UserError) as error:
        reinstate(stage.replicas[who], name)
    assert error.value.slug == slug


def test_a_reinstatement_travels_and_every_desk_renews_its_link(stage: Stage) -> None:
    house, north, south = stage.house, stage.north, stage.south
    suspend(south)
    assert all(one.outcome is Outcome.APPLIED for one in exchange(south, north))
    scope = new_case(house)
    assert deliver(house, north).outcome is Outcome.SUSPENDED
    reinstate(south)
    # In the very group in which it comes, the house's own bundle is heard already, and its link saved.
    done = north.receive(post(south, "north")[0], post(house, "north")[0])
    assert [one.outcome for one in done] == [Outcome.APPLIED] * 2
    assert link_of(north, "house-1").relink_due
    assert not link_of(north, "house-2").relink_due
    bring_round(north, house)
    assert same(scope, house, north)


def test_two_desks_that_suspended_it_both_have_to_bring_it_back(stage: Stage) -> None:
    """The stricter word counts until somebody has seen both and replaces them."""
    north, south, device = stage.north, stage.south, stage.house.me.identity.device_id
    suspend(north)
    suspend(south)
    reinstate(north)
    assert all(one.outcome is Outcome.APPLIED for one in exchange(south, north))
    assert roster_of(north).status(device) is Status.SUSPENDED
    assert roster_of(south).status(device) is Status.SUSPENDED
    reinstate(north)
    exchange(north, south)
    assert roster_of(south).status(device) is Status.ACTIVE


def test_the_reason_goes_with_the_suspension(stage: Stage) -> None:
    north, device = stage.north, stage.house.me.identity.device_id
    suspend(north)
    assert roster_of(north).by_id(device).reason == "laptop gone"  # type: ignore[union-attr]
    reinstate(north)
    assert roster_of(north).by_id(device).reason == ""  # type: ignore[union-attr]


def test_a_desk_without_a_link_to_it_reinstates_all_the_same(stage: Stage) -> None:
    south, device = stage.south, stage.house.me.identity.device_id
    with south.vault.read() as tx:
        assert device not in {link.peer for link in links.all_links(tx)}
    suspend(south)
    reinstate(south)
    assert roster_of(south).status(device) is Status.ACTIVE
