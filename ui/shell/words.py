"""What the desktop says, in the language of its reader: its own texts, and everything that `app.texts` knows.

The texts lie in `ui.translations`, one module an area; numbers choose their word as everywhere (app.texts.wording). What
knows every kind of record is loaded when it is first asked: the unlock window says nothing of records.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from app import errors, texts
from app.errors import SidingError
from app.texts import Said
from app.texts.wording import Fact, fill
from ui.translations import TEXTS

_STEP = 1024


class Words:
    """One language. Call it with the slug of a text, `area.slug`, and its facts."""

    def __init__(self, language: str) -> None:
        """Speak `language`: `en` or `ru`. Raises: KeyError for another."""
        self.language = language
        self._texts: Mapping[str, str] = TEXTS[language]
        self._grammar = texts.grammar(language)

    def __call__(self, slug: str, **facts: Fact) -> str:
        """Return one text with its facts. Raises: KeyError for a slug that nobody wrote."""
        return fill(self._texts[slug], facts, self._grammar)

    def kind(self, kind: str) -> str:
        """Return what people call a kind of record."""
        return texts.kind_label(kind, self.language)

    def field(self, field: str) -> str:
        """Return what people call a field."""
        return texts.field_label(field, self.language)

    def compartment(self, word: str) -> str:
        """Return what people call a compartment, by its word: `core`, `story` …"""
        return texts.compartment_label(word, self.language)

    def label(self, code_list: str, code: str) -> str:
        """Return the label of a code."""
        return texts.label(code_list, code, self.language)

    def value(self, kind: str, field: str, value: object) -> str:
        """Return a stored value as people read it."""
        from app.texts import values

        return values.shown(kind, field, value, self.language)

    def sentences(self, slug: str, **facts: Fact) -> Said:
        """Return what happened and what to do, for a slug of an error, outcome or reason."""
        return texts.sentences(slug, self.language, **facts)

    def error(self, error: Exception) -> Said:
        """Return what happened and what to do; a bug is said to be one, without anybody's data."""
        if isinstance(error, OSError):
            error = errors.from_os(error, error.filename or "")
        if isinstance(error, SidingError):
            from app.texts import refusals

            return refusals.said(error, self.language)
        return Said(self("common.bug"), self("common.bug_to_do"))

    def day(self, when: int | date, today: datetime) -> str:
        """Say a day; `when` is unix seconds or a date, `today` decides whether the year is said."""
        return self._grammar.day(_local(when), today)

    def moment(self, when: int, today: datetime) -> str:
        """Say a day and the time of unix seconds."""
        return self._grammar.moment(_local(when), today)

    def size(self, size: int) -> str:
        """Say how many bytes, in the unit that people use for as many."""
        amount, unit = float(size), 0
        while amount >= _STEP and unit < 3:
            amount, unit = amount / _STEP, unit + 1
        number = f"{amount:.1f}" if unit and amount < 10 else f"{amount:.0f}"
        if self.language == "ru":
            number = number.replace(".", ",")
        name = self(("common.bytes", "common.kib", "common.mib", "common.gib")[unit])
        return f"{number} {name}"

    def listed(self, parts: list[str]) -> str:
        """Join parts as people do."""
        return self._grammar.listed(parts)


def _local(when: int | date) -> datetime:
    if isinstance(when, int):
        return datetime.fromtimestamp(when).astimezone()
    return datetime(when.year, when.month, when.day).astimezone()
