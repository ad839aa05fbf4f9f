"""A device's own keys: kept, named, and risen to a new incarnation (exchange.md, Who is who)."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import cbor2
import pytest
from support.failing_files import FastFiles

from storage import settings
from storage.errors import UserError
from storage.vault import Vault
from sync import crypto, identity
from sync.identity import Identity
from sync.kinds import NOBODY
from sync.rights import Role


def test_a_house_and_a_desk_are_made_with_keys_of_their_own() -> None:
    house, desk = identity.create("north"), identity.create("desk", role=Role.DESK)
    secrets = {house.sign_seed, house.relink_private, desk.sign_seed, desk.relink_private}
    assert len(secrets) == 4
    assert len(house.house_id) == 16
    assert house.house_id != NOBODY
    assert desk.house_id == NOBODY
    assert (len(house.vk), len(house.relink_public), len(house.device_id)) == (32, 1216, 16)
    assert house.generation == 1


def test_what_it_signs_verifies_under_its_verify_key() -> None:
    me = identity.create("north")
    crypto.verify(me.vk, b"message", me.sign(b"message"))
    crypto.verify(me.vk, b"message", me.author.sign(b"message"))


def test_ids_differ_by_what_they_are_ids_of() -> None:
    key = os.urandom(32)
    ids = {
        identity.device_id(key),
        identity.root_id(key),
        identity.author_id(key, bytes(8)),
        identity.author_id(key, b"\1" * 8),
    }
    assert len(ids) == 4
    assert {len(one) for one in ids} == {16}


def test_it_is_kept_whole(tmp_path: Path) -> None:
    me = replace(
        identity.create("Дом «Север»"),
        root_vk=os.urandom(32),
        root_secret=os.urandom(32),
        past=(b"1" * 8, b"2" * 8),
    )
    with Vault.create_with_key(tmp_path / "v", bytes(32), files=FastFiles()) as vault:
        with vault.read() as tx:
            assert identity.find(tx) is None
            with pytest.raises(UserError, match="no_identity"):
                identity.load(tx)
        with vault.transaction() as tx:
            identity.save(tx, identity.create("before"))
            identity.save(tx, me)
        with vault.read() as tx:
            assert identity.load(tx) == me


def test_an_identity_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    with Vault.create_with_key(tmp_path / "v", bytes(32), files=FastFiles()) as vault:
        with vault.transaction() as tx:
            settings.put(tx, identity.SETTING, cbor2.dumps({"format": 2}))
        with vault.read() as tx, pytest.raises(UserError, match="store_too_new"):
            identity.find(tx)


def test_it_prints_no_secret() -> None:
    me = replace(identity.create("north"), root_secret=b"\xaa" * 32)
    for secret in (me.sign_seed, me.relink_private, me.root_secret or b""):
        assert repr(secret)[2:-1] not in repr(me)
        assert secret.hex() not in repr(me)


def test_the_root_is_not_known_before_it_is_certain() -> None:
    with pytest.raises(UserError, match="not_enrolled"):
        _ = identity.create("north").root_id
    key = os.urandom(32)
    assert replace(identity.create("north"), root_vk=key).root_id == identity.root_id(key)


def incarnation(generation: int, low: bytes = b"\xff" * 4) -> bytes:
    return generation.to_bytes(4, "big") + low


def test_a_new_incarnation_is_above_every_one_seen_and_the_old_chains_stay_ours() -> None:
    me = identity.create("north")
    risen = me.risen([incarnation(7), incarnation(3)])
    assert risen.generation == 8
    assert risen.incarnation > incarnation(7)
    assert risen.past == (me.incarnation,)
    assert risen.author.id != me.author.id
    again = risen.risen()
    assert again.generation == 9
    assert again.authors == {me.author.id, risen.author.id, again.author.id}
    assert (again.vk, again.house_id) == (me.vk, me.house_id)


def test_two_copies_of_one_store_rise_apart() -> None:
    me = identity.create("north")
    assert me.risen().incarnation != me.risen().incarnation


def test_the_last_generation_has_no_successor() -> None:
    me: Identity = identity.create("north")
    assert me.risen([incarnation(2**32 - 2)]).generation == 2**32 - 1
    with pytest.raises(UserError, match="incarnations_used_up"):
        me.risen([incarnation(2**32 - 1)])
