"""The manifest: one spelling, nothing unknown, everything bounded (docs/bundle-format.md §5)."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest

from storage.errors import UserError
from sync import manifest
from sync.manifest import Manifest

NAMES: dict[str, Any] = {"sender": b"s" * 16, "recipient": b"r" * 16, "incarnation": b"i" * 8}
FULL: dict[str, Any] = {
    **NAMES,
    "roster": 3,
    "changes": (10, b"h" * 32, 20),
    "blobs": ((b"b" * 32, 100, 0, (b"x" * 32,)),),
    "statements": ((b"d" * 16, b"a" * 16, b"i" * 8, b"s" * 16, 1, b"e" * 16, b"g" * 64),),
    "received": ((b"i" * 8, ((1, 3), (5, 5))),),
    "positions": ((b"c" * 17, b"a" * 16, 1, 9, b"h" * 16),),
    "digest": b"d" * 16,
    "holds": 2**63,
    "prekeys": ((2**33, b"k" * 1216),),
    "address": (4, b"a" * 32),
    "complete": True,
    "wants": (b"w" * 32,),
    "full": True,
    "ask_full": True,
    "named": b"n" * 8,
    "common": b"common",
    "certificate": b"c" * 185,
    "went_back": True,
}


def _map(**fields: Any) -> dict[int, Any]:
    return cbor2.loads(manifest.encode(Manifest(**{**FULL, **fields})))


def _slug(raw: bytes) -> str:
    with pytest.raises(UserError) as error:
        manifest.decode(raw)
    return error.value.slug


def test_what_is_encoded_is_decoded() -> None:
    for fields in (FULL, NAMES):
        made = Manifest(**fields)
        assert manifest.decode(manifest.encode(made)) == made


def test_every_field_has_its_number_and_defaults_take_no_room() -> None:
    assert sorted(_map()) == list(range(22))
    assert sorted(cbor2.loads(manifest.encode(Manifest(**NAMES)))) == [0, 1, 2, 3]


@pytest.mark.parametrize("number", [2, 7, 2**40])
def test_another_format_is_of_a_newer_version(number: int) -> None:
    assert _slug(cbor2.dumps({**_map(), 0: number}, canonical=True)) == "too_new"


def test_without_a_format_it_is_none() -> None:
    assert (
        _slug(cbor2.dumps({1: b"s" * 16, 2: b"r" * 16, 3: b"i" * 8}, canonical=True)) == "malformed_manifest"
    )


@pytest.mark.parametrize(
    "fields",
    [
        {22: 1},
        {-1: 1},
        {"sender": b"s" * 16},
        {1: b"s" * 15},
        {1: "s" * 16},
        {4: -1},
        {4: 2**48},
        {5: (1, b"h" * 31, 1)},
        {5: (1, b"h" * 32)},
        {6: ((b"b" * 32, 1, 0, (b"x" * 31,)),)},
        {7: ((b"d" * 16, b"a" * 16, b"i" * 8, b"s" * 16, 1, b"e", b"g" * 63),)},
        {8: ((b"i" * 8, ((1, 2, 3),)),)},
        {9: ((b"c" * 16, b"a" * 16, 1, 9, b"h" * 16),)},
        {11: 2**64},
        {11: True},
        {12: ((1, b"k" * 1215),)},
        {12: tuple((one, b"k" * 1216) for one in range(65))},
        {13: (1, b"a" * 31)},
        {14: 1},
        {15: (b"w" * 31,)},
        {18: b"n" * 9},
        {19: b"c" * 262_145},
        {20: b"c" * 184},
    ],
)
def test_what_is_not_exactly_so_is_refused(fields: dict[Any, Any]) -> None:
    assert _slug(cbor2.dumps({**_map(), **fields}, canonical=True)) == "malformed_manifest"


def test_there_is_one_spelling() -> None:
    good = manifest.encode(Manifest(**NAMES))
    value = cbor2.loads(good)
    assert _slug(good + b"\0") == "malformed_manifest"
    assert _slug(cbor2.dumps(dict(reversed(value.items())))) == "malformed_manifest"
    assert _slug(cbor2.dumps({**value, 14: False}, canonical=True)) == "malformed_manifest"
    assert _slug(b"\xbf" + good[1:] + b"\xff") == "malformed_manifest"
    assert _slug(b"\xb8\x04" + good[1:]) == "malformed_manifest"
    assert _slug(good[:-1]) == "malformed_manifest"
    assert _slug(b"\x81" * 5000) == "malformed_manifest"
