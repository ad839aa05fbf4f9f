"""What was found wrong at opening and is not answered yet, kept in the store so that a restart forgets nothing.

`behind`: the store was put back from an older day, and somebody accepted it. `turn_missing`: the key of the
prekeys is gone. Either way the device must take a new incarnation and relink; whoever does that calls `settle`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from storage import settings
from storage.database import Tx

_BEHIND: Final = "vault.behind"
_TURN_MISSING: Final = "vault.turn_missing"


@dataclass(frozen=True, slots=True)
class Doubts:
    """The two doubts; false is good."""

    behind: bool = False
    turn_missing: bool = False

    def note(self, tx: Tx) -> None:
        """Write these down, beside those that are written down already."""
        if self.behind:
            settings.put(tx, _BEHIND, b"\1")
        if self.turn_missing:
            settings.put(tx, _TURN_MISSING, b"\1")


def read(tx: Tx) -> Doubts:
    """Read what is not answered yet."""
    return Doubts(settings.get(tx, _BEHIND) is not None, settings.get(tx, _TURN_MISSING) is not None)


def settle(tx: Tx) -> None:
    """Forget both: this transaction takes a new incarnation."""
    settings.drop(tx, _BEHIND)
    settings.drop(tx, _TURN_MISSING)
