"""What this device wrote last, by transaction, so that it can be taken back: names of changes, nothing of what they say."""

from __future__ import annotations

from storage.database import Tx

# made: ids of the records that began with the change, 16 bytes each
_TABLE = """CREATE TABLE work (
    number INTEGER NOT NULL,
    change INTEGER NOT NULL,
    hash BLOB NOT NULL,
    made BLOB NOT NULL,
    PRIMARY KEY (number, change)
) STRICT, WITHOUT ROWID"""


def migrate(tx: Tx) -> None:
    """Make the table."""
    tx.execute(_TABLE)
