"""Drafts: what was typed and not saved. Local, never in the log, a bundle or a state hash; bytes in, bytes out.

- A draft is kept in parts, one for each scope that it would be saved in (None: none yet). A scope that is dropped takes
  its part along (`purge`), so nothing outlives what it belongs to; of a sealed scope nothing is shown.
- A part is not kept for a scope whose content is gone: typing must not bring back what was purged or shed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storage.changes import ScopeId
from storage.database import Tx
from storage.errors import UserError
from storage.scopes import State, state_of

_SEALED = " AND NOT EXISTS (SELECT 1 FROM scope WHERE scope.name = draft.scope AND state = 'sealed')"


@dataclass(frozen=True, slots=True)
class Part:
    """What of a draft belongs to one scope; `saved` in seconds."""

    name: str
    scope: ScopeId | None
    saved: int
    value: bytes


def put(tx: Tx, name: str, parts: Mapping[ScopeId | None, bytes], saved: int, *, new: bool = False) -> None:
    """Keep a draft in place of what was kept under its name; `new` when it is of a record that is not made yet.

    Raises:
        UserError: scope_not_here, for a scope that was purged, or shed with the record that is being edited.
    """
    for scope in parts:
        if scope is not None and (state := gone(tx, scope, new=new)):
            raise UserError("scope_not_here", state=state)
    drop(tx, name)
    tx.executemany(
        "INSERT INTO draft (name, scope, saved, value) VALUES (?, ?, ?, ?)",
        [(name, scope or b"", saved, value) for scope, value in parts.items()],
    )


def gone(tx: Tx, scope: ScopeId, *, new: bool = False) -> State | None:
    """Give the state of a scope for which nothing may be kept; None when it may. `new`: a new record may go into a shed one."""
    known = state_of(tx, scope)
    if known is None or known.state not in ((State.PURGED,) if new else (State.PURGED, State.SHED)):
        return None
    return known.state


def get(tx: Tx, name: str) -> list[Part]:
    """Give the parts of one draft that are here; none when there is no such draft."""
    return _parts(tx, "name = ?", name)


def every(tx: Tx) -> list[Part]:
    """Give the parts of all drafts, by name."""
    return _parts(tx, "1")


def _parts(tx: Tx, condition: str, *params: str) -> list[Part]:
    rows = tx.execute(
        f"SELECT name, scope, saved, value FROM draft WHERE {condition}{_SEALED} ORDER BY name, scope",  # noqa: S608
        params,
    )
    return [Part(name, ScopeId(scope) if scope else None, saved, value) for name, scope, saved, value in rows]


def drop(tx: Tx, name: str) -> None:
    """Forget a draft; nothing happens when there is none."""
    tx.execute("DELETE FROM draft WHERE name = ?", (name,))


def drop_scope(tx: Tx, scope: bytes) -> None:
    """Forget what belongs to a scope."""
    tx.execute("DELETE FROM draft WHERE scope = ?", (scope,))
