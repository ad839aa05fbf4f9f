"""How text is compared: within a script, and across scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search import transliterate
from storage.words import index_text, normalise, skeleton, words


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("Ёлка", "елка"),
        ("ЁЛКА", "елка"),
        ("е\u0308лка", "елка"),
        ("Йод", "иод"),
        ("Café", "cafe"),
        ("ＡＢＣ①", "abc1"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ﬁn", "fin"),
        ("ABC def", "abc def"),
    ],
)
def test_spellings_of_one_script_come_together(text: str, normalised: str) -> None:
    assert normalise(text) == normalised


@pytest.mark.parametrize(
    "spellings",
    [
        ("Магомед", "Magomed", "MAGOMED"),
        ("Хамзат", "Khamzat", "Hamzat"),
        ("Евгений", "Yevgeny", "Evgeniy", "Evgenij", "Jewgenij", "Evgenii"),
        ("Фёдор", "Федор", "Fyodor", "Fedor"),
        ("Юлия", "Yulia", "Iuliia", "Julija", "Yuliya"),
        ("Щукин", "Shchukin", "Schukin"),
        ("Цой", "Tsoy", "Tzoi"),
        ("Заур", "Zaur"),
        ("Анна", "Anna", "Ana"),
        ("Кадыров", "Kadyrov", "Kadirow"),
        ("Олексій", "Oleksii", "Oleksiy"),
        ("Грозный", "Grozny", "Groznyy"),
    ],
)
def test_spellings_of_a_name_come_together(spellings: tuple[str, ...]) -> None:
    assert len({transliterate(spelling) for spelling in spellings}) == 1


def test_different_names_stay_apart() -> None:
    names = ["Магомед", "Мурад", "Рустам", "Руслан", "Анзор", "Аслан", "Ислам", "Ахмед", "Хамид", "Камила"]
    assert len({transliterate(name) for name in names}) == len(names)


def test_words_are_split_at_what_is_no_letter_or_digit() -> None:
    assert words('«Привет», — сказал_он; дом-5 a"b* NOT (x)') == [
        "привет", "сказал", "он", "дом", "5", "a", "b", "not", "x",
    ]  # fmt: skip
    assert words("… — !") == []


@given(st.text())
def test_normalising_again_changes_nothing(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)


@given(st.lists(st.text(), max_size=5))
def test_every_word_and_skeleton_is_in_the_index_once(texts: list[str]) -> None:
    known: dict[str, str] = {}
    found = index_text(texts, known)
    assert found == index_text(texts) == index_text(texts, known)
    assert len(found.split(" ")) == len(set(found.split(" ")))
    for text in texts:
        assert {*words(text), *map(skeleton, words(text))} <= set(found.split(" ")) | {""}
