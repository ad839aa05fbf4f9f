"""Sticks: which are in this machine, and what on one may be bundles.

Looks only; writing to a stick, and reading back from it, is `app.exchange.send` with `to_stick`: what it returns says whether the
bytes were read back past this machine's cache (`Sent.verified`), and only then may anybody say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from storage import volumes
from storage.volumes import Volume
from sync import sizes
from sync.channels import sources
from sync.channels.writing import NEUTRAL

#: Where systems mount what people plug in.
_PLACES: Final = (Path("/media"), Path("/run/media"), Path("/mnt"))
#: File systems that sticks have, wherever they are mounted; and where a machine has such ones of its own.
_OF_STICKS: Final = frozenset({"vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk"})
_OF_SYSTEM: Final = (Path("/boot"), Path("/efi"), Path("/etc"), Path("/usr"), Path("/var"))
_MOST_FILES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Stick:
    """A stick, or what may be one. free: bytes."""

    path: Path
    label: str
    free: int
    writable: bool


def mounted() -> list[Stick]:
    """List what may be sticks, by label."""
    return choose(volumes.mounted())


def choose(found: Iterable[Volume]) -> list[Stick]:
    """Tell the sticks among volumes: what can be taken out, or lies where sticks are mounted, and is no part of the system."""
    sticks = [Stick(one.path, one.label, one.free, one.writable) for one in found if _is_stick(one)]
    return sorted(sticks, key=lambda stick: (stick.label.casefold(), stick.path))


def _is_stick(one: Volume) -> bool:
    if one.path == Path("/") or any(one.path.is_relative_to(place) for place in _OF_SYSTEM):
        return False
    if one.removable is not None and one.removable:
        return True
    placed = any(one.path.is_relative_to(place) and one.path != place for place in _PLACES)
    return placed or one.filesystem in _OF_STICKS or one.path.is_relative_to("/Volumes")


def scan(path: Path) -> list[Path]:
    """Find what may be bundles in a directory: files as long as bundles are, or named as ours are.

    What is left out can still be received by naming it. Raises: UserError("no_such_path"), MachineError.
    """
    candidates = islice(sources([path]), _MOST_FILES)
    return [one.path for one in candidates if _may_be(one.path, one.size or 0)]


def _may_be(path: Path, size: int) -> bool:
    return sizes.is_class(size) or NEUTRAL.fullmatch(path.name) is not None
