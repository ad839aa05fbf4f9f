"""What crossed: bundles that were sent and files that were received, with what became of each. Local, and only the newest.

The log says what every change is, links what a peer holds; neither says that a file was refused on Tuesday. This does, for
people: nothing is decided by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from storage.database import Tx

KEPT: Final = 1000
_TEXT: Final = 200


class Crossing(NamedTuple):
    """One bundle, or what was taken for one. at: unix seconds; peer: its device, empty where nobody can tell.

    outcome: of what came in a slug, of what went out `sent`, `verified` or `relink`; size: bytes, 0 where it is not known.
    """

    way: str
    at: int
    peer: bytes
    outcome: str
    how: str = ""
    carrier: str = ""
    size: int = 0
    changes: int = 0
    conflicts: int = 0
    blobs: int = 0
    refused: int = 0
    detail: str = ""


IN: Final = "in"
OUT: Final = "out"


def note(tx: Tx, crossed: Sequence[Crossing]) -> None:
    """Remember what crossed, and forget what is too long ago."""
    tx.executemany(
        "INSERT INTO crossing (way, at, peer, outcome, how, carrier, size, changes, conflicts, blobs, refused, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [one._replace(carrier=one.carrier[:_TEXT], detail=one.detail[:_TEXT]) for one in crossed],
    )
    tx.touches.note(("crossing",))
    tx.execute("DELETE FROM crossing WHERE id <= (SELECT max(id) FROM crossing) - ?", (KEPT,))


def newest(tx: Tx, limit: int) -> list[Crossing]:
    """Give what crossed last, the newest first."""
    rows = tx.execute(
        "SELECT way, at, peer, outcome, how, carrier, size, changes, conflicts, blobs, refused, detail"
        " FROM crossing ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return [Crossing(*row) for row in rows]
