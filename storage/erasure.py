"""Erase edits for ever: their bytes become their leaf, the chain still verifies, nothing of the value stays.

What an erased edit had replaced is live again unless something else replaces it: it is as if the edit had never
been made (`merge.live` is the rule, and here it is applied to the one field). Who may order it is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable

from storage import merge
from storage.cbor import Malformed
from storage.changes import SEQ_MAX, AuthorId, Change, Edit, ScopeId, decode_change, erase
from storage.database import Tx
from storage.errors import UserError
from storage.projection import Projector, cells_of, chain_authors, of, optimize
from storage.scopes import intern

Place = tuple[bytes, bytes, int, int]
"""scope, author, seq, index"""
Field = tuple[bytes, bytes, str, str]
"""scope, record, kind, field"""


def erase_edit(tx: Tx, scope: bytes, author: bytes, seq: int, index: int) -> None:
    """Erase one edit; nothing happens when it is erased already.

    Raises:
        UserError: not_held, when there is no such edit here.
    """
    erase_edits(tx, [(scope, author, seq, index)])


def erase_edits(tx: Tx, places: Iterable[Place]) -> None:
    """Erase several edits.

    Raises:
        UserError: not_held, when one of them is not here.
    """
    fields = set()
    for scope, author, seq, index in places:
        edit = _erase(tx, scope, author, seq, index)
        if edit is not None:
            fields.add((scope, edit.record, edit.kind, edit.field))
    decide_again(tx, fields)
    optimize(tx)


def decide_again(tx: Tx, fields: Iterable[Field]) -> None:
    """Decide anew which edits of these fields are live, from the changes that are here, and project their records."""
    places = sorted(fields)
    homes = {_live_again(tx, *place) for place in places}
    for scope, record, kind, _ in places:
        tx.touches.note((kind,), (record,), (scope,))
    for rec, scope_row, kind_row, empty in sorted(homes):
        _project(tx, rec, scope_row, kind_row)
        if empty:
            tx.execute("DELETE FROM record WHERE id = ?", (rec,))


def _erase(tx: Tx, scope: bytes, author: bytes, seq: int, index: int) -> Edit | None:
    row = tx.execute(
        "SELECT change.id, body FROM change JOIN chain ON chain.id = change.id >> 36 JOIN scope ON scope.id = chain.scope"
        " JOIN author ON author.id = chain.author WHERE scope.name = ? AND author.name = ? AND change.id = chain.id << 36 | ?",
        (scope, author, seq),
    ).fetchone()
    if row is None:
        raise UserError("not_held", seq=seq)
    change = decode_change(row[1], ScopeId(scope), AuthorId(author), seq)
    try:
        raw = erase(row[1], index)
    except Malformed as error:
        raise UserError("not_held", seq=seq, index=index) from error
    tx.execute("UPDATE change SET body = ? WHERE id = ?", (raw, row[0]))
    edit = change.edits[index]
    return edit if isinstance(edit, Edit) else None


def _live_again(tx: Tx, scope: bytes, record: bytes, kind: str, field: str) -> tuple[int, int, int, bool]:
    """Decide anew which edits of one field are live, by the definition.

    Gives the numbers of the record, its scope and its kind, and whether nothing is left of the record.
    """
    changes = list(_mentioning(tx, scope, record))
    scope_row, rec, kind_row, fld = tx.execute(
        "SELECT scope.id, record.id, kind.id, field.id FROM scope JOIN record ON record.scope = scope.id"
        " JOIN word kind ON kind.id = record.kind JOIN word field ON field.name = ?"
        " WHERE scope.name = ? AND record.name = ? AND kind.name = ?",
        (field, scope, record, kind),
    ).fetchone()
    chains = {
        author: (chain, base, fill, seq)
        for author, chain, base, fill, seq in tx.execute(
            "SELECT author.name, chain.id, base_seq, fill_seq, seq FROM chain JOIN author ON author.id = chain.author"
            " WHERE chain.scope = ?",
            (scope_row,),
        )
    }
    tx.execute("DELETE FROM cell WHERE rec = ? AND fld = ?", (rec, fld))
    tx.execute("DELETE FROM early WHERE scope = ? AND rec = ? AND fld = ?", (scope_row, rec, fld))
    lives = merge.live(changes)
    for (_, live_kind, live_record, live_field), found in lives.items():
        if (live_kind, live_record, live_field) == (kind, record, field):
            tx.executemany(
                "INSERT INTO cell (rec, fld, change, idx, lam, leaf, val) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        rec,
                        fld,
                        chains[one.author][0] << 36 | one.seq,
                        one.index,
                        one.lamport,
                        one.leaf,
                        one.value,
                    )
                    for one in found
                ],
            )
    mine = [
        edit
        for change in changes
        for edit in change.edits
        if isinstance(edit, Edit) and (edit.record, edit.kind) == (record, kind)
    ]
    for ref in {ref for edit in mine if edit.field == field for ref in edit.replaces}:
        _, base, fill, seq = chains.get(ref.author, (0, 0, 0, 0))
        if not (base < ref.seq <= seq or (base and ref.seq <= fill)):
            author = intern(tx, "author", ref.author)
            tx.execute(
                "INSERT OR IGNORE INTO early VALUES (?, ?, ?, ?, ?, ?, ?)",
                (scope_row, author, ref.seq, ref.index, rec, fld, ref.tag),
            )
    return rec, scope_row, kind_row, not mine


def _mentioning(tx: Tx, scope: bytes, record: bytes) -> Iterable[Change]:
    """Read the changes of a scope in whose bytes the record's id occurs."""
    rows = tx.execute(
        "SELECT change.id, author.name, body FROM scope JOIN chain ON chain.scope = scope.id"
        " JOIN author ON author.id = chain.author"
        " JOIN change ON change.id BETWEEN chain.id << 36 AND chain.id << 36 | ?"
        " WHERE scope.name = ? AND instr(body, ?)",
        (SEQ_MAX, scope, record),
    )
    for row, author, body in rows:
        yield decode_change(body, ScopeId(scope), AuthorId(author), row & SEQ_MAX)


def _project(tx: Tx, rec: int, scope: int, kind: int) -> None:
    projector = Projector(tx, of(tx), chain_authors(tx))
    found = dict(cells_of(tx, [rec]))
    if rec in found:
        projector.add(rec, scope, kind, found[rec])
        projector.write(rec + 1, lambda _change: None)
    else:
        projector.remove([rec])
