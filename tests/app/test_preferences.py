"""Choices are kept encrypted, never fail to be read, and cannot switch the lock off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.cli import Organisation

from app import preferences
from app.preferences import Preferences
from storage import settings
from storage.errors import UserError


def test_a_choice_is_there_after_the_next_unlock(org: Organisation) -> None:
    chosen = Preferences("ru", "dark", 5, 20)
    with org.house.open() as house:
        assert preferences.load(house) == Preferences()
        preferences.save(house, chosen)
    with org.house.open() as house:
        assert preferences.load(house) == chosen


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "fr"),
        ("theme", "pink"),
        ("cover_minutes", 0),
        ("cover_minutes", 16),
        ("lock_minutes", 31),
        ("lock_minutes", 0),
        ("lock_minutes", True),
        ("lock_minutes", 2.5),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(org: Organisation, field: str, value: Any) -> None:
    with org.house.open() as house:
        with pytest.raises(UserError) as caught:
            preferences.save(house, replace(Preferences(), **{field: value}))
        assert caught.value.slug == "bad_value"
        assert preferences.load(house) == Preferences()


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (b"\xff", Preferences()),
        (b"[]", Preferences()),
        (b"[" * 100_000, Preferences()),
        (b'{"language": [], "theme": {}, "cover_minutes": null}', Preferences()),
        (b'{"lock_minutes": 0, "theme": "dark"}', Preferences(theme="dark")),
        (b'{"lock_minutes": "never", "language": "ru"}', Preferences("ru")),
        (b'{"cover_minutes": 30, "lock_minutes": 5, "theme": "dark"}', Preferences(theme="dark")),
        (b'{"later": 1}', Preferences()),
    ],
)
def test_what_is_not_understood_was_never_chosen(org: Organisation, stored: bytes, read: Preferences) -> None:
    with org.house.open() as house:
        with house.vault.transaction() as tx:
            settings.put(tx, "preferences", stored)
        assert preferences.load(house) == read
