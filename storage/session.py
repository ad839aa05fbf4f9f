"""A session of work: many runs applied inside one transaction, with caches, and the projection once at the end.

The same result as `merge.live` over all changes, kept up to date change by change. Rules:

- A run is read and checked whole before anything of it is applied.
- What is held already is compared by head and skipped. Another head is a *fork*: the run goes to quarantine whole.
- A run beyond a gap is parked, bounded, and tried again when the gap closes.
- A replaced cell goes; a reference whose target is not here yet waits in `early`.
- A scope whose content was dropped takes nothing, unless it is wanted back; then chains are filled from 1, and
  where a chain reaches the head that was kept, the two must agree.

What it does not: check a signature, a right or a statement (`sync` does, the last through `expect`), or commit.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from types import TracebackType
from typing import Final, Self

from storage.books import Books, Chain, Scope
from storage.cbor import Malformed
from storage.changes import (
    ID_SIZE,
    SCOPE_SIZE,
    START,
    RecordId,
    Scanned,
    ScopeId,
    run_heads,
    scan,
)
from storage.database import Tx
from storage.live import LiveCells
from storage.many import insert
from storage.projection import Projection, Projector, cells_of, of
from storage.quarantine import Quarantine
from storage.runs import Run

Expect = Callable[[bytes, bytes, int, bytes], bool]
"""scope, author, seq, head → whether the author is known to have said so."""

_MARK_DOMAIN: Final = b"\x00\x00\x00\x04mark\x00\x00\x00\x20"
_MARK_BETWEEN: Final = b"\x00\x00\x00\x20"


@dataclass(slots=True)
class Applied:
    """What came of one run, counted in changes; `conflicts` (fields) is known after `Session.finish`."""

    changes: int = 0
    edits: int = 0
    duplicate: int = 0
    parked: int = 0
    dropped: int = 0
    fork: bool = False
    conflicts: int = 0


@dataclass(frozen=True, slots=True)
class Touched:
    """What a session changed."""

    records: set[RecordId] = field(default_factory=set)
    scopes: set[ScopeId] = field(default_factory=set)


def scanned(run: Run) -> list[Scanned]:
    """Read a run whole, before anything of it is applied.

    Raises:
        Malformed: something in it is no change.
    """
    if len(run.scope) != SCOPE_SIZE or len(run.author) != ID_SIZE or run.first < 1:
        raise Malformed("run")
    return [scan(raw) for raw in run.changes]


class Session:
    """Applies runs; `finish` writes and projects. Use it in a `with` block to keep the collector out of the way."""

    def __init__(
        self,
        tx: Tx,
        *,
        received_at: int,
        projection: Projection | None = None,
        expect: Expect | None = None,
    ) -> None:
        """Begin work in `tx`; `received_at` in seconds is noted with every change."""
        self.edits = 0
        self._tx = tx
        self._received = received_at
        self._projection = projection or of(tx)
        self._expect = expect
        self._books = Books(tx)
        self._quarantine = Quarantine(tx, received_at)
        self._mark_n, self._mark = tx.execute("SELECT n, digest FROM log_mark").fetchone()
        self._live = LiveCells(self._books)
        self._rowless = self._books.next_record
        self._arrived: dict[int, tuple[int, Applied]] = {}
        self._changes: list[tuple[int, int | None, int, bytes, bytes]] = []

    def __enter__(self) -> Self:
        self._collecting = gc.isenabled()
        gc.disable()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._collecting:
            gc.enable()

    def apply(
        self,
        run: Run,
        bundle: int | None = None,
        *,
        own: bool = False,
        scans: list[Scanned] | None = None,
    ) -> Applied:
        """Apply one run of `bundle`; `own` is for what this device writes itself, also into a shed scope.

        `scans` is what `scanned(run)` gave, for a caller who had to know first that the whole bundle can be read.

        Raises:
            Malformed: something in the run is no change; nothing of it is applied.
        """
        changes = scanned(run) if scans is None else scans
        outcome = Applied()
        scope = self._books.scope(run.scope)
        if not (own or scope.takes):
            outcome.duplicate = len(changes)
            return outcome
        chain = self._books.chain(scope, run.author)
        if self._place(scope, chain, run, changes, bundle, outcome) and self._quarantine.waiting:
            self._unpark(scope, chain, outcome)
        return outcome

    def _place(
        self,
        scope: Scope,
        chain: Chain,
        run: Run,
        scans: list[Scanned],
        bundle: int | None,
        outcome: Applied,
    ) -> bool:
        """Put a run where it belongs: skip, park, quarantine or accept; True when the chain grew."""
        before = run.first - 1
        if before != chain.seq and not chain.reaches(before):
            self._quarantine.park(scope, chain, run, bundle, outcome)
            return False
        heads = run_heads(self._head_at(chain, before), run.scope, run.author, run.first, scans)
        if before != chain.seq or chain.base_seq:
            point = self._disagreement(chain, run.first, heads)
            if point:
                ours = self._head_at(chain, point)
                self._quarantine.fork(scope, chain, run, point, ours, heads[point - run.first], bundle)
                outcome.fork = True
                return False
            if all(chain.holds(seq) for seq in range(run.first, run.last + 1)):
                outcome.duplicate += len(heads)
                return False
        if self._expect and not self._expect(run.scope, run.author, run.last, heads[-1]):
            self._quarantine.fork(scope, chain, run, run.last, b"", heads[-1], bundle)
            outcome.fork = True
            return False
        self._accept(scope, chain, run, scans, heads, bundle, outcome)
        return True

    def _head_at(self, chain: Chain, seq: int) -> bytes:
        """Give the head after `seq`, which is 0, held, or the kept head of dropped content."""
        if seq == chain.seq:
            return chain.head
        if seq == 0:
            return START
        if seq == chain.fill_seq:
            return chain.fill_head
        if chain.base_seq and seq == chain.base_seq:
            return chain.base_head
        if self._changes:
            self._flush()
        return bytes(self._tx.scalar("SELECT hash FROM change WHERE id = ?", (chain.id << 36 | seq,)))

    def _disagreement(self, chain: Chain, first: int, heads: Sequence[bytes]) -> int:
        """Give a seq where the run's head is not ours; 0 when all that both have agrees."""
        last = first + len(heads) - 1
        points = {min(last, chain.content), min(last, chain.seq)}
        for point in sorted(points):
            known = chain.holds(point) or point == chain.base_seq
            if point >= first and known and self._head_at(chain, point) != heads[point - first]:
                return point
        return 0

    def _accept(
        self,
        scope: Scope,
        chain: Chain,
        run: Run,
        scans: list[Scanned],
        heads: list[bytes],
        bundle: int | None,
        outcome: Applied,
    ) -> None:
        chain_id = chain.id or self._books.begin(chain)
        mark = self._mark
        arrived, received, take = self._arrived, self._received, self._live.take
        fresh = run.first > chain.seq and not chain.base_seq
        count = edits = 0
        seq = run.first - 1
        for head, raw, change in zip(heads, run.changes, scans, strict=True):
            seq += 1
            if fresh:
                chain.seq, chain.head = seq, head
            elif chain.holds(seq):
                outcome.duplicate += 1
                continue
            else:
                chain.advance(seq, head)
            count += 1
            edits += len(change[2])
            mark = blake2b(b"".join((_MARK_DOMAIN, mark, _MARK_BETWEEN, head)), digest_size=32).digest()
            row = chain_id << 36 | seq
            self._changes.append((row, bundle, received, head, raw))
            arrived[row] = change[1], outcome
            if change[0] > scope.lamport:
                scope.lamport = change[0]
            take(scope, chain, seq, row, change)
        self._mark = mark
        self._mark_n += count
        chain.moved, chain.bundle = self._mark_n, bundle
        outcome.changes += count
        outcome.edits += edits
        self.edits += edits
        self._books.grew(scope, chain)

    def _unpark(self, scope: Scope, chain: Chain, outcome: Applied) -> None:
        """Try what waited beyond a gap in this chain."""
        while (waiting := self._quarantine.next_for(scope, chain)) is not None:
            run, bundle = waiting
            self._place(scope, chain, run, [scan(raw) for raw in run.changes], bundle, outcome)

    def _flush(self) -> None:
        """Write everything but the projection."""
        tx = self._tx
        self._books.flush()
        self._changes.sort()
        insert(tx, "INSERT INTO change (id, bundle, received, hash, body) VALUES ?*", self._changes)
        self._live.flush(tx)
        tx.execute("UPDATE log_mark SET n = ?, digest = ?", (self._mark_n, self._mark))
        self._changes = []

    def finish(self) -> Touched:
        """Write, and refresh the projection of every record touched; the session may go on afterwards."""
        dirty, in_memory, fresh = self._live.dirty, self._live.cells, self._live.fresh
        self._flush()
        projector = Projector(self._tx, self._projection, self._books.author_of)
        older = []
        for rec, (scope, kind, _) in dirty.items():
            if rec >= fresh:
                projector.add(rec, scope.id, kind, in_memory[rec].values())
            else:
                older.append(rec)
        empty = set(older)
        for rec, cells in cells_of(self._tx, older):
            scope, kind, _ = dirty[rec]
            projector.add(rec, scope.id, kind, cells)
            empty.discard(rec)
        projector.remove(list(empty))
        projector.write(self._rowless, self._times_of)
        self._count_conflicts(projector)
        touched = Touched(
            {RecordId(record) for _, _, record in dirty.values()},
            {ScopeId(scope.name) for scope, _, _ in dirty.values()},
        )
        kinds = {kind for _, kind, _ in dirty.values()}
        named = (name for (name, _), (kind, _) in self._books.pairs.items() if kind in kinds)
        self._tx.touches.note(named, touched.records, touched.scopes)
        self._rowless = self._live.fresh
        self._live.dirty, self._arrived = {}, {}
        return touched

    def _times_of(self, change: int) -> tuple[int, int] | None:
        found = self._arrived.get(change)
        return None if found is None else (found[0], self._received)

    def _count_conflicts(self, projector: Projector) -> None:
        """Count each field in conflict once for every run that brought one of its live values."""
        for conflict in projector.conflicts:
            found = [self._arrived[change][1] for change in conflict.changes if change in self._arrived]
            for outcome in {id(outcome): outcome for outcome in found}.values():
                outcome.conflicts += 1
