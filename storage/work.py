"""Pieces of work: the changes that this device wrote in one transaction, so that the last can be taken back.

Local, and bounded to the newest pieces; the changes themselves are in the log. What it does not: know which piece is
worth taking back, or how (`app.undo`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from storage.changes import SEQ_MAX, AuthorId, Change, RecordId, ScopeId, decode_change
from storage.database import Tx

MOST: Final = 64
"""Pieces that are remembered."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One transaction's own changes, as far as they are still here (`whole`: all of them), and what began with them."""

    number: int
    changes: list[Change]
    made: frozenset[tuple[ScopeId, RecordId]]
    whole: bool


def note(tx: Tx, chain: int, seq: int, head: bytes, made: bytes) -> None:
    """Note an own change of this transaction; `made`: the ids of records that begin with it, one after the other."""
    if tx.work is None:
        tx.work = 1 + int(tx.scalar("SELECT coalesce(max(number), 0) FROM work"))
        tx.execute("DELETE FROM work WHERE number <= ?", (tx.work - MOST,))
    tx.execute(
        "INSERT INTO work (number, change, hash, made) VALUES (?, ?, ?, ?)",
        (tx.work, chain << 36 | seq, head, made),
    )


def forget(tx: Tx) -> None:
    """Forget every piece, and what this transaction itself wrote."""
    tx.execute("DELETE FROM work")


def pieces(tx: Tx) -> Iterator[Piece]:
    """Give the pieces, the newest first."""
    numbers = tx.execute("SELECT DISTINCT number FROM work ORDER BY number DESC").fetchall()
    for (number,) in numbers:
        yield _piece(tx, number)


def _piece(tx: Tx, number: int) -> Piece:
    rows = tx.execute(
        "SELECT work.change, scope.name, author.name, made, body FROM work JOIN chain ON chain.id = work.change >> 36"
        " JOIN scope ON scope.id = chain.scope JOIN author ON author.id = chain.author"
        " LEFT JOIN change ON change.id = work.change AND change.hash = work.hash WHERE number = ? ORDER BY work.change",
        (number,),
    ).fetchall()
    held = [row for row in rows if row[4] is not None]
    return Piece(
        number,
        [
            decode_change(body, ScopeId(scope), AuthorId(author), change & SEQ_MAX)
            for change, scope, author, _, body in held
        ],
        frozenset(
            (ScopeId(scope), RecordId(made[at : at + 16]))
            for _, scope, _, made, _ in held
            for at in range(0, len(made), 16)
        ),
        whole=len(held) == len(rows),
    )


def travelled(tx: Tx, change: Change) -> bool:
    """Tell whether a change was sent to anybody, arrived or not."""
    return bool(
        tx.scalar(
            "SELECT EXISTS (SELECT 1 FROM chain JOIN scope ON scope.id = chain.scope JOIN author ON author.id = chain.author"
            " WHERE scope.name = ?1 AND author.name = ?2 AND ("
            " EXISTS (SELECT 1 FROM sent WHERE sent.scope = scope.id AND sent.author = author.id AND sent.seq >= ?3)"
            " OR EXISTS (SELECT 1 FROM held WHERE held.scope = scope.id AND held.author = author.id AND held.seq >= ?3)))",
            (change.scope, change.author, change.seq),
        )
    )
