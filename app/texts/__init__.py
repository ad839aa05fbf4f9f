"""Everything that is said to people, for the command line and the desktop alike.

The floors below raise slugs with facts; here they become two sentences: what happened, and what to do.
A language is a package of tables (`en`, `ru`); a further one is one more package and one entry in `_LANGUAGES`.
Rules: an unknown slug is said too, with its name; a code without a label is shown as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.texts import en, ledger, ru
from app.texts.en import labels as en_labels
from app.texts.ledger import Load, Standing
from app.texts.ru import labels as ru_labels
from app.texts.wording import ENGLISH, RUSSIAN, Fact, Grammar, fill

__all__ = [
    "LANGUAGES",
    "Load",
    "Said",
    "Standing",
    "compartment_label",
    "field_label",
    "grammar",
    "has_sentence",
    "kind_label",
    "label",
    "lost_stick",
    "say",
    "sentences",
    "standing",
    "today",
]


class Said(NamedTuple):
    """What happened, and what to do."""

    what: str
    to_do: str

    def __str__(self) -> str:
        return f"{self.what} {self.to_do}"


@dataclass(frozen=True, slots=True)
class Language:
    """All tables of one language."""

    sentences: Mapping[str, tuple[str, str]]
    unknown_slug: tuple[str, str]
    whys: Mapping[str, str]
    stand_ins: Mapping[str, str]
    words: ledger.Words
    kinds: Mapping[str, str]
    fields: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    common: Mapping[str, str]
    compartments: Mapping[str, str]
    today: Mapping[str, str]


# An outcome comes last: as the name of what became of a bundle it wins over an error of the same name.
_LANGUAGES: Mapping[str, Language] = {
    "en": Language(
        {**en.SENTENCES, **en.REASONS, **en.OUTCOMES},
        en.UNKNOWN_SLUG,
        en.WHYS,
        en.STAND_INS,
        ledger.Words(en.LEDGER, en.CHANNELS, ENGLISH),
        en_labels.KINDS,
        en_labels.FIELDS,
        en_labels.CODES,
        en_labels.COMMON,
        en_labels.COMPARTMENTS,
        en.TODAY,
    ),
    "ru": Language(
        {**ru.SENTENCES, **ru.REASONS, **ru.OUTCOMES},
        ru.UNKNOWN_SLUG,
        ru.WHYS,
        ru.STAND_INS,
        ledger.Words(ru.LEDGER, ru.CHANNELS, RUSSIAN),
        ru_labels.KINDS,
        ru_labels.FIELDS,
        ru_labels.CODES,
        ru_labels.COMMON,
        ru_labels.COMPARTMENTS,
        ru.TODAY,
    ),
}

LANGUAGES = tuple(_LANGUAGES)


def has_sentence(slug: str, language: str) -> bool:
    """Say whether a slug has sentences of its own."""
    return slug in _LANGUAGES[language].sentences


def sentences(slug: str, language: str, **facts: Fact) -> Said:
    """Return the two sentences for a slug with its facts; works for errors, outcomes and reasons."""
    tables = _LANGUAGES[language]
    what, to_do = tables.sentences.get(slug, tables.unknown_slug)
    known = {**facts, "slug": slug, **_why(tables, facts)}
    grammar = tables.words.grammar
    return Said(*(fill(template, known, grammar, tables.stand_ins) for template in (what, to_do)))


def _why(tables: Language, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    why = facts.get("why")
    template = tables.whys.get(str(why))
    if template is None:
        return {}
    return {"why": fill(template, facts, tables.words.grammar, tables.stand_ins)}


def say(slug: str, language: str, **facts: Fact) -> str:
    """Say both sentences for a slug in one text."""
    return str(sentences(slug, language, **facts))


def label(code_list: str, code: str, language: str) -> str:
    """Return the label of a code; the code itself where it has none (a newer version wrote it)."""
    tables = _LANGUAGES[language]
    return tables.codes.get(code_list, {}).get(code) or tables.common.get(code, code)


def kind_label(kind: str, language: str) -> str:
    """Return what people call a kind of record."""
    return _LANGUAGES[language].kinds.get(kind, kind)


def field_label(field: str, language: str) -> str:
    """Return what people call a field."""
    return _LANGUAGES[language].fields.get(field, field)


def compartment_label(word: str, language: str) -> str:
    """Return what people call a compartment, by the word that the command line has for it."""
    return _LANGUAGES[language].compartments.get(word, word)


def standing(facts: Standing, language: str, today: datetime) -> str:
    """Say how the exchange with one peer stands; times are local."""
    return ledger.standing(facts, _LANGUAGES[language].words, today)


def quiet(facts: Standing, language: str, today: datetime) -> str:
    """Say how the exchange with one peer stands, in one line; times are local."""
    return ledger.quiet(facts, _LANGUAGES[language].words, today)


def came(name: str, when: datetime | None, language: str, today: datetime) -> str:
    """Say in one line who sent last, and when; None for nobody yet."""
    return ledger.came(name, when, _LANGUAGES[language].words, today)


def alone(language: str) -> str:
    """Say in one line that there is nobody yet to exchange with."""
    return ledger.alone(_LANGUAGES[language].words)


def lost_stick(name: str, unconfirmed: Load, language: str) -> str:
    """Say what a lost stick meant for `name` means: what was on it, who can read it, that nothing needs doing."""
    return ledger.lost_stick(name, unconfirmed, _LANGUAGES[language].words)


def grammar(language: str) -> Grammar:
    """Return how a language counts and dates."""
    return _LANGUAGES[language].words.grammar


def today(slug: str, language: str, **facts: Fact) -> str:
    """Say one of the things that want attention; which facts it has, `app.texts.watching` knows."""
    tables = _LANGUAGES[language]
    return fill(tables.today[slug], facts, tables.words.grammar, tables.stand_ins)
