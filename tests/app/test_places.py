"""Where the store is, whether one is there, and how it goes; and what a front end sees of the floors below `app`."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import Organisation

from app import errors, process
from app.errors import MachineError, UserError
from app.places import default_language, default_store
from app.store import erase, store_exists
from app.workspace import Workspace
from storage.errors import SidingError


def test_defaults_come_from_the_environment(tmp_path: Path) -> None:
    assert default_store({"SIDING_STORE": str(tmp_path)}) == tmp_path
    assert default_store({}).name == "siding"
    assert default_language({"LC_ALL": "ru_RU.UTF-8", "LANG": "en_GB.UTF-8"}) == "ru"
    assert default_language({"LANG": "fr_FR.UTF-8"}) == "en"
    assert default_language({}) == "en"


def test_errors_are_the_ones_that_are_raised() -> None:
    assert errors.SidingError is SidingError
    assert issubclass(UserError, SidingError)
    assert issubclass(MachineError, SidingError)


def test_a_program_forbids_dumps_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    monkeypatch.setattr("storage.files.no_dumps", lambda: done.append("no dumps"))
    process.harden()
    assert done == ["no dumps"]


def test_a_store_is_there_until_it_is_erased(org: Organisation, tmp_path: Path) -> None:
    assert not store_exists(tmp_path / "nowhere")
    assert store_exists(org.house.path)
    with org.house.open(), pytest.raises(MachineError) as told:
        erase(org.house.path)
    assert told.value.slug == "busy"
    assert store_exists(org.house.path)
    erase(org.house.path)
    assert not store_exists(org.house.path)
    with pytest.raises(UserError) as again:
        erase(org.house.path)
    assert again.value.slug == "no_store"


def test_keys_without_their_database_are_a_store_and_a_half_made_one_is_none(org: Organisation) -> None:
    (org.house.path / "store").unlink()
    assert store_exists(org.house.path), "its database may be put back: nothing is made in its place"
    (org.house.path / "store.new").touch()
    assert not store_exists(org.house.path)


def test_a_workspace_says_who_and_where_it_is(org: Organisation) -> None:
    with org.house.open() as house, org.desk.open() as desk:
        assert (house.name, desk.name) == (org.house.name, org.desk.name)
        assert house.device_id == house.identity.device_id
        assert house.house_id == house.identity.house_id
        assert desk.house_id is None
        assert house.sample
        assert house.failed_unlocks == 0
        assert not house.found_behind
        assert not house.found_without_turn


def test_what_was_wrong_with_a_store_is_known_after_it_began_anew(org: Organisation) -> None:
    (org.house.path / "turn").unlink()
    with org.house.open() as house:
        assert house.found_without_turn
        assert not house.vault.turn_missing, "it has begun anew"


def test_an_ordinary_store_is_no_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.workspace.SAMPLE_KDF", "another cost")
    with Workspace.create(
        tmp_path / "store", "mortar lantern seven quiet rivers", name="a", kdf="small"
    ) as one:
        assert not one.sample
