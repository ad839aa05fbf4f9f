"""Lengths: which there are, and that every content finds the smallest that holds it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.crypto import padme
from sync import sizes


def test_the_smallest_class_leaves_2506_bytes() -> None:
    assert sizes.CAPACITY == 2506
    assert sizes.class_size(2506 + 68) == 3840
    assert sizes.class_size(2506 + 69) == 16 << 10
    assert sizes.room(sizes.LETTER, opening=32) == 8192 - 1250 - 16 - 68 - 32


def test_the_fixed_classes() -> None:
    found = {sizes.class_size(plain) for plain in range(1, 1_047_000, 997)}
    assert found == {3840, 16 << 10, 64 << 10, 256 << 10, 1 << 20}


@given(st.integers(1, 2**42))
def test_the_class_is_the_smallest_that_holds_the_content(plain: int) -> None:
    total = sizes.class_size(plain)
    assert sizes.is_class(total)
    assert sizes.plain_length(total) >= plain
    below = sizes.class_at_most(total - 1)
    assert below == 0 or sizes.plain_length(below) < plain


@given(st.integers(2**20, 2**42))
def test_padding_stays_under_an_eighth(plain: int) -> None:
    needed = sizes.HEAD + plain + 16 * -(-plain // 65536)
    assert sizes.class_size(plain) <= max(padme(needed) * 1.001, needed * 1.12)


@given(st.integers(0, 2**42))
def test_the_class_at_most_is_a_class_and_none_lies_between(size: int) -> None:
    below = sizes.class_at_most(size)
    assert below <= size
    assert below == 0 or sizes.is_class(below)
    for between in range(max(below + 1, size - 64), size + 1):
        assert not sizes.is_class(between)


def test_a_class_whose_last_frame_would_be_empty_is_skipped() -> None:
    empty = 21_206_401_024  # the only such length below 2⁴⁵
    assert padme(empty) == empty
    assert (empty - sizes.HEAD) % 65552 in range(1, 17)
    assert not sizes.is_class(empty)
    plain = sizes.plain_length(empty - 17)
    assert sizes.class_size(plain) > empty
    assert sizes.class_at_most(empty) < empty
