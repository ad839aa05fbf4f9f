"""Statements: authors' signed words on how far their chains go, kept so that runs can be relayed with proof.

An entry is a hash of one position, so a statement tells nothing to whoever does not hold the chain. Signatures
are `sync`'s to check, before `put`; here they are bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from storage.changes import AuthorId
from storage.crypto import h
from storage.database import Tx
from storage.errors import UserError
from storage.log import head_at

ENTRY_SIZE: Final = 16
ENTRIES_MAX: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Statement:
    """One author's word: `entries` sorted, 16 bytes each; `series` (16 bytes) is per reader, `number` rises in it."""

    author: AuthorId
    incarnation: bytes
    series: bytes
    number: int
    entries: bytes
    signature: bytes

    def body(self) -> bytes:
        """Give what the signature is over."""
        return h("statement", self.author, self.series, self.number.to_bytes(8, "big"), self.entries)

    def items(self) -> list[bytes]:
        """Give the entries one by one.

        Raises:
            UserError: malformed_statement, when they are not sorted, or not whole.
        """
        found = [self.entries[at : at + ENTRY_SIZE] for at in range(0, len(self.entries), ENTRY_SIZE)]
        whole = len(self.entries) % ENTRY_SIZE == 0 and len(found) <= ENTRIES_MAX
        if not whole or any(one >= other for one, other in pairwise(found)):
            raise UserError("malformed_statement")
        return found


def entry(scope: bytes, author: bytes, seq: int, head: bytes) -> bytes:
    """Give the entry that states one position."""
    return h("stated", scope, author, seq.to_bytes(8, "big"), head, size=ENTRY_SIZE)


def join(entries: Iterable[bytes]) -> bytes:
    """Give entries as a statement holds them."""
    return b"".join(sorted(set(entries)))


def put(tx: Tx, statement: Statement) -> None:
    """Keep a statement whose signature was checked; one with the same author, series and number stays as it was.

    Raises:
        UserError: malformed_statement.
    """
    entries = statement.items()
    row = tx.execute(
        "INSERT OR IGNORE INTO statement (author, incarnation, series, number, entries, signature)"
        " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (
            statement.author,
            statement.incarnation,
            statement.series,
            statement.number,
            statement.entries,
            statement.signature,
        ),
    ).fetchone()
    if row is not None:
        tx.executemany(
            "INSERT INTO stated (entry, statement) VALUES (?, ?)", [(one, row[0]) for one in entries]
        )


def covered(tx: Tx, scope: bytes, author: bytes, seq: int) -> bool:
    """Say whether the author stated exactly this position of its chain, with the head that we have."""
    head = head_at(tx, scope, author, seq)
    return head is not None and is_stated(tx, scope, author, seq, head)


def is_stated(tx: Tx, scope: bytes, author: bytes, seq: int, head: bytes) -> bool:
    """Say whether a kept statement of the author names this position, held here or not."""
    return _oldest(tx, scope, author, seq, head) is not None


def _oldest(tx: Tx, scope: bytes, author: bytes, seq: int, head: bytes) -> int | None:
    """Give the oldest statement of the author that names a position."""
    found: int | None = tx.scalar(
        "SELECT min(statement.id) FROM stated JOIN statement ON statement.id = statement"
        " WHERE entry = ? AND author = ?",
        (entry(scope, author, seq, head), author),
    )
    return found


def positions(tx: Tx, scope: bytes, author: bytes, after: int) -> list[int]:
    """List the stated positions beyond `after` that are held here."""
    heads = _heads(tx, scope, author, after)
    return [seq for seq, head in heads if is_stated(tx, scope, author, seq, head)]


def _heads(tx: Tx, scope: bytes, author: bytes, after: int) -> Iterable[tuple[int, bytes]]:
    """Give (seq, head) beyond `after` in order; also the kept head of dropped content."""
    row = tx.execute(
        "SELECT chain.id, seq, base_seq, base_head FROM chain JOIN scope ON scope.id = chain.scope"
        " JOIN author ON author.id = chain.author WHERE scope.name = ? AND author.name = ?",
        (scope, author),
    ).fetchone()
    if row is None:
        return []
    chain, last, base, base_head = row
    start = chain << 36
    heads = dict(
        tx.execute(
            "SELECT id - ?, hash FROM change WHERE id BETWEEN ? AND ?",
            (start, start + after + 1, start + last),
        ).fetchall()
    )
    if base > after:
        heads[base] = base_head
    return sorted(heads.items())


def statements_for(tx: Tx, places: Iterable[tuple[bytes, bytes, int]]) -> list[Statement]:
    """Give the statements that cover (scope, author, seq), each once, oldest first."""
    found = set()
    for scope, author, seq in places:
        head = head_at(tx, scope, author, seq)
        row = None if head is None else _oldest(tx, scope, author, seq, head)
        if row is not None:
            found.add(row)
    return [_statement(tx, row) for row in sorted(found)]


def every(tx: Tx) -> Iterator[Statement]:
    """Yield all statements that are kept."""
    for (row,) in tx.execute("SELECT id FROM statement ORDER BY id").fetchall():
        yield _statement(tx, row)


def _statement(tx: Tx, row: int) -> Statement:
    author, *rest = tx.execute(
        "SELECT author, incarnation, series, number, entries, signature FROM statement WHERE id = ?", (row,)
    ).fetchone()
    return Statement(AuthorId(author), *rest)
