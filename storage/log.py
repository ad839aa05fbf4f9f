"""The change log: append, heads, stored bytes, states, and what they hash to.

The door to the log for the floors above; the parts live in `changes`, `runs`, `session`, `quarantine`, `verify`
and `erasure`, and are named here again. What it does not: decide who may write where, or what travels.

- A local edit is a change that has not travelled yet: it takes the same path as a received one.
- Values that replace others name what the form showed when it was opened, never what is live by now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from storage import canonical, work
from storage.cbor import Malformed
from storage.changes import (
    EDITS_MAX,
    LAMPORT_MAX,
    REPLACES_MAX,
    SALT_SIZE,
    START,
    VALUE_MAX,
    AuthorId,
    Change,
    Edit,
    Erased,
    RecordId,
    Ref,
    ScopeId,
    decode_change,
    encode_change,
)
from storage.crypto import h
from storage.database import Tx
from storage.erasure import erase_edit, erase_edits
from storage.errors import UserError
from storage.quarantine import Fork, Parked, forks, parked
from storage.runs import Run, decode_runs, encode_runs, read_runs
from storage.scopes import ScopeState, State, scopes, set_grant, set_state, state_of
from storage.session import Session
from storage.verify import Fault, verify

__all__ = [
    "START",
    "Author",
    "AuthorId",
    "Change",
    "Clock",
    "Edit",
    "Erased",
    "Fault",
    "Fork",
    "Malformed",
    "NewEdit",
    "Parked",
    "Position",
    "RecordId",
    "Ref",
    "Rng",
    "Run",
    "ScopeId",
    "ScopeState",
    "State",
    "absent_digest",
    "append",
    "content",
    "decode_change",
    "decode_runs",
    "encode_change",
    "encode_runs",
    "erase_edit",
    "erase_edits",
    "forks",
    "frontier",
    "head_at",
    "heads",
    "mark",
    "own_signature",
    "parked",
    "read_runs",
    "run",
    "scopes",
    "set_grant",
    "set_state",
    "state_hash",
    "verify",
]


Rng = Callable[[int], bytes]
Clock = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Author:
    """Whoever writes here: its id, and its signature (Ed25519) over a message."""

    id: AuthorId
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class NewEdit:
    """An edit to be written: a JSON value, and the live edits that the form showed."""

    record: bytes
    kind: str
    field: str
    value: object
    replaces: tuple[Ref, ...] = ()


class Position(NamedTuple):
    """How far a chain goes: `seq` and `head` known, content held without a hole up to `content`."""

    seq: int
    head: bytes
    content: int


def append(
    tx: Tx,
    author: Author,
    scope: bytes,
    edits: Sequence[NewEdit],
    *,
    rng: Rng,
    now: Clock,
) -> Change:
    """Write one use case's edits in one scope as one change, and sign the new head.

    Raises:
        UserError: scope_not_here (purged, or the record is shed), scope_closing, value_too_large,
            too_many_edits.
    """
    _may_write(tx, scope, edits)
    spelt = [part for edit in edits for part in _spell(edit)]
    if not 1 <= len(spelt) <= EDITS_MAX:
        raise UserError("too_many_edits", count=len(spelt), limit=EDITS_MAX)
    lamport = 1 + int(tx.scalar("SELECT lamport FROM scope WHERE name = ?", (scope,), 0))
    at = _chain(tx, scope, author.id)
    seq = 1 + (at[0].seq if at else 0)
    made = _made(tx, scope, spelt)
    wall = now()
    raw = encode_change(min(lamport, LAMPORT_MAX), wall, rng(SALT_SIZE), spelt)
    session = Session(tx, received_at=wall)
    session.apply(Run(ScopeId(scope), author.id, seq, [raw]), own=True)
    session.finish()
    position, row = _chain(tx, scope, author.id) or (None, 0)
    if position is None or position.seq != seq:
        raise AssertionError("an own change was not accepted")
    signature = author.sign(head_message(scope, author.id, seq, position.head))
    tx.execute("UPDATE chain SET own_sig = ? WHERE id = ?", (signature, row))
    work.note(tx, row, seq, position.head, made)
    return decode_change(raw, ScopeId(scope), author.id, seq)


def _made(tx: Tx, scope: bytes, edits: Iterable[Edit]) -> bytes:
    """Give the ids of the records that are not in this scope yet, one after the other."""
    row = tx.scalar("SELECT id FROM scope WHERE name = ?", (scope,))
    return b"".join(
        record
        for record, kind in dict.fromkeys((edit.record, edit.kind) for edit in edits)
        if not tx.scalar(
            "SELECT 1 FROM record JOIN word ON word.id = kind WHERE scope = ? AND record.name = ? AND word.name = ?",
            (row, record, kind),
        )
    )


def _may_write(tx: Tx, scope: bytes, edits: Iterable[NewEdit]) -> None:
    state = state_of(tx, scope)
    if state is None:
        return
    if state.state is State.CLOSING:
        raise UserError("scope_closing")
    if state.state is State.PURGED:
        raise UserError("scope_not_here", state=state.state)
    if state.state is State.SHED:
        row = tx.scalar("SELECT id FROM scope WHERE name = ?", (scope,))
        for edit in edits:
            digest = absent_digest(edit.kind, edit.record)
            if tx.scalar("SELECT 1 FROM absent WHERE scope = ? AND digest = ?", (row, digest)):
                raise UserError("scope_not_here", state=state.state)


def _spell(edit: NewEdit) -> list[Edit]:
    """Give the edits that say it: one, or as many equal ones as it takes to name all that it replaces."""
    value = canonical.dumps(edit.value)
    if len(value) > VALUE_MAX:
        raise UserError("value_too_large", kind=edit.kind, field=edit.field, size=len(value), limit=VALUE_MAX)
    starts = range(0, max(len(edit.replaces), 1), REPLACES_MAX)
    return [
        Edit(RecordId(edit.record), edit.kind, edit.field, value, edit.replaces[at : at + REPLACES_MAX])
        for at in starts
    ]


def absent_digest(kind: str, record: bytes) -> bytes:
    """Name a record of a shed scope without keeping its id."""
    return h("absent", kind.encode(), record, size=16)


def head_message(scope: bytes, author: bytes, seq: int, head: bytes) -> bytes:
    """Give what an author signs of its own head."""
    return h("head", scope, author, seq.to_bytes(8, "big"), head)


def own_signature(tx: Tx, scope: bytes, author: bytes) -> bytes | None:
    """Give the signature over the chain's head, if it was written here."""
    found = tx.scalar(
        "SELECT own_sig FROM chain JOIN scope ON scope.id = scope JOIN author ON author.id = author"
        " WHERE scope.name = ? AND author.name = ?",
        (scope, author),
    )
    return None if found is None else bytes(found)


