"""Who stands how, when somebody would rather have it otherwise: what does not read counts as suspended, versions only rise,
a house id is taken once, and what an invitation could open is destroyed when its time is over.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support import enrolments
from support.enrolments import Device
from support.stage import Stage, deliver, holds, new_case, post, roster_of, shown
from support.world import Replica, exchange

from storage.errors import UserError
from sync import identity, kinds, prekeys, roster
from sync.identity import Identity
from sync.outcomes import Outcome
from sync.rights import Role
from sync.roster import Status


def _set(desk: Replica, name: str, act: str) -> None:
    me = desk.me
    with desk.vault.transaction() as tx:
        getattr(roster, act)(tx, me.identity, name, "taken", rng=me.rng, now=me.now)


def _device(who: Replica) -> bytes:
    return who.me.identity.device_id


def _spoil(desk: Replica, device: bytes, **fields: object) -> None:
    desk.write(kinds.desks(desk.me.identity.root_id), device, kinds.DEVICE, fields)


# -- fail closed ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields", [{"relink_key": "AAAA"}, {"certificate": "00"}, {"certificate": "no hex"}, {"status": "none"}]
)
def test_a_device_whose_record_does_not_read_is_not_heard(stage: Stage, fields: dict[str, object]) -> None:
    """Otherwise one bad field, of a desk or of a merge, would let a suspended laptop in again."""
    house, north, south = stage.house, stage.north, stage.south
    _set(north, "house-1", "suspend")
    scope = new_case(house)
    assert deliver(house, north).outcome is Outcome.SUSPENDED
    _spoil(south, _device(house), **fields)
    deliver(south, north)
    assert roster_of(north).status(_device(house)) is Status.SUSPENDED
    assert deliver(house, north).outcome is Outcome.SUSPENDED
    assert not holds(north, scope)
    with pytest.raises(UserError) as error:
        post(north, "house-1")
    assert error.value.slug == "peer_suspended"


def test_nor_is_a_desk_whose_record_does_not_read(stage: Stage) -> None:
    """It stands in the common document, and that says nothing of suspensions."""
    north, south = stage.north, stage.south
    _set(north, "south", "suspend")
    assert roster_of(north).status(_device(south)) is Status.SUSPENDED
    _spoil(north, _device(south), relink_key="AAAA")
    assert roster_of(north).status(_device(south)) is Status.SUSPENDED
    assert deliver(south, north).outcome is Outcome.SUSPENDED


def test_who_is_on_no_roster_is_not_heard(stage: Stage) -> None:
    assert roster_of(stage.north).status(b"n" * 16) is Status.SUSPENDED
    assert roster_of(stage.house).status(b"n" * 16) is Status.SUSPENDED


def test_before_the_roster_came_enrolment_vouches(fresh: Stage) -> None:
    """A new house, and a new desk, hear the desk that admitted them: their first bundle brings the roster."""
    for who in (fresh.house, fresh.south):
        assert not any(device.id == _device(fresh.other) for device in roster_of(who).devices)
        assert roster_of(who).status(_device(fresh.north)) is Status.ACTIVE
        exchange(fresh.north, who)
        assert len(roster_of(who).devices) >= 2


def test_nor_does_a_common_document_alone_shut_out_a_desk(fresh: Stage) -> None:
    """A relink brings it before there is a record of anybody."""
    north, south = fresh.north, fresh.south
    with south.vault.transaction() as tx:
        roster.learn(tx, south.me.identity, _signed(north))
    assert roster_of(south).devices == ()
    assert roster_of(south).status(_device(north)) is Status.ACTIVE
    assert roster_of(south).status(_device(fresh.house)) is Status.SUSPENDED
    assert deliver(north, south).outcome is Outcome.APPLIED
    assert roster_of(south).status(_device(fresh.house)) is Status.ACTIVE


# -- common documents -------------------------------------------------------------------------------------------------


def _signed(who: Replica) -> bytes:
    with who.vault.read() as tx:
        found = roster.common_bytes(tx, who.me.identity)
    assert found is not None
    return found


def test_a_desk_cannot_put_an_older_common_document_back(stage: Stage) -> None:
    """South has no root secret, but it has the version before a house was revoked."""
    house, north, south = stage.house, stage.north, stage.south
    root, before = north.me.identity.root_id, _signed(south)
    _set(north, "house-1", "revoke")
    exchange(north, south)
    version = roster_of(north).version
    old = {"document": base64.b64encode(before).decode()}
    south.write(kinds.everyone(root), root, kinds.COMMON, old)
    _spoil(south, _device(house), status="active")
    assert deliver(south, north).outcome is Outcome.APPLIED
    assert shown(north, kinds.everyone(root), kinds.COMMON, root) == old
    for desk in (north, south):
        assert roster_of(desk).version == version
        assert roster_of(desk).status(_device(house)) is Status.REVOKED
    new_case(house)
    assert deliver(house, north).outcome is Outcome.REVOKED
    assert _version_at(stage.other, north) == version


def _version_at(house: Replica, desk: Replica) -> int:
    exchange(desk, house)
    return roster_of(house).version


def test_a_house_keeps_the_highest_it_has_seen_too(stage: Stage) -> None:
    north, south, other = stage.north, stage.south, stage.other
    root, before = north.me.identity.root_id, _signed(north)
    _set(north, "south", "revoke")
    version = _version_at(other, north)
    north.write(kinds.everyone(root), root, kinds.COMMON, {"document": base64.b64encode(before).decode()})
    assert _version_at(other, north) == version
    assert roster_of(other).status(_device(south)) is Status.REVOKED


def test_learning_an_older_one_forgets_nothing(stage: Stage) -> None:
    """As relinks bring them, in any order."""
    north, house = stage.north, stage.house
    first = _signed(house)
    with north.vault.transaction() as tx:
        versions = [roster.publish(tx, north.me.identity).version for _ in range(2)]
    newest = _signed(north)
    for untrusted in (newest, first, b"", newest[:-1], newest):
        with house.vault.transaction() as tx:
            roster.learn(tx, house.me.identity, untrusted)
        assert roster_of(house).version == versions[-1]
        assert _signed(house) == newest


# -- house ids --------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Device]:
    made = enrolments.desk(tmp_path / "desk")
    yield made
    made.vault.lock()


def _laptop(path: Path) -> Device:
    return enrolments.laptop(path)


def test_nobody_joins_under_the_id_of_another_house(
    desk: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The id is in every stay of a shared case; what is written of the house, its address, would go to whoever has it."""
    good, evil = _laptop(tmp_path / "good"), _laptop(tmp_path / "evil")
    enrolments.enrol(desk, good, "good")
    real = identity.create

    def twin(*args: Any, **named: Any) -> Identity:
        return replace(real(*args, **named), house_id=good.me.house_id)

    before = desk.roster
    with monkeypatch.context() as stolen:
        stolen.setattr(identity, "create", twin)
        with pytest.raises(UserError) as error:
            enrolments.enrol(desk, evil, "evil")
    assert (error.value.slug, error.value.facts["name"]) == ("house_id_taken", "good")
    assert desk.roster == before
    for one in (good, evil):
        one.vault.lock()


