"""Sticks: which volumes may be one, and which files on it may be bundles."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import DESK, Organisation

from app import sticks
from storage import volumes
from storage.volumes import Volume

MOUNTS = r"""
/dev/nvme0n1p2 / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw,nosuid 0 0
/dev/nvme0n1p1 /boot/efi vfat rw,relatime 0 0
/dev/sda1 /media/anna/БЕЛАЯ\040ФЛЕШКА vfat rw,nosuid,nodev 0 0
/dev/sdb1 /run/media/anna/KEYS exfat ro,nosuid 0 0
server:/export /mnt/share nfs4 rw 0 0
broken line
"""


def volume(path: str, filesystem: str = "ext4", removable: bool | None = None, label: str = "") -> Volume:
    return Volume(Path(path), label or Path(path).name, filesystem, 100, 200, True, removable)


def test_the_table_of_mounts_is_read_with_its_blanks() -> None:
    found = volumes.parse_mounts(MOUNTS)
    assert [mount.device for mount in found][:2] == ["/dev/nvme0n1p2", "tmpfs"]
    white = found[3]
    assert (white.path, white.filesystem, white.writable) == (
        Path("/media/anna/БЕЛАЯ ФЛЕШКА"),
        "vfat",
        True,
    )
    assert not found[4].writable
    assert len(found) == 6


def test_only_devices_of_this_machine_that_answer_are_volumes(tmp_path: Path) -> None:
    table = tmp_path / "mounts"
    here = str(tmp_path).replace(" ", "\\040")
    table.write_text(
        f"/dev/none1 {here} vfat rw 0 0\n/dev/none2 {here}/gone vfat rw 0 0\nserver:/x {here} nfs4 rw 0 0\n"
    )
    assert volumes.mounted(table) == [], "a share was mounted over it"
    table.write_text(f"server:/x {here} nfs4 rw 0 0\n/dev/none1 {here} vfat ro 0 0\n")
    (found,) = volumes.mounted(table)
    assert (found.path, found.label, found.writable) == (tmp_path, tmp_path.name, False)
    assert 0 < found.free <= found.size
    assert volumes.mounted(tmp_path / "none") == []


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (volume("/"), False),
        (volume("/", removable=True), False),
        (volume("/home"), False),
        (volume("/boot/efi", "vfat"), False),
        (volume("/media/anna/KEYS", "ext4"), True),
        (volume("/run/media/anna/KEYS", "exfat"), True),
        (volume("/mnt/stick"), True),
        (volume("/mnt"), False),
        (volume("/srv/stick", "vfat"), True),
        (volume("/srv/disk", "ext4", removable=True), True),
        (volume("/srv/disk", "ext4", removable=False), False),
        (volume("/Volumes/KEYS", ""), True),
    ],
)
def test_what_may_be_a_stick(found: Volume, expected: bool) -> None:
    assert bool(sticks.choose([found])) is expected


def test_sticks_come_by_their_labels() -> None:
    found = sticks.choose([volume("/media/b", label="Beta"), volume("/media/a", label="alfa")])
    assert [stick.label for stick in found] == ["alfa", "Beta"]
    assert found[0].free == 100


def test_this_machine_can_be_asked() -> None:
    assert all(stick.path.is_dir() for stick in sticks.mounted())


def test_bundles_are_found_among_other_things(org: Organisation, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    (stick / "deeper").mkdir(parents=True)
    bundle = org.house.send(DESK, stick)
    renamed = stick / "deeper" / "отпуск.jpg"
    renamed.write_bytes(bundle.read_bytes())
    cut = stick / "abcdefghijk1.bin"
    cut.write_bytes(bundle.read_bytes()[:-5])
    (stick / "letter.odt").write_bytes(bytes(5000))
    (stick / "empty.txt").touch()
    assert sorted(sticks.scan(stick)) == sorted([bundle, cut, renamed])
