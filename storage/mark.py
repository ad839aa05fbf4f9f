"""The mark: where the log stood, so that a store put back from an older day is noticed (security 6).

(n, Dₙ): the number of changes ever accepted here and a digest over them. The log moves it (`log_mark`, one
row); purge, erasure and compaction do not. `turn` holds a copy, written after commits.

- A store ahead of the copy is normal: the copy is written late. It must then have passed through the copy's
  very digest: `log_marks` keeps the digest at each end of a transaction since the copy was last written, in that
  same transaction, and marks are only ever taken there.
- A store behind the copy, or with another digest at its place, was put back or belongs to another `turn`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from storage.database import Tx

DIGEST: Final = 32


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the log: `n` changes accepted, and the digest over them."""

    n: int = 0
    digest: bytes = bytes(DIGEST)


def current(tx: Tx) -> Mark:
    """Read where the log stands."""
    n, digest = tx.execute("SELECT n, digest FROM log_mark").fetchone()
    return Mark(n, digest)


def remember(tx: Tx, last: Mark, copied: Mark) -> Mark:
    """Note the end of this transaction, if the log moved since `last`; forget what is older than `copied`."""
    mark = current(tx)
    if mark != last:
        tx.execute("INSERT OR REPLACE INTO log_marks (n, digest) VALUES (?, ?)", (mark.n, mark.digest))
        tx.execute("DELETE FROM log_marks WHERE n < ?", (copied.n,))
    return mark


def passed(tx: Tx, copied: Mark) -> bool:
    """Tell whether this store has been at `copied`."""
    digest = tx.scalar("SELECT digest FROM log_marks WHERE n = ?", (copied.n,))
    return bool(digest == copied.digest)
