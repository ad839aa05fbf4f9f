"""What one bundle brings: gaps wait, what is whole is acknowledged, and a group that fails leaves no trace in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.forging import forge, run_of, statements
from support.stage import Stage, keys_for, link_of, new_case, post, same
from support.world import Replica

from storage import log
from storage.errors import MachineError
from storage.log import Run
from storage.turn import TurnTx
from sync import kinds
from sync.head import Flag
from sync.outcomes import Outcome


def _from(who: Replica, values: int) -> tuple[bytes, Run]:
    scope = kinds.scope(kinds.CORE, b"a" * 16)
    return scope, run_of(who.me.identity.author.id, scope, *map(str, range(values)))


def _cut(run: Run, first: int, last: int) -> Run:
    return replace(run, first=first, changes=run.changes[first - 1 : last])


def test_a_run_beyond_a_gap_waits_and_is_not_acknowledged(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope, run = _from(house, 4)
    rows = statements(house, north, [run])
    north.receive(forge(house, north, runs=[_cut(run, 1, 1)]))
    beyond = forge(house, north, runs=[_cut(run, 3, 4)], later=2, complete=True, claims={"statements": rows})
    (done,) = north.receive(beyond)
    assert done.changes == 0
    link = link_of(north, "house-1")
    number = link_of(house, "north").counter + 2
    assert not any(first <= number <= last for ranges in link.to_ack.values() for first, last in ranges)
    # What is said to be complete is verified, not believed: with a gap it settles nothing.
    assert link.complete_heard < link.heard
    with north.vault.read() as tx:
        assert log.heads(tx, [scope])[scope, run.author].seq == 1
    north.receive(
        forge(
            house,
            north,
            runs=[_cut(run, 1, 2)],
            later=3,
            claims={},
        )
    )
    with north.vault.read() as tx:
        assert log.heads(tx, [scope])[scope, run.author].seq == 4


def test_complete_with_a_gap_destroys_only_the_key_it_used(stage: Stage) -> None:
    house, north = stage.house, stage.north
    _, run = _from(house, 4)
    before = set(keys_for(north, "house-1"))
    used = max(link_of(house, "north").peer_prekeys)
    north.receive(forge(house, north, runs=[_cut(run, 3, 4)], flags=Flag(0), complete=True, statements=()))
    assert set(keys_for(north, "house-1")) == before - {used}


def test_a_run_that_is_here_already_is_a_duplicate_and_says_so(stage: Stage) -> None:
    house, north = stage.house, stage.north
    _, run = _from(house, 2)
    north.receive(forge(house, north, runs=[run], later=2))
    (done,) = north.receive(forge(house, north, runs=[run]))
    assert (done.outcome, done.changes) == (Outcome.DUPLICATE, 0)


def test_a_malformed_run_spoils_the_whole_bundle(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope, run = _from(house, 2)
    bad = replace(run, changes=[run.changes[0], b"no change"])
    other = run_of(run.author, kinds.scope(kinds.CORE, b"b" * 16))
    (done,) = north.receive(forge(house, north, runs=[other, bad], statements=()))
    assert done.outcome is Outcome.DAMAGED
    with north.vault.read() as tx:
        assert not log.heads(tx, [scope, other.scope])


def test_a_group_that_was_not_committed_leaves_the_identity_as_it_was(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bundle makes the device rise, and the commit fails: it must not go on in a life that no store knows."""
    house, north = stage.house, stage.north
    before = house.me.identity
    named = (before.generation + 1).to_bytes(4, "big") + b"abcd"
    bundle = forge(north, house, named=named)

    def full(*_: object) -> None:
        raise MachineError("disk_full", path="store")

    with monkeypatch.context() as patched:
        patched.setattr(TurnTx, "seal_prekeys", full)
        with pytest.raises(MachineError):
            house.receive(bundle)
    assert house.me.identity == before
    assert house.receive(bundle)[0].outcome is Outcome.APPLIED
    assert house.me.identity.incarnation > named


def test_a_new_case_and_its_grant_are_one_transaction(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    bundle, _ = post(house, "north")
    (done,) = north.receive(bundle)
    assert done.changes == 1
    with north.vault.read() as tx:
        assert log.scopes(tx)[kinds.ScopeId(scope)].grant_no == 1
    assert same(scope, house, north)
