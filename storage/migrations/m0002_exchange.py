"""What the exchange remembers beside links: bundles that came, attachments that went."""

from __future__ import annotations

from storage.database import Tx

_TABLES = (
    """CREATE TABLE bundle (
        id INTEGER PRIMARY KEY,
        peer BLOB NOT NULL,
        incarnation BLOB NOT NULL,
        counter INTEGER NOT NULL,
        received INTEGER NOT NULL,
        whole INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX bundle_peer ON bundle (peer, id)",
    # counter 0 means acknowledged
    """CREATE TABLE shipped (
        peer BLOB NOT NULL,
        hash BLOB NOT NULL,
        first INTEGER NOT NULL,
        count INTEGER NOT NULL,
        counter INTEGER NOT NULL,
        PRIMARY KEY (peer, hash, first, counter)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE held_back (
        id INTEGER PRIMARY KEY,
        peer BLOB NOT NULL,
        incarnation BLOB NOT NULL,
        counter INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        received INTEGER NOT NULL,
        changes INTEGER NOT NULL,
        manifest BLOB NOT NULL,
        section BLOB NOT NULL,
        UNIQUE (peer, incarnation, counter)
    ) STRICT""",
)


def migrate(tx: Tx) -> None:
    """Make the tables."""
    for table in _TABLES:
        tx.execute(table)
