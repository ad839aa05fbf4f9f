"""The few options of the desktop, read by the parent, which answers `--help`, and again by the session."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app import places

CRASHED: Final = "--after-crash"
STORE: Final = "--store"


@dataclass(frozen=True, slots=True)
class Options:
    """store: the directory. language: until the store is open and says another one."""

    store: Path
    language: str
    crashed: bool


def read(arguments: Sequence[str]) -> Options:
    """Read the options; ends the program with usage 2 where they are wrong."""
    parser = argparse.ArgumentParser(prog="siding", description="The desktop: case records for safe houses.")
    parser.add_argument(
        STORE, type=Path, metavar="DIR", help="the store; else SIDING_STORE, else the usual place"
    )
    parser.add_argument("--lang", choices=places.LANGUAGES, help="until the store is open")
    parser.add_argument(CRASHED, action="store_true", help=argparse.SUPPRESS)
    said = parser.parse_args(list(arguments))
    return Options(
        store=said.store or places.default_store(),
        language=said.lang or places.default_language(),
        crashed=said.after_crash,
    )
