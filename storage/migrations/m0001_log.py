"""The change log, what follows from it, and what is known of other devices.

- `change` is append-only and holds the bytes as received; `id` = chain << 36 | seq, so a chain lies in order.
- `cell` holds live edits only: two rows of one field with different values are a conflict.
- `row`, `facet` and `ft` are the projection: made from `cell` at any time, never the only copy of anything.
- A chain whose content was dropped keeps its head as `base`, and how far it was filled again as `fill`.
"""

from __future__ import annotations

from storage.database import Tx

_LOG = (
    "CREATE TABLE author (id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE) STRICT",
    # kinds and fields; words of other versions are kept like our own
    "CREATE TABLE word (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    """CREATE TABLE scope (
        id INTEGER PRIMARY KEY,
        name BLOB NOT NULL UNIQUE,
        state TEXT NOT NULL,
        wanted INTEGER NOT NULL DEFAULT 0,
        grant_no INTEGER NOT NULL DEFAULT 0,
        lamport INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX scope_sealed ON scope (id) WHERE state = 'sealed'",
    """CREATE TABLE chain (
        id INTEGER PRIMARY KEY,
        scope INTEGER NOT NULL,
        author INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        head BLOB NOT NULL,
        base_seq INTEGER NOT NULL DEFAULT 0,
        base_head BLOB,
        fill_seq INTEGER NOT NULL DEFAULT 0,
        fill_head BLOB,
        own_sig BLOB,
        -- position of the log, and bundle, of the newest change
        moved INTEGER NOT NULL DEFAULT 0,
        bundle INTEGER,
        UNIQUE (scope, author)
    ) STRICT""",
    """CREATE TABLE change (
        id INTEGER PRIMARY KEY,
        bundle INTEGER,
        received INTEGER NOT NULL,
        hash BLOB NOT NULL,
        body BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE parked (
        id INTEGER PRIMARY KEY,
        scope INTEGER NOT NULL,
        author INTEGER NOT NULL,
        first INTEGER NOT NULL,
        count INTEGER NOT NULL,
        bundle INTEGER,
        digest BLOB NOT NULL,
        body BLOB NOT NULL,
        UNIQUE (scope, author, first, digest)
    ) STRICT""",
    """CREATE TABLE fork (
        id INTEGER PRIMARY KEY,
        scope INTEGER NOT NULL,
        author INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        ours BLOB NOT NULL,
        theirs BLOB NOT NULL,
        first INTEGER NOT NULL,
        bundle INTEGER,
        received INTEGER NOT NULL,
        digest BLOB NOT NULL,
        body BLOB NOT NULL,
        UNIQUE (scope, author, first, digest)
    ) STRICT""",
)

_MEANING = (
    """CREATE TABLE record (
        id INTEGER PRIMARY KEY,
        scope INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        name BLOB NOT NULL,
        UNIQUE (scope, kind, name)
    ) STRICT""",
    "CREATE INDEX record_name ON record (name)",
    """CREATE TABLE cell (
        rec INTEGER NOT NULL,
        fld INTEGER NOT NULL,
        change INTEGER NOT NULL,
        idx INTEGER NOT NULL,
        lam INTEGER NOT NULL,
        leaf BLOB NOT NULL,
        val BLOB NOT NULL,
        PRIMARY KEY (rec, fld, change, idx)
    ) STRICT, WITHOUT ROWID""",
    # references that arrived before their target
    """CREATE TABLE early (
        scope INTEGER NOT NULL,
        author INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        idx INTEGER NOT NULL,
        rec INTEGER NOT NULL,
        fld INTEGER NOT NULL,
        tag BLOB NOT NULL,
        PRIMARY KEY (scope, author, seq, idx, rec, fld, tag)
    ) STRICT, WITHOUT ROWID""",
    # records of a shed scope, by hash: they cannot be edited until they are back
    "CREATE TABLE absent (scope INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (scope, digest)) STRICT, WITHOUT ROWID",
)

_PROJECTION = (
    # deleted: 0 no, 1 yes, 2 deleted here and changed there; text: digest of what is in `ft`, or null
    """CREATE TABLE row (
        rec INTEGER PRIMARY KEY,
        kind INTEGER NOT NULL,
        scope INTEGER NOT NULL,
        deleted INTEGER NOT NULL,
        conflicts INTEGER NOT NULL,
        lam INTEGER NOT NULL,
        wall INTEGER NOT NULL,
        received INTEGER NOT NULL,
        text BLOB
    ) STRICT""",
    "CREATE INDEX row_kind ON row (kind)",
    "CREATE INDEX row_conflicts ON row (rec) WHERE conflicts > 0",
    """CREATE TABLE facet (
        kind INTEGER NOT NULL,
        fld INTEGER NOT NULL,
        value ANY NOT NULL,
        rec INTEGER NOT NULL,
        PRIMARY KEY (kind, fld, value, rec)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX facet_rec ON facet (rec, fld)",
    """CREATE VIRTUAL TABLE ft USING fts5(
        words, content='', contentless_delete=1, detail=none, prefix='1 2 3', tokenize='ascii'
    )""",
)

_PEERS = (
    """CREATE TABLE statement (
        id INTEGER PRIMARY KEY,
        author BLOB NOT NULL,
        incarnation BLOB NOT NULL,
        series BLOB NOT NULL,
        number INTEGER NOT NULL,
        entries BLOB NOT NULL,
        signature BLOB NOT NULL,
        UNIQUE (author, series, number)
    ) STRICT""",
    "CREATE TABLE stated (entry BLOB NOT NULL, statement INTEGER NOT NULL, PRIMARY KEY (entry, statement)) STRICT, WITHOUT ROWID",
    """CREATE TABLE held (
        peer BLOB NOT NULL,
        scope INTEGER NOT NULL,
        author INTEGER NOT NULL,
        grant_no INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        head16 BLOB NOT NULL,
        PRIMARY KEY (peer, scope, author)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sent (
        peer BLOB NOT NULL,
        bundle BLOB NOT NULL,
        scope INTEGER NOT NULL,
        author INTEGER NOT NULL,
        grant_no INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        head16 BLOB NOT NULL,
        PRIMARY KEY (peer, bundle, scope, author)
    ) STRICT, WITHOUT ROWID""",
)


def migrate(tx: Tx) -> None:
    """Make the tables of an empty log."""
    for table in _LOG + _MEANING + _PROJECTION + _PEERS:
        tx.execute(table)
