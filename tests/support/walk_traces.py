"""Looks for texts in everything that is left on a disk: as they are, in the usual encodings, and inside base64 and hexadecimal.

What is wrapped is unwrapped first, at every alignment, so that a text in the middle of something encoded is found too.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

_ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
_HEX: Final = re.compile(rb"[0-9A-Fa-f]{12,}")
_BLOCK: Final = 4096

Spelt = Mapping[str, set[bytes]]


def spellings(text: str) -> set[bytes]:
    """Return how a text may stand in a file."""
    return {
        one.encode(encoding)
        for one in (text, text.lower(), text.upper(), text.title())
        for encoding in _ENCODINGS
    }


def unwrapped(data: bytes) -> Iterator[bytes]:
    """Give the bytes, and what is written in them in hexadecimal and in base64."""
    yield data
    for run in _HEX.findall(data):
        for start in (0, 1):
            whole = run[start : len(run) - (len(run) - start) % 2]
            yield bytes.fromhex(whole.decode())
    for run in _BASE64.findall(data):
        plain = run.replace(b"-", b"+").replace(b"_", b"/")
        for start in range(4):
            whole = plain[start : len(plain) - (len(plain) - start) % 4]
            yield base64.b64decode(whole)


def spelt(texts: Iterable[str]) -> Spelt:
    """Return texts with their spellings, to look for them in many files."""
    return {text: spellings(text) for text in texts}


def found_in(data: bytes, wanted: Spelt) -> list[str]:
    """Return the texts that stand in some bytes."""
    parts = list(unwrapped(data))
    return [text for text, ways in wanted.items() if any(way in part for part in parts for way in ways)]


def _without_holes(path: Path) -> bytes:
    """Read a file without its empty blocks: the image of a stick is mostly those."""
    with path.open("rb") as file:
        return b"".join(block for block in iter(lambda: file.read(_BLOCK), b"") if block.strip(b"\0"))


def search(places: Iterable[Path], texts: Iterable[str]) -> dict[str, list[str]]:
    """Look through every file below some places, names included; give what was found, by file."""
    wanted = spelt(texts)
    hits: dict[str, list[str]] = {}
    for place in places:
        for path in (place, *place.rglob("*")):
            data = _without_holes(path) if path.is_file() and not path.is_symlink() else b""
            names = str(path.relative_to(place.parent)).encode("utf-8", "surrogateescape")
            if found := [*found_in(data, wanted), *found_in(names, wanted)]:
                hits[str(path)] = found
    return hits


def files(place: Path) -> list[str]:
    """Name the files below a place."""
    return sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())
