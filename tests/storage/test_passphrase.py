"""Passphrases: generated ones from public lists, and the floor under chosen ones."""

from __future__ import annotations

import unicodedata

import pytest
from mnemonic import Mnemonic

from storage import passphrase
from storage.errors import UserError


@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_seven_words_of_the_list(language: str) -> None:
    made = passphrase.generate(language)
    words = {unicodedata.normalize("NFC", word) for word in Mnemonic(passphrase.LANGUAGES[language]).wordlist}
    assert len(made.split(" ")) == 7
    assert set(made.split(" ")) <= words
    assert unicodedata.is_normalized("NFC", made)
    assert len(words) == 2048
    passphrase.check(made)


def test_each_word_has_its_own_eleven_bits() -> None:
    words = Mnemonic("english").wordlist
    numbers = [0, 2047, 1, 1024, 5, 6, 7]
    number = sum(value << (11 * place) for place, value in enumerate(numbers))
    made = passphrase.generate("en", lambda size: number.to_bytes(size, "big"))
    assert made == " ".join(words[value] for value in numbers)
    assert passphrase.generate("en") != passphrase.generate("en")


@pytest.mark.parametrize(
    "good",
    ["Ночь улица фонарь аптека", "correct horse battery staple", "x7!kQp2#mZ9$vL4w", "x7!kQp2#mZ9$vL4w" * 20],
)
def test_good_ones_pass(good: str) -> None:
    passphrase.check(good)


@pytest.mark.parametrize(
    ("bad", "slug"),
    [
        ("", "passphrase_too_short"),
        ("x7!kQp2#mZ9$vL", "passphrase_too_short"),
        ("ﬃ" * 4, "passphrase_too_short"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "passphrase_too_weak"),
        ("qwertyuiopasdfghjkl", "passphrase_too_weak"),
        ("парольпароль123", "passphrase_too_weak"),
        ("password password", "passphrase_too_weak"),
        ("a" * 1025, "passphrase_too_long"),
        ("\ud800" * 20, "passphrase_not_text"),
    ],
)
def test_easy_ones_are_refused(bad: str, slug: str) -> None:
    with pytest.raises(UserError) as told:
        passphrase.check(bad)
    assert told.value.slug == slug


def test_the_stores_own_names_count_for_nothing() -> None:
    chosen = "Березовая роща Семь"
    passphrase.check(chosen)
    with pytest.raises(UserError) as told:
        passphrase.check(chosen, ["Березовая роща", "", "Семь"])
    assert told.value.slug == "passphrase_too_weak"
