"""Where chains stand, seen by whoever exchanges them: what is here to give, what moved, what a peer lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from storage.changes import AuthorId, ScopeId
from storage.database import Tx
from storage.log import head_at
from storage.many import for_each
from storage.scopes import State

Place = tuple[ScopeId, AuthorId]

_ONE_BY_ONE = 2000
"""Scopes that are looked up one at a time; more than these are cheaper found in one pass over all chains."""

_CHAINS = (
    "SELECT scope.name, author.name, CASE WHEN base_seq > 0 THEN fill_seq ELSE seq END,"
    " CASE WHEN base_seq > 0 THEN fill_head ELSE head END"
    " FROM chain JOIN scope ON scope.id = chain.scope JOIN author ON author.id = chain.author"
    " WHERE scope.state <> 'purged' AND (scope.state <> 'shed' OR scope.wanted)"
)


def contents(tx: Tx, scopes: Iterable[bytes]) -> dict[Place, tuple[int, bytes]]:
    """Give, for each chain of `scopes`, how far its content is held from 1 without a hole, and the head there.

    Scopes that were dropped do not count, unless they are wanted back: then as far as they are filled.
    """
    wanted = set(scopes)
    if len(wanted) > _ONE_BY_ONE:
        rows = [row for row in tx.execute(_CHAINS) if row[0] in wanted]
    else:
        rows = [row for scope in wanted for row in tx.execute(f"{_CHAINS} AND scope.name = ?", (scope,))]
    return {(ScopeId(scope), AuthorId(author)): (seq, head) for scope, author, seq, head in rows if seq}


def moved(tx: Tx, since: int) -> dict[Place, int | None]:
    """Give the chains that grew after position `since` of the log, with the bundle that brought the newest change."""
    rows = tx.execute(
        "SELECT scope.name, author.name, bundle FROM chain JOIN scope ON scope.id = chain.scope"
        " JOIN author ON author.id = chain.author WHERE moved > ?",
        (since,),
    )
    return {(ScopeId(scope), AuthorId(author)): bundle for scope, author, bundle in rows}


def lacking(tx: Tx, peer: bytes) -> Iterator[tuple[ScopeId, AuthorId, int, int]]:
    """Yield (scope, author, held, seq) for each chain that goes further here than the peer is believed to hold it.

    Only what can be given: of a chain whose content was dropped, what was written since.
    """
    rows = tx.execute(
        "SELECT scope.name, author.name, coalesce(held.seq, 0), held.head16, chain.seq, chain.base_seq, chain.fill_seq FROM chain"
        " JOIN scope ON scope.id = chain.scope JOIN author ON author.id = chain.author"
        " LEFT JOIN held ON held.peer = ? AND held.scope = chain.scope AND held.author = chain.author"
        " WHERE chain.seq > coalesce(held.seq, 0) OR (chain.seq = held.seq AND substr(chain.head, 1, 16) <> held.head16)"
        " OR (chain.seq < held.seq AND EXISTS (SELECT 1 FROM fork WHERE fork.scope = chain.scope"
        " AND fork.author = chain.author))",
        (peer,),
    ).fetchall()
    for scope, author, held, head16, seq, base, filled in rows:
        # Whoever has another branch is given the chain from the beginning, and sees where the two part.
        known = held if held and has_head(tx, scope, author, held, head16) else 0
        last = seq if known >= base else filled
        if last > known:
            yield ScopeId(scope), AuthorId(author), known, last


def has_head(tx: Tx, scope: bytes, author: bytes, seq: int, head16: bytes) -> bool:
    """Say whether the chain here passes through this position; what cannot be compared any more counts as yes."""
    known = tx.execute(
        "SELECT seq, base_seq FROM chain JOIN scope ON scope.id = chain.scope JOIN author ON author.id = chain.author"
        " WHERE scope.name = ? AND author.name = ?",
        (scope, author),
    ).fetchone()
    if known is None or seq > known[0]:
        return False
    head = head_at(tx, scope, author, seq)
    return head is None or head[:16] == head16


def length(tx: Tx, scope: bytes, author: bytes, first: int, last: int) -> int:
    """Give the bytes of changes `first` to `last` of a chain."""
    return int(
        tx.scalar(
            "SELECT coalesce(sum(length(body)), 0) FROM change JOIN scope ON scope.name = ? JOIN author ON author.name = ?"
            " JOIN chain ON chain.scope = scope.id AND chain.author = author.id"
            " WHERE change.id BETWEEN chain.id << 36 | ? AND chain.id << 36 | ?",
            (scope, author, first, last),
        )
    )


def never_had(tx: Tx, scopes: Iterable[bytes], peer: bytes) -> set[ScopeId]:
    """Give those of some scopes of which something is here, and a peer is not believed to hold anything."""
    sql = (
        "SELECT 1 FROM scope WHERE name = ? AND EXISTS (SELECT 1 FROM chain WHERE chain.scope = scope.id)"
        " AND NOT EXISTS (SELECT 1 FROM held WHERE held.peer = ? AND held.scope = scope.id)"
    )
    return {ScopeId(scope) for scope in scopes if tx.scalar(sql, (scope, peer), 0)}


_CONTENT = "CASE WHEN chain.base_seq > 0 THEN chain.fill_seq ELSE chain.seq END"
_NOT_HELD = f"SELECT scope, author, {_CONTENT} FROM chain EXCEPT SELECT scope, author, seq FROM held"  # noqa: S608
_HELD = "SELECT scope, author, max(seq) FROM held"


def missing(tx: Tx, *, without: int) -> dict[ScopeId, int]:
    """Give, by scope, how many changes are here that no peer is believed to hold; the scopes of one code left out."""
    chains = tx.execute(_NOT_HELD).fetchall()  # nobody holds just this; somebody may hold more
    scopes = sorted({scope for scope, _, _ in chains})
    if len(scopes) > _ONE_BY_ONE:
        rows = tx.execute(f"{_HELD} GROUP BY scope, author")
    else:
        rows = for_each(tx, f"{_HELD} WHERE scope IN (?*) GROUP BY scope, author", scopes)
    held = {(scope, author): seq for scope, author, seq in rows}
    lacks: dict[int, int] = {}
    for scope, author, content in chains:
        lacks[scope] = lacks.get(scope, 0) + max(content - held.get((scope, author), 0), 0)
    names = for_each(tx, "SELECT id, name FROM scope WHERE id IN (?*)", scopes)
    return {ScopeId(name): lacks[scope] for scope, name in names if lacks[scope] and name[0] != without}


def only_here(tx: Tx, scopes: Sequence[bytes], peers: Sequence[bytes]) -> set[ScopeId]:
    """Give those of some scopes of which something is here that none of these peers is believed to hold."""
    asked = ",".join("?" * len(peers))
    held = (
        f"SELECT 1 FROM held WHERE held.peer IN ({asked})"  # noqa: S608 - question marks
        " AND held.scope = ? AND held.author = ? AND held.seq >= ?"
    )
    found: set[ScopeId] = set()
    sql = (
        "SELECT scope.name, chain.scope, chain.author, CASE WHEN base_seq > 0 THEN fill_seq ELSE seq END"
        " FROM scope JOIN chain ON chain.scope = scope.id WHERE scope.name IN (?*)"
    )
    for name, *place in for_each(tx, sql, scopes):
        if place[2] and name not in found and not tx.scalar(held, (*peers, *place), 0):
            found.add(ScopeId(name))
    return found


def written(tx: Tx, scopes: Sequence[bytes]) -> dict[ScopeId, State]:
    """Give the states of those of some scopes of which anything was ever here."""
    rows = for_each(tx, f"{_WRITTEN} AND scope.name IN (?*)", scopes)
    return {ScopeId(name): State(state) for name, state in rows}


def not_open(tx: Tx) -> dict[ScopeId, State]:
    """Give the states of all scopes of which anything was ever here, and that are not simply open."""
    rows = tx.execute(f"{_WRITTEN} AND scope.state <> 'open'")
    return {ScopeId(name): State(state) for name, state in rows}


_WRITTEN = (
    "SELECT name, state FROM scope WHERE scope.state <> 'heard'"
    " AND EXISTS (SELECT 1 FROM chain WHERE chain.scope = scope.id)"
)


def is_here(tx: Tx, scope: bytes) -> bool:
    """Say whether anything of a scope is in this store."""
    return bool(tx.scalar("SELECT 1 FROM scope WHERE name = ? AND state <> 'heard'", (scope,), 0))
