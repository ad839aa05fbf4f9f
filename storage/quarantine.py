"""Runs that cannot be applied: beyond a gap (parked, tried again), or of another branch (forks, for a person).

Both are bounded in all, so that a peer cannot fill a disk with what nobody can read. Of a fork that has no room its
place and head are kept, once a chain: that a chain has parted is never forgotten. A fork is never applied by itself:
which head stands is a desk's decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from storage.books import Chain, Scope
from storage.changes import AuthorId, ScopeId
from storage.database import Tx
from storage.runs import Run, decode_run, encode_run

if TYPE_CHECKING:
    from storage.session import Applied

PARKED_CHANGES_MAX: Final = 10_000
PARKED_BYTES_MAX: Final = 64 * 1024 * 1024
FORK_BYTES_MAX: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Parked:
    """A run that waits for what comes before it."""

    scope: ScopeId
    author: AuthorId
    first: int
    last: int
    bundle: int | None


@dataclass(frozen=True, slots=True)
class Fork:
    """Another branch of a chain: at `seq` we have `ours` (empty: nothing yet), the run computes to `theirs`.

    The run has no changes where there was no room to keep them.
    """

    scope: ScopeId
    author: AuthorId
    seq: int
    ours: bytes
    theirs: bytes
    run: Run
    bundle: int | None
    received_at: int


def parked(tx: Tx) -> list[Parked]:
    """List the runs that wait beyond a gap."""
    rows = tx.execute(
        "SELECT scope.name, author.name, first, count, bundle FROM parked JOIN scope ON scope.id = scope"
        " JOIN author ON author.id = author ORDER BY scope.name, author.name, first, parked.id"
    )
    return [
        Parked(ScopeId(scope), AuthorId(author), first, first + count - 1, bundle)
        for scope, author, first, count, bundle in rows
    ]


def forks(tx: Tx) -> list[Fork]:
    """List the branches that were not applied."""
    rows = tx.execute(
        "SELECT scope.name, author.name, seq, ours, theirs, first, body, bundle, received FROM fork"
        " JOIN scope ON scope.id = scope JOIN author ON author.id = author ORDER BY fork.id"
    )
    return [
        Fork(
            ScopeId(scope),
            AuthorId(author),
            seq,
            ours,
            theirs,
            _run(scope, author, first, body),
            bundle,
            received,
        )
        for scope, author, seq, ours, theirs, first, body, bundle, received in rows
    ]


def _run(scope: bytes, author: bytes, first: int, body: bytes) -> Run:
    return decode_run(body) if body else Run(ScopeId(scope), AuthorId(author), first, [])


class Quarantine:
    """What a session parks and quarantines, and what it takes back."""

    def __init__(self, tx: Tx, received_at: int) -> None:
        self._tx = tx
        self._received = received_at
        self.waiting = set(tx.execute("SELECT DISTINCT scope, author FROM parked").fetchall())

    def park(self, scope: Scope, chain: Chain, run: Run, bundle: int | None, outcome: Applied) -> None:
        """Keep a run for later, once, if there is room."""
        body = encode_run(run)
        digest = blake2b(body, digest_size=16).digest()
        tx = self._tx
        known = tx.scalar(
            "SELECT 1 FROM parked WHERE scope = ? AND author = ? AND first = ? AND digest = ?",
            (scope.id, chain.author_row, run.first, digest),
        )
        if not known:
            count, size = tx.execute(
                "SELECT coalesce(sum(count), 0), coalesce(sum(length(body)), 0) FROM parked"
            ).fetchone()
            if count + len(run.changes) > PARKED_CHANGES_MAX or size + len(body) > PARKED_BYTES_MAX:
                outcome.dropped += len(run.changes)
                return
            tx.execute(
                "INSERT INTO parked (scope, author, first, count, bundle, digest, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (scope.id, chain.author_row, run.first, len(run.changes), bundle, digest, body),
            )
            self.waiting.add((scope.id, chain.author_row))
        outcome.parked += len(run.changes)

    def next_for(self, scope: Scope, chain: Chain) -> tuple[Run, int | None] | None:
        """Take out a parked run of this chain that can be placed now; None when there is none."""
        key = scope.id, chain.author_row
        if key not in self.waiting:
            return None
        rows = self._tx.execute(
            "SELECT id, first, bundle FROM parked WHERE scope = ? AND author = ? ORDER BY first, id", key
        ).fetchall()
        if not rows:
            self.waiting.discard(key)
        for row, first, bundle in rows:
            if chain.reaches(first - 1):
                run = decode_run(self._tx.scalar("SELECT body FROM parked WHERE id = ?", (row,)))
                self._tx.execute("DELETE FROM parked WHERE id = ?", (row,))
                return run, bundle
        return None

    def fork(
        self, scope: Scope, chain: Chain, run: Run, seq: int, ours: bytes, theirs: bytes, bundle: int | None
    ) -> None:
        """Keep another branch, once; only its place and head, once a chain, if there is no room."""
        body = encode_run(run)
        key = scope.id, chain.author_row, run.first, blake2b(body, digest_size=16).digest()
        known = self._tx.scalar(
            "SELECT 1 FROM fork WHERE scope = ? AND author = ? AND first = ? AND digest = ? AND body <> x''",
            key,
        )
        size = self._tx.scalar("SELECT coalesce(sum(length(body)), 0) FROM fork")
        if known:
            return
        if size + len(body) <= FORK_BYTES_MAX:
            self._tx.execute(
                "DELETE FROM fork WHERE scope = ? AND author = ? AND theirs = ? AND body = x''",
                (scope.id, chain.author_row, theirs),
            )
            self._keep(*key, seq, ours, theirs, bundle, body)
        elif not self._tx.scalar(
            "SELECT 1 FROM fork WHERE scope = ? AND author = ? AND body = x''", (scope.id, chain.author_row)
        ):
            self._keep(*key, seq, ours, theirs, bundle, b"")

    def keep_branch(self, run: Run, seq: int, ours: bytes, theirs: bytes) -> None:
        """Keep a branch that was taken back, whatever the room: it was in this store all along.

        `theirs` is the head it ended with.
        """
        scope = self._tx.scalar("SELECT id FROM scope WHERE name = ?", (run.scope,))
        author = self._tx.scalar("SELECT id FROM author WHERE name = ?", (run.author,))
        body = encode_run(run)
        digest = blake2b(body, digest_size=16).digest()
        self._keep(scope, author, run.first, digest, seq, ours, theirs, None, body)

    def _keep(
        self,
        scope: int,
        author: int,
        first: int,
        digest: bytes,
        seq: int,
        ours: bytes,
        theirs: bytes,
        bundle: int | None,
        body: bytes,
    ) -> None:
        self._tx.execute(
            "INSERT OR IGNORE INTO fork (scope, author, first, digest, seq, ours, theirs, bundle, received, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (scope, author, first, digest, seq, ours, theirs, bundle, self._received, body),
        )
