"""What a store needs before it has a log: settings, the mark, the sealed prekeys, attachments.

`log_mark` is the log's position and digest (one row, moved by `log.append`); `log_marks` keeps the digests
at ends of transactions, so that a store ahead of the mark in `turn` can be checked at that very position.
"""

from __future__ import annotations

from storage.database import Tx

_TABLES = (
    "CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE log_mark (
        one INTEGER PRIMARY KEY DEFAULT 1 CHECK (one = 1),
        n INTEGER NOT NULL,
        digest BLOB NOT NULL
    ) STRICT""",
    "CREATE TABLE log_marks (n INTEGER PRIMARY KEY, digest BLOB NOT NULL) STRICT",
    """CREATE TABLE prekey_block (
        one INTEGER PRIMARY KEY DEFAULT 1 CHECK (one = 1),
        number INTEGER NOT NULL,
        sealed BLOB NOT NULL
    ) STRICT""",
    # ranges: the 32-byte hashes of the 1 MiB ranges, one after the other
    """CREATE TABLE blob (
        id INTEGER PRIMARY KEY,
        hash BLOB NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        key BLOB NOT NULL,
        file TEXT NOT NULL UNIQUE,
        ranges BLOB NOT NULL
    ) STRICT""",
    # hash without a foreign key: a use may be known long before the bytes arrive
    """CREATE TABLE blob_use (
        hash BLOB NOT NULL,
        scope BLOB NOT NULL,
        record BLOB NOT NULL,
        PRIMARY KEY (hash, scope, record)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX blob_use_scope ON blob_use (scope, record)",
    """CREATE TABLE blob_part (
        hash BLOB NOT NULL,
        first INTEGER NOT NULL,
        count INTEGER NOT NULL,
        size INTEGER NOT NULL,
        key BLOB NOT NULL,
        file TEXT NOT NULL UNIQUE,
        ranges BLOB NOT NULL,
        peer BLOB NOT NULL DEFAULT x'',
        PRIMARY KEY (hash, first, file)
    ) STRICT, WITHOUT ROWID""",
)


def migrate(tx: Tx) -> None:
    """Make the tables and the mark of an empty log."""
    for table in _TABLES:
        tx.execute(table)
    tx.execute("INSERT INTO log_mark (n, digest) VALUES (0, zeroblob(32))")
    tx.execute("INSERT INTO log_marks (n, digest) VALUES (0, zeroblob(32))")
