"""Where bars stand on a time line: each row has as many lanes as bars in it meet. Pure; days in, numbers out."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TimeBar:
    """One bar over days `start` up to, not including, `end`; None has no end.

    row: key of the row it stands in. soft: planned, drawn hatched; past: over, drawn quietly. marks: (icon, level) of what is
    to be seen of it. spoken: all it says, for the tip and a screen reader.
    """

    key: Hashable
    row: str
    text: str
    start: date
    end: date | None
    spoken: str
    soft: bool = False
    past: bool = False
    marks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One row, by its key."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A bar with its lane, counted from the top through all rows."""

    bar: TimeBar
    lane: int


@dataclass(frozen=True, slots=True)
class Plan:
    """All bars with their lanes, and of each row its first lane and how many it has."""

    placed: list[Placed]
    rows: list[tuple[TimeRow, int, int]]

    @property
    def lanes(self) -> int:
        """How many lanes there are."""
        return sum(count for _, _, count in self.rows)


def plan(rows: Sequence[TimeRow], bars: Sequence[TimeBar]) -> Plan:
    """Put the bars of each row into lanes in which none meets another; a row without any has one lane."""
    placed: list[Placed] = []
    made: list[tuple[TimeRow, int, int]] = []
    first = 0
    for row in rows:
        ends: list[date] = []
        theirs = sorted((bar for bar in bars if bar.row == row.key), key=lambda bar: bar.start)
        for bar in theirs:
            lane = next((n for n, end in enumerate(ends) if end <= bar.start), len(ends))
            end = bar.end or date.max
            if lane == len(ends):
                ends.append(end)
            else:
                ends[lane] = end
            placed.append(Placed(bar, first + lane))
        count = max(1, len(ends))
        made.append((row, first, count))
        first += count
    return Plan(placed, made)


def neighbour(placed: Sequence[Placed], of: Hashable, *, across: int = 0, down: int = 0) -> Hashable | None:
    """Return the key of the bar beside another: the next in the same lane (`across`), or nearest in time (`down`)."""
    here = next((one for one in placed if one.bar.key == of), None)
    if here is None:
        return placed[0].bar.key if placed else None
    if across:
        lane = sorted((one for one in placed if one.lane == here.lane), key=lambda one: one.bar.start)
        at = lane.index(here) + across
        return lane[at].bar.key if 0 <= at < len(lane) else None
    lanes = sorted({one.lane for one in placed})
    at = lanes.index(here.lane) + down
    if not 0 <= at < len(lanes):
        return None
    there = (one for one in placed if one.lane == lanes[at])
    return min(there, key=lambda one: abs((one.bar.start - here.bar.start).days)).bar.key
