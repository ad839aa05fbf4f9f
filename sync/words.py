"""Numbers from 1 to 2048 as words, and back: codes and comparisons that people say to each other.

What it does not: choose, stretch or compare secrets (enrolment.py). The lists are those of the `mnemonic` package.

Rules:
- every word has a number, the same place in all three lists, so that an English speaker can take Russian words;
- words of any list are read, in any case, with or without accents (ё = е); a number in digits is as good as its word;
- a word that stands in two lists under two numbers (`piano`) is settled by the other words: they come from one list
  that holds them all. Where that leaves a doubt the answer is a refusal, never a guess.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

from mnemonic import Mnemonic

from storage.errors import UserError

LANGUAGES: Final = ("english", "russian", "french")
COUNT: Final = 2048
BITS: Final = 11

_BETWEEN = re.compile(r"[\s,;.:–—-]+")


class Word(NamedTuple):
    """One word as it is shown, and its number, 1 to 2048."""

    word: str
    number: int


def spell(numbers: Sequence[int], language: str = "english") -> list[Word]:
    """Give the words of `numbers` (each 1 to 2048) in one of `LANGUAGES`."""
    listed = _list(language)
    return [Word(listed[number - 1], number) for number in numbers]


def from_bits(data: bytes, count: int) -> list[int]:
    """Read the first 11 × `count` bits of `data`, the highest first, as numbers from 1 to 2048."""
    value = int.from_bytes(data, "big") >> (len(data) * 8 - BITS * count)
    return [(value >> (BITS * place)) % COUNT + 1 for place in reversed(range(count))]


def read(typed: str, count: int) -> list[int]:
    """Find the numbers of `count` typed words or numbers.

    Raises:
        UserError: word_count; unknown_word or ambiguous_word, with its position from 1 and never the word itself,
            because it may be half of a secret.
    """
    tokens = [token for token in _BETWEEN.split(typed) if token]
    if len(tokens) != count:
        raise UserError("word_count", expected=count, found=len(tokens))
    meanings = [_meanings(token, place) for place, token in enumerate(tokens, 1)]
    whole = {
        tuple(meaning[language] for meaning in meanings)
        for language in LANGUAGES
        if all(language in meaning for meaning in meanings)
    }
    if len(whole) == 1:
        return list(whole.pop())
    return [_only(meaning, place) for place, meaning in enumerate(meanings, 1)]


def _meanings(token: str, place: int) -> dict[str, int]:
    """Give what a token can be: its number by language; digits mean the same in all of them."""
    if token.isdecimal():
        number = int(token) if len(token) <= 4 else 0
        found = dict.fromkeys(LANGUAGES, number) if 1 <= number <= COUNT else {}
    else:
        found = _index().get(_fold(token), {})
    if not found:
        raise UserError("unknown_word", position=place)
    return found


def _only(meaning: dict[str, int], place: int) -> int:
    numbers = set(meaning.values())
    if len(numbers) > 1:
        raise UserError("ambiguous_word", position=place)
    return numbers.pop()


def _fold(word: str) -> str:
    spread = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


@functools.cache
def _list(language: str) -> tuple[str, ...]:
    if language not in LANGUAGES:
        raise ValueError(f"no list for {language}")
    return tuple(unicodedata.normalize("NFC", word) for word in Mnemonic(language).wordlist)


@functools.cache
def _index() -> dict[str, dict[str, int]]:
    """Map every folded word to its number by language."""
    index: dict[str, dict[str, int]] = {}
    for language in LANGUAGES:
        for number, word in enumerate(_list(language), 1):
            index.setdefault(_fold(word), {})[language] = number
    return index
