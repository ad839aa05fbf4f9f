"""Take back the end of a chain whose author went on from an older copy of the store, so that the other branch can stand.

A disk that was imaged back continues chains that went further before. The branch that others hold stands; the one that is
taken back goes to quarantine, and its author enters it again under a new incarnation: nothing is lost, and no two
stores go on showing different bytes under one name.
"""

from __future__ import annotations

from storage import log
from storage.changes import SEQ_MAX, START, Change, Edit, Erased, Ref, ScopeId, decode_change, next_head
from storage.database import Tx
from storage.log import Author, Clock, NewEdit, Rng, Run
from storage.projection import Projector, chain_authors, of, read_value, refresh
from storage.quarantine import Quarantine
from storage.session import Session


def rewind(tx: Tx, scope: ScopeId, other: Run, *, received_at: int) -> list[Change]:
    """Drop our branch of `other`'s chain from where the two part, apply `other`, and give what was dropped.

    Content that was shed is left alone: there is no branch of it here.
    """
    parting = _parting(tx, other)
    ours = log.run(tx, scope, other.author, parting)
    ours_end = log.heads(tx, [scope])[scope, other.author].head
    dropped = [decode_change(raw, scope, other.author, seq) for seq, raw in enumerate(ours.changes, parting)]
    kept = [
        log.run(tx, scope, author, 1, parting - 1 if author == other.author else None)
        for _, author in log.heads(tx, [scope])
    ]
    came = _origins(tx, scope)
    _empty(tx, scope)
    session = Session(tx, received_at=received_at)
    for run in (*kept, other):
        if run.changes:
            session.apply(run, own=True)
    session.finish()
    tx.executemany("UPDATE change SET bundle = ?, received = ? WHERE id = ?", came)
    refresh(tx, scope)
    tx.execute(
        "DELETE FROM fork WHERE scope = (SELECT id FROM scope WHERE name = ?)"
        " AND author = (SELECT id FROM author WHERE name = ?)",
        (scope, other.author),
    )
    Quarantine(tx, received_at).keep_branch(ours, parting, end_of(tx, other), ours_end)
    return dropped


def end_of(tx: Tx, run: Run) -> bytes:
    """Compute the head at the end of a run that begins where our chain has a head; b"" when it does not."""
    head = log.head_at(tx, run.scope, run.author, run.first - 1)
    if head is None:
        return b""
    for seq, raw in enumerate(run.changes, run.first):
        change = decode_change(raw, run.scope, run.author, seq)
        head = next_head(head, change.header(), change.leaves())
    return head


def enter_again(
    tx: Tx, author: Author, scope: ScopeId, dropped: list[Change], *, rng: Rng, now: Clock
) -> None:
    """Write dropped changes again as `author`; references among them follow to where the edits are now."""
    moved: dict[tuple[bytes, int, int], Ref] = {}
    for change in dropped:
        kept = [(index, edit) for index, edit in enumerate(change.edits) if not isinstance(edit, Erased)]
        edits = [_again(edit, moved) for _, edit in kept]
        if not edits:
            continue
        written = log.append(tx, author, scope, edits, rng=rng, now=now)
        leaves = written.leaves()
        for place, (index, _) in enumerate(kept):
            ref = Ref(written.author, written.seq, place, leaves[place][:4])
            moved[change.author, change.seq, index] = ref


def _again(edit: Edit, moved: dict[tuple[bytes, int, int], Ref]) -> NewEdit:
    refs = tuple(moved.get((ref.author, ref.seq, ref.index), ref) for ref in edit.replaces)
    return NewEdit(edit.record, edit.kind, edit.field, read_value(edit.value), refs)


def _parting(tx: Tx, other: Run) -> int:
    """Give the first seq at which the other branch differs from ours."""
    ours = log.run(tx, other.scope, other.author, other.first, other.last)
    for seq, (mine, theirs) in enumerate(zip(ours.changes, other.changes, strict=False), other.first):
        if mine != theirs:
            return seq
    return ours.last + 1


def _origins(tx: Tx, scope: bytes) -> list[tuple[int | None, int, int]]:
    return [
        (bundle, received, number)
        for (chain,) in _chains(tx, scope)
        for bundle, received, number in tx.execute(
            "SELECT bundle, received, id FROM change WHERE id BETWEEN ? AND ?",
            (chain << 36, chain << 36 | SEQ_MAX),
        ).fetchall()
    ]


def _chains(tx: Tx, scope: bytes) -> list[tuple[int]]:
    rows: list[tuple[int]] = tx.execute(
        "SELECT chain.id FROM chain JOIN scope ON scope.id = chain.scope WHERE scope.name = ?", (scope,)
    ).fetchall()
    return rows


def _empty(tx: Tx, scope: bytes) -> None:
    """Forget what a scope's chains say, to say it again; the scope itself stays."""
    row = tx.scalar("SELECT id FROM scope WHERE name = ?", (scope,))
    records = [rec for (rec,) in tx.execute("SELECT id FROM record WHERE scope = ?", (row,)).fetchall()]
    Projector(tx, of(tx), chain_authors(tx)).remove(records)
    tx.execute("DELETE FROM cell WHERE rec IN (SELECT id FROM record WHERE scope = ?)", (row,))
    tx.execute("DELETE FROM early WHERE scope = ?", (row,))
    for (chain,) in _chains(tx, scope):
        tx.execute("DELETE FROM change WHERE id BETWEEN ? AND ?", (chain << 36, chain << 36 | SEQ_MAX))
    tx.execute("UPDATE chain SET seq = 0, head = ?, own_sig = NULL WHERE scope = ?", (START, row))
