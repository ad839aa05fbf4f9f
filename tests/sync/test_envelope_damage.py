"""Every way that a courier or a disk can spoil a bundle, and the outcome of each."""

from __future__ import annotations

import os
import random

import pytest
from support.envelopes import (
    head_of,
    outcome,
    pair,
    reply_pair,
    sealed,
)

from storage.crypto import xchacha_open, xchacha_seal
from sync.head import Flag

KEYS = pair()
TWO_RANGES = [b"\x01" * (1 << 20), b"\x02" * 300_000]


# ---- every bit


def test_every_flipped_bit_of_a_small_bundle_has_the_outcome_of_its_region() -> None:
    data = sealed(KEYS)
    assert len(data) == 3840
    for at in range(len(data)):
        expected = (
            ("not_for_us", "tag") if at < 40 else ("damaged", "head") if at < 1250 else ("damaged", "frame")
        )
        for bit in range(8):
            changed = bytearray(data)
            changed[at] ^= 1 << bit
            assert outcome(bytes(changed), KEYS) == expected, (at, bit)


@pytest.mark.deep
def test_every_flipped_bit_of_a_64_kib_bundle_is_refused() -> None:
    data = bytearray(sealed(KEYS, changes=os.urandom(60_000)))
    assert len(data) == 64 << 10
    for at in range(len(data)):
        for bit in range(8):
            data[at] ^= 1 << bit
            assert outcome(bytes(data), KEYS, [60_000])[0] in ("not_for_us", "damaged"), (at, bit)
            data[at] ^= 1 << bit


def test_a_changed_hpke_message_under_a_good_seal_is_damaged() -> None:
    """The seal of the head is made with a key that two devices share: what it covers must hold by itself."""
    data = sealed(KEYS)
    key, nonce = KEYS.address.seal_key(), data[:24]
    inner = bytearray(xchacha_open(key, nonce, data[40:1250]))
    for at in (*range(2, 26), 26, 26 + 1087, 26 + 1088, 26 + 1119, 26 + 1120, len(inner) - 1):
        inner[at] ^= 1
        forged = data[:40] + xchacha_seal(key, nonce, bytes(inner)) + data[1250:]
        inner[at] ^= 1
        assert outcome(forged, KEYS) == ("damaged", "secret"), at


# ---- cut, spliced, extended


def test_every_truncation_of_a_small_bundle_says_so() -> None:
    data = sealed(KEYS)
    for size in range(len(data)):
        assert outcome(data[:size], KEYS)[0] == ("not_for_us" if size < 40 else "cut_off"), size


