"""An organisation begins: a root, its first desk, and a common document that says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support import enrolments

from storage.errors import UserError
from sync import admission, crypto, founding, identity, kinds, roster
from sync.identity import Identity
from sync.links import PeerKeys
from sync.rights import Role


def test_the_first_desk_is_on_the_roster_under_roots_signature(tmp_path: Path) -> None:
    desk = enrolments.desk(tmp_path / "desk", "Bureau")
    me = desk.me
    assert me.root_secret is not None
    assert me.root_vk == crypto.verify_key(me.root_secret)
    assert me.role is Role.DESK
    known = desk.roster
    with desk.vault.read() as tx:
        certificate = admission.own_certificate(tx, me)
    assert [(device.name, device.id, device.role) for device in known.devices] == [
        ("Bureau", me.device_id, Role.DESK)
    ]
    assert known.version == 1
    assert known.common is not None
    assert known.common.desk(me.device_id) is not None
    assert (certificate.vk, certificate.number, certificate.home_desk) == (me.vk, 1, kinds.NOBODY)


def test_root_and_desk_are_two_keys(tmp_path: Path) -> None:
    me = enrolments.desk(tmp_path / "desk").me
    assert me.root_secret not in (me.sign_seed, me.relink_private)


def test_a_store_is_founded_once(tmp_path: Path) -> None:
    desk = enrolments.desk(tmp_path / "desk")
    before = desk.me
    with pytest.raises(UserError, match="identity_exists"):
        founding.found(desk.vault, "again")
    assert desk.me == before


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "a\nb", "hq", "HQ", "a\u202eb", "a\x00b"])
def test_a_name_can_be_read_and_is_not_the_address_hq(name: str, tmp_path: Path) -> None:
    empty = enrolments.laptop(tmp_path / "desk")
    with pytest.raises(UserError, match="bad_name"):
        founding.found(empty.vault, name)
    with empty.vault.read() as tx:
        assert identity.find(tx) is None


def test_a_name_is_kept_in_one_spelling() -> None:
    assert admission.clean_name("  Дом No\u0308rd ") == "Дом Nörd"


def peer(me: Identity, name: str) -> PeerKeys:
    return PeerKeys(me.device_id, me.vk, me.relink_public, me.role, name)


def test_a_device_that_is_suspended_or_revoked_gets_no_certificate(tmp_path: Path) -> None:
    desk = enrolments.desk(tmp_path / "desk")
    me = desk.me
    house = identity.create("north")
    with desk.vault.transaction() as tx:
        admission.enter(tx, me, peer(house, "north"), house.house_id)
    for cut in (roster.suspend, roster.revoke):
        with desk.vault.transaction() as tx:
            cut(tx, me, "north", "lost")
        with pytest.raises(UserError, match="device_not_active"), desk.vault.transaction() as tx:
            admission.enter(tx, me, peer(house, "north"), house.house_id)


def test_a_revoked_devices_name_is_free_again_and_a_suspended_ones_is_not(tmp_path: Path) -> None:
    desk = enrolments.desk(tmp_path / "desk")
    me = desk.me
    first, second = identity.create("north"), identity.create("north")
    with desk.vault.transaction() as tx:
        admission.enter(tx, me, peer(first, "north"), first.house_id)
        roster.suspend(tx, me, "north", "late")
    with pytest.raises(UserError, match="name_taken"), desk.vault.transaction() as tx:
        admission.enter(tx, me, peer(second, "North"), second.house_id)
    with desk.vault.transaction() as tx:
        roster.revoke(tx, me, "north", "seized")
        assert admission.enter(tx, me, peer(second, "North"), second.house_id).number == 1


def test_an_admitted_device_that_comes_again_gets_a_higher_number(tmp_path: Path) -> None:
    desk = enrolments.desk(tmp_path / "desk")
    me = desk.me
    house = identity.create("north")
    numbers = []
    for name in ("north", "north", "south"):
        with desk.vault.transaction() as tx:
            numbers.append(admission.enter(tx, me, peer(house, name), house.house_id).number)
    assert numbers == [1, 2, 3]
    assert desk.roster.by_name("south").id == house.device_id


def test_only_a_desk_with_the_root_admits(tmp_path: Path) -> None:
    desk = enrolments.desk(tmp_path / "desk")
    house = identity.create("north")
    for me, slug in (
        (replace(desk.me, root_secret=None), "no_root_here"),
        (replace(desk.me, role=Role.HOUSE), "not_a_desk"),
        (replace(desk.me, root_vk=None), "not_a_desk"),
    ):
        with pytest.raises(UserError, match=slug), desk.vault.transaction() as tx:
            admission.enter(tx, me, peer(house, "north"), house.house_id)
