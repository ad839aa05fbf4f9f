"""The projection as a whole: made again from the live edits; its index tidied.

What it is made by: `projector`. What it is made after: `rules`. Both are named here again for the floors above.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage.database import Tx
from storage.projector import Conflict, Projector, cells_of, chain_authors, hash_in
from storage.rules import NOTHING, Key, Projection, facet_key, facet_keys, of, read_value, texts

__all__ = [
    "NOTHING",
    "Conflict",
    "Key",
    "Projection",
    "Projector",
    "cells_of",
    "chain_authors",
    "facet_key",
    "facet_keys",
    "hash_in",
    "of",
    "optimize",
    "read_value",
    "rebuild",
    "texts",
]


def rebuild(tx: Tx) -> int:
    """Make the whole projection again from the live edits; give the number of records."""
    tx.execute("DELETE FROM row")
    tx.execute("DELETE FROM facet")
    tx.execute("INSERT INTO ft (ft) VALUES ('delete-all')")
    count = last = 0
    while rows := tx.execute(
        "SELECT id, scope, kind FROM record WHERE id > ? ORDER BY id LIMIT 2000", (last,)
    ).fetchall():
        last = rows[-1][0]
        count += _project(tx, rows, fresh=0)
    return count


def _project(tx: Tx, rows: Sequence[tuple[int, int, int]], *, fresh: int) -> int:
    """Project records; those numbered below `fresh` may have a row."""
    homes = {rec: (scope, kind) for rec, scope, kind in rows}
    projector = Projector(tx, of(tx), chain_authors(tx))
    count = 0
    for rec, cells in cells_of(tx, list(homes)):
        projector.add(rec, *homes[rec], cells)
        count += 1
    projector.write(fresh, lambda _change: None)
    return count


def optimize(tx: Tx) -> None:
    """Merge the full-text index into one piece, so that no word of what was deleted stays in it."""
    tx.execute("INSERT INTO ft (ft) VALUES ('optimize')")
