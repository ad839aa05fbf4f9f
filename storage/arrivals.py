"""Bundles that came: which one brought a change, and those that were held back in quarantine for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from storage import settings
from storage.database import Tx

#: Held-back bundles, and their bytes, manifests included; beyond that a further one is named and not kept.
HELD_BACK_COUNT: Final = 256
HELD_BACK_MAX: Final = 64 << 20

_LAST: Final = "held_back/last"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One bundle that was applied; `received` in unix seconds."""

    id: int
    peer: bytes
    incarnation: bytes
    counter: int
    received: int


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A verified bundle that a person must judge."""

    id: int
    peer: bytes
    incarnation: bytes
    counter: int
    outcome: str
    received: int
    changes: int


def note(tx: Tx, peer: bytes, incarnation: bytes, counter: int, received: int) -> int:
    """Give a bundle its number in this store."""
    cursor = tx.execute(
        "INSERT INTO bundle (peer, incarnation, counter, received) VALUES (?, ?, ?, ?)",
        (peer, incarnation, counter, received),
    )
    return int(cursor.lastrowid)


def mark_whole(tx: Tx, bundle: int) -> None:
    """Note that everything in a bundle was taken, so that its number says it all."""
    tx.execute("UPDATE bundle SET whole = 1 WHERE id = ?", (bundle,))


def whole_from(tx: Tx, bundle: int | None, peer: bytes) -> bool:
    """Tell whether this bundle came from `peer` and was taken whole."""
    return bool(
        tx.scalar("SELECT 1 FROM bundle WHERE id = ? AND peer = ? AND whole = 1", (bundle, peer), default=0)
    )


def describe(tx: Tx, bundle: int) -> Arrival | None:
    """Return where a bundle came from."""
    row = tx.execute(
        "SELECT id, peer, incarnation, counter, received FROM bundle WHERE id = ?", (bundle,)
    ).fetchone()
    return Arrival(*row) if row else None


def hold_back(
    tx: Tx,
    *,
    peer: bytes,
    incarnation: bytes,
    counter: int,
    outcome: str,
    received: int,
    changes: int,
    manifest: bytes,
    section: bytes,
) -> bool:
    """Keep a verified bundle for a person, once. Return False when it is not kept.

    There is no room for more, or another bundle with this very number waits: a laptop that was copied, or put back to an
    older day, uses numbers twice. Once that one is decided, there is room for this one.
    """
    place = peer, incarnation, counter
    sql = "SELECT manifest FROM held_back WHERE peer = ? AND incarnation = ? AND counter = ?"
    known = tx.scalar(sql, place)
    if known is not None:
        return bytes(known) == manifest
    count, size = tx.execute(
        "SELECT count(*), coalesce(sum(length(section) + length(manifest)), 0) FROM held_back"
    ).fetchone()
    if count >= HELD_BACK_COUNT or size + len(section) + len(manifest) > HELD_BACK_MAX:
        return False
    tx.execute(
        "INSERT INTO held_back (id, peer, incarnation, counter, outcome, received, changes, manifest, section)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_number(tx), *place, outcome, received, changes, manifest, section),
    )
    return True


def _number(tx: Tx) -> int:
    """Give a number that no held-back bundle ever had: who decides about one never means another that came since."""
    used = int.from_bytes(settings.get(tx, _LAST) or b"", "big")
    number = 1 + int(tx.scalar("SELECT max(?, coalesce(max(id), 0)) FROM held_back", (used,)))
    settings.put(tx, _LAST, number.to_bytes(8, "big"))
    return number


def held_back(tx: Tx, peer: bytes | None = None) -> list[HeldBack]:
    """List the bundles in quarantine, oldest first; only those of one peer, if that is named."""
    rows = tx.execute(
        "SELECT id, peer, incarnation, counter, outcome, received, changes FROM held_back"
        " WHERE peer = coalesce(?, peer) ORDER BY id",
        (peer,),
    )
    return [HeldBack(*row) for row in rows]


def contents(tx: Tx, held: int) -> tuple[bytes, bytes]:
    """Give the manifest and the changes section of a bundle that is in quarantine."""
    manifest, section = tx.execute("SELECT manifest, section FROM held_back WHERE id = ?", (held,)).fetchone()
    return bytes(manifest), bytes(section)


def take_out(tx: Tx, held: int) -> tuple[HeldBack, bytes, bytes] | None:
    """Take a bundle out of quarantine: what is known of it, its manifest, its changes section. None when it is not there."""
    row = tx.execute(
        "DELETE FROM held_back WHERE id = ?"
        " RETURNING id, peer, incarnation, counter, outcome, received, changes, manifest, section",
        (held,),
    ).fetchone()
    if row is None:
        return None
    tx.touches.note(("held_back",))
    *known, manifest, section = row
    return HeldBack(*known), bytes(manifest), bytes(section)
