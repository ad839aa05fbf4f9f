"""Records as people see them: a row with its fields and conflicts, put together from live edits.

Reading only. What a field shows is decided here, by the rules of `merge`. Nothing of a sealed scope is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from storage import merge
from storage.books import Cell
from storage.changes import SEQ_MAX, TAG_SIZE, AuthorId, RecordId, Ref, ScopeId, times
from storage.database import Tx
from storage.many import for_each
from storage.merge import Live
from storage.projection import cells_of, chain_authors, of, read_value
from storage.scopes import hidden


@dataclass(frozen=True, slots=True)
class LiveValue:
    """One live edit: its value as JSON and as bytes, and what a later edit names it by."""

    value: object
    raw: bytes
    ref: Ref
    author: AuthorId
    wall: int
    lamport: int
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """A record in one scope. Fields show one value each; `conflicts` has all live ones of those in conflict."""

    record: RecordId
    kind: str
    scope: ScopeId
    fields: dict[str, object]
    conflicts: dict[str, list[LiveValue]]
    deleted: bool
    deleted_here_changed_there: bool
    lamport: int
    wall: int
    received_at: int
    number: int = field(default=0, compare=False)
    """Its place in this store, by order of arrival."""


def get(tx: Tx, record: bytes) -> list[Row]:
    """Give a record in every scope where it is: a person has up to four."""
    return load(tx, [rec for (rec,) in tx.execute("SELECT id FROM record WHERE name = ?", (record,))])


def one(tx: Tx, scope: bytes, kind: str, record: bytes) -> Row | None:
    """Give one record of one scope, None when nothing of it is live here."""
    rec = _number(tx, scope, kind, record)
    return next(iter(load(tx, [rec])), None) if rec is not None else None


def _number(tx: Tx, scope: bytes, kind: str, record: bytes) -> int | None:
    found: int | None = tx.scalar(
        "SELECT record.id FROM scope JOIN word ON word.name = ? JOIN record ON record.scope = scope.id"
        " AND record.kind = word.id AND record.name = ? WHERE scope.name = ?",
        (kind, record, scope),
    )
    return found


def live(tx: Tx, scope: bytes, kind: str, record: bytes, name: str) -> list[LiveValue]:
    """Give the live edits of one field, ordered by leaf; a form keeps their refs for what replaces them."""
    rec = _number(tx, scope, kind, record)
    fld = tx.scalar("SELECT id FROM word WHERE name = ?", (name,))
    rows = tx.execute(
        "SELECT rec, fld, change, idx, lam, leaf, val FROM cell WHERE rec = ? AND fld = ?", (rec, fld)
    )
    return _Reader(tx).values(rows.fetchall())


def load(tx: Tx, recs: Sequence[int], only: Iterable[str] | None = None) -> list[Row]:
    """Give rows by their numbers, in that order; those sealed or without live edits are left out.

    `only`: the fields to read; the others are neither among `fields` nor `conflicts`.
    """
    reader = _Reader(tx)
    flds = None if only is None else reader.numbers(only)
    heads = {
        row[0]: row[1:]
        for row in for_each(
            tx,
            "SELECT row.rec, record.name, word.name, scope.name, deleted, lam, wall, received, scope.id FROM row"
            " JOIN record ON record.id = row.rec JOIN word ON word.id = row.kind JOIN scope ON scope.id = row.scope"
            " WHERE row.rec IN (?*)",
            recs,
        )
    }
    sealed = hidden(tx)
    cells = dict(cells_of(tx, list(heads), flds))
    return [
        reader.row(rec, heads[rec], cells.get(rec, ()))
        for rec in recs
        if rec in heads and heads[rec][7] not in sealed
    ]


class _Reader:
    """Turns cells into rows and values; remembers names while it does."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._projection = of(tx)
        self._author_of = chain_authors(tx)
        self._words: dict[int, str] = {}

    def _word(self, row: int) -> str:
        if row not in self._words:
            self._words[row] = self._tx.scalar("SELECT name FROM word WHERE id = ?", (row,))
        return self._words[row]

    def numbers(self, names: Iterable[str]) -> list[int]:
        """Give the numbers of fields; those never seen here have none."""
        found = for_each(self._tx, "SELECT id, name FROM word WHERE name IN (?*)", list(names))
        self._words |= dict(found)
        return list(self._words)

    def row(self, rec: int, head: tuple[object, ...], cells: Iterable[Cell]) -> Row:
        record, kind, scope, deleted, lamport, wall, received, _ = head
        fields: dict[str, list[Cell]] = {}
        for cell in cells:
            fields.setdefault(self._word(cell[1]), []).append(cell)
        shown: dict[str, object] = {}
        disagree: dict[str, list[LiveValue]] = {}
        for name, several in sorted(fields.items()):
            if len(several) == 1:
                shown[name] = read_value(several[0][6])
                continue
            lives = self._lives(several)
            rules = self._projection
            best = merge.shown(str(kind), name, lives, rules.orders, rules.not_understood)
            shown[name] = read_value(best.value)
            if merge.in_conflict(name, lives):
                disagree[name] = self.values(several)
        return Row(
            record=record,  # type: ignore[arg-type]
            kind=kind,  # type: ignore[arg-type]
            scope=scope,  # type: ignore[arg-type]
            fields=shown,
            conflicts=disagree,
            deleted=bool(deleted),
            deleted_here_changed_there=deleted == 2,
            lamport=lamport,  # type: ignore[arg-type]
            wall=wall,  # type: ignore[arg-type]
            received_at=received,  # type: ignore[arg-type]
            number=rec,
        )

    def _lives(self, cells: Iterable[Cell]) -> list[Live]:
        return [
            Live(AuthorId(self._author_of(change >> 36)), change & SEQ_MAX, idx, lam, leaf, val)
            for _, _, change, idx, lam, leaf, val in cells
        ]

    def values(self, cells: Sequence[Cell]) -> list[LiveValue]:
        found = []
        for one, cell in zip(self._lives(cells), cells, strict=True):
            opening = self._tx.scalar("SELECT substr(body, 1, 32) FROM change WHERE id = ?", (cell[2],))
            ref = Ref(one.author, one.seq, one.index, one.leaf[:TAG_SIZE])
            wall = times(opening)[1]
            found.append(
                LiveValue(read_value(one.value), one.value, ref, one.author, wall, one.lamport, one.leaf)
            )
        return sorted(found, key=lambda value: value.leaf)


def conflicts(tx: Tx) -> list[tuple[Row, str]]:
    """List what a person has to settle: every field whose live values differ."""
    recs = [
        rec
        for (rec,) in tx.execute(
            "SELECT rec FROM row INDEXED BY row_conflicts WHERE conflicts > 0 ORDER BY rec"
        )
    ]
    return [(row, name) for row in load(tx, recs) for name in row.conflicts]
