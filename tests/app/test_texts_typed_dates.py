"""Dates as people type them become ISO 8601 without a guess, and are written back as they are typed."""

import time
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import texts
from app.casework import partial_dates
from app.texts import typed_dates


@pytest.fixture(autouse=True)
def moscow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Moscow")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1994", "1994"),
        ("1994-3", "1994-03"),
        ("1994-03-07", "1994-03-07"),
        ("03.1994", "1994-03"),
        ("3/1994", "1994-03"),
        ("7.3.1994", "1994-03-07"),
        (" 07.03.1994 ", "1994-03-07"),
        ("7/3/1994", "1994-03-07"),
        ("7 3 1994", "1994-03-07"),
        ("7.3.2026 18:40", "2026-03-07T18:40+03:00"),
        ("7.3.2026, 8:05", "2026-03-07T08:05+03:00"),
        ("2026-03-07 18:40", "2026-03-07T18:40+03:00"),
        ("2026-03-07T18:40:00Z", "2026-03-07T18:40:00Z"),
        ("2026-03-07T18:40", "2026-03-07T18:40"),
    ],
)
def test_what_is_typed_is_understood(typed: str, meant: str) -> None:
    assert typed_dates.read(typed) == meant
    assert partial_dates.is_moment(meant)


@pytest.mark.parametrize(
    "typed",
    ["", "yesterday", "7.3.94", "31.2.2026", "13.2026", "7.3", "03.1994 18:40", "7.3.2026 25:00", "1.1.0001"],
)
def test_nothing_is_guessed(typed: str) -> None:
    assert typed_dates.read(typed) is None


@pytest.mark.parametrize(
    ("value", "en", "ru"),
    [
        ("1994", "1994", "1994"),
        ("1994-03", "1994-03", "03.1994"),
        ("1994-03-07", "1994-03-07", "07.03.1994"),
        ("2026-03-07T15:40:00Z", "2026-03-07 18:40", "07.03.2026 18:40"),
        ("2026-03-07T15:40", "2026-03-07 15:40", "07.03.2026 15:40"),
        ("soon", "soon", "soon"),
    ],
)
def test_a_date_is_written_as_it_is_typed(value: str, en: str, ru: str) -> None:
    assert typed_dates.spelled(value, "en") == en
    assert typed_dates.spelled(value, "ru") == ru


@given(
    day=st.dates(min_value=date(1850, 1, 1), max_value=date(2199, 12, 31)),
    length=st.sampled_from([4, 7, 10]),
    language=st.sampled_from(texts.LANGUAGES),
)
def test_every_date_comes_back(day: date, length: int, language: str) -> None:
    value = day.isoformat()[:length]
    assert typed_dates.read(typed_dates.spelled(value, language)) == value


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    found = typed_dates.read(text)
    assert found is None or partial_dates.is_moment(found)
