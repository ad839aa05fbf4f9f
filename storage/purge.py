"""Drop what a scope holds: shed (to be had again) or purged (gone, unless a higher grant opens it).

Heads stay, content does not: changes, live edits, rows, the words they are found by, parked runs, forks, drafts, uses of
attachments. The full-text index is merged into one piece, because its own deletes leave words behind; pages are
overwritten as they are freed (`secure_delete`). Compaction, and unlinking attachments, are the vault's.
"""

from __future__ import annotations

from storage import drafts
from storage.changes import SEQ_MAX
from storage.database import Tx
from storage.log import absent_digest
from storage.projection import Projector, chain_authors, of, optimize
from storage.scopes import State, scope_row
from storage.touches import note_scope


def drop_content(tx: Tx, scope: bytes, state: State | str = State.SHED) -> None:
    """Drop a scope's content; it is `state` (shed or purged) afterwards. One purged stays purged."""
    state = State(state)
    if state not in (State.SHED, State.PURGED):
        raise ValueError(f"dropping content leaves a scope shed or purged, not {state}")
    row = scope_row(tx, scope)
    now = State(tx.scalar("SELECT state FROM scope WHERE id = ?", (row,)))
    note_scope(tx, row)
    if state is State.SHED and now is not State.PURGED:
        _remember_absent(tx, row)
    else:
        tx.execute("DELETE FROM absent WHERE scope = ?", (row,))
    _drop_records(tx, row)
    _drop_changes(tx, row)
    tx.execute("DELETE FROM blob_use WHERE scope = ?", (scope,))
    drafts.drop_scope(tx, scope)
    kept = State.PURGED if now is State.PURGED else state
    tx.execute("UPDATE scope SET state = ?, wanted = 0 WHERE id = ?", (kept, row))
    optimize(tx)


def _remember_absent(tx: Tx, row: int) -> None:
    """Keep which records are away, by hash, so that nobody edits one without seeing it."""
    records = tx.execute(
        "SELECT word.name, record.name FROM record JOIN word ON word.id = kind WHERE scope = ?", (row,)
    ).fetchall()
    tx.executemany(
        "INSERT OR IGNORE INTO absent (scope, digest) VALUES (?, ?)",
        [(row, absent_digest(kind, record)) for kind, record in records],
    )


def _drop_records(tx: Tx, row: int) -> None:
    records = tx.execute("SELECT id, kind FROM record WHERE scope = ?", (row,)).fetchall()
    words = {kind for _, kind in records}
    words.update(
        fld
        for (fld,) in tx.execute(
            "SELECT DISTINCT fld FROM record JOIN cell ON rec = id WHERE scope = ?", (row,)
        )
    )
    words.update(fld for (fld,) in tx.execute("SELECT DISTINCT fld FROM early WHERE scope = ?", (row,)))
    Projector(tx, of(tx), chain_authors(tx)).remove([rec for rec, _ in records])
    tx.execute("DELETE FROM cell WHERE rec IN (SELECT id FROM record WHERE scope = ?)", (row,))
    tx.execute("DELETE FROM record WHERE scope = ?", (row,))
    tx.execute("DELETE FROM early WHERE scope = ?", (row,))
    _drop_words(tx, words)


def _drop_words(tx: Tx, words: set[int]) -> None:
    """Drop names of kinds and fields that nothing else uses: one of another version could say something."""
    projection = of(tx)
    known = {name for pair in projection.indexed | projection.searchable for name in pair}
    for word in words:
        if tx.scalar("SELECT name FROM word WHERE id = ?", (word,)) in known:
            continue
        used = tx.scalar(
            "SELECT EXISTS (SELECT 1 FROM record WHERE kind = ?1) OR EXISTS (SELECT 1 FROM cell WHERE fld = ?1)"
            " OR EXISTS (SELECT 1 FROM early WHERE fld = ?1)",
            (word,),
        )
        if not used:
            tx.execute("DELETE FROM word WHERE id = ?", (word,))


def _drop_changes(tx: Tx, row: int) -> None:
    """Drop changes, and keep each chain's head as what a refill has to meet."""
    for (chain,) in tx.execute("SELECT id FROM chain WHERE scope = ?", (row,)).fetchall():
        tx.execute("DELETE FROM change WHERE id BETWEEN ? AND ?", (chain << 36, chain << 36 | SEQ_MAX))
    tx.execute(
        "UPDATE chain SET base_seq = seq, base_head = head, fill_seq = 0, fill_head = NULL WHERE scope = ?",
        (row,),
    )
    tx.execute("DELETE FROM parked WHERE scope = ?", (row,))
    tx.execute("DELETE FROM fork WHERE scope = ?", (row,))
