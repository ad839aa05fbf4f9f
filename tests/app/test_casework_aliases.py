"""Aliases: suggested at random, saying nothing."""

import random

import pytest

from app.casework import aliases
from app.casework.entry import validate_entry
from storage.errors import UserError


def test_lists_pick_evenly_and_repeat_nothing() -> None:
    for words in (aliases.ADJECTIVES, aliases.NOUNS):
        assert 256 % len(words) == 0
        for column in (0, 1):
            assert len({pair[column] for pair in words}) == len(words)


@pytest.mark.parametrize(("language", "alias"), [("ru", "Тихий клён"), ("en", "Quiet maple")])
def test_one_alias_reads_the_same_in_both_languages(language: str, alias: str) -> None:
    assert aliases.suggest(lambda n: bytes(n), language) == alias


def test_one_that_is_taken_is_not_suggested_again() -> None:
    source = random.Random(1)
    taken: set[str] = set()
    for _ in range(1_500):
        taken.add(aliases.suggest(source.randbytes, "ru", taken))
    assert len(taken) == 1_500
    assert all(validate_entry("case", "alias", alias) == alias for alias in taken)


def test_a_number_follows_when_pairs_run_short() -> None:
    assert aliases.suggest(lambda n: bytes(n), "en", {"Quiet maple"}) == "Quiet maple 0"


def test_when_nothing_is_left_it_says_so() -> None:
    with pytest.raises(UserError) as refused:
        aliases.suggest(lambda n: bytes(n), "en", {"Quiet maple", "Quiet maple 0"})
    assert refused.value.slug == "no_alias_left"
