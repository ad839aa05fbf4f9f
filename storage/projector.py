"""Makes `row`, `facet` and `ft` of records out of their live edits: the tables that people list, filter and search.

A session calls it for dirty records, `projection.rebuild` for all, with the same result. What a field shows is always decided
from `cell` when it is read (`rows.py`); nothing here is the only copy of anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from storage import merge, words
from storage.books import Cell
from storage.changes import SEQ_MAX, AuthorId, times
from storage.database import Tx
from storage.many import batches, for_each, insert, run_each
from storage.merge import DELETED, Live
from storage.rules import FACET_MAX, Key, Projection, facet_keys, read_value, texts

_BLOB_HASH = 32


class Conflict(NamedTuple):
    """A field whose live values differ, and the changes they stand in."""

    rec: int
    fld: int
    changes: list[int]


class _Plan(NamedTuple):
    kind: str
    field: str
    indexed: bool
    searchable: bool
    attached: bool
    matters: bool


@dataclass(slots=True)
class _Row:
    rec: int
    kind: int
    scope: int
    lam: int
    top: int
    facets: set[tuple[int, Key]]
    texts: list[tuple[str, bytes, str]] = field(default_factory=list)
    deleted: int = 0
    conflicts: int = 0


class Projector:
    """Makes rows of records; `add` each, then `write` once."""

    def __init__(self, tx: Tx, projection: Projection, author_of: Callable[[int], bytes]) -> None:
        self._tx = tx
        self._projection = projection
        self._author_of = author_of
        self._words: dict[int, str] = {}
        self._plans: dict[int, dict[int, _Plan]] = {}
        self._values: dict[bytes, tuple[object, list[Key]]] = {}
        self._skeletons: dict[str, str] = {}
        self._rows: list[_Row] = []
        self._attached: list[tuple[bytes, int]] = []
        self.conflicts: list[Conflict] = []

    def _word(self, row: int) -> str:
        name = self._words.get(row)
        if name is None:
            name = self._words[row] = self._tx.scalar("SELECT name FROM word WHERE id = ?", (row,))
        return name

    def _plan(self, kind: int, fld: int) -> _Plan:
        """Work out, once, what has to be done with a field."""
        names = self._word(kind), self._word(fld)
        rules = self._projection
        todo = names in rules.indexed, names in rules.searchable, names in rules.attached
        plan = self._plans[kind][fld] = _Plan(*names, *todo, any(todo) or names[1] == DELETED)
        return plan

    def _value(self, data: bytes) -> tuple[object, list[Key]]:
        """Read a value and its facet keys; codes come again and again."""
        found = self._values.get(data)
        if found is None:
            value = read_value(data)
            found = value, facet_keys(value)
            if len(data) <= FACET_MAX and len(self._values) < 10_000:
                self._values[data] = found
        return found

    def add(self, rec: int, scope: int, kind: int, cells: Iterable[Cell]) -> None:
        """Take one record with all its live cells; one without any is not shown at all."""
        fields: dict[int, Cell] = {}
        several: dict[int, list[Cell]] = {}
        top: Cell | None = None
        lam = 0
        for cell in cells:
            fld = cell[1]
            if fld in fields:
                several.setdefault(fld, [fields[fld]]).append(cell)
            else:
                fields[fld] = cell
            if cell[4] >= lam and (top is None or cell[4] > lam or self._later(cell, top)):
                top, lam = cell, cell[4]
        if top is None:
            return
        row = _Row(rec, kind, scope, lam, top[2], set())
        plans = self._plans.setdefault(kind, {})
        for fld, cell in fields.items():
            plan = plans.get(fld) or self._plan(kind, fld)
            many = several.get(fld)
            if many is not None:
                row.conflicts += self._in_conflict(rec, fld, plan.field, many)
            if plan.matters:
                self._note(row, fld, plan, many or [cell])
                if plan.field == DELETED:
                    row.deleted = self._deleted(
                        kind, {name: several.get(name, [one]) for name, one in fields.items()}
                    )
        self._rows.append(row)

    def _note(self, row: _Row, fld: int, plan: _Plan, cells: list[Cell]) -> None:
        """Take what lists, search and attachments have to know of one field."""
        if plan.indexed:
            cell = cells[0] if len(cells) == 1 else self._shown(plan, cells)
            row.facets.update([(fld, key) for key in self._value(cell[6])[1]])
        if plan.searchable:
            for cell in cells:
                value = self._value(cell[6])[0]
                if isinstance(value, str):
                    row.texts.append((plan.field, cell[5], value))
                else:
                    row.texts += [(plan.field, cell[5], text) for text in texts(value)]
        if plan.attached:
            self._attached += [(digest, row.rec) for one in cells if (digest := hash_in(one[6]))]

    def _later(self, one: Cell, other: Cell) -> bool:
        """Say which of two changes with the same lamport comes last."""
        if one[2] == other[2]:
            return False
        mine, theirs = one[2] >> 36, other[2] >> 36
        if mine == theirs:
            return one[2] > other[2]
        return self._author_of(mine) > self._author_of(theirs)

    def lives(self, cells: Iterable[Cell]) -> list[Live]:
        """Give cells in the words of `merge`."""
        return [
            Live(
                AuthorId(self._author_of(cell[2] >> 36)),
                cell[2] & SEQ_MAX,
                cell[3],
                cell[4],
                cell[5],
                cell[6],
            )
            for cell in cells
        ]

    def _in_conflict(self, rec: int, fld: int, name: str, cells: list[Cell]) -> bool:
        found = merge.in_conflict(name, self.lives(cells))
        if found:
            self.conflicts.append(Conflict(rec, fld, [cell[2] for cell in cells]))
        return found

    def _shown(self, plan: _Plan, cells: list[Cell]) -> Cell:
        lives = self.lives(cells)
        projection = self._projection
        best = merge.shown(plan.kind, plan.field, lives, projection.orders, projection.not_understood)
        return cells[lives.index(best)]

    def _deleted(self, kind: int, fields: Mapping[int, list[Cell]]) -> int:
        named = {self._word(fld): self.lives(cells) for fld, cells in fields.items()}
        projection = self._projection
        found = merge.deletion(self._word(kind), named, projection.orders, projection.not_understood)
        return 0 if found is None else 2 if found.changed_there else 1

    def write(self, fresh: int, times_of: Callable[[int], tuple[int, int] | None]) -> None:
        """Write what was added; records from number `fresh` on have no row yet.

        `times_of(change)` gives (wall, received) of changes that are at hand.
        """
        rows = self._rows
        self._rows = []
        known = _TimesOf(self._tx, times_of, [row.top for row in rows])
        old = _Old(self._tx, [row.rec for row in rows if row.rec < fresh])
        made: list[tuple[object, ...]] = []
        changed: list[tuple[object, ...]] = []
        indexed: list[tuple[int, str]] = []
        gone: list[tuple[int]] = []
        facets: list[tuple[int, int, Key, int]] = []
        facets_gone: list[tuple[int, int, Key, int]] = []
        for row in rows:
            text = self._text(row.texts)
            digest = blake2b(text.encode(), digest_size=16).digest() if text else None
            before = old.texts.get(row.rec)
            if digest != before:
                if before is not None:
                    gone.append((row.rec,))
                if digest is not None:
                    indexed.append((row.rec, text))
            was = old.facets.get(row.rec)
            if was is None:
                facets += [(row.kind, fld, key, row.rec) for fld, key in row.facets]
            elif was != row.facets:
                facets_gone += [(row.kind, fld, key, row.rec) for fld, key in was - row.facets]
                facets += [(row.kind, fld, key, row.rec) for fld, key in row.facets - was]
            wall, received = known.get(row.top)
            shown = row.deleted, row.conflicts, row.lam, wall, received, digest, row.rec
            if was is None:
                made.append((*shown, row.kind, row.scope))
            else:
                changed.append(shown)
        tx = self._tx
        tx.executemany("DELETE FROM ft WHERE rowid = ?", gone)
        tx.executemany("DELETE FROM facet WHERE kind = ? AND fld = ? AND value = ? AND rec = ?", facets_gone)
        insert(
            tx,
            "INSERT INTO row (deleted, conflicts, lam, wall, received, text, rec, kind, scope) VALUES ?*",
            made,
        )
        tx.executemany(
            "UPDATE row SET deleted = ?, conflicts = ?, lam = ?, wall = ?, received = ?, text = ? WHERE rec = ?",
            changed,
        )
        facets.sort(key=_facet_order)
        insert(tx, "INSERT INTO facet (kind, fld, value, rec) VALUES ?*", facets)
        tx.executemany("INSERT INTO ft (rowid, words) VALUES (?, ?)", indexed)
        tx.executemany(
            "INSERT OR IGNORE INTO blob_use (hash, scope, record) SELECT ?, scope.name, record.name FROM record"
            " JOIN scope ON scope.id = record.scope WHERE record.id = ?",
            self._attached,
        )
        self._attached = []

    def _text(self, found: list[tuple[str, bytes, str]]) -> str:
        """Give what a record is found by, the same in whatever order its fields came."""
        return words.index_text([text for _, _, text in sorted(found)], self._skeletons) if found else ""

    def remove(self, recs: Sequence[int]) -> None:
        """Take records without live edits out of the projection."""
        run_each(
            self._tx,
            "DELETE FROM ft WHERE rowid IN (SELECT rec FROM row WHERE rec IN (?*) AND text NOT NULL)",
            recs,
        )
        run_each(self._tx, "DELETE FROM facet WHERE rec IN (?*)", recs)
        run_each(self._tx, "DELETE FROM row WHERE rec IN (?*)", recs)


def hash_in(value: bytes) -> bytes | None:
    """Read the hash of an attachment in a value; None when the value is no such thing."""
    text = read_value(value)
    try:
        digest = bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        return None
    return digest if len(digest) == _BLOB_HASH else None


def _facet_order(facet: tuple[int, int, Key, int]) -> tuple[int, int, bool, Key, int]:
    kind, fld, value, rec = facet
    return kind, fld, isinstance(value, str), value, rec


class _TimesOf:
    """(wall, received) of changes, from a session's memory or from the log."""

    def __init__(
        self, tx: Tx, at_hand: Callable[[int], tuple[int, int] | None], changes: Iterable[int]
    ) -> None:
        self._found = {change: at_hand(change) for change in changes}
        missing = [change for change, found in self._found.items() if found is None]
        sql = "SELECT id, substr(body, 1, 32), received FROM change WHERE id IN (?*)"
        for change, opening, received in for_each(tx, sql, missing):
            self._found[change] = times(opening)[1], received

    def get(self, change: int) -> tuple[int, int]:
        found = self._found[change]
        assert found is not None, "a cell names a change that is not in the log"  # noqa: S101
        return found


