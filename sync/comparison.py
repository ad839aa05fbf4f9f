"""Twelve words out of one transcript: what two people read to each other to learn that nobody is in between.

Pure. T (32 bytes) is stretched by Argon2id to 132 bits, twelve words of eleven bits; the house shows the first eight, the
desk the last four. Stretching makes each try of somebody in between as dear as ours.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Final

from storage.crypto import argon2id, h
from sync import words
from sync.invitation import Cost
from sync.words import Word

SHOWN_BY_HOUSE: Final = 8
SHOWN_BY_DESK: Final = 4
STRETCHED: Final = 17
"""Bytes that hold 132 bits."""


def stretch(transcript: bytes, cost: Cost) -> bytes:
    """Stretch T to the 17 bytes that the words come from."""
    salt = h("words", transcript, size=16)
    return argon2id(transcript, salt, mem_kib=cost.mem_kib, passes=cost.passes, size=STRETCHED)


def house_words(stretched: bytes, language: str) -> list[Word]:
    """Return the eight words that the house shows."""
    return words.spell(_twelve(stretched)[:SHOWN_BY_HOUSE], language)


def desk_words(stretched: bytes, language: str) -> list[Word]:
    """Return the four words that the desk shows."""
    return words.spell(_twelve(stretched)[SHOWN_BY_HOUSE:], language)


def is_house(stretched: bytes, typed: Sequence[int]) -> bool:
    """Tell, in constant time, whether these are the eight numbers of the house."""
    return _equal(_twelve(stretched)[:SHOWN_BY_HOUSE], typed)


def is_desk(stretched: bytes, typed: Sequence[int]) -> bool:
    """Tell, in constant time, whether these are the four numbers of the desk."""
    return _equal(_twelve(stretched)[SHOWN_BY_HOUSE:], typed)


def _twelve(stretched: bytes) -> list[int]:
    return words.from_bits(stretched, SHOWN_BY_HOUSE + SHOWN_BY_DESK)


def _equal(expected: Sequence[int], typed: Sequence[int]) -> bool:
    return hmac.compare_digest(_bytes(expected), _bytes(typed))


def _bytes(numbers: Sequence[int]) -> bytes:
    return b"".join(number.to_bytes(2, "big") for number in numbers)
