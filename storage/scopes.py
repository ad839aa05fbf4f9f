"""Compartments: their ids, states and grant numbers.

A scope is whole or not at all. `storage` never looks inside an id; what a code means is a table of `app`.
States: open; closing (read-only, on its way to somebody else); shed (content dropped, wanted back or not);
sealed (hidden, nothing destroyed); purged (content gone for good, unless a higher grant opens it again).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from storage.changes import SCOPE_SIZE, AuthorId, RecordId, ScopeId
from storage.database import Tx
from storage.touches import note_scope

__all__ = [
    "AuthorId",
    "RecordId",
    "ScopeId",
    "ScopeState",
    "State",
    "hidden",
    "intern",
    "scope_row",
    "scopes",
    "set_grant",
    "set_state",
]


class State(StrEnum):
    """How a scope stands here."""

    OPEN = "open"
    CLOSING = "closing"
    SHED = "shed"
    SEALED = "sealed"
    PURGED = "purged"
    HEARD = "heard"
    """Only spoken of by others; nothing of it was ever here."""


@dataclass(frozen=True, slots=True)
class ScopeState:
    """A scope's state, the highest grant number seen, and whether a shed scope is wanted back."""

    state: State
    grant_no: int
    wanted: bool = False


def scopes(tx: Tx) -> dict[ScopeId, ScopeState]:
    """List every scope that is or was here."""
    rows = tx.execute(
        "SELECT name, state, grant_no, wanted FROM scope WHERE state <> ? ORDER BY id", (State.HEARD,)
    )
    return {
        ScopeId(name): ScopeState(State(state), grant, bool(wanted)) for name, state, grant, wanted in rows
    }


def state_of(tx: Tx, scope: bytes) -> ScopeState | None:
    """Give one scope's state; None when it never was here."""
    row = tx.execute("SELECT state, grant_no, wanted FROM scope WHERE name = ?", (scope,)).fetchone()
    if row is None or row[0] == State.HEARD:
        return None
    return ScopeState(State(row[0]), row[1], bool(row[2]))


def scope_row(tx: Tx, scope: bytes, state: State = State.OPEN) -> int:
    """Give the row of a scope, made in `state` if it is new; one only heard of becomes `state`."""
    row = tx.execute("SELECT id, state FROM scope WHERE name = ?", (scope,)).fetchone()
    if row is None:
        if len(scope) != SCOPE_SIZE:
            raise ValueError("a scope id has 17 bytes")
        return int(tx.execute("INSERT INTO scope (name, state) VALUES (?, ?)", (scope, state)).lastrowid)
    if row[1] == State.HEARD and state != State.HEARD:
        tx.execute("UPDATE scope SET state = ? WHERE id = ?", (state, row[0]))
    return int(row[0])


def intern(tx: Tx, table: str, name: bytes | str) -> int:
    """Give the number of a name in `author` or `word`, made if it is new."""
    found = tx.scalar(f"SELECT id FROM {table} WHERE name = ?", (name,))  # noqa: S608 - our own table names
    if found is None:
        found = tx.execute(f"INSERT INTO {table} (name) VALUES (?)", (name,)).lastrowid  # noqa: S608
    return int(found)


def set_state(tx: Tx, scope: bytes, state: State | str) -> None:
    """Set a scope's state.

    A shed scope that is set open is *wanted*: it stays shed until all of it is back. Shedding and purging is
    `purge.drop_content`'s, opening a purged scope a higher grant's.
    """
    state = State(state)
    row = scope_row(tx, scope)
    now = State(tx.scalar("SELECT state FROM scope WHERE id = ?", (row,)))
    note_scope(tx, row)
    if state in (State.SHED, State.PURGED, State.HEARD) or now is State.PURGED:
        raise ValueError(f"{now} does not become {state} by a word")
    if now is State.SHED:
        if state is not State.OPEN:
            raise ValueError(f"{now} does not become {state} by a word")
        tx.execute("UPDATE scope SET wanted = 1 WHERE id = ?", (row,))
        open_if_whole(tx, [row])
    else:
        tx.execute("UPDATE scope SET state = ? WHERE id = ?", (state, row))


def set_grant(tx: Tx, scope: bytes, number: int) -> None:
    """Note a grant; a higher number than ever before opens a purged scope again, from position 1."""
    row = scope_row(tx, scope)
    tx.execute(
        "UPDATE scope SET grant_no = ?, state = CASE state WHEN 'purged' THEN 'open' ELSE state END"
        " WHERE id = ? AND grant_no < ?",
        (number, row, number),
    )


def open_if_whole(tx: Tx, rows: Iterable[int]) -> None:
    """Open those shed and wanted scopes of which nothing is missing any more."""
    for row in rows:
        opened = tx.execute(
            "UPDATE scope SET state = 'open', wanted = 0 WHERE id = ? AND state = 'shed' AND wanted"
            " AND NOT EXISTS (SELECT 1 FROM chain WHERE scope = scope.id AND base_seq > 0)",
            (row,),
        ).rowcount
        if opened:
            tx.execute("DELETE FROM absent WHERE scope = ?", (row,))


def hidden(tx: Tx) -> set[int]:
    """Give the rows of sealed scopes: neither shown, found nor sent."""
    return {
        row for (row,) in tx.execute("SELECT id FROM scope INDEXED BY scope_sealed WHERE state = 'sealed'")
    }
