"""A store put back from an older day, with or without its mark: noticed, relinked, nothing lost (issue 2, 3; security 13)."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest
from support.forging import forge, run_of
from support.invariants import _all_heads, _branch
from support.stage import PROJECTION, Stage, deliver, link_of, new_case, open_to, post, same
from support.world import Replica, carry, exchange

from storage import holdings, log, records
from storage.errors import UserError
from storage.vault import Vault
from sync import kinds
from sync.outcomes import Outcome


def _notes(who: Replica, scope: bytes) -> set[str]:
    with who.vault.read() as tx:
        rows = records.query(tx, "note", scope=kinds.ScopeId(scope))
    return {str(row.fields["text"]) for row in rows}


def _restore(who: Replica, image: Path, *, turn_too: bool) -> None:
    who.restore(image, turn_too=turn_too)
    who.vault.projection = PROJECTION


def _write(who: Replica, scope: bytes, *texts: str) -> None:
    for text in texts:
        who.write(scope, Random(text).randbytes(16), "note", {"text": text})


def _nothing_lost(stage: Stage, *journals: Replica) -> None:
    """Every change that was ever acknowledged and left the laptop is in a store or in a quarantine."""
    held = set()
    for replica in stage.replicas.values():
        with replica.vault.read() as tx:
            held |= {(scope, head) for scope, head in _all_heads(tx)}
            for fork in log.forks(tx):
                held |= {(fork.scope, head) for head in _branch(tx, fork)}
    for replica in journals:
        for word in replica.journal:
            assert (word.scope, word.head) in held, (replica.name, word.seq)


def _round_trips(one: Replica, other: Replica, most: int) -> None:
    """Carry bundles both ways, and let the last ones be of the new life and whole."""
    done = []
    for _ in range(most):
        done = [*carry(one, other), *carry(other, one)]
    assert {report.outcome for report in done} <= {Outcome.APPLIED}, done


@pytest.mark.parametrize("wrote_since", [False, True])
@pytest.mark.parametrize("turn_too", [False, True], ids=["store only", "whole set"])
@pytest.mark.parametrize("who", ["house-1", "north"])
def test_data_flows_again_within_two_round_trips_and_nothing_is_lost(
    stage: Stage, tmp_path: Path, who: str, turn_too: bool, wrote_since: bool
) -> None:
    back = stage.replicas[who]
    peer = stage.north if back is stage.house else stage.house
    scope = new_case(stage.house)
    exchange(stage.house, stage.north)
    _write(back, scope, "before the image")
    exchange(back, peer)
    back.image(tmp_path / "image")
    back.vault.projection = PROJECTION
    _write(back, scope, "after the image")
    deliver(back, peer)
    deliver(peer, back)
    _write(peer, scope, "of the other side")
    old = back.me.identity.incarnation
    _restore(back, tmp_path / "image", turn_too=turn_too)
    assert (back.me.identity.incarnation > old) is not turn_too
    if wrote_since:
        _write(back, scope, "after the restore", "and once more")
    _round_trips(back, peer, most=2)
    _write(back, scope, "new from here")
    _write(peer, scope, "new from there")
    _round_trips(back, peer, most=1)
    assert back.me.identity.incarnation > old
    assert link_of(peer, back.name).heard[0] == back.me.identity.incarnation
    everything = {
        "before the image",
        "after the image",
        "of the other side",
        "new from here",
        "new from there",
    }
    if wrote_since:
        everything |= {"after the restore", "and once more"}
    if back.is_desk and turn_too and wrote_since:
        # The house let the branch stand that its desk sent; the other one is in its quarantine, see below.
        everything -= {"after the image"}
    exchange(back, peer)
    assert _notes(back, scope) == _notes(peer, scope) == everything
    assert same(scope, back, peer)
    _nothing_lost(stage, back, peer)
    with back.vault.read() as tx:
        assert log.verify(tx) == []


def _branch_off(back: Replica, peer: Replica, image: Path) -> tuple[bytes, bytes]:
    """Let a device write on twice from one day; return the scope and the author."""
    scope = new_case(back if not back.is_desk else peer)
    exchange(back, peer)
    _write(back, scope, "shared")
    exchange(back, peer)
    back.image(image)
    back.vault.projection = PROJECTION
    _write(back, scope, "gone out", "and this")
    exchange(back, peer)
    author = back.me.identity.author.id
    _restore(back, image, turn_too=True)
    assert back.me.identity.author.id == author
    _write(back, scope, "another branch", "longer", "than the first")
    return scope, author


def _quarantined(who: Replica, scope: bytes, author: bytes) -> set[bytes]:
    with who.vault.read() as tx:
        return {
            head
            for fork in log.forks(tx)
            if (fork.scope, fork.author) == (scope, author)
            for head in _branch(tx, fork)
        }


def test_a_houses_branch_that_left_stands_and_the_other_is_entered_again(
    stage: Stage, tmp_path: Path
) -> None:
    house, north = stage.house, stage.north
    scope, author = _branch_off(house, north, tmp_path / "image")
    lost = [word.head for word in house.journal][-3:]
    exchange(house, north, rounds=4)
    mine = {"another branch", "longer", "than the first"}
    assert _notes(house, scope) == _notes(north, scope) == {"shared", "gone out", "and this"} | mine
    assert set(lost) <= _quarantined(house, scope, author)
    assert same(scope, house, north)


def test_a_desks_branch_stands_and_the_other_is_in_the_houses_quarantine(
    stage: Stage, tmp_path: Path
) -> None:
    """Which of a desk's own branches is right is for the desks to review; until then data flows, and both are kept."""
    house, north = stage.house, stage.north
    scope, author = _branch_off(north, house, tmp_path / "image")
    gone_out = [word.head for word in north.journal][-5:-3]
    exchange(north, house, rounds=4)
    mine = {"another branch", "longer", "than the first"}
    assert _notes(house, scope) == _notes(north, scope) == {"shared"} | mine
    assert set(gone_out) <= _quarantined(house, scope, author)
    assert same(scope, house, north)