class _Old:
    """What the projection says now of records that may have a row."""

    def __init__(self, tx: Tx, recs: Sequence[int]) -> None:
        self.texts: dict[int, bytes | None] = {}
        self.facets: dict[int, set[tuple[int, Key]]] = {}
        for rec, text in for_each(tx, "SELECT rec, text FROM row WHERE rec IN (?*)", recs):
            self.texts[rec] = text
            self.facets[rec] = set()
        for rec, fld, value in for_each(tx, "SELECT rec, fld, value FROM facet WHERE rec IN (?*)", recs):
            self.facets[rec].add((fld, value))


def cells_of(
    tx: Tx, recs: Sequence[int], flds: Sequence[int] | None = None
) -> Iterator[tuple[int, list[Cell]]]:
    """Read the live cells of records, record by record, of some fields or of all; those without any are left out."""
    sql = "SELECT rec, fld, change, idx, lam, leaf, val FROM cell WHERE rec IN (?*)"
    if flds is not None:
        sql += f" AND fld IN ({','.join(map(str, flds))})"
    for batch in batches(recs):
        found: dict[int, list[Cell]] = {}
        for cell in for_each(tx, sql, batch):
            found.setdefault(cell[0], []).append(cell)
        yield from found.items()


def chain_authors(tx: Tx) -> Callable[[int], bytes]:
    """Give a function from a chain's number to its author, remembering what it looked up."""
    known: dict[int, bytes] = {}

    def author_of(chain: int) -> bytes:
        if chain not in known:
            known[chain] = tx.scalar(
                "SELECT author.name FROM chain JOIN author ON author.id = chain.author WHERE chain.id = ?",
                (chain,),
            )
        return known[chain]

    return author_of
