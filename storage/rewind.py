"""Take back the end of a chain whose author went on from an older copy of the store, so that the other branch can stand.

A disk that was imaged back continues chains that went further before. The branch that others hold stands; the one that is
taken back goes to quarantine, and its author enters it again under a new incarnation: nothing is lost, and no two
stores go on showing different bytes under one name.
"""

from __future__ import annotations

from storage import log
from storage.changes import SEQ_MAX, AuthorId, Change, Edit, Erased, Ref, ScopeId, decode_change, next_head
from storage.database import Tx
from storage.erasure import decide_again
from storage.log import Author, Clock, NewEdit, Rng, Run
from storage.projection import read_value
from storage.quarantine import Quarantine
from storage.scopes import intern
from storage.session import Session


def rewind(tx: Tx, scope: ScopeId, other: Run, *, received_at: int) -> list[Change]:
    """Drop our branch of `other`'s chain from where the two part, apply `other`, and give what was dropped.

    Nothing is dropped where the two do not contradict each other, nor of a chain whose content was shed: there is
    no branch of it here.
    """
    chain = _whole_chain(tx, scope, other.author)
    if chain is None:
        return []
    parting, theirs_end = _parting(tx, other)
    dropped: list[Change] = []
    if parting:
        ours = log.run(tx, scope, other.author, parting)
        ours_end = log.heads(tx, [scope])[scope, other.author].head
        dropped = [
            decode_change(raw, scope, other.author, seq) for seq, raw in enumerate(ours.changes, parting)
        ]
        _cut(tx, chain, scope, other.author, parting)
        _wait_again(tx, scope, other.author, parting)
        decide_again(tx, {field for change in dropped for field in _fields(change)})
    session = Session(tx, received_at=received_at)
    session.apply(other, own=True)
    session.finish()
    if parting:
        tx.execute(
            "DELETE FROM fork WHERE (scope, author) = (SELECT scope, author FROM chain WHERE id = ?)",
            (chain,),
        )
        Quarantine(tx, received_at).keep_branch(ours, parting, theirs_end, ours_end)
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


def _whole_chain(tx: Tx, scope: bytes, author: bytes) -> int | None:
    """Give the number of a chain of which everything from the first change on is here."""
    found: int | None = tx.scalar(
        "SELECT chain.id FROM chain JOIN scope ON scope.id = chain.scope JOIN author ON author.id = chain.author"
        " WHERE scope.name = ? AND author.name = ? AND base_seq = 0",
        (scope, author),
    )
    return found


def _parting(tx: Tx, other: Run) -> tuple[int, bytes]:
    """Give the first seq at which the other branch differs from ours, 0 when nothing does, and the head it ends with."""
    parting = 0
    head = log.head_at(tx, other.scope, other.author, other.first - 1)
    if head is None:
        return 0, b""
    for seq, raw in enumerate(other.changes, other.first):
        change = decode_change(raw, other.scope, other.author, seq)
        head = next_head(head, change.header(), change.leaves())
        ours = None if parting else log.head_at(tx, other.scope, other.author, seq)
        if ours is not None and ours != head:
            parting = seq
    return parting, head


def _cut(tx: Tx, chain: int, scope: bytes, author: bytes, parting: int) -> None:
    """Forget the changes of one chain from `parting` on, and what was signed of its end."""
    head = log.head_at(tx, scope, author, parting - 1)
    tx.execute("DELETE FROM change WHERE id BETWEEN ? AND ?", (chain << 36 | parting, chain << 36 | SEQ_MAX))
    tx.execute("UPDATE chain SET seq = ?, head = ?, own_sig = NULL WHERE id = ?", (parting - 1, head, chain))


def _fields(change: Change) -> set[tuple[bytes, bytes, str, str]]:
    return {
        (change.scope, edit.record, edit.kind, edit.field) for edit in change.edits if isinstance(edit, Edit)
    }


def _wait_again(tx: Tx, scope: bytes, author: bytes, parting: int) -> None:
    """Let what names a change that is gone wait for the one that comes in its place."""
    rows = tx.execute(
        "SELECT chain.scope, body FROM chain JOIN scope ON scope.id = chain.scope"
        " JOIN change ON change.id BETWEEN chain.id << 36 AND chain.id << 36 | ?"
        " WHERE scope.name = ? AND instr(body, ?)",
        (SEQ_MAX, scope, author),
    ).fetchall()
    target = intern(tx, "author", author)
    for scope_row, body in rows:
        # Whose it is and which number it has does not matter here.
        for edit in decode_change(body, ScopeId(scope), AuthorId(author), 1).edits:
            if isinstance(edit, Edit):
                for ref in edit.replaces:
                    if ref.author == author and ref.seq >= parting:
                        _wait(tx, scope_row, target, edit, ref)


def _wait(tx: Tx, scope: int, author: int, edit: Edit, ref: Ref) -> None:
    tx.execute(
        "INSERT OR IGNORE INTO early (scope, author, seq, idx, rec, fld, tag)"
        " SELECT ?, ?, ?, ?, record.id, field.id, ? FROM record JOIN word kind ON kind.id = record.kind"
        " JOIN word field ON field.name = ? WHERE record.scope = ? AND record.name = ? AND kind.name = ?",
        (scope, author, ref.seq, ref.index, ref.tag, edit.field, scope, edit.record, edit.kind),
    )
