"""Recompute every chain from its bytes, and name what does not fit.

One past change edited in the table shows at that change and nowhere else: each is computed from the stored head
before it. What it does not: repair, or check what other devices said (`sync` compares heads with statements).
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.cbor import Malformed
from storage.changes import SEQ_MAX, START, AuthorId, ScopeId, header, next_head, scan
from storage.database import Tx
from storage.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class Fault:
    """A change at fault, and why: changed, missing, unreadable or head."""

    scope: ScopeId
    author: AuthorId
    seq: int
    why: str


def verify(tx: Tx, progress: Progress = silent) -> list[Fault]:
    """Check every change held; `progress` counts chains."""
    chains = tx.execute(
        "SELECT chain.id, scope.name, author.name, seq, head, base_seq, base_head, fill_seq, fill_head FROM chain"
        " JOIN scope ON scope.id = chain.scope JOIN author ON author.id = chain.author"
        " ORDER BY scope.name, author.name"
    ).fetchall()
    faults: list[Fault] = []
    for done, (chain, scope, author, *ends) in enumerate(chains):
        progress(done, len(chains))
        faults += [
            Fault(ScopeId(scope), AuthorId(author), seq, why)
            for seq, why in _chain(tx, chain, scope, author, *ends)
        ]
    progress(len(chains), len(chains))
    return faults


def _chain(
    tx: Tx,
    chain: int,
    scope: bytes,
    author: bytes,
    seq: int,
    head: bytes,
    base_seq: int,
    base_head: bytes | None,
    fill_seq: int,
    fill_head: bytes | None,
) -> list[tuple[int, str]]:
    if not base_seq:
        return _stretch(tx, chain, scope, author, 1, seq, START, head)
    return [
        *_stretch(tx, chain, scope, author, 1, fill_seq, START, fill_head or START),
        *_stretch(tx, chain, scope, author, base_seq + 1, seq, base_head or START, head),
    ]


def _stretch(
    tx: Tx, chain: int, scope: bytes, author: bytes, first: int, last: int, before: bytes, end: bytes
) -> list[tuple[int, str]]:
    """Check changes `first` to `last` between two heads."""
    faults = []
    head, at = before, first
    rows = tx.execute(
        "SELECT id, hash, body FROM change WHERE id BETWEEN ? AND ? ORDER BY id",
        (chain << 36 | first, chain << 36 | last),
    )
    for row, stored, body in rows:
        seq = row & SEQ_MAX
        faults += [(missing, "missing") for missing in range(at, seq)]
        if seq == at:
            why = _change(scope, author, seq, head, stored, body)
            if why:
                faults.append((seq, why))
        head, at = stored, seq + 1
    faults += [(missing, "missing") for missing in range(at, last + 1)]
    if at == last + 1 and head != end and not faults:
        faults.append((last, "head"))
    return faults


def _change(scope: bytes, author: bytes, seq: int, before: bytes, stored: bytes, body: bytes) -> str:
    try:
        lamport, wall, leaves, _ = scan(body)
    except Malformed:
        return "unreadable"
    head = next_head(before, header(scope, author, seq, lamport, wall, len(leaves)), leaves)
    return "" if head == stored else "changed"
