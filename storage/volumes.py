"""Which volumes are mounted here, as each system tells it: the places where a stick may be.

Reads only; mounts and unmounts nothing. A volume that does not answer is left out, never waited for.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MOUNTS: Final = Path("/proc/self/mounts")
_VOLUMES: Final = Path("/Volumes")
_REMOVABLE: Final = 2
_OCTAL: Final = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of the table of mounts: what is mounted where, as which file system, and whether it takes writing."""

    device: str
    path: Path
    filesystem: str
    writable: bool


@dataclass(frozen=True, slots=True)
class Volume:
    """A mounted volume. free, size: bytes. removable: the system says so; None where it does not tell."""

    path: Path
    label: str
    filesystem: str
    free: int
    size: int
    writable: bool
    removable: bool | None = None


def parse_mounts(text: str) -> list[Mount]:
    """Read a table of mounts as Linux writes it; lines that are none are left out."""
    found = []
    for line in text.splitlines():
        parts = line.split(" ")
        if len(parts) >= 4:
            device, place, filesystem, options = (_plain(part) for part in parts[:4])
            found.append(Mount(device, Path(place), filesystem, "rw" in options.split(",")))
    return found


def _plain(text: str) -> str:
    """Undo how the table spells blanks: as their bytes in octal."""
    return _OCTAL.sub(lambda match: chr(int(match[1], 8)), text)


def mounted(mounts: Path = _MOUNTS) -> list[Volume]:
    """List the volumes that answer, the one mounted last first where several are in one place."""
    if sys.platform == "win32":  # pragma: no cover - needs that system
        return list(_drives())
    if sys.platform == "darwin":  # pragma: no cover - needs that system
        return list(_in_volumes())
    try:
        text = mounts.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return []
    on_top = {mount.path: mount for mount in parse_mounts(text)}
    return [volume for mount in on_top.values() if (volume := _volume(mount)) is not None]


def _volume(mount: Mount) -> Volume | None:
    """Ask a volume on a device of this machine how much room it has; a share of another machine may never answer."""
    if not mount.device.startswith("/dev/"):
        return None
    try:
        usage = shutil.disk_usage(mount.path)
    except OSError:
        return None
    removable = _removable(mount.device)
    name = mount.path.name
    return Volume(mount.path, name, mount.filesystem, usage.free, usage.total, mount.writable, removable)


def _removable(device: str, blocks: Path = Path("/sys/class/block")) -> bool | None:
    """Ask the kernel whether a medium can be taken out; a stick's partition lies under its drive."""
    try:
        block = (blocks / os.path.realpath(device).removeprefix("/dev/")).resolve(strict=True)
        for place in (block, block.parent):
            flag = place / "removable"
            if flag.is_file():
                return flag.read_text().strip() == "1" or "/usb" in str(block)
    except (OSError, RuntimeError):
        return None
    return None


if sys.platform == "win32":  # pragma: no cover - needs that system

    def _drives() -> Iterator[Volume]:
        import ctypes

        kernel = ctypes.windll.kernel32
        drives = kernel.GetLogicalDrives()
        for place in range(26):
            path = f"{chr(ord('A') + place)}:\\"
            if not drives >> place & 1 or kernel.GetDriveTypeW(path) != _REMOVABLE:
                continue
            label, filesystem = ctypes.create_unicode_buffer(261), ctypes.create_unicode_buffer(261)
            flags = ctypes.c_ulong()
            known = kernel.GetVolumeInformationW(
                path, label, 261, None, None, ctypes.byref(flags), filesystem, 261
            )
            if known:  # zero: a reader without a card
                usage = shutil.disk_usage(path)
                writable = not flags.value & 0x80000
                yield Volume(
                    Path(path), label.value, filesystem.value, usage.free, usage.total, writable, True
                )


if sys.platform == "darwin":  # pragma: no cover - needs that system

    def _in_volumes() -> Iterator[Volume]:
        own = Path("/").stat().st_dev
        for path in sorted(_VOLUMES.iterdir()):
            try:
                if path.stat().st_dev == own or not path.is_mount():
                    continue
                usage, writable = shutil.disk_usage(path), os.access(path, os.W_OK)
            except OSError:
                continue
            yield Volume(path, path.name, "", usage.free, usage.total, writable)
