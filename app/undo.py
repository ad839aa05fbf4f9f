"""Take back the last piece of work of this device: what one use case wrote, put back field by field.

Taking back is an edit like any other: nothing is destroyed, both are in the history, and it travels. So what has travelled
already may be taken back too; the others hear of it with the next bundle, and whoever takes back is told so.

- A field goes back to what the work had replaced, a conflict that it had settled is there again. A field that anybody has
  written since is left as it is, and named.
- What the work added is deleted, with a reason; unless somebody else has written in it or hung something on it since.
- A decision about consent is announced again as it stands then (app.consent).
- Only work with records of cases and houses counts; looking, sharing, shedding and exchanging are not taken back.
- It reaches one piece back and no further, and taking back is not itself taken back.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from app import consent
from app.cases import may_write
from app.casework.kinds import KINDS
from app.finding import case_of, case_of_scope, fields_of, find_rows
from app.projection import DECISION, is_ours
from app.workspace import Workspace
from storage import canonical, log, recall, records, work
from storage.changes import Change, Edit
from storage.database import Tx
from storage.errors import UserError
from storage.log import NewEdit, Ref
from storage.merge import DELETED
from storage.scopes import ScopeId
from storage.work import Piece


class What(StrEnum):
    """What a piece of work did to a record."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Done:
    """What a piece of work did to one record, and in which fields."""

    id: bytes
    kind: str
    case: bytes | None
    what: What
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A field that stays as it is, because somebody has written in it since; empty for a whole record that is in use."""

    id: bytes
    kind: str
    field: str


@dataclass(frozen=True, slots=True)
class Last:
    """The work that would be taken back; `at` in unix seconds. travelled: some of it was sent to somebody."""

    number: int
    at: int
    done: tuple[Done, ...]
    travelled: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, and what was not."""

    done: tuple[Done, ...]
    left: tuple[Left, ...]
    travelled: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """What a piece of work wrote of one record in one compartment: by field, its edits."""

    scope: ScopeId
    kind: str
    record: bytes
    edits: dict[str, list[tuple[Ref, Edit]]] = field(default_factory=dict)


def last(workspace: Workspace) -> Last | None:
    """Return the work that `undo` would take back now; None when there is none."""
    with workspace.vault.read() as tx:
        piece = _newest(tx)
        if piece is None or not piece.whole:
            return None
        at = max(change.wall for change in piece.changes)
        return Last(piece.number, at, tuple(_told(tx, piece, _casework(piece))), _travelled(tx, piece))


def undo(workspace: Workspace, *, reason: str, number: int | None = None) -> Undone:
    """Take back the last piece of work.

    Args: reason: for what is deleted; the others see it. number: of the work that is meant (`Last.number`).
    Raises: UserError("nothing_to_undo"), also when something else was written since `number`; UserError("undo_overtaken") when
    others have written in all of it since; UserError("scope_not_here"), UserError("no_right_here").
    """
    with workspace.vault.transaction() as tx:
        piece = _newest(tx)
        if piece is None or number not in (None, piece.number):
            raise UserError("nothing_to_undo")
        if not piece.whole:
            raise UserError("scope_not_here")
        done, left = _take_back(tx, workspace, piece, reason)
        if not done:
            raise UserError(
                "undo_overtaken", fields=", ".join(sorted({one.field or one.kind for one in left}))
            )
        undone = Undone(tuple(done), tuple(left), _travelled(tx, piece))
        work.forget(tx)
        return undone


def _newest(tx: Tx) -> Piece | None:
    """Return the last piece that counts; one of which something is gone may have counted, and nothing behind it does."""
    return next((piece for piece in work.pieces(tx) if _casework(piece) or not piece.whole), None)


def _casework(piece: Piece) -> list[_Part]:
    return [part for part in _parts(piece.changes) if not is_ours(part.kind)]


def _parts(changes: Iterable[Change]) -> list[_Part]:
    found: dict[tuple[bytes, str, bytes], _Part] = {}
    for change in changes:
        leaves = change.leaves()
        for index, edit in enumerate(change.edits):
            if isinstance(edit, Edit):
                key = change.scope, edit.kind, edit.record
                part = found.setdefault(key, _Part(change.scope, edit.kind, edit.record))
                ref = Ref(change.author, change.seq, index, leaves[index][:4])
                part.edits.setdefault(edit.field, []).append((ref, edit))
    return list(found.values())


def _travelled(tx: Tx, piece: Piece) -> bool:
    return any(work.travelled(tx, change) for change in piece.changes)


def _told(tx: Tx, piece: Piece, parts: Iterable[_Part]) -> Iterator[Done]:
    """Say what was done, a record at a time."""
    records_of: dict[bytes, list[_Part]] = {}
    for part in parts:
        records_of.setdefault(part.record, []).append(part)
    for record, several in records_of.items():
        names = sorted({name for part in several for name in part.edits})
        case = case_of_scope(tx, several[0].scope)
        what = What.ADDED if _is_new(tx, piece, record) else What.CHANGED
        if names == [DELETED]:
            what, names = What.DELETED, []
        yield Done(record, several[0].kind, case, what, tuple(names))


