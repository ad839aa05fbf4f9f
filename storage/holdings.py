"""What other devices hold, as far as we know, and what is on its way to them.

What is believed only rises while a grant stands: by acknowledgement of what was sent, or by the peer's own word.
A lower position is believed only from a whole vector (`replace_held`), which `sync` takes after a digest disagreed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from storage.changes import AuthorId, ScopeId
from storage.database import Tx
from storage.quarantine import Fork, Parked, forks, parked
from storage.scopes import State, intern, scope_row

__all__ = [
    "Fork",
    "Held",
    "Parked",
    "Place",
    "acknowledge",
    "believed",
    "forget_held",
    "forget_sent",
    "forks",
    "note_sent",
    "parked",
    "pending",
    "raise_held",
    "reach",
    "replace_held",
]

Place = tuple[ScopeId, AuthorId]


class Held(NamedTuple):
    """A position that somebody holds: under which grant, how far, the first 16 bytes of the head there."""

    grant_no: int
    seq: int
    head16: bytes


def believed(tx: Tx, peer: bytes) -> dict[Place, Held]:
    """Give what a peer is believed to hold."""
    rows = tx.execute(
        "SELECT scope.name, author.name, held.grant_no, seq, head16 FROM held JOIN scope ON scope.id = scope"
        " JOIN author ON author.id = author WHERE peer = ?",
        (peer,),
    )
    return {(ScopeId(scope), AuthorId(author)): Held(*held) for scope, author, *held in rows}


def reach(tx: Tx, scope: bytes, author: bytes) -> dict[bytes, tuple[int, int]]:
    """Say of each peer how far it is believed to hold one chain, and how far that was sent and not acknowledged; 0: not."""
    rows = tx.execute(
        "SELECT peer, max(held), max(sent) FROM ("
        " SELECT peer, scope, author, seq AS held, 0 AS sent FROM held"
        " UNION ALL SELECT peer, scope, author, 0, seq FROM sent)"
        " WHERE scope = (SELECT id FROM scope WHERE name = ?) AND author = (SELECT id FROM author WHERE name = ?)"
        " GROUP BY peer",
        (scope, author),
    )
    return {bytes(peer): (held, sent) for peer, held, sent in rows}


def raise_held(tx: Tx, peer: bytes, positions: Mapping[Place, Held]) -> None:
    """Believe that a peer holds so much; nothing falls, but a higher grant counts anew."""
    _raise(tx, [(peer, *_rows(tx, place), *held) for place, held in positions.items()])


def _raise(tx: Tx, rows: list[tuple[object, ...]]) -> None:
    tx.executemany(
        "INSERT INTO held (peer, scope, author, grant_no, seq, head16) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (peer, scope, author) DO UPDATE SET grant_no = excluded.grant_no, seq = excluded.seq,"
        " head16 = excluded.head16"
        " WHERE (excluded.grant_no, excluded.seq) > (held.grant_no, held.seq)",
        rows,
    )


def _rows(tx: Tx, place: Place) -> tuple[int, int]:
    return scope_row(tx, place[0], State.HEARD), intern(tx, "author", place[1])


def replace_held(tx: Tx, peer: bytes, vector: Mapping[Place, Held]) -> None:
    """Believe a peer's whole vector, and nothing else."""
    tx.execute("DELETE FROM held WHERE peer = ?", (peer,))
    raise_held(tx, peer, vector)


def forget_held(tx: Tx, peer: bytes, scope: bytes) -> None:
    """Note that a peer dropped a scope: nothing of it counts as held or on its way."""
    for table in ("held", "sent"):
        tx.execute(
            f"DELETE FROM {table} WHERE peer = ? AND scope = (SELECT id FROM scope WHERE name = ?)",  # noqa: S608
            (peer, scope),
        )


def note_sent(tx: Tx, peer: bytes, bundle: bytes, positions: Mapping[Place, Held]) -> None:
    """Note what a bundle will carry up to; `bundle` names it at the peer (counter and incarnation)."""
    tx.executemany(
        "INSERT INTO sent (peer, bundle, scope, author, grant_no, seq, head16) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(peer, bundle, *_rows(tx, place), *held) for place, held in positions.items()],
    )


def acknowledge(tx: Tx, peer: bytes, bundle: bytes) -> int:
    """Turn what a bundle carried into what the peer holds; give the number of positions, 0 when it is not known."""
    rows = tx.execute(
        "DELETE FROM sent WHERE peer = ? AND bundle = ? RETURNING peer, scope, author, grant_no, seq, head16",
        (peer, bundle),
    ).fetchall()
    _raise(tx, rows)
    return len(rows)


def pending(tx: Tx, peer: bytes) -> dict[bytes, dict[Place, Held]]:
    """Give the bundles that a peer has not acknowledged, with what they carry."""
    found: dict[bytes, dict[Place, Held]] = {}
    rows = tx.execute(
        "SELECT bundle, scope.name, author.name, sent.grant_no, seq, head16 FROM sent"
        " JOIN scope ON scope.id = scope JOIN author ON author.id = author WHERE peer = ? ORDER BY bundle",
        (peer,),
    )
    for bundle, scope, author, *held in rows:
        found.setdefault(bundle, {})[ScopeId(scope), AuthorId(author)] = Held(*held)
    return found


def forget_sent(tx: Tx, peer: bytes, bundle: bytes | None = None) -> None:
    """Drop what was noted of one bundle, or of all of them (a relink)."""
    if bundle is None:
        tx.execute("DELETE FROM sent WHERE peer = ?", (peer,))
    else:
        tx.execute("DELETE FROM sent WHERE peer = ? AND bundle = ?", (peer, bundle))
