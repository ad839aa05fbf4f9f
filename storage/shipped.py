"""Which ranges of which attachments a peer has: acknowledged, or on their way in a numbered bundle.

With no news nothing is sent twice: a range that went out waits until it is acknowledged, or until the peer has
acknowledged a later bundle without it.
"""

from __future__ import annotations

from storage.database import Tx

ACKNOWLEDGED = 0
_BROUGHT = -1
"""In place of a range: the peer brought all of the blob."""


def note(tx: Tx, peer: bytes, blob: bytes, first: int, count: int, counter: int) -> None:
    """Remember that ranges went out in the bundle `counter` (ACKNOWLEDGED: the peer is known to have them)."""
    tx.execute(
        "INSERT OR REPLACE INTO shipped (peer, hash, first, count, counter) VALUES (?, ?, ?, ?, ?)",
        (peer, blob, first, count, counter),
    )


def acknowledge(tx: Tx, peer: bytes, counter: int) -> None:
    """Take all ranges of one bundle as held by the peer."""
    tx.execute("UPDATE OR REPLACE shipped SET counter = 0 WHERE peer = ? AND counter = ?", (peer, counter))


def lose(tx: Tx, peer: bytes, upto: int) -> None:
    """Forget what went out in bundles up to `upto` and was not acknowledged: it was lost and goes again."""
    tx.execute("DELETE FROM shipped WHERE peer = ? AND counter BETWEEN 1 AND ?", (peer, upto))


def take_back(tx: Tx, peer: bytes, counter: int) -> None:
    """Forget what a bundle was to carry that was never finished."""
    tx.execute("DELETE FROM shipped WHERE peer = ? AND counter = ? AND counter > 0", (peer, counter))


def forget(tx: Tx, peer: bytes, blob: bytes) -> None:
    """Forget that the peer has a blob: it asks for it again."""
    tx.execute("DELETE FROM shipped WHERE peer = ? AND hash = ? AND counter = 0 AND first >= 0", (peer, blob))


def note_brought(tx: Tx, peer: bytes, blob: bytes) -> None:
    """Remember for good that a peer delivered all of a blob, and that it was the blob: it may have it back."""
    note(tx, peer, blob, _BROUGHT, 0, ACKNOWLEDGED)


def brought(tx: Tx, peer: bytes, blob: bytes) -> bool:
    """Tell whether a peer ever delivered all of a blob."""
    return bool(
        tx.scalar(
            "SELECT 1 FROM shipped WHERE peer = ? AND hash = ? AND first = ?", (peer, blob, _BROUGHT), 0
        )
    )


def covered(tx: Tx, peer: bytes, blob: bytes) -> list[tuple[int, int, bool]]:
    """Return (first range, count, acknowledged) of all that need not be sent now."""
    rows = tx.execute(
        "SELECT first, count, counter FROM shipped WHERE peer = ? AND hash = ? AND first >= 0 ORDER BY first",
        (peer, blob),
    )
    return [(first, count, counter == ACKNOWLEDGED) for first, count, counter in rows]


def held(tx: Tx, peer: bytes) -> dict[bytes, int]:
    """Return, for each blob of which the peer has acknowledged anything, how many ranges."""
    rows = tx.execute(
        "SELECT hash, sum(count) FROM shipped WHERE peer = ? AND counter = 0 GROUP BY hash", (peer,)
    )
    return {bytes(blob): int(count) for blob, count in rows}
