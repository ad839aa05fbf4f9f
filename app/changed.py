"""What writing changed, for the screens that show it: exact, and made by the transactions themselves.

No use case says what it changed; the store's transactions collect it as they commit, and nothing of one that is rolled
back. What it does not: decide which screen cares (`concerns` only answers), or hold a value of anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.finding import case_of_scope
from storage.database import Tx
from storage.touches import Touches


@dataclass(frozen=True, slots=True)
class Changed:
    """What was written since it was last asked.

    kinds: always complete; of records, casework's and the program's own (app.projection, sync.kinds), and of what is no
    record: "link" (how the exchange with a device stands), "blob" (an attachment is here now), and the first words of other settings.
    whole: so much that neither records nor cases are named.
    """

    kinds: frozenset[str] = frozenset()
    records: frozenset[bytes] = frozenset()
    cases: frozenset[bytes] = frozenset()
    whole: bool = False

    def __bool__(self) -> bool:
        """Whether anything was written."""
        return bool(self.kinds)

    def __or__(self, other: "Changed") -> "Changed":
        """Return what one or the other changed."""
        return Changed(
            self.kinds | other.kinds,
            self.records | other.records,
            self.cases | other.cases,
            self.whole or other.whole,
        )

    def concerns(
        self, kinds: Iterable[str] = (), *, case: bytes | None = None, record: bytes | None = None
    ) -> bool:
        """Say whether one of these is, or may be, among what changed: a kind, a case, a record."""
        if self.whole and (case is not None or record is not None):
            return True
        return case in self.cases or record in self.records or not self.kinds.isdisjoint(kinds)


def changed(tx: Tx, touches: Touches) -> Changed:
    """Say which cases belong to what transactions touched; a case that is not known here is not named."""
    cases = {case_of_scope(tx, scope) for scope in touches.scopes}
    return Changed(
        kinds=frozenset(touches.kinds),
        records=frozenset(touches.records),
        cases=frozenset(case for case in cases if case is not None),
        whole=touches.whole,
    )
