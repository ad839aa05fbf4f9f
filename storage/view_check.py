"""Hash the projection, to hold it against the one that the log makes (`records.rebuild`).

What it covers: rows, what lists filter and sort by, and of every record the digest of the words it is found by.
Numbers that only name things in this store are part of it: both are made in one transaction.
"""

from __future__ import annotations

import hashlib

from storage.database import Tx

_TABLES = (
    "SELECT * FROM row ORDER BY rec",
    "SELECT kind, fld, value, rec FROM facet ORDER BY kind, fld, value, rec",
    "SELECT rowid FROM ft ORDER BY rowid",
)


def fingerprint(tx: Tx) -> bytes:
    """Hash all that people list, filter and search by; equal for equal projections."""
    state = hashlib.blake2b(digest_size=32)
    for table in _TABLES:
        for row in tx.execute(table):
            state.update(repr(row).encode())
        state.update(b"\0")
    return state.digest()
