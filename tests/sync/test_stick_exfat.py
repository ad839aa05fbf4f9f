"""A real exFAT stick: FUSE on a loop device. Skipped, saying why, where it cannot be mounted; test_channels.py runs anyway."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage.errors import MachineError
from sync.channels import sources, writing
from sync.channels.stick import FAT_LIMIT, StickChannel

NOON = 1_790_000_000
SIZE = 64 << 20


@dataclass
class Stick:
    """A mounted stick, and what it takes to pull it."""

    image: Path
    loop: str
    place: Path

    def pull(self) -> None:
        """Take the medium away while it is mounted."""
        os.truncate(self.image, 0)
        run("losetup", "-c", self.loop)


def run(*command: str) -> str:
    path = os.environ.get("PATH", "") + os.pathsep + "/usr/sbin:/sbin"
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env={**os.environ, "PATH": path}
    )
    if done.returncode:
        raise OSError(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout.strip()


def missing() -> str:
    """Say why no exFAT can be mounted here; empty when it may work."""
    if os.geteuid() != 0:
        return "a loop device takes root"
    path = os.environ.get("PATH", "") + os.pathsep + "/usr/sbin:/sbin"
    for tool, package in (
        ("mkfs.exfat", "exfatprogs"),
        ("mount.exfat-fuse", "exfat-fuse"),
        ("losetup", "mount"),
        ("umount", "mount"),
    ):
        if shutil.which(tool, path=path) is None:
            return f"{tool} is missing (Debian package {package})"
    return "" if Path("/dev/fuse").exists() else "/dev/fuse is missing"


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Stick]:
    if why := missing():
        pytest.skip(why)
    image, place = tmp_path / "stick.img", tmp_path / "stick"
    place.mkdir()
    image.touch()
    os.truncate(image, SIZE)
    loop = ""
    try:
        run("mkfs.exfat", str(image))
        loop = run("losetup", "--find", "--show", str(image))
        run("mount.exfat-fuse", loop, str(place))
        if not os.path.ismount(place):
            raise OSError("nothing is mounted")
    except OSError as error:
        if loop:
            run("losetup", "-d", loop)
        pytest.skip(f"cannot mount exFAT here: {error}")
    try:
        yield Stick(image, loop, place)
    finally:
        run("umount", "-l", str(place))
        run("losetup", "-d", loop)


def channel(stick: Stick) -> StickChannel:
    assert os.path.ismount(stick.place)
    return StickChannel(stick.place, now=lambda: NOON)


def test_a_bundle_is_written_compared_and_found_again(mounted: Stick) -> None:
    data = os.urandom(5 << 20)
    stick = channel(mounted)
    with stick.open_bundle(len(data)) as out:
        for start in range(0, len(data), 1 << 16):
            out.write(data[start : start + (1 << 16)])
    (source,) = sources([mounted.place])
    with source.open() as opened:
        assert opened.read() == data
    assert writing.NEUTRAL.fullmatch(source.path.name)
    assert source.path.stat().st_mtime == NOON - NOON % 86_400
    assert not out.verified, "behind FUSE the kernel cannot ask the medium itself"
    assert stick.max_size == FAT_LIMIT, "FUSE does not tell exFAT from FAT"
    assert stick.tidy([source.path.name]) == [source.path.name]
    assert list(sources([mounted.place])) == []


def test_a_full_stick_is_told_before_and_while_writing(mounted: Stick) -> None:
    with pytest.raises(MachineError, match="disk_full"), channel(mounted).open_bundle(SIZE):
        pytest.fail("began to write")
    piece = bytes(1 << 20)
    with pytest.raises(MachineError, match="disk_full"), channel(mounted).open_bundle() as out:
        for _ in range(SIZE >> 20):
            out.write(piece)
    assert list(sources([mounted.place])) == []


def test_a_pulled_stick_is_told_and_keeps_no_part_of_a_final_name(mounted: Stick) -> None:
    with pytest.raises(MachineError, match="io_error"), channel(mounted).open_bundle() as out:
        out.write(os.urandom(1 << 20))
        mounted.pull()
        out.write(os.urandom(1 << 20))
    names = [path.name for path in mounted.place.iterdir()]
    assert not [name for name in names if not writing.is_leftover(name)]
