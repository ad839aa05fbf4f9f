"""What goes into the next bundle: changes the peer may see and is not known to hold, most urgent first.

- Order: decisions, orders and rosters first (link, everyone, desks), then cases, houses, persons; audit trails last.
- In order within a chain; a chain that another device wrote is cut only at positions its author stated.
- `complete` is said only when nothing was left out that the peer may see; withheld, refused and dropped scopes
  do not count, nor do audit trails.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from storage import log, positions, statements
from storage.database import Tx
from storage.log import Run
from storage.scopes import ScopeId
from storage.statements import Statement
from sync import kinds
from sync.sight import Sight

_ORDER: Final = {
    code: place
    for place, code in enumerate(
        (
            kinds.LINK,
            kinds.EVERYONE,
            kinds.DESKS,
            kinds.CORE,
            kinds.HOUSE,
            kinds.IDENTITY,
            kinds.STORY,
            kinds.HEALTH,
            kinds.ROUTE,
        )
    )
}
_LAST: Final = 100

#: Bytes of changes a bundle carries at most, before compression; what does not fit goes with the next.
MOST: Final = 8 << 20
#: Chains in one bundle, and bytes of others' statements: the manifest that lists them has its own bound.
MOST_RUNS: Final = 4_000
MOST_STATED: Final = 256 << 10
_STATEMENT: Final = 144


@dataclass(frozen=True, slots=True)
class Lack:
    """A chain of which the peer lacks `first` to `last`."""

    scope: ScopeId
    author: bytes
    first: int
    last: int

    @property
    def count(self) -> int:
        """How many changes."""
        return self.last - self.first + 1


@dataclass(slots=True)
class Selection:
    """What was chosen. left: changes that the peer may see and that did not fit or may not be relayed yet."""

    runs: list[Run] = field(default_factory=list)
    relayed: list[Statement] = field(default_factory=list)
    changes: int = 0
    left: int = 0

    @property
    def complete(self) -> bool:
        """Whether the peer will hold everything it may see once this is in."""
        return self.left == 0


@dataclass(frozen=True, slots=True)
class Question:
    """Whom it is for. own: this device's authors. relays: the peer wants proof of what others wrote (a desk).

    returns: of others only that for which there is proof counts at all: a house gives a desk back what it lost of its own.
    """

    peer: bytes
    sight: Sight
    own: Collection[bytes]
    relays: bool
    returns: bool
    withheld: Mapping[ScopeId, str]
    dropped: Collection[ScopeId]
    refused: Mapping[tuple[bytes, bytes], int]


def lacking(tx: Tx, ask: Question) -> list[Lack]:
    """Return what the peer lacks and may have, most urgent first."""
    found = [lack for lack in _lacks(tx, ask) if lack.count > 0]
    return sorted(found, key=lambda lack: (_ORDER.get(lack.scope[0], _LAST), lack.scope, lack.author))


def _lacks(tx: Tx, ask: Question) -> Iterator[Lack]:
    for scope, author, held, seq in positions.lacking(tx, ask.peer):
        if scope in ask.withheld or scope in ask.dropped or ask.sight.number(scope) is None:
            continue
        if ask.returns and author not in ask.own and not statements.positions(tx, scope, author, held):
            continue
        last = min(seq, ask.refused.get((scope, author), seq + 1) - 1)
        yield Lack(scope, author, held + 1, last)


def waiting(lacks: Collection[Lack]) -> int:
    """Count the changes that wait for the peer, without audit trails."""
    return sum(lack.count for lack in lacks if lack.scope[0] != kinds.AUDIT)


def choose(tx: Tx, ask: Question, lacks: Sequence[Lack], most: int) -> Selection:
    """Take of `lacks` what fits into `most` bytes of changes (before compression); one change that does not, if all are so."""
    chosen = _Chooser(tx, ask, most)
    for lack in lacks:
        chosen.take(lack, oversize=False)
    if not chosen.made.runs:
        for lack in lacks:
            if chosen.take(lack, oversize=True):
                break
    taken: dict[tuple[bytes, bytes], int] = {(run.scope, run.author): run.last for run in chosen.made.runs}
    for lack in lacks:
        if lack.scope[0] != kinds.AUDIT:
            chosen.made.left += lack.last - taken.get((lack.scope, lack.author), lack.first - 1)
    return chosen.made


class _Chooser:
    """Fills one selection; every chain that is taken uses up room, a place among the runs, and its author's statement."""

    def __init__(self, tx: Tx, ask: Question, most: int) -> None:
        self.made = Selection()
        self._tx, self._ask = tx, ask
        self._room, self._stated = most, MOST_STATED

    def take(self, lack: Lack, *, oversize: bool) -> bool:
        """Take what fits of one chain; `oversize`: one step of it, whatever its size."""
        if (self._room <= 0 and not oversize) or len(self.made.runs) >= MOST_RUNS:
            return False
        relayed = self._ask.relays and lack.author not in self._ask.own
        run = _run(self._tx, lack, max(self._room, 0), relayed, oversize=oversize)
        if run is None or not (self._prove(run) if relayed else True):
            return False
        self.made.runs.append(run)
        if lack.scope[0] != kinds.AUDIT:  # counted as `waiting` counts
            self.made.changes += len(run.changes)
        self._room -= sum(map(len, run.changes))
        return True

    def _prove(self, run: Run) -> bool:
        """Add the statement that a relayed run ends at; False when there is no room for it."""
        found = statements.statements_for(self._tx, [(run.scope, run.author, run.last)])
        new = [one for one in found if one not in self.made.relayed]
        self._stated -= sum(len(one.entries) + _STATEMENT for one in new)
        if self._stated < 0:
            return False
        self.made.relayed += new
        return True


def _run(tx: Tx, lack: Lack, room: int, relayed: bool, *, oversize: bool) -> Run | None:
    """Cut the part of a chain that fits into `room` bytes; with `oversize` at least one step of it."""
    ends = statements.positions(tx, lack.scope, lack.author, lack.first - 1) if relayed else []
    ends = [end for end in ends if end <= lack.last]
    if relayed and not ends:
        return None
    run = log.run(tx, lack.scope, lack.author, lack.first, ends[-1] if relayed else lack.last, max_bytes=room)
    fitting = [end for end in ends if end <= run.last]
    last = (fitting or ends[:1])[-1] if relayed else max(run.last, lack.first)
    if last > run.last and not oversize:
        return None
    return run if last == run.last else log.run(tx, lack.scope, lack.author, lack.first, last)
