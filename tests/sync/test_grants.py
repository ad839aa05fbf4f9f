"""Grants: one a (scope, device), written by the desk that takes a case first; houses act on notices."""

from __future__ import annotations

from support.stage import RECORD, Stage, deliver, holds, new_case, open_to, same, shown
from support.world import Replica, exchange

from storage import log
from sync import grants, kinds
from sync.outcomes import Outcome


def _holders(who: Replica, scope: bytes) -> set[bytes] | None:
    with who.vault.read() as tx:
        return grants.find_holders(tx, who.me.identity.root_id, kinds.ScopeId(scope))


def _withdraw(desk: Replica, house: Replica, scope: bytes) -> None:
    desks = kinds.desks(desk.me.identity.root_id)
    record = kinds.grant_id(scope, house.me.identity.device_id)
    desk.write(desks, record, kinds.GRANT, {"state": grants.WITHDRAWN})


def test_the_desk_that_takes_a_case_first_writes_grant_one_and_the_house_is_told(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    device = house.me.identity.device_id
    assert _holders(north, scope) is None
    deliver(house, north)
    assert _holders(north, scope) == {device}
    deliver(north, house)
    notice = kinds.scope_record(kinds.GRANT_NOTICE, scope)
    fields = shown(house, kinds.link_of_house(device), kinds.GRANT_NOTICE, notice)
    assert (fields["scope"], fields["number"], fields["state"]) == (scope.hex(), 1, "open")
    assert fields["keeper"] == north.me.identity.device_id.hex()
    with house.vault.read() as tx:
        assert grants.noticed(tx, device) == {scope: 1}
        assert log.scopes(tx)[kinds.ScopeId(scope)].grant_no == 1


def test_many_cases_at_once_each_get_their_grant(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scopes = [new_case(house, number) for number in range(1, 40)]
    deliver(house, north)
    with north.vault.read() as tx:
        granted = grants.scopes_of(tx, north.me.identity.root_id, house.me.identity.device_id)
    assert set(scopes) <= set(granted)
    assert set(granted.values()) == {1}


def test_what_a_house_does_not_see_it_is_not_sent(stage: Stage) -> None:
    house, other, north = stage.house, stage.other, stage.north
    scope = new_case(house)
    exchange(house, north)
    exchange(other, north)
    assert not holds(other, scope)
    open_to(north, other, scope)
    assert _holders(north, scope) == {house.me.identity.device_id, other.me.identity.device_id}
    exchange(other, north)
    assert same(scope, house, other, north)


def test_opening_twice_is_one_grant_and_opening_again_after_withdrawal_a_higher(stage: Stage) -> None:
    north, house = stage.north, stage.house
    scope = new_case(north)
    assert [open_to(north, house, scope), open_to(north, house, scope)] == [1, 1]
    _withdraw(north, house, scope)
    assert _holders(north, scope) == set()
    assert open_to(north, house, scope) == 2
    assert _holders(north, scope) == {house.me.identity.device_id}


def test_withdrawn_wins_over_open(stage: Stage) -> None:
    north, south, house = stage.north, stage.south, stage.house
    scope = new_case(north)
    open_to(north, house, scope)
    exchange(north, south)
    _withdraw(south, house, scope)
    desks = kinds.desks(north.me.identity.root_id)
    record = kinds.grant_id(scope, house.me.identity.device_id)
    north.write(desks, record, kinds.GRANT, {"state": "?"})
    north.write(desks, record, kinds.GRANT, {"state": "open"})
    exchange(north, south)
    assert _holders(north, scope) == _holders(south, scope) == set()
    assert [grants.state_rank(one) for one in ("open", "withdrawn", None)] == [0, 1, 0]


def test_what_was_withdrawn_is_not_written_to_and_not_taken(stage: Stage) -> None:
    north, house = stage.north, stage.house
    scope = new_case(north)
    open_to(north, house, scope)
    exchange(north, house)
    _withdraw(north, house, scope)
    north.write(scope, RECORD, "case", {"alias": "not for this house"})
    house.write(scope, RECORD, "case", {"status": "still mine?"})
    assert deliver(house, north).outcome is Outcome.NO_RIGHT
    deliver(north, house)
    assert shown(house, scope)["alias"] == "case 1"
