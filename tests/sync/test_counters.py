"""Sets of counters: whatever is put in and taken out, the ranges say what a plain set would."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sync import counters
from sync.counters import CounterSet

A, B = b"incarn-a", b"incarn-b"
WORK = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove"]), st.sampled_from([A, B]), st.integers(0, 40), st.integers(0, 6)
    ),
    max_size=60,
)


@given(WORK)
def test_ranges_say_what_a_set_says_and_are_as_few_as_can_be(work: list[tuple[str, bytes, int, int]]) -> None:
    known: CounterSet = {}
    plain: set[tuple[bytes, int]] = set()
    for what, incarnation, first, more in work:
        if what == "add":
            counters.add(known, incarnation, first)
            plain.add((incarnation, first))
        else:
            counters.remove(known, [(incarnation, first, first + more)])
            plain -= {(incarnation, counter) for counter in range(first, first + more + 1)}
    for incarnation in (A, B):
        for counter in range(50):
            assert counters.holds(known, incarnation, counter) == ((incarnation, counter) in plain)
    for ranges in known.values():
        assert ranges
        assert all(first <= last for first, last in ranges)
        assert all(one[1] + 1 < other[0] for one, other in pairwise(ranges))
    listed = {(name, one) for name, first, last in counters.each(known) for one in range(first, last + 1)}
    assert listed == plain


def test_neighbours_become_one_range_from_either_side() -> None:
    known: CounterSet = {}
    for counter in (5, 3, 4, 9, 8, 1, 5):
        counters.add(known, A, counter)
    assert known == {A: [[1, 1], [3, 5], [8, 9]]}


def test_ranges_are_listed_by_incarnation_and_place() -> None:
    known: CounterSet = {B: [[1, 2]], A: [[4, 4], [7, 9]]}
    assert list(counters.each(known)) == [(A, 4, 4), (A, 7, 9), (B, 1, 2)]
