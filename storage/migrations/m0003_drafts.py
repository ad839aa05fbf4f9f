"""Unsaved typing: local, never a change, gone when it is saved and with the scope that it would be saved in."""

from __future__ import annotations

from storage.database import Tx

_TABLES = (
    # scope: empty for what belongs to none yet; one draft may lie in several
    """CREATE TABLE draft (
        name TEXT NOT NULL,
        scope BLOB NOT NULL,
        saved INTEGER NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (name, scope)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX draft_scope ON draft (scope)",
)


def migrate(tx: Tx) -> None:
    """Make the table."""
    for table in _TABLES:
        tx.execute(table)
