"""Founding an organisation is not over before a kit was written and tried, or a second desk belongs."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import PASSPHRASE, Organisation

from app import demo, kit, passphrases, samples
from app import store as stores
from app.devices import Role
from app.errors import MachineError, UserError
from app.workspace import Workspace
from sync import founding


@pytest.fixture
def desk(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "hq", PASSPHRASE, name="hq-1", organisation=True, kdf="small")


def test_a_kit_that_was_written_and_tried_ends_it(desk: Workspace, tmp_path: Path) -> None:
    with desk:
        assert kit.standing(desk).founding
        sheets = tmp_path / "sheets"
        sheets.mkdir()
        written = kit.write(desk, tmp_path / "kit.bin", shares_out=sheets, heading="Share")
        assert kit.standing(desk).owed, "nobody knows yet whether it opens"
        with pytest.raises(UserError, match="too_few_shares"):
            kit.rehearse(desk, written.path, written.shares[:2])
        assert kit.standing(desk).owed
        assert kit.read_share_files(written.share_files) == written.shares
        assert all(word in kit.SHARE_WORDS for word in written.shares[0].split())
        assert len(written.shares[0].split()) == kit.WORDS_OF_A_SHARE
        kit.rehearse(desk, written.path, kit.read_share_files(written.share_files[1:4]))
        assert not kit.standing(desk).owed
    with Workspace.open(tmp_path / "hq", PASSPHRASE) as again:
        found = kit.standing(again)
        assert found.written and found.rehearsed and not found.founding


def test_a_second_desk_ends_it_too(desk: Workspace, tmp_path: Path) -> None:
    with desk, Workspace.create(tmp_path / "two", PASSPHRASE, name="x", kdf="small") as second:
        demo.enrol(desk, second, "desk-2", tmp_path, role=Role.DESK)
        assert not kit.standing(desk).owed
        assert not kit.standing(second).owed, "the root's secret is not there"


def test_an_organisation_at_work_is_reminded_not_held_up(org: Organisation) -> None:
    with org.desk.open() as desk, org.house.open() as house:
        assert kit.standing(desk).owed and not kit.standing(desk).founding
        assert not kit.standing(house).owed


def test_a_share_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="not_text"):
        kit.read_share_files([path])


def test_a_founding_that_fails_leaves_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise MachineError("disk_full", path="x")

    monkeypatch.setattr(founding, "found", full)
    with pytest.raises(MachineError, match="disk_full"):
        Workspace.create(tmp_path / "hq", PASSPHRASE, name="hq-1", organisation=True, kdf="small")
    assert not stores.store_exists(tmp_path / "hq")
    monkeypatch.undo()
    Workspace.create(tmp_path / "hq", PASSPHRASE, name="hq-1", organisation=True, kdf="small").close()


def test_a_passphrase_is_compared_as_it_opens() -> None:
    assert passphrases.same("й", "и\u0306"), "NFKC, as for the key"
    assert not passphrases.same("one two", "one  two")
    assert not passphrases.same("x" * 2000, "x" * 2000), "one that would be refused is no passphrase"


def test_samples_given_up_or_failed_leave_nothing(tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def give_up(done: int, _total: int) -> None:
        if done == 1:
            raise Enough

    with pytest.raises(Enough):
        demo.make(tmp_path / "sample", cases=2, houses=2, seed=1, tell=give_up)
    assert not (tmp_path / "sample").exists()
    assert samples.find(tmp_path / "sample") is None


def test_samples_are_found_again_with_their_passphrase(tmp_path: Path) -> None:
    made = demo.make(tmp_path / "sample", cases=1, houses=1, seed=1, tell=lambda *_: None, language="ru")
    assert samples.find(tmp_path / "sample") == made
    secret = samples.secret_of(made)
    assert "а" <= secret[0] <= "я"
    Workspace.open(made.stores["house-1"], secret).close()
    (tmp_path / "sample" / "mine").touch()
    samples.remove(tmp_path / "sample")
    assert [path.name for path in (tmp_path / "sample").iterdir()] == ["mine"], "what is not ours stays"
