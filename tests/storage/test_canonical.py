"""Canonical JSON: one spelling a value; what has none is refused or kept as bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import canonical
from storage.canonical import NOT_UNDERSTOOD
from storage.errors import UserError

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
LEAVES = st.none() | st.booleans() | st.integers(-(1 << 53), 1 << 53) | TEXT
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)
)


def spelled(value: object) -> bytes | None:
    try:
        return canonical.dumps(value)
    except UserError:  # two keys that meet in NFC
        return None


@given(VALUES)
def test_what_is_spelled_is_read_back_and_spelled_the_same(value: object) -> None:
    data = spelled(value)
    if data is not None:
        assert canonical.dumps(canonical.loads(data)) == data
        assert canonical.read(data) == canonical.loads(data)


def test_the_spelling() -> None:
    assert canonical.dumps({"б": [1, None, True], "a": "ё\n"}) == '{"a":"ё\\n","б":[1,null,true]}'.encode()
    assert canonical.dumps(("e\u0301", {})) == '["é",{}]'.encode()


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("\ud800", "not_text"),
        ({"\ud800": 1}, "not_text"),
        ((1 << 53) + 1, "number_too_large"),
        (-(1 << 53) - 1, "number_too_large"),
        ({"é": 1, "e\u0301": 2}, "keys_meet"),
    ],
)
def test_values_without_a_spelling_are_the_users_fault(value: object, why: str) -> None:
    with pytest.raises(UserError) as told:
        canonical.dumps(value)
    assert (told.value.slug, told.value.facts["why"]) == ("bad_value", why)


def test_depth_is_bounded() -> None:
    deep: object = 1
    for _ in range(canonical.DEPTH_LIMIT):
        deep = [deep]
    canonical.dumps(deep)
    with pytest.raises(UserError, match="too_deep"):
        canonical.dumps([deep])


@pytest.mark.parametrize("value", [1.5, b"bytes", {1: 2}, object()])
def test_other_types_are_our_mistake(value: object) -> None:
    with pytest.raises(TypeError):
        canonical.dumps(value)


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b"nonsense",
        b"\xff",
        b"1.0",
        b"1e3",
        b"NaN",
        b"-Infinity",
        b"-0",
        b" 1",
        b"[1, 2]",
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'"\\u0451"',
        b'"\\ud800"',
        '"e\u0301"'.encode(),
        b"9007199254740993",
        b"9" * 5000,
        b"[" * 34 + b"]" * 34,
        b"[" * 100_000,
    ],
)
def test_other_spellings_are_not_canonical(untrusted: bytes) -> None:
    with pytest.raises(ValueError):
        canonical.loads(untrusted)
    assert canonical.read(untrusted) is NOT_UNDERSTOOD


def test_a_value_not_understood_says_so() -> None:
    assert repr(NOT_UNDERSTOOD) == "NOT_UNDERSTOOD"
