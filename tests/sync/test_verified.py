"""Ranges and their hashes: in order, none before its own held, none missing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.ranges import range_hash
from sync.outcomes import Refusal
from sync.verified import verified

RANGES = [bytes([number]) * 1000 for number in range(9)]
HASHES = [range_hash(data) for data in RANGES]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 9])
def test_ranges_come_out_as_they_went_in(count: int) -> None:
    assert list(verified(RANGES[:count], HASHES[:count])) == RANGES[:count]


@pytest.mark.parametrize("wrong", range(9))
def test_nothing_passes_from_the_range_whose_hash_does_not_hold(wrong: int) -> None:
    hashes = [*HASHES[:wrong], bytes(32), *HASHES[wrong + 1 :]]
    passing = verified(RANGES, hashes)
    assert [next(passing) for _ in range(wrong)] == RANGES[:wrong]
    with pytest.raises(Refusal) as refused:
        next(passing)
    assert (refused.value.outcome, refused.value.detail) == ("damaged", "range_hash")


def test_a_range_or_a_hash_too_many_is_a_bug() -> None:
    for data, hashes in ((RANGES, HASHES[:-1]), (RANGES[:-1], HASHES)):
        with pytest.raises(ValueError, match="zip"):
            list(verified(data, hashes))


def test_no_more_than_three_ranges_are_read_ahead() -> None:
    read: list[int] = []

    def source() -> Iterator[bytes]:
        for number, data in enumerate(RANGES):
            read.append(number)
            yield data

    for number, _ in enumerate(verified(source(), HASHES)):
        assert len(read) <= number + 3