def test_truncations_of_a_bundle_of_many_frames_say_so() -> None:
    lengths = [100_000, len(TWO_RANGES[0]), len(TWO_RANGES[1])]
    data = sealed(KEYS, changes=os.urandom(100_000), ranges=TWO_RANGES)
    frame = 65_552
    borders = [1250 + i * frame + d for i in range(1, len(data) // frame) for d in (-1, 0, 1)]
    for size in {*borders, *range(3841, len(data), 50_021), len(data) - 1}:
        assert outcome(data[:size], KEYS, lengths)[0] == "cut_off", size


def test_a_long_bundle_cut_at_exactly_a_class_is_shorter_than_it_promises() -> None:
    data = sealed(KEYS, changes=os.urandom(9 << 20))
    for size in (2 << 20, 4 << 20, 8 << 20):
        assert outcome(data[:size], KEYS, [9 << 20]) == ("cut_off", "lengths")


@pytest.mark.parametrize("size", [3840, 16 << 10, 64 << 10, 256 << 10])
def test_a_cut_at_exactly_a_small_class_looks_like_damage(size: int) -> None:
    data = sealed(KEYS, changes=os.urandom(900_000))
    assert outcome(data[:size], KEYS, [900_000]) == ("damaged", "frame")


@pytest.mark.parametrize("extra", [b"\0", b"\r\n", bytes(3000), b"x" * 60_000])
def test_something_appended_is_damage(extra: bytes) -> None:
    assert outcome(sealed(KEYS) + extra, KEYS) == ("damaged", "appended")
    long = sealed(KEYS, changes=os.urandom(3_000_000))
    assert outcome(long + extra[:1000], KEYS, [3_000_000]) == ("damaged", "appended")


@pytest.mark.parametrize("size", [16 << 10, 64 << 10, 256 << 10, 5 << 20])
def test_padding_up_to_another_class_is_damage(size: int) -> None:
    assert outcome(sealed(KEYS).ljust(size, b"\0"), KEYS) == ("damaged", "frame")


def test_a_bundle_doubled_in_one_file_is_damage() -> None:
    data = sealed(KEYS, changes=os.urandom(300_000))
    assert outcome(data + data, KEYS, [300_000])[0] == "damaged"


def test_a_letter_cut_or_extended() -> None:
    keys, address = reply_pair()
    data = sealed(keys, head=head_of(Flag.REPLY), address=address, opening=keys.sender_vk)
    assert outcome(data[:8191], keys, address=address) == ("cut_off", "frame")
    assert outcome(data + b"\n", keys, address=address) == ("damaged", "appended")


def _frames(data: bytes) -> list[bytes]:
    return [data[:1250], *(data[i : i + 65_552] for i in range(1250, len(data), 65_552))]


@pytest.mark.parametrize(
    "order",
    [[0, 2, 1, 3, 4], [0, 1, 1, 2, 3, 4], [0, 1, 3, 4], [0, 1, 2, 4, 3], [0, 2, 2, 3, 4], [0, 1, 2, 3, 3, 4]],
    ids=["swapped", "doubled first", "second dropped", "last moved", "first replaced", "third doubled"],
)
def test_frames_moved_doubled_or_dropped_are_damage(order: list[int]) -> None:
    data = sealed(KEYS, changes=os.urandom(200_000))
    pieces = _frames(data)
    assert len(pieces) == 5
    assert outcome(b"".join(pieces[i] for i in order), KEYS, [200_000]) == ("damaged", "frame")


def test_the_head_of_one_bundle_with_the_body_of_another_is_damage() -> None:
    first, second = sealed(KEYS), sealed(KEYS)
    assert outcome(first[:1250] + second[1250:], KEYS) == ("damaged", "frame")
    assert outcome(first[:24] + second[24:], KEYS) == ("not_for_us", "tag")
    assert outcome(first[:40] + second[40:], KEYS) == ("damaged", "head")


def test_a_frame_of_another_bundle_is_damage() -> None:
    first, second = (_frames(sealed(KEYS, changes=os.urandom(200_000))) for _ in range(2))
    spliced = b"".join([*first[:2], second[2], *first[3:]])
    assert outcome(spliced, KEYS, [200_000]) == ("damaged", "frame")


def test_a_carrier_that_gives_less_or_more_than_its_size_gains_nothing() -> None:
    data = sealed(KEYS)
    assert outcome(data[:3000], KEYS, size=3840) == ("cut_off", "frame")
    assert outcome(data[:1000], KEYS, size=3840) == ("cut_off", "head")
    assert outcome(data + b"more", KEYS, size=3840) == ("damaged", "appended")


def _mutated(dice: random.Random, first: bytes, second: bytes) -> bytes:
    """Do one thing to a bundle that a courier or a broken disk could; `second` is another one on the same link."""
    a, b = sorted(dice.randrange(len(first) + 1) for _ in range(2))
    piece = dice.randbytes(dice.randint(1, 40))
    return dice.choice(
        [
            lambda: first[:a],
            lambda: first + dice.choice([piece, second, first, bytes(len(piece))]),
            lambda: first[:a] + piece + first[a:],
            lambda: first[:a] + first[min(b, a + 100) :],
            lambda: first[:a] + second[a:],
            lambda: first[:a] + second[a:b] + first[b:],
            lambda: first[:a] + first[a:b][::-1] + first[b:],
            lambda: first[b:] + first[:b],
            lambda: first[a:],
            lambda: b"".join(dice.sample(_frames(first), 2)),
            lambda: first[:1250] + b"".join(dice.choices(_frames(first)[1:], k=5)),
        ]
    )()


def _mutate(times: int) -> None:
    dice = random.Random(2017)
    first, second = (sealed(KEYS, changes=os.urandom(200_000)) for _ in range(2))
    for _ in range(times):
        data = _mutated(dice, first, second)
        found = outcome(data, KEYS, [200_000])[0]
        assert found in ("not_for_us", "damaged", "cut_off") or data in (first, second), found


def test_no_splice_is_ever_taken() -> None:
    _mutate(400)


@pytest.mark.deep
def test_no_splice_is_ever_taken_in_a_hundred_thousand() -> None:
    _mutate(100_000)