def _is_new(tx: Tx, piece: Piece, record: bytes) -> bool:
    """Say whether all that is here of a record began with the work; what is sealed is not here."""
    rows = records.get(tx, record)
    return bool(rows) and all((row.scope, row.record) in piece.made for row in rows)


def _take_back(tx: Tx, workspace: Workspace, piece: Piece, reason: str) -> tuple[list[Done], list[Left]]:
    done: list[Done] = []
    left: list[Left] = []
    parts = _casework(piece)
    for told in _told(tx, piece, parts):
        mine = [part for part in parts if part.record == told.id]
        if told.what is What.ADDED:
            others = _written_since(tx, piece, told.id)
            if others:
                left += [Left(told.id, told.kind, name) for name in others]
                continue
            for part in mine:
                _delete(tx, workspace, part, reason)
            done.append(told)
        else:
            kept = {name for part in mine for name in _put_back(tx, workspace, part)}
            left += [Left(told.id, told.kind, name) for name in sorted(kept)]
            names = tuple(name for name in told.fields if name not in kept)
            if names or (told.what is What.DELETED and not kept):
                done.append(Done(told.id, told.kind, told.case, told.what, names))
    _announce(tx, workspace, piece, {one.id for one in done if one.kind == "consent"})
    return done, left


def _written_since(tx: Tx, piece: Piece, record: bytes) -> list[str]:
    """Name the fields that others wrote in what the work added; one empty name when something hangs on it."""
    own = {(change.scope, change.author, change.seq) for change in piece.changes}
    entries = records.history(tx, record)
    others = {one.field for one in entries if (one.scope, one.author, one.seq) not in own}
    if others:
        return sorted(others)
    made = {name for _, name in piece.made}
    hung = (row for kind in KINDS for row in records.query(tx, kind, scopes_with_owner=record))
    return [""] if any(row.record not in made for row in hung) else []


def _delete(tx: Tx, workspace: Workspace, part: _Part, reason: str) -> None:
    said = {"reason": reason, "frontier": log.frontier(tx, part.scope)}
    lives = records.live(tx, part.scope, part.kind, part.record, DELETED)
    refs = tuple(live.ref for live in lives)
    _append(tx, workspace, part.scope, [NewEdit(part.record, part.kind, DELETED, said, refs)])


def _put_back(tx: Tx, workspace: Workspace, part: _Part) -> list[str]:
    """Write what the work had replaced; return the fields that are left because something else is live there now."""
    edits: list[NewEdit] = []
    kept = []
    for name, mine in part.edits.items():
        refs = tuple(ref for ref, _ in mine)
        live = {_place(one.ref) for one in records.live(tx, part.scope, part.kind, part.record, name)}
        values = _before(tx, part, name, mine)
        if values is None or not live or not live <= {_place(ref) for ref in refs}:
            kept.append(name)
        else:
            edits += [NewEdit(part.record, part.kind, name, value, refs) for value in values]
    if edits:
        _append(tx, workspace, part.scope, edits)
    return kept


def _place(ref: Ref) -> tuple[bytes, int, int]:
    return ref.author, ref.seq, ref.index


def _before(tx: Tx, part: _Part, name: str, mine: list[tuple[Ref, Edit]]) -> list[object] | None:
    """Return the values that the work replaced: null for none, several for a conflict; None when one is not known here."""
    own = {_place(ref) for ref, _ in mine}
    replaced = {_place(ref): ref for _, edit in mine for ref in edit.replaces if _place(ref) not in own}
    found = recall.edits(tx, part.scope, part.kind, part.record, name, replaced.values())
    values = [canonical.read(raw) for raw in dict.fromkeys(one.value for one in found)]
    if len(found) < len(replaced) or canonical.NOT_UNDERSTOOD in values:
        return None
    return values or [None]


def _append(tx: Tx, workspace: Workspace, scope: ScopeId, edits: list[NewEdit]) -> None:
    may_write(tx, workspace, scope)
    log.append(tx, workspace.identity.author, scope, edits, rng=workspace.rng, now=workspace.now)


def _announce(tx: Tx, workspace: Workspace, piece: Piece, answers: set[bytes]) -> None:
    """Let the links say what the consents say now; an answer that was taken back whole they say no more."""
    for answer in sorted(answers):
        rows = find_rows(tx, answer)
        case = case_of(tx, rows)
        if case is not None and not all(row.deleted for row in rows):
            consent.announce(tx, workspace, case, fields_of(rows))
            continue
        for part in _parts(piece.changes):
            if part.kind == DECISION and part.record == answer:
                _put_back(tx, workspace, part)
