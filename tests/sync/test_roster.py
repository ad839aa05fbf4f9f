"""Who belongs: what root signed counts, whoever wrote the record; the stricter of two words is shown."""

from __future__ import annotations

import pytest
from support.stage import Stage, roster_of
from support.world import Replica, exchange

from storage.errors import UserError
from sync import kinds, roster
from sync.rights import Role
from sync.roster import Status


def _do(who: Replica, act: str, name: str) -> roster.Device:
    me = who.me
    with who.vault.transaction() as tx:
        done: roster.Device = getattr(roster, act)(tx, me.identity, name, "why", rng=me.rng, now=me.now)
    return done


def _write(stage: Stage, **fields: object) -> None:
    north = stage.north
    scope = kinds.desks(north.me.identity.root_id)
    north.write(scope, stage.house.me.identity.device_id, kinds.DEVICE, fields)


def test_desks_know_every_device_and_houses_know_desks(stage: Stage) -> None:
    for desk in (stage.north, stage.south):
        assert {one.name for one in roster_of(desk).devices} == {"north", "south", "house-1", "house-2"}
    known = roster_of(stage.house)
    assert {(one.name, one.role) for one in known.devices} == {("north", Role.DESK), ("south", Role.DESK)}
    assert known.by_id(stage.other.me.identity.device_id) is None
    assert known.by_name("north").vk == stage.north.me.identity.vk
    with pytest.raises(UserError) as error:
        known.by_name("house-2")
    assert error.value.slug == "unknown_device"


@pytest.mark.parametrize(
    "fields",
    [
        {"certificate": "no hex"},
        {"certificate": "00" * 185},
        {"certificate": ""},
        {"relink_key": "no base64!"},
        {"relink_key": 5},
        {"relink_key": "AAAA"},
    ],
)
def test_a_record_that_root_did_not_sign_is_no_device(stage: Stage, fields: dict[str, object]) -> None:
    _write(stage, **fields)
    assert roster_of(stage.north).by_id(stage.house.me.identity.device_id) is None


def test_a_certificate_in_another_devices_record_is_no_certificate_of_its(stage: Stage) -> None:
    north, house, other = stage.north, stage.house, stage.other
    with north.vault.read() as tx:
        foreign = roster.certificate_of(tx, north.me.identity, other.me.identity.device_id)
    assert foreign is not None
    _write(stage, certificate=foreign.hex())
    assert roster_of(north).by_id(house.me.identity.device_id) is None


def test_a_status_that_is_not_understood_counts_as_suspended(stage: Stage) -> None:
    _write(stage, status="of a later version")
    assert roster_of(stage.north).status(stage.house.me.identity.device_id) is Status.SUSPENDED
    assert [roster.safer(one) for one in ("active", "?", "suspended", "revoked")] == [0, 1, 1, 2]


def test_of_two_desks_words_the_stricter_is_shown(stage: Stage) -> None:
    _do(stage.south, "suspend", "house-1")
    _write(stage, status="active", reason="found again")
    _write(stage, status="revoked")
    _write(stage, status="active")
    exchange(stage.north, stage.south)
    device = stage.house.me.identity.device_id
    assert roster_of(stage.north).status(device) is Status.SUSPENDED
    assert roster_of(stage.south).status(device) is Status.SUSPENDED


def test_suspending_and_revoking(stage: Stage) -> None:
    done = _do(stage.north, "suspend", "house-1")
    assert (done.name, done.status, done.reason) == ("house-1", Status.SUSPENDED, "why")
    before = roster_of(stage.north).version
    done = _do(stage.north, "revoke", "house-2")
    assert done.status is Status.REVOKED
    known = roster_of(stage.north)
    assert known.version > before
    assert known.common is not None
    assert known.common.is_revoked(stage.other.me.identity.device_id)
    assert not known.common.is_revoked(stage.house.me.identity.device_id)


def test_a_revoked_desk_is_no_desk_any_more(stage: Stage) -> None:
    _do(stage.north, "revoke", "south")
    common = roster_of(stage.north).common
    assert common is not None
    assert [desk.name for desk in common.desks] == ["north"]
    assert common.is_revoked(stage.south.me.identity.device_id)


def test_who_may_not_suspend(stage: Stage) -> None:
    for who, act, name, slug in (
        (stage.house, "suspend", "north", "not_a_desk"),
        (stage.north, "suspend", "north", "not_yourself"),
        (stage.north, "suspend", "nobody", "unknown_device"),
        (stage.south, "revoke", "house-1", "no_root_here"),
    ):
        with pytest.raises(UserError) as error:
            _do(who, act, name)
        assert error.value.slug == slug
    south = stage.south.me
    with stage.south.vault.transaction() as tx, pytest.raises(UserError) as error:
        roster.publish(tx, south.identity, rng=south.rng, now=south.now)
    assert error.value.slug == "no_root_here"


def test_a_forged_common_document_is_passed_over(stage: Stage) -> None:
    before = roster_of(stage.north).version
    root = stage.north.me.identity.root_id
    for text in ("AAAA", "no base64!", "", 7):
        stage.north.write(kinds.everyone(root), root, kinds.COMMON, {"document": text})
        with stage.north.vault.read() as tx:
            assert roster.common_bytes(tx, stage.north.me.identity) is None or roster_of(stage.house).version
    assert roster_of(stage.house).version == before
