"""What a sender with all the right keys can do wrong, and that it is refused."""

from __future__ import annotations

import io
import os

import pytest
from support.envelopes import (
    Pair,
    outcome,
    pair,
    sealed,
)

from storage.crypto import h, kd, xchacha_seal
from storage.frames import FrameWriter
from sync import crypto, sizes
from sync.envelope import Opener, signed_message
from sync.outcomes import Outcome, Refusal

KEYS = pair()


# ---- what a valid sender can do wrong


def _handmade(keys: Pair, plain: bytes, *, numbers: bytes | None = None, total: int = 3840) -> bytes:
    """Build a bundle around this plaintext, with right keys and no rule obeyed."""
    nonce, secret = os.urandom(24), os.urandom(32)
    numbers = numbers or b"\1\0" + bytes(24)
    inner = numbers + crypto.hpke_seal(keys.prekey_public, keys.address.info(nonce, numbers), secret)
    start = nonce + keys.address.tag(nonce) + xchacha_seal(keys.address.seal_key(), nonce, inner)
    out = io.BytesIO()
    out.write(start)
    head_hash = h("head", start)
    frames = FrameWriter(kd(secret, "frames", nonce), head_hash, out.write)
    signature = keys.sign(signed_message(head_hash, b"", b"manifest"))
    frames.write((signature + plain).ljust(sizes.plain_length(total), b"\0"))
    frames.close()
    return out.getvalue()


def _with_manifest(rest: bytes = b"") -> bytes:
    return (8).to_bytes(4, "big") + b"manifest" + rest


def test_the_handmade_bundle_is_good_when_it_obeys() -> None:
    assert outcome(_handmade(KEYS, _with_manifest(b"changes")), KEYS) == ("applied", "")


@pytest.mark.parametrize("at", [0, 1, 500, 2488])
def test_anything_but_zeros_behind_the_sections_is_damage(at: int) -> None:
    rest = b"changes" + bytes(at) + b"\1"
    data = _handmade(KEYS, _with_manifest(rest))
    assert len(data) == 3840
    assert outcome(data, KEYS) == ("damaged", "padding")


def test_a_manifest_that_claims_more_than_a_mebibyte_is_too_large() -> None:
    data = _handmade(KEYS, (2**20 + 1).to_bytes(4, "big"))
    assert outcome(data, KEYS) == ("too_large", "manifest")


def test_a_manifest_longer_than_its_bundle_is_damage() -> None:
    assert outcome(_handmade(KEYS, (2507).to_bytes(4, "big")), KEYS) == ("damaged", "lengths")


def test_sections_longer_than_their_bundle_are_damage() -> None:
    assert outcome(sealed(KEYS), KEYS, [2506 - 8 + 1]) == ("damaged", "lengths")


def test_a_range_over_a_mebibyte_is_too_large() -> None:
    assert outcome(sealed(KEYS), KEYS, [7, (1 << 20) + 1]) == ("too_large", "range")


@pytest.mark.parametrize("suite", [0, 2, 255])
def test_another_suite_is_of_a_newer_version(suite: int) -> None:
    data = _handmade(KEYS, _with_manifest(), numbers=bytes((suite, 0)) + bytes(24))
    assert outcome(data, KEYS) == ("too_new", "suite")


@pytest.mark.parametrize("bit", [5, 6, 7])
def test_a_reserved_flag_is_of_a_newer_version(bit: int) -> None:
    data = _handmade(KEYS, _with_manifest(), numbers=bytes((1, 1 << bit)) + bytes(24))
    assert outcome(data, KEYS) == ("too_new", "flags")


@pytest.mark.parametrize("flags", [3, 4, 6])
def test_flags_that_exclude_one_another_are_damage(flags: int) -> None:
    data = _handmade(KEYS, _with_manifest(), numbers=bytes((1, flags)) + bytes(24))
    assert outcome(data, KEYS) == ("damaged", "flags")


def test_a_length_that_is_no_class_is_not_accepted_even_when_all_verifies() -> None:
    assert outcome(_handmade(KEYS, _with_manifest(b"changes"), total=5000), KEYS) == ("damaged", "class")


def test_a_carrier_over_the_limit_is_too_large_before_anything_is_opened() -> None:
    opener = Opener(io.BytesIO(sealed(KEYS)), max_size=3839)
    with pytest.raises(Refusal) as refused:
        opener.unlock(KEYS.address)
    assert refused.value.outcome is Outcome.TOO_LARGE


def test_a_claimed_size_beyond_everything_costs_nothing() -> None:
    opener = Opener(io.BytesIO(sealed(KEYS)), size=2**70)
    with pytest.raises(Refusal) as refused:
        opener.unlock(KEYS.address)
    assert refused.value.outcome is Outcome.TOO_LARGE
