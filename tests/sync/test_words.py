"""Numbers as words and back: every list, every spelling that people use, and no guessing (exchange.md, Enrolment 3)."""

from __future__ import annotations

import unicodedata

import pytest

from storage.errors import UserError
from sync import words


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_word_of_a_list_read_among_its_own_gives_its_number(language: str) -> None:
    spelt = words.spell(range(1, 2049), language)
    assert words.read(" ".join(word.word for word in spelt), 2048) == list(range(1, 2049))


def test_a_number_in_digits_is_as_good_as_its_word() -> None:
    assert words.read("0001 1 2048 абзац zoo", 5) == [1, 1, 2048, 1, 2048]


def test_words_of_different_lists_mix_as_long_as_each_means_one_number() -> None:
    english, russian = words.spell([7, 2000], "english"), words.spell([7, 2000], "russian")
    assert words.read(f"{english[0].word} {russian[1].word}", 2) == [7, 2000]


@pytest.mark.parametrize("typed", ["орел", "ОРЁЛ", "орёл", "Оре́л", unicodedata.normalize("NFD", "орёл")])
def test_case_accents_and_yo_do_not_matter(typed: str) -> None:
    number = next(word.number for word in words.spell(range(1, 2049), "russian") if word.word == "орел")
    assert words.read(typed, 1) == [number]


def test_french_words_are_read_without_their_accents() -> None:
    accented = next(word for word in words.spell(range(1, 2049), "french") if word.word == "zénith")
    assert words.read("zenith", 1) == [accented.number]


@pytest.mark.parametrize("between", [" ", ", ", "\n", "\t", " - ", ";", ". ", " — "])
def test_people_put_anything_between_words(between: str) -> None:
    assert words.read(between.join(["zoo", "zone", "zero"]), 3) == [2048, 2047, 2046]


def test_a_word_of_two_lists_is_settled_by_the_list_that_holds_all() -> None:
    piano = {
        language: words.read(f"piano {other}", 2)[0]
        for language, other in (("english", "zoo"), ("french", "zeste"))
    }
    assert piano == {"english": 1313, "french": 1479}


@pytest.mark.parametrize("typed", ["piano public", "piano абзац", "piano 17"])
def test_a_doubt_is_refused_and_never_guessed(typed: str) -> None:
    with pytest.raises(UserError, match="ambiguous_word") as refused:
        words.read(typed, 2)
    assert refused.value.facts == {"position": 1}


@pytest.mark.parametrize("typed", ["zoo nosuchword", "zoo 2049", "zoo 0", "zoo 00001", "zoo ٣٣٣٣٣"])
def test_what_is_no_word_is_named_by_its_place_and_not_repeated(typed: str) -> None:
    with pytest.raises(UserError, match="unknown_word") as refused:
        words.read(typed, 2)
    assert refused.value.facts == {"position": 2}


@pytest.mark.parametrize("typed", ["", "zoo", "zoo zoo zoo"])
def test_the_number_of_words_has_to_be_right(typed: str) -> None:
    with pytest.raises(UserError, match="word_count") as refused:
        words.read(typed, 2)
    assert refused.value.facts["expected"] == 2


def test_words_are_the_first_bits_eleven_each() -> None:
    assert words.from_bits(bytes([0, 0x20, 0x04, 0x00]), 2) == [2, 2]
    assert words.from_bits(b"\xff" * 9, 6) == [2048] * 6
    assert words.from_bits(bytes(17), 12) == [1] * 12
    changed = words.from_bits(bytes(16) + b"\x10", 12)
    assert changed == [1] * 11 + [2], "132 bits: the last word ends in the middle of byte 17"


def test_there_is_no_fourth_list() -> None:
    with pytest.raises(ValueError, match="klingon"):
        words.spell([1], "klingon")
