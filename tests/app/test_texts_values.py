"""Stored values as people read them, in every language, and literally where nobody understands them."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import texts
from app.casework.kinds import KINDS
from app.texts import values
from app.texts.en import values as english
from app.texts.ru import values as russian
from storage.canonical import NOT_UNDERSTOOD


@pytest.fixture
def moscow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Moscow")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("kind", "field", "value", "en", "ru"),
    [
        ("case", "alias", "Тихий клён", "Тихий клён", "Тихий клён"),
        ("case", "status", "in_transit", "On the way", "В пути"),
        (
            "case",
            "profile",
            ["journalist", "witness"],
            "Journalist, Witness",
            "Журналистика, Свидетель(ница)",
        ),
        (
            "incident",
            "acts",
            ["beating", "threat"],
            "Beating, Threat",
            f"{texts.label('act', 'beating', 'ru')}, {texts.label('act', 'threat', 'ru')}",
        ),
        ("person", "birth_date", "1994", "1994", "1994"),
        ("person", "birth_date", "1994-03", "March 1994", "март 1994"),
        ("person", "birth_date", "1994-03-07", "7 March 1994", "7 марта 1994"),
        ("case", "contact_date", "2026-11-21T23:40", "21 November 2026, 23:40", "21 ноября 2026, 23:40"),
        ("person", "languages", ["ru", "ce", "zu"], "Russian, Chechen, zu", "Русский, Чеченский, zu"),
        ("person", "languages", ["unknown"], "Unknown", texts.label("", "unknown", "ru")),
        ("note", "language", "inh", "Ingush", "Ингушский"),
        (
            "person",
            "citizenships",
            ["RU", "stateless", "ZZ"],
            "Russia, Stateless, ZZ",
            "Россия, Без гражданства, ZZ",
        ),
        ("document", "evidence", True, "Yes", "Да"),
        ("document", "evidence", False, "No", "Нет"),
        ("house", "capacity", 0, "0", "0"),
        ("house", "rooms", ["у кухни", "большая"], "у кухни, большая", "у кухни, большая"),
        ("house", "rooms", ["a, b", "c"], "a, b; c", "a, b; c"),
        ("note", "text", "две\nстроки", "две\nстроки", "две\nстроки"),
        ("stay", "person", "a" * 26, "a" * 26, "a" * 26),
        ("case", "alias", None, "", ""),
    ],
)
def test_every_type_is_said_as_people_say_it(kind: str, field: str, value: object, en: str, ru: str) -> None:
    assert values.shown(kind, field, value, "en") == en
    assert values.shown(kind, field, value, "ru") == ru


@pytest.mark.usefixtures("moscow")
def test_a_moment_with_a_zone_is_said_in_the_zone_of_this_machine() -> None:
    assert values.shown("case", "contact_date", "2026-11-21T23:40:00Z", "en") == "22 November 2026, 02:40"


def test_levels_begin_with_the_highest() -> None:
    dimensions = {"state_reach": 2, "exit_ban": 4, "family_reach": 4, "self_harm": 0}
    assert values.shown("risk", "dimensions", dimensions, "en") == (
        "Reach of the family: 4, Not allowed to leave: 4, Reach of the state: 2, Self-harm: 0"
    )


def test_entries_are_a_line_each() -> None:
    perpetrators = [
        {"type": "police", "relationship": "участковый", "involvement": "carried_out"},
        {"type": "mob"},
    ]
    assert values.shown("incident", "perpetrators", perpetrators, "en") == (
        "Police, участковый, Carried it out\nMob"
    )


def test_a_delete_shows_its_reason_and_its_undoing_nothing() -> None:
    said = {"reason": "entered twice", "frontier": {"00": 3}}
    assert values.shown("note", "deleted", said, "en") == "entered twice"
    assert values.shown("note", "deleted", None, "en") == ""


@pytest.mark.parametrize(
    ("kind", "field", "value", "said"),
    [
        ("case", "status", "teleported", "teleported"),
        ("wormhole", "mouth", "wide", "wide"),
        ("case", "of_a_newer_version", {"a": [1]}, '{"a": [1]}'),
        ("person", "birth_date", "yesterday", "yesterday"),
        ("house", "capacity", True, "true"),
        ("house", "capacity", [1, "ё"], '[1, "ё"]'),
        ("case", "alias", NOT_UNDERSTOOD, "not understood by this version"),
        ("note", "deleted", "gone", "gone"),
    ],
)
def test_what_nobody_understands_is_shown_literally(kind: str, field: str, value: object, said: str) -> None:
    assert values.shown(kind, field, value, "en") == said


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = [(kind.name, field) for kind in KINDS.values() for field in kind.fields]


@given(place=st.sampled_from(_FIELDS), value=_JSON, language=st.sampled_from(texts.LANGUAGES))
def test_no_value_of_another_device_can_break_a_screen(
    place: tuple[str, str], value: object, language: str
) -> None:
    assert isinstance(values.shown(*place, value, language), str)


def test_both_languages_name_the_same_places() -> None:
    for table in ("LANGUAGES", "COUNTRIES"):
        assert list(getattr(english, table)) == list(getattr(russian, table))
    assert len(english.MONTHS) == len(russian.MONTHS) == 12


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_what_is_offered_may_be_entered(language: str) -> None:
    from app.casework.entry import validate_entry

    languages, countries = values.languages(language), values.countries(language)
    for code, _ in languages:
        assert validate_entry("note", "language", code) == code
    for code, _ in countries:
        assert validate_entry("person", "citizenships", code) == [code]
    for offered in (languages, countries):
        assert len({name for _, name in offered}) == len(offered)
