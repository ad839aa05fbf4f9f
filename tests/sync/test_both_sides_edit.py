"""The same and different fields edited at both ends, deleted and changed, settled at one end (issue 2, 2)."""

from __future__ import annotations

import pytest
from support.stage import RECORD, Stage, deliver, new_case, row_of, same, shown
from support.world import exchange

from storage import log
from sync.outcomes import Outcome


@pytest.fixture
def scope(stage: Stage) -> bytes:
    """A case with a risk, at a house and at headquarters."""
    scope = new_case(stage.house)
    stage.house.write(scope, RECORD, "risk", {"level": "low", "text": "first"})
    exchange(stage.house, stage.north)
    assert same(scope, stage.house, stage.north)
    return scope


def test_the_same_field_keeps_both_values_and_shows_the_safer(stage: Stage, scope: bytes) -> None:
    house, north = stage.house, stage.north
    house.write(scope, RECORD, "risk", {"level": "critical"})
    north.write(scope, RECORD, "risk", {"level": "high"})
    north.write(scope, RECORD, "risk", {"level": "low"})  # the later word, and the less safe one
    assert deliver(house, north).conflicts == 1
    assert deliver(north, house).conflicts == 1
    for who in (house, north):
        row = row_of(who, scope, "risk")
        assert row is not None
        assert row.fields["level"] == "critical"
        assert {one.value for one in row.conflicts["level"]} == {"critical", "low"}
    assert same(scope, house, north)


def test_settled_on_one_side_it_is_settled_everywhere_after_the_next_exchange(
    stage: Stage, scope: bytes
) -> None:
    house, north = stage.house, stage.north
    house.write(scope, RECORD, "risk", {"level": "critical"})
    north.write(scope, RECORD, "risk", {"level": "high"})
    exchange(house, north)
    north.write(scope, RECORD, "risk", {"level": "high"})  # replaces all that is shown there
    exchange(house, north)
    for who in (house, north):
        row = row_of(who, scope, "risk")
        assert row is not None
        assert row.conflicts == {}
        assert row.fields["level"] == "high"
    assert same(scope, house, north)


def test_different_fields_are_no_conflict(stage: Stage, scope: bytes) -> None:
    house, north = stage.house, stage.north
    house.write(scope, RECORD, "risk", {"level": "high"})
    north.write(scope, RECORD, "risk", {"text": "second"})
    assert [deliver(house, north).conflicts, deliver(north, house).conflicts] == [0, 0]
    for who in (house, north):
        assert shown(who, scope, "risk") == {"level": "high", "text": "second"}


def test_the_same_value_at_both_ends_is_no_conflict(stage: Stage, scope: bytes) -> None:
    house, north = stage.house, stage.north
    for who in (house, north):
        who.write(scope, RECORD, "risk", {"level": "high"})
    exchange(house, north)
    row = row_of(north, scope, "risk")
    assert row is not None
    assert row.conflicts == {}


def test_a_deleted_record_that_somebody_changed_is_shown(stage: Stage, scope: bytes) -> None:
    house, north = stage.house, stage.north
    with north.vault.read() as tx:
        frontier = log.frontier(tx, scope)
    north.write(scope, RECORD, "risk", {"deleted": {"reason": "duplicate", "frontier": frontier}})
    house.write(scope, RECORD, "risk", {"text": "still true"})
    exchange(house, north)
    for who in (house, north):
        row = row_of(who, scope, "risk")
        assert row is not None
        assert row.deleted_here_changed_there
        assert row.fields["text"] == "still true"


def test_a_record_that_nobody_changed_stays_deleted(stage: Stage, scope: bytes) -> None:
    house, north = stage.house, stage.north
    with north.vault.read() as tx:
        frontier = log.frontier(tx, scope)
    north.write(scope, RECORD, "risk", {"deleted": {"reason": "duplicate", "frontier": frontier}})
    done = exchange(house, north)
    assert {one.outcome for one in done} == {Outcome.APPLIED}
    row = row_of(house, scope, "risk")
    assert row is not None
    assert row.deleted
    assert not row.deleted_here_changed_there
