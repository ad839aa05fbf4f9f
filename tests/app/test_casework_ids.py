"""Ids as people read them out: one text form, everything else refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import ids
from storage.errors import UserError

SIXTEEN = bytes(range(16))


@given(st.binary(min_size=16, max_size=16))
def test_text_comes_back_as_the_same_bytes(record: bytes) -> None:
    text = ids.to_text(record)
    assert len(text) == 26
    assert text == text.lower()
    assert ids.parse(text) == record
    assert ids.is_text(text)


def test_upper_case_and_blanks_around_are_how_people_paste() -> None:
    assert ids.parse(f"  {ids.to_text(SIXTEEN).upper()}\n") == SIXTEEN


@pytest.mark.parametrize(
    "untrusted",
    ["", "a", "a" * 25, "a" * 27, "a" * 25 + "b", "1" * 26, "я" * 26, "a" * 20 + "======", "\x00" * 26],
)
def test_what_is_no_id_is_refused(untrusted: str) -> None:
    with pytest.raises(UserError) as refused:
        ids.parse(untrusted)
    assert refused.value.slug == "bad_id"
    assert not ids.is_text(untrusted)


def test_an_id_of_another_length_is_a_bug() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        ids.to_text(b"short")


@pytest.mark.parametrize("value", [None, 5, "A" * 26, b"a" * 26])
def test_only_the_exact_text_form_counts_in_a_record(value: object) -> None:
    assert not ids.is_text(value)
