"""Language, look, and how soon the screen is covered and the store locked. Each choice takes effect as it is made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.preferences import LEAST_MINUTES, MOST_MINUTES
from ui.shell.context import Context
from ui.widgets import Card, ComboBox, CountField, FieldRow, PlainLabel


class Choices(Card):
    """The card of choices."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx.words("settings.choices"))
        self._ctx = ctx
        words, chosen = ctx.words, ctx.preferences
        language = ComboBox([("en", "English"), ("ru", "Русский")], chosen.language or words.language)
        look = ComboBox(
            [
                ("system", words("settings.look_system")),
                ("light", words("settings.look_light")),
                ("dark", words("settings.look_dark")),
            ],
            chosen.theme,
        )
        self._cover = CountField(chosen.cover_minutes, least=LEAST_MINUTES, most=MOST_MINUTES)
        self._lock = CountField(chosen.lock_minutes, least=LEAST_MINUTES, most=MOST_MINUTES)
        self.add(FieldRow(words("settings.language"), language, beside=True))
        self.add(FieldRow(words("settings.look"), look, beside=True))
        bounds = words("settings.minutes", least=LEAST_MINUTES, most=MOST_MINUTES)
        self.add(FieldRow(words("settings.cover"), self._cover, bounds, beside=True))
        self._lock_row = FieldRow(words("settings.lock"), self._lock, bounds, beside=True)
        self.add(self._lock_row)
        self.add(PlainLabel(words("settings.lock_hint"), "hint"))
        language.edited.connect(lambda: self._prefer(language=language.value()))
        look.edited.connect(lambda: self._prefer(theme=look.value()))
        self._cover.editingFinished.connect(self._minutes)
        self._lock.editingFinished.connect(self._minutes)

    def _minutes(self) -> None:
        cover, lock = self._cover.count(), self._lock.count()
        if cover is None or lock is None:
            return
        if cover > lock:
            self._lock_row.set_error(self._ctx.words("settings.lock_first"))
            return
        self._lock_row.set_error("")
        self._prefer(cover_minutes=cover, lock_minutes=lock)

    def _prefer(self, **changes: Any) -> None:
        chosen = replace(self._ctx.preferences, **changes)
        if chosen != self._ctx.preferences:
            self._ctx.preferences = chosen
            self._ctx.prefer(chosen)
