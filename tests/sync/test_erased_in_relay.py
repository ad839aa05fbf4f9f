"""Edits that come as leaves only: the chain verifies without them, so whoever relays could hide what somebody wrote."""

from __future__ import annotations

import pytest
from support.stage import RECORD, Stage, deliver, holds, new_case, same, shown
from support.world import Replica, exchange

from storage import erasure, log, records
from sync import kinds
from sync.outcomes import Outcome


def _erase(who: Replica, scope: bytes, indexes: range) -> None:
    with who.vault.transaction() as tx:
        for (_, author), at in log.heads(tx, [kinds.ScopeId(scope)]).items():
            places = [
                (kinds.ScopeId(scope), author, seq, index)
                for seq in range(1, at.seq + 1)
                for index in indexes
            ]
            erasure.erase_edits(tx, places)


def _case(house: Replica) -> bytes:
    scope = kinds.scope(kinds.CORE, b"e" * 16)
    house.write(scope, RECORD, "case", {"alias": "Falcon", "status": "sheltered"})
    house.write(scope, RECORD, "case", {"risk_level": "critical", "priority": "high"})
    return scope


@pytest.mark.parametrize("indexes", [range(2), range(1)])
def test_a_desk_cannot_relay_what_a_house_wrote_without_what_it_wrote(stage: Stage, indexes: range) -> None:
    house, north, south = stage.house, stage.north, stage.south
    scope = _case(house)
    deliver(house, north)
    _erase(north, scope, indexes)
    done = deliver(north, south)
    assert [(one.scope, one.reason) for one in done.refused] == [(scope, "erased")]
    assert not holds(south, scope)
    # It is told so.
    deliver(south, north)
    link = kinds.link_of_desks(north.me.identity.device_id, south.me.identity.device_id)
    with north.vault.read() as tx:
        said = [row.fields["reason"] for row in records.query(tx, kinds.REFUSAL, scope=link)]
    assert said == ["erased"]


def test_nor_a_desk_to_a_house_nor_a_house_to_its_desk(stage: Stage) -> None:
    house, other, north = stage.house, stage.other, stage.north
    scope = _case(house)
    _erase(house, scope, range(1))
    done = deliver(house, north)
    assert [one.reason for one in done.refused] == ["erased"]
    assert not holds(north, scope)
    everyone = kinds.everyone(north.me.identity.root_id)
    north.write(everyone, RECORD, "note", {"text": "directive"})
    _erase_last(north, everyone)
    done = deliver(north, other)
    assert [one.reason for one in done.refused] == ["erased"]


def _erase_last(who: Replica, scope: bytes) -> None:
    author = who.me.identity.author.id
    with who.vault.transaction() as tx:
        at = log.heads(tx, [kinds.ScopeId(scope)])[kinds.ScopeId(scope), author]
        erasure.erase_edits(tx, [(kinds.ScopeId(scope), author, at.seq, 0)])


def test_what_is_whole_is_taken_beside_it(stage: Stage) -> None:
    house, north, south = stage.house, stage.north, stage.south
    scope = _case(house)
    good = new_case(house, 7)
    deliver(house, north)
    _erase(north, scope, range(2))
    done = deliver(north, south)
    assert (done.outcome, len(done.refused)) == (Outcome.APPLIED, 1)
    assert same(good, house, north, south)
    exchange(south, north)
    assert shown(south, good) == {"alias": "case 7"}
