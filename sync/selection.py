"""What goes into the next bundle: changes the peer may see and is not known to hold, most urgent first.

- Order: decisions, orders and rosters first (link, everyone, desks), then cases, houses, persons; audit trails last.
- In order within a chain; a chain that another device wrote is cut only at positions its author stated.
- `complete` is said only when nothing was left out that the peer may see; withheld, refused and dropped scopes
  do not count, nor do audit trails.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from storage import holdings, log, statements
from storage.database import Tx
from storage.log import Run
from storage.scopes import AuthorId, ScopeId
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
_NOTHING: Final = (kinds.scope(0, kinds.NOBODY), AuthorId(kinds.NOBODY), 1, [])

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
    """Whom it is for. own: this device's authors. relays: the peer wants proof of what others wrote (a desk to a desk)."""

    peer: bytes
    sight: Sight
    own: Collection[bytes]
    relays: bool
    withheld: Mapping[ScopeId, str]
    dropped: Collection[ScopeId]
    refused: Mapping[tuple[bytes, bytes], int]


def lacking(tx: Tx, ask: Question) -> list[Lack]:
    """Return what the peer lacks and may have, most urgent first."""
    found = [lack for lack in _lacks(tx, ask) if lack.count > 0]
    return sorted(found, key=lambda lack: (_ORDER.get(lack.scope[0], _LAST), lack.scope, lack.author))


def _lacks(tx: Tx, ask: Question) -> Iterator[Lack]:
    for scope, author, held, seq in holdings.lacking(tx, ask.peer):
        if scope in ask.withheld or scope in ask.dropped or ask.sight.number(scope) is None:
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
    """Cut the part of a chain that fits; the bundle's first run takes one more step than fits, or nothing ever would."""
    last = statements.stated_upto(tx, lack.scope, lack.author, lack.last) if relayed else lack.last
    if last < lack.first:
        return None
    run = log.run(tx, lack.scope, lack.author, lack.first, last, max_bytes=room)
    if relayed and run.last < last:
        cut = statements.stated_upto(tx, lack.scope, lack.author, run.last)
        if cut < lack.first and first:
            cut = statements.stated_from(tx, lack.scope, lack.author, lack.first)
        run = log.run(tx, lack.scope, lack.author, lack.first, cut) if cut >= lack.first else Run(*_NOTHING)
    fits = first or sum(map(len, run.changes)) <= room
    return run if run.changes and fits else None