_POSITION = (
    "SELECT scope.name, author.name, seq, head, CASE WHEN base_seq > 0 THEN fill_seq ELSE seq END, chain.id, base_seq,"
    " base_head FROM chain JOIN scope ON scope.id = chain.scope JOIN author ON author.id = chain.author"
)


def _chain(tx: Tx, scope: bytes, author: bytes) -> tuple[Position, int] | None:
    row = tx.execute(f"{_POSITION} WHERE scope.name = ? AND author.name = ?", (scope, author)).fetchone()
    return None if row is None else (Position(row[2], row[3], row[4]), row[5])


def heads(tx: Tx, scopes: Iterable[bytes] | None = None) -> dict[tuple[ScopeId, AuthorId], Position]:
    """Give the position of every chain, or of those in `scopes`; also of scopes whose content was dropped."""
    if scopes is None:
        rows = tx.execute(_POSITION).fetchall()
    else:
        rows = [row for scope in scopes for row in tx.execute(f"{_POSITION} WHERE scope.name = ?", (scope,))]
    return {(ScopeId(row[0]), AuthorId(row[1])): Position(row[2], row[3], row[4]) for row in rows}


def content(tx: Tx, scope: bytes, author: bytes) -> tuple[int, int]:
    """Give (from, to) of the changes held at the end of a chain; from > to when there are none.

    Of a chain that was dropped and written on since, these are the ones after the kept head.
    """
    row = tx.execute(f"{_POSITION} WHERE scope.name = ? AND author.name = ?", (scope, author)).fetchone()
    return (1, 0) if row is None else (row[6] + 1, row[2])


def head_at(tx: Tx, scope: bytes, author: bytes, seq: int) -> bytes | None:
    """Give the head after change `seq`; None when it is not known here."""
    if seq == 0:
        return START
    row = tx.execute(f"{_POSITION} WHERE scope.name = ? AND author.name = ?", (scope, author)).fetchone()
    if row is None or seq > row[2]:
        return None
    if seq == row[2]:
        return bytes(row[3])
    if row[6] and seq == row[6]:
        return bytes(row[7])
    found = tx.scalar("SELECT hash FROM change WHERE id = ?", (row[5] << 36 | seq,))
    return None if found is None else bytes(found)


def run(
    tx: Tx, scope: bytes, author: bytes, first: int, last: int | None = None, max_bytes: int | None = None
) -> Run:
    """Read changes from `first` back as they are stored: up to `last`, a hole, or `max_bytes` of them."""
    at = _chain(tx, scope, author)
    changes: list[bytes] = []
    if at is not None:
        position, chain = at
        end = position.seq if last is None else min(last, position.seq)
        rows = tx.execute(
            "SELECT id, body FROM change WHERE id BETWEEN ? AND ? ORDER BY id",
            (chain << 36 | first, chain << 36 | end),
        )
        size = 0
        for row, body in rows:
            size += len(body)
            if row != (chain << 36 | first) + len(changes) or (max_bytes is not None and size > max_bytes):
                break
            changes.append(body)
    return Run(ScopeId(scope), AuthorId(author), first, changes)


def frontier(tx: Tx, scope: bytes) -> dict[str, int]:
    """Give what a delete written now has seen: hex of author → seq."""
    rows = tx.execute(
        "SELECT author.name, seq FROM chain JOIN scope ON scope.id = chain.scope"
        " JOIN author ON author.id = chain.author WHERE scope.name = ?",
        (scope,),
    )
    return {author.hex(): seq for author, seq in rows}


def state_hash(tx: Tx, scope: bytes) -> bytes:
    """Hash what a scope says: its sorted live edits; equal on two devices that hold the same.

    Display, sealing and what was never live do not count, so thinning changes nothing. A purged scope has a hash
    of its own.
    """
    state = state_of(tx, scope)
    if state is not None and state.state is State.PURGED:
        return h("state", b"purged")
    rows = tx.execute(
        "SELECT kind.name, record.name, field.name, cell.leaf FROM scope JOIN record ON record.scope = scope.id"
        " JOIN cell ON cell.rec = record.id JOIN word kind ON kind.id = record.kind"
        " JOIN word field ON field.id = cell.fld WHERE scope.name = ?",
        (scope,),
    )
    live = sorted((kind.encode(), record, field.encode(), leaf) for kind, record, field, leaf in rows)
    return h("state", *(part for edit in live for part in edit))


def mark(tx: Tx) -> tuple[int, bytes]:
    """Give the log's position and digest."""
    n, digest = tx.execute("SELECT n, digest FROM log_mark").fetchone()
    return n, digest
