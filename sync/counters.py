"""Sets of bundle counters as ranges, a set for each incarnation: small however long a link lives. Pure."""

from collections.abc import Iterable, Iterator

#: incarnation -> sorted, disjoint, non-adjacent [first, last] pairs
CounterSet = dict[bytes, list[list[int]]]


def add(known: CounterSet, incarnation: bytes, counter: int) -> None:
    """Put one counter in; twice changes nothing."""
    ranges = known.setdefault(incarnation, [])
    for place, (first, last) in enumerate(ranges):
        if first <= counter <= last:
            return
        if counter < first:
            ranges.insert(place, [counter, counter])
            break
    else:
        ranges.append([counter, counter])
    _join(ranges)


def _join(ranges: list[list[int]]) -> None:
    place = 0
    while place + 1 < len(ranges):
        if ranges[place][1] + 1 >= ranges[place + 1][0]:
            ranges[place][1] = max(ranges[place][1], ranges[place + 1][1])
            del ranges[place + 1]
        else:
            place += 1


def holds(known: CounterSet, incarnation: bytes, counter: int) -> bool:
    """Tell whether the counter is in."""
    return any(first <= counter <= last for first, last in known.get(incarnation, ()))


def remove(known: CounterSet, gone: Iterable[tuple[bytes, int, int]]) -> None:
    """Take ranges (incarnation, first, last) out."""
    for incarnation, low, high in gone:
        kept: list[list[int]] = []
        for first, last in known.get(incarnation, ()):
            if first < low:
                kept.append([first, min(last, low - 1)])
            if last > high:
                kept.append([max(first, high + 1), last])
        if kept:
            known[incarnation] = kept
        else:
            known.pop(incarnation, None)


def each(known: CounterSet) -> Iterator[tuple[bytes, int, int]]:
    """Yield (incarnation, first, last) in order."""
    for incarnation in sorted(known):
        for first, last in known[incarnation]:
            yield incarnation, first, last
