"""What a device remembers for itself of its exchange and its messages: what crossed, and how far somebody has read."""

from __future__ import annotations

from storage.database import Tx

_TABLES = (
    # way: 'in' or 'out'; peer: empty where nobody can tell; carrier: the name of the file
    """CREATE TABLE crossing (
        id INTEGER PRIMARY KEY,
        way TEXT NOT NULL,
        at INTEGER NOT NULL,
        peer BLOB NOT NULL,
        outcome TEXT NOT NULL,
        how TEXT NOT NULL,
        carrier TEXT NOT NULL,
        size INTEGER NOT NULL,
        changes INTEGER NOT NULL,
        conflicts INTEGER NOT NULL,
        blobs INTEGER NOT NULL,
        refused INTEGER NOT NULL,
        detail TEXT NOT NULL
    ) STRICT""",
    "CREATE TABLE looked (name BLOB PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID",
)


def migrate(tx: Tx) -> None:
    """Make the tables."""
    for table in _TABLES:
        tx.execute(table)