def test_a_desk_takes_nothing_in_its_own_name_that_it_did_not_state(stage: Stage) -> None:
    """A house gives a desk back what it lost of its own; that does not let a house write in the desk's name."""
    house, north = stage.house, stage.north
    scope = kinds.scope(kinds.CORE, b"z" * 16)
    run = run_of(north.me.identity.author.id, scope)
    (done,) = north.receive(forge(house, north, runs=[run], statements=()))
    assert (done.outcome, done.changes) == (Outcome.QUARANTINED, 0)
    with north.vault.read() as tx:
        assert not log.heads(tx, [scope])


def test_a_store_behind_its_mark_is_refused_until_somebody_accepts_it(stage: Stage, tmp_path: Path) -> None:
    house = stage.house
    house.image(tmp_path / "image")
    new_case(house)
    house.vault.lock()
    turn = (house.directory / "turn").read_bytes()
    shutil.rmtree(house.directory)
    shutil.copytree(tmp_path / "image", house.directory)
    (house.directory / "turn").write_bytes(turn)
    with pytest.raises(UserError) as error:
        house.open()
    assert error.value.slug == "store_behind"
    old = house.me.identity.incarnation
    house.open(accept_behind=True)
    assert house.me.identity.incarnation > old
    assert house.me.identity.past[-1] == old
    # Answered once: the next start finds nothing to doubt.
    house.vault.lock()
    house.open()
    assert not house.me.settle_doubts()


