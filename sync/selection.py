"""What goes into the next bundle: changes the peer may see and is not known to hold, most urgent first.

- Order: decisions, orders and rosters first (link, everyone, desks), then cases, houses, persons; audit trails last.
- In order within a chain; a chain that another device wrote is cut only at positions its author stated.
- `complete` is said only when nothing was left out that the peer may see; withheld, refused and dropped scopes
  do not count, nor do audit trails.
"""

from collections.abc import Collection, Iterator, Mapping
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
MOST: Final = 24 << 20


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


def choose(tx: Tx, ask: Question, most: int) -> Selection:
    """Take what fits into `most` bytes of changes (before compression); at least one change if there is any."""
    chosen = Selection()
    room = most
    for lack in lacking(tx, ask):
        relayed = ask.relays and lack.author not in ask.own
        run = _run(tx, lack, room, relayed, first=not chosen.runs) if room > 0 else None
        if run is not None:
            chosen.runs.append(run)
            chosen.changes += len(run.changes)
            room -= sum(map(len, run.changes))
        if lack.scope[0] != kinds.AUDIT:
            chosen.left += lack.last - (run.last if run else lack.first - 1)
    ends = [(run.scope, run.author, run.last) for run in chosen.runs if run.author not in ask.own]
    chosen.relayed = statements.statements_for(tx, ends) if ask.relays else []
    return chosen


def _run(tx: Tx, lack: Lack, room: int, relayed: bool, *, first: bool) -> Run | None:
    """Cut the part of a chain that fits; the bundle's first run takes one step more than fits, or nothing ever would."""
    ends = statements.positions(tx, lack.scope, lack.author, lack.first - 1) if relayed else []
    ends = [end for end in ends if end <= lack.last]
    if relayed and not ends:
        return None
    run = log.run(tx, lack.scope, lack.author, lack.first, ends[-1] if relayed else lack.last, max_bytes=room)
    fitting = [end for end in ends if end <= run.last]
    last = (fitting or ends[:1])[-1] if relayed else max(run.last, lack.first)
    if last > run.last and not first:
        return None
    return run if last == run.last else log.run(tx, lack.scope, lack.author, lack.first, last)
