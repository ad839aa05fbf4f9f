"""Texts that occur nowhere else: typed, attached and searched for on the walk, looked for afterwards in every file.

They are made of letters that a plain keyboard has, in Latin and in Cyrillic. Which ones are to be found again in the store is
kept apart from those that were only in passing (searched for, discarded, mistyped).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Final

_LATIN: Final = "bcdfghjkmnpqrstvwxz"
_CYRILLIC: Final = "бвгджзйклмнпрстфхцчшщъьэюя"
_LENGTH: Final = 9


@dataclass
class Markers:
    """What one person leaves traces with, told apart by `seed`."""

    seed: str
    kept: list[str] = field(default_factory=list)
    passing: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def _make(self, letters: str) -> str:
        while True:
            made = "".join(self._random.choice(letters) for _ in range(_LENGTH))
            if made not in self.kept and made not in self.passing:
                return made

    def text(self, count: int = 1, *, latin: bool = False) -> str:
        """Make words that are to be in the store afterwards."""
        made = [self._make(_LATIN if latin else _CYRILLIC) for _ in range(count)]
        self.kept += made
        return " ".join(made)

    def fleeting(self, count: int = 1, *, latin: bool = False) -> str:
        """Make words that are typed and kept nowhere."""
        made = [self._make(_LATIN if latin else _CYRILLIC) for _ in range(count)]
        self.passing += made
        return " ".join(made)

    def all(self) -> list[str]:
        """Return every one."""
        return [*self.kept, *self.passing]