def test_desks_have_no_house_and_do_not_stand_in_each_others_way(desk: Device, tmp_path: Path) -> None:
    others = [_laptop(tmp_path / name) for name in ("west", "east")]
    for name, one in zip(("west", "east"), others, strict=True):
        enrolments.enrol(desk, one, name, Role.DESK)
        one.vault.lock()
    assert len(desk.roster.devices) == 3


# -- invitations ------------------------------------------------------------------------------------------------------


def _private(device: Device) -> prekeys.Block:
    with device.vault.read() as tx:
        return prekeys.unpack(device.vault.prekeys(tx))


def test_private_keys_of_an_invitation_go_when_its_time_is_over(desk: Device, tmp_path: Path) -> None:
    """Who caught the reply on its way could open it with them. The next invitation takes them along."""
    ghost, house = _laptop(tmp_path / "ghost"), _laptop(tmp_path / "house")
    made = desk.invite("ghost")
    joined = ghost.join(made.file, made.code)
    kept = _private(desk)
    assert len(kept) == 1
    desk.time += 14 * 86_400
    desk.invite("another")
    assert set(_private(desk)) > set(kept)
    desk.time += 1
    made = desk.invite("house")
    assert not set(_private(desk)) & set(kept)
    assert len(_private(desk)) == 2
    for _ in range(2):
        with pytest.raises(UserError) as error:
            desk.admit(joined.reply, joined.words)
        assert error.value.slug == "invitation_expired"
        desk.time -= 20 * 86_400  # a clock that was wrong gives nothing back
    desk.time += 40 * 86_400
    answered = house.join(made.file, made.code)
    assert desk.admit(answered.reply, answered.words).name == "house"
    for one in (ghost, house):
        one.vault.lock()
