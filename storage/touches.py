"""What transactions changed of what people see, collected until somebody asks: a write says what it changed.

Whoever writes the log or the view notes it in its transaction; on commit it goes into the store's collection, and a
rollback forgets it. What it does not: know what a kind means, or who is interested.

- Bounded: past `MOST` records it says `whole` and names none; kinds are few and always all named.
- A setting counts as a kind, by the first part of its name ("link" for "link/…"), an attachment that is here now as "blob".
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from storage.database import Tx

MOST: Final = 2_000
"""Records, and scopes, up to which each is named."""

_FIRST: Final = re.compile(r"[^/.]*")


@dataclass(slots=True)
class Touches:
    """Kinds, records and scopes that were changed; with `whole`, so many that only the kinds are named."""

    kinds: set[str] = field(default_factory=set)
    records: set[bytes] = field(default_factory=set)
    scopes: set[bytes] = field(default_factory=set)
    whole: bool = False

    def note(self, kinds: Iterable[str], records: Iterable[bytes] = (), scopes: Iterable[bytes] = ()) -> None:
        """Note what was changed."""
        self.kinds.update(kinds)
        if not self.whole:
            self.records.update(records)
            self.scopes.update(scopes)
            self._bound()

    def note_setting(self, name: str) -> None:
        """Note that a setting was written."""
        match = _FIRST.match(name)
        self.kinds.add(match[0] if match else name)

    def add(self, other: Touches) -> None:
        """Take in what another transaction changed."""
        self.whole = self.whole or other.whole
        self.note(other.kinds, other.records, other.scopes)
        self._bound()

    def _bound(self) -> None:
        if self.whole or max(len(self.records), len(self.scopes)) > MOST:
            self.whole = True
            self.records.clear()
            self.scopes.clear()


class Collection:
    """What committed transactions changed since it was last taken; any thread may add or take."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._touches = Touches()

    def add(self, touches: Touches) -> None:
        """Take in what a transaction changed, which is committed."""
        with self._lock:
            self._touches.add(touches)

    def take(self) -> Touches:
        """Give all of it, once."""
        with self._lock:
            taken, self._touches = self._touches, Touches()
        return taken


def note_scope(tx: Tx, row: int) -> None:
    """Note every record of a scope, by its row: all of it is about to come into view, or to leave it."""
    found = tx.execute(
        "SELECT word.name, record.name FROM record JOIN word ON word.id = kind WHERE scope = ?", (row,)
    ).fetchall()
    name = tx.scalar("SELECT name FROM scope WHERE id = ?", (row,))
    tx.touches.note({kind for kind, _ in found}, (record for _, record in found), (name,))
