"""Edits by name, live or not: what a form once showed, what a change once replaced.

Reading only. A reference counts as it does in `merge`: author, seq, index and tag fit, and the target is of the same
scope, record, kind and field. What was erased, thinned or dropped is not there to be recalled.
"""

from __future__ import annotations

from collections.abc import Iterable

from storage.changes import SEQ_MAX, TAG_SIZE, AuthorId, Edit, Ref, ScopeId, decode_change
from storage.database import Tx
from storage.merge import Live
from storage.projection import chain_authors
from storage.rows import Row


def refs(tx: Tx, row: Row) -> dict[str, tuple[Ref, ...]]:
    """Name the live edits of each field of a row as they are now."""
    author_of = chain_authors(tx)
    found: dict[str, tuple[Ref, ...]] = {}
    for name, change, index, leaf in tx.execute(
        "SELECT name, change, idx, leaf FROM cell JOIN word ON word.id = fld WHERE rec = ? ORDER BY leaf",
        (row.number,),
    ).fetchall():
        ref = Ref(AuthorId(author_of(change >> 36)), change & SEQ_MAX, index, leaf[:TAG_SIZE])
        found[name] = (*found.get(name, ()), ref)
    return found


def edits(tx: Tx, scope: bytes, kind: str, record: bytes, field: str, named: Iterable[Ref]) -> list[Live]:
    """Give those of the edits named that are here and of this field, in the order they are named."""
    found = []
    for ref in named:
        body = tx.scalar(
            "SELECT body FROM scope JOIN chain ON chain.scope = scope.id JOIN author ON author.id = chain.author"
            " JOIN change ON change.id = chain.id << 36 | ? WHERE scope.name = ? AND author.name = ?",
            (ref.seq, scope, ref.author),
        )
        if body is None:
            continue
        change = decode_change(body, ScopeId(scope), ref.author, ref.seq)
        edit = change.edits[ref.index] if ref.index < len(change.edits) else None
        if not isinstance(edit, Edit) or (edit.kind, edit.record, edit.field) != (kind, record, field):
            continue
        leaf = change.leaves()[ref.index]
        if leaf[:TAG_SIZE] == ref.tag:
            found.append(Live(ref.author, ref.seq, ref.index, change.lamport, leaf, edit.value))
    return found
