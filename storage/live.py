"""The live edits of a session: what arrived goes in, what it replaces goes out, until all is written at once.

The incremental half of `merge.live`: for every accepted change, in the order of acceptance, `take` keeps the set
of live edits what the definition says of all changes so far. A replaced cell goes; a reference whose target is not here yet
waits in `early`. Cells of records that are new in this session are all in memory; of others, only the new ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from storage.books import Books, Cell, Chain, Scope
from storage.changes import TAG_SIZE, RawRef, Scanned
from storage.database import Tx
from storage.many import insert

Cells = dict[tuple[int, int, int], Cell]
"""(fld, change, idx) → the cell"""

_NONE: Final[Cells] = {}


class LiveCells:
    """Cells, deaths and early references that are not written yet, and the records that they make dirty."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.fresh = books.next_record
        """Records from this number on have nothing in `cell` yet."""
        self.dirty: dict[int, tuple[Scope, int, bytes]] = {}
        self.cells: dict[int, Cells] = {}
        self._begin()

    def _begin(self) -> None:
        self.cells = {}
        self._dead: list[tuple[int, int, int, int, bytes]] = []
        self._early_new: list[tuple[int, int, int, int, int, int, bytes]] = []
        self._early_gone: list[tuple[int, int, int, int]] = []

    def take(self, scope: Scope, chain: Chain, seq: int, row: int, change: Scanned) -> None:
        """Put the edits of an accepted change into the live cells, and take out what they replace."""
        lamport, _, leaves, edits = change
        pairs = self.books.pairs
        naming: list[tuple[int, Cells, int, tuple[RawRef, ...]]] = []
        last: tuple[int, bytes] | None = None
        rec, cells = 0, _NONE
        index = -1
        for edit in edits:
            index += 1
            early = self._was_named_early(scope, chain, seq, index) if scope.early else None
            if edit is None:
                continue
            record, names, value, refs = edit
            pair = pairs.get(names)
            if pair is None:
                pair = self.books.pair(names)
            kind, fld = pair
            if last != (kind, record):
                last = kind, record
                rec, cells = self._open(scope, last)
            leaf = leaves[index]
            if early is None or (rec, fld, leaf[:TAG_SIZE]) not in early:
                cells[fld, row, index] = (rec, fld, row, index, lamport, leaf, value)
            if refs:
                naming.append((rec, cells, fld, refs))
        for rec, cells, fld, refs in naming:
            self._replace(scope, rec, cells, fld, refs)

    def _open(self, scope: Scope, key: tuple[int, bytes]) -> tuple[int, Cells]:
        """Give a record's number and the cells of this session, and note that it has to be projected."""
        rec = scope.records.get(key)
        if rec is None:
            rec = self.books.record(scope, key)
        cells = self.cells.get(rec)
        if cells is None:
            cells = self.cells[rec] = {}
            self.dirty[rec] = scope, *key
        return rec, cells

    def _was_named_early(
        self, scope: Scope, chain: Chain, seq: int, index: int
    ) -> set[tuple[int, int, bytes]] | None:
        """Give the references that waited for this edit, and stop waiting."""
        found = scope.early.pop((chain.author_row, seq, index), None)
        if found:
            self._early_gone.append((scope.id, chain.author_row, seq, index))
        return found

    def _replace(
        self,
        scope: Scope,
        rec: int,
        cells: Cells,
        fld: int,
        refs: Sequence[RawRef],
    ) -> None:
        """Take out the cells that are named rightly; wait for those that are not here yet."""
        for author, seq, index, tag in refs:
            target = scope.chains.get(author)
            if target is None or not (seq <= target.seq if not target.base_seq else target.holds(seq)):
                row = self.books.author(author)
                scope.early.setdefault((row, seq, index), set()).add((rec, fld, tag))
                self._early_new.append((scope.id, row, seq, index, rec, fld, tag))
                continue
            place = fld, target.id << 36 | seq, index
            cell = cells.get(place)
            if cell is not None:
                if cell[5][:TAG_SIZE] == tag:
                    del cells[place]
            elif rec < self.fresh:
                self._dead.append((rec, *place, tag))

    def flush(self, tx: Tx) -> None:
        """Write what is not written, and forget it."""
        tx.executemany(
            "DELETE FROM cell WHERE rec = ? AND fld = ? AND change = ? AND idx = ? AND substr(leaf, 1, 4) = ?",
            self._dead,
        )
        cells = [cell for cells in self.cells.values() for cell in cells.values()]
        cells.sort()
        insert(tx, "INSERT INTO cell (rec, fld, change, idx, lam, leaf, val) VALUES ?*", cells)
        tx.executemany("INSERT OR IGNORE INTO early VALUES (?, ?, ?, ?, ?, ?, ?)", self._early_new)
        tx.executemany(
            "DELETE FROM early WHERE scope = ? AND author = ? AND seq = ? AND idx = ?", self._early_gone
        )
        self.fresh = self.books.next_record
        self._begin()
