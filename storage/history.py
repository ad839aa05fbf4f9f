"""The history of a record: every edit ever made of it, read from the log; nothing is stored twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from storage.changes import SEQ_MAX, AuthorId, Edit, ScopeId, decode_change
from storage.database import Tx
from storage.projection import read_value
from storage.scopes import hidden


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One edit that was ever made and not erased."""

    scope: ScopeId
    kind: str
    field: str
    value: object
    author: AuthorId
    seq: int
    index: int
    lamport: int
    wall: int
    received_at: int
    bundle: int | None
    live: bool


def history(tx: Tx, record: bytes) -> list[HistoryEntry]:
    """Give every edit of a record in the order of causes, read from the log; nothing is stored twice."""
    sealed = hidden(tx)
    found: list[HistoryEntry] = []
    homes = tx.execute(
        "SELECT DISTINCT scope.id, scope.name FROM record JOIN scope ON scope.id = scope WHERE record.name = ?",
        (record,),
    )
    for row, scope in homes.fetchall():
        if row not in sealed:
            found += _history(tx, row, ScopeId(scope), record)
    return sorted(found, key=lambda entry: (entry.lamport, entry.author, entry.seq, entry.index))


def _history(tx: Tx, row: int, scope: ScopeId, record: bytes) -> Iterable[HistoryEntry]:
    alive = set(
        tx.execute(
            "SELECT change, idx FROM record JOIN cell ON rec = id WHERE scope = ? AND name = ?", (row, record)
        ).fetchall()
    )
    rows = tx.execute(
        "SELECT change.id, author.name, change.bundle, received, body FROM chain JOIN author ON author.id = chain.author"
        " JOIN change ON change.id BETWEEN chain.id << 36 AND chain.id << 36 | ?"
        " WHERE chain.scope = ? AND instr(body, ?)",
        (SEQ_MAX, row, record),
    )
    for number, author, bundle, received, body in rows:
        change = decode_change(body, scope, AuthorId(author), number & SEQ_MAX)
        for index, edit in enumerate(change.edits):
            if isinstance(edit, Edit) and edit.record == record:
                yield HistoryEntry(
                    scope=scope,
                    kind=edit.kind,
                    field=edit.field,
                    value=read_value(edit.value),
                    author=change.author,
                    seq=change.seq,
                    index=index,
                    lamport=change.lamport,
                    wall=change.wall,
                    received_at=received,
                    bundle=bundle,
                    live=(number, index) in alive,
                )
