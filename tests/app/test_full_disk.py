"""A full disk while saving, sending and enrolling: its own error, everything acknowledged still there, nothing half done."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.cli import PASSPHRASE, Organisation, Store, copy

from app import devices
from app.devices import Role, Stage
from app.errors import MachineError
from app.workspace import Workspace
from storage.database import Tx


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """Mount a file system of `size` in memory; skips the test where that is not possible."""
    if os.geteuid() != 0:
        pytest.skip("mounting takes root")
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode or not os.path.ismount(place):
        pytest.skip(f"cannot mount tmpfs here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path, leave: int = 0) -> Path:
    """Fill a disk but for `leave` bytes."""
    free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
    filler = place / "filler"
    filler.write_bytes(bytes(max(0, free - leave)))
    return filler


def test_a_save_on_a_full_disk_is_told_and_nothing_is_lost(founded: Organisation, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "24m") as disk:
        org = copy(founded, disk / "org")
        case = org.house.add("case", "alias=Before")
        org.house.add("note", "--case", case, "text=before")
        filler = fill(disk, leave=4096)
        refused = 0
        for _ in range(6):
            done = org.house.call("add", "note", "--case", case, "text=" + "я" * 9000)
            assert done.code in (0, 5), done.err
            refused += done.code == 5
        assert refused, "the disk was never full"
        assert "full" in done.err.lower()
        filler.unlink()
        kept = {found["fields"]["text"][:6] for found in org.house.run("list", "note", "--case", case)}
        assert "before" in kept
        assert len(org.house.run("list", "note", "--case", case)) == 1 + 6 - refused
        assert org.house.run("verify")["ok"]
        assert org.house.add("note", "--case", case, "text=after")


def test_a_full_stick_keeps_no_part_of_a_bundle(org: Organisation, tmp_path: Path) -> None:
    case = org.house.add("case")
    scan = tmp_path / "scan"
    scan.write_bytes(os.urandom(3 << 20))
    org.house.run("attach", str(scan), "--case", case)
    with small_disk(tmp_path / "stick", "1m") as stick:
        for way in ("--stick", "--out"):
            said = org.house.refused("send", "--to", "hq", way, str(stick), "--with-attachments", code=5)
            assert "full" in said.lower()
            assert list(stick.iterdir()) == []
    assert org.carry(org.house, org.desk, "--with-attachments")["blobs"] == 1


def test_a_document_that_does_not_fit_is_not_there(founded: Organisation, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "24m") as disk:
        org = copy(founded, disk / "org")
        house: Store = org.house
        case = house.add("case")
        scan = tmp_path / "scan"
        scan.write_bytes(os.urandom(32 << 20))
        assert "full" in house.refused("attach", str(scan), "--case", case, code=5).lower()
        assert list((house.path / "blobs").iterdir()) == []
        assert house.run("list", "document") == []


# --- a letter of enrolment that cannot be written leaves both sides as they were, to be tried again at once


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "stick", "1m") as stick:
        fill(stick)
        yield stick


def invitations(tx: Tx) -> int:
    (count,) = tx.execute("SELECT count(*) FROM settings WHERE name LIKE 'invitation/%'").fetchone()
    return int(count)


def test_an_invitation_that_finds_no_room_invites_nobody(org: Organisation, full: Path) -> None:
    with org.desk.open() as desk:
        with desk.vault.read() as tx:
            before = invitations(tx)
        with pytest.raises(MachineError, match="disk_full"):
            devices.invite(desk, "house-z", Role.HOUSE, full)
        with desk.vault.read() as tx:
            assert invitations(tx) == before


def test_a_reply_that_finds_no_room_joins_nothing(org: Organisation, full: Path, tmp_path: Path) -> None:
    """Kept all the same, the store would show eight words for a reply that nobody has."""
    with (
        org.desk.open() as desk,
        Workspace.create(tmp_path / "h", PASSPHRASE, name="h", kdf="small") as house,
    ):
        made = devices.invite(desk, "house-z", Role.HOUSE, tmp_path / "letter")
        code = " ".join(word.word for word in made.code)
        with pytest.raises(MachineError, match="disk_full"):
            devices.join(house, made.path, code, full)
        assert devices.enrolment_of(house).stage is Stage.NONE
        answered = devices.join(house, made.path, code, tmp_path / "reply")
        words = " ".join(word.word for word in answered.words)
        assert devices.admit(desk, answered.path, words).name == "house-z"
