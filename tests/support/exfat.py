"""A real exFAT stick: FUSE on a loop device. Where it cannot be mounted, the test that wants it is skipped and says why."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


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


@contextmanager
def mounted(directory: Path, size: int, name: str = "stick") -> Iterator[Stick]:
    """Mount an empty stick of `size` bytes below `directory`; skips the test where that is not possible.

    name: what the program calls it; tests that run beside this one have sticks too.
    """
    if why := missing():
        pytest.skip(why)
    image, place = directory / f"{name}.img", directory / name
    place.mkdir()
    image.touch()
    os.truncate(image, size)
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