def test_a_lost_turn_costs_the_prekeys_and_no_data(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    bundle, _ = post(north, "house-1")
    house.vault.lock()
    (house.directory / "turn").unlink()
    with Vault.open_with_key(house.directory, house.key) as vault:
        assert vault.turn_missing
    house.open()
    assert house.receive(bundle)[0].outcome is Outcome.UNOPENABLE
    _round_trips(house, north, most=2)
    assert same(scope, house, north)


def test_the_peer_that_did_not_go_back_keeps_its_incarnation(stage: Stage, tmp_path: Path) -> None:
    house, north = stage.house, stage.north
    house.image(tmp_path / "image")
    new_case(house)
    exchange(house, north)
    before = north.me.identity.incarnation
    _restore(house, tmp_path / "image", turn_too=True)
    _round_trips(house, north, most=3)
    assert north.me.identity.incarnation == before


def test_a_restored_desk_is_refilled_by_its_houses_and_by_the_other_desk(
    stage: Stage, tmp_path: Path
) -> None:
    house, north, south = stage.house, stage.north, stage.south
    north.image(tmp_path / "image")
    north.vault.projection = PROJECTION
    scope = new_case(house)
    exchange(house, north)
    mine = new_case(north, 9)
    open_to(north, house, mine)
    exchange(north, south)
    exchange(north, house)
    _restore(north, tmp_path / "image", turn_too=False)
    _round_trips(south, north, most=2)
    _round_trips(house, north, most=2)
    assert same(scope, house, north, south)
    assert same(mine, house, north, south)


# -- what tells a device that it went back -----------------------------------------------------------------------------


def _claim(stage: Stage, **fields: object) -> tuple[bytes, bytes]:
    """Let north name things to the house; give the house's incarnation before and after."""
    house, north = stage.house, stage.north
    before = house.me.identity.incarnation
    assert house.receive(forge(north, house, **fields))[0].outcome is Outcome.APPLIED
    return before, house.me.identity.incarnation


def test_named_above_its_own(stage: Stage) -> None:
    own = stage.house.me.identity.generation
    named = (own + 3).to_bytes(4, "big") + b"abcd"
    before, after = _claim(stage, named=named)
    assert after > named > before
    assert stage.house.me.identity.generation == own + 4
    assert link_of(stage.house, "north").unheard


def test_named_so_far_above_that_it_is_a_lie(stage: Stage) -> None:
    before, after = _claim(stage, named=b"\xff" * 8)
    assert after == before


def test_told_that_a_number_was_used_twice(stage: Stage) -> None:
    before, after = _claim(stage, named=stage.house.me.identity.incarnation, went_back=True)
    assert after > before


def test_told_so_of_an_incarnation_of_the_past(stage: Stage) -> None:
    before, after = _claim(stage, named=b"\0\0\0\0past", went_back=True)
    assert after == before


def test_a_counter_it_never_used(stage: Stage) -> None:
    link = link_of(stage.house, "north")
    before, after = _claim(
        stage, received=((stage.house.me.identity.incarnation, ((link.counter, link.counter + 1),)),)
    )
    assert after > before


def test_a_counter_it_did_use(stage: Stage) -> None:
    link = link_of(stage.house, "north")
    before, after = _claim(stage, received=((stage.house.me.identity.incarnation, ((1, link.counter),)),))
    assert after == before
    assert link_of(stage.house, "north").outgoing == {}


def test_a_prekey_it_never_made(stage: Stage) -> None:
    link = link_of(stage.house, "north")
    before, after = _claim(stage, holds=link.last_prekey + 1)
    assert after > before


def test_a_prekey_it_did_make(stage: Stage) -> None:
    before, after = _claim(stage, holds=link_of(stage.house, "north").last_prekey)
    assert after == before


@pytest.mark.parametrize(("seq", "rises"), [(1, False), (2, True)])
def test_a_position_of_its_own_that_it_never_wrote(stage: Stage, seq: int, rises: bool) -> None:
    house = stage.house
    scope = new_case(house)
    author = house.me.identity.author.id
    with house.vault.read() as tx:
        head = log.heads(tx, [scope])[scope, author].head
    before, after = _claim(stage, positions=((scope, author, 1, seq, head[:16]),))
    assert (after > before) is rises


def test_a_position_of_its_own_with_another_head(stage: Stage) -> None:
    house = stage.house
    scope = new_case(house)
    before, after = _claim(stage, positions=((scope, house.me.identity.author.id, 1, 1, bytes(16)),))
    assert after > before


def test_a_position_of_somebody_else_says_nothing(stage: Stage) -> None:
    before, after = _claim(stage, positions=((kinds.scope(1, bytes(16)), b"s" * 16, 1, 7, bytes(16)),))
    assert after == before


def test_a_new_incarnation_forgets_what_was_on_its_way(stage: Stage) -> None:
    house = stage.house
    new_case(house)
    post(house, "north")
    with house.vault.transaction() as tx:
        peer = link_of(house, "north").peer
        house.me.rise(tx)
        assert holdings.pending(tx, peer) == {}
    link = link_of(house, "north")
    assert (link.counter, link.outgoing, link.base, link.peer_prekeys) == (0, {}, -1, {})
    assert set(link.stale_prekeys) == set(link.prekeys)
    assert link.unheard
    assert link.owes_relink
