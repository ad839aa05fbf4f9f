"""Stored values as people read them: codes by their labels, dates in words, lists joined, levels and entries in a line.

Pure; for every front end. Rules: a value that this version's model does not understand is shown literally, never guessed at;
a reference to another record stays the id that it is (what it is called, only the store knows); languages and countries
that have no name here are shown by their code.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import ModuleType
from typing import Final

from app import texts
from app.casework import entry, partial_dates
from app.casework.codes import NOT_DISCLOSED, UNKNOWN
from app.casework.kinds import KINDS
from app.casework.schema import DELETED
from app.casework.values import ValueType
from app.texts.en import values as english
from app.texts.ru import values as russian

_TABLES: Final[Mapping[str, ModuleType]] = {"en": english, "ru": russian}
_UNSAID: Final = (UNKNOWN, NOT_DISCLOSED)


def shown(kind: str, field: str, value: object, language: str) -> str:
    """Return one stored value as text; "" for none. Never raises."""
    if value is None:
        return ""
    if not entry.understood(kind, field, value):
        return literal(value, language)
    if field == DELETED:
        return str(value["reason"]) if isinstance(value, dict) else ""
    return of_type(KINDS[kind].fields[field].type, value, language)


def literal(value: object, language: str) -> str:
    """Return what nobody here understands as it stands: text as text, anything else as JSON."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False)
    except TypeError:
        return str(_TABLES[language].NOT_UNDERSTOOD)


def of_type(type_: ValueType, value: object, language: str) -> str:
    """Return a valid value of a type as text."""
    return _SAYERS.get(type_.name, _plain)(type_, value, language)


def joined(parts: Iterable[str]) -> str:
    """Join several values; with semicolons where one of them has a comma in it."""
    found = list(parts)
    return ("; " if any("," in part for part in found) else ", ").join(found)


def day(value: str, language: str) -> str:
    """Say a date as precisely as it is known, always with its year: "1994", "March 1994", "7 March 1994".

    A day with a time is said in the zone of this machine. Raises: ValueError for what is no date.
    """
    exact = partial_dates.exact(value)
    if exact is not None:
        local = exact.astimezone() if exact.tzinfo is not None else exact
        return f"{_in_words(local, language)}, {local:%H:%M}"
    first, last = partial_dates.days(value)
    if first == last:
        return _in_words(first, language)
    month = str(_TABLES[language].MONTHS[first.month - 1])
    return f"{month} {first.year}" if first.month == last.month else str(first.year)


def _in_words(when: date, language: str) -> str:
    return f"{when.day} {texts.grammar(language).months[when.month - 1]} {when.year}"


def language_name(code: str, language: str) -> str:
    """Return what a language is called; its code where it has no name here."""
    return _name(_TABLES[language].LANGUAGES, code, language)


def country_name(code: str, language: str) -> str:
    """Return what a country is called; its code where it has no name here."""
    return _name(_TABLES[language].COUNTRIES, code, language)


def _name(names: Mapping[str, str], code: str, language: str) -> str:
    return texts.label("", code, language) if code in _UNSAID else names.get(code, code)


def languages(language: str) -> list[tuple[str, str]]:
    """Return the languages to offer, as (code, name), those first that are met most; others are entered by code."""
    return _offered(_TABLES[language].LANGUAGES, language)


def countries(language: str) -> list[tuple[str, str]]:
    """Return the countries to offer, as (code, name), those first that are met most; others are entered by code."""
    return _offered(_TABLES[language].COUNTRIES, language)


def _offered(names: Mapping[str, str], language: str) -> list[tuple[str, str]]:
    return [*names.items(), *((code, _name(names, code, language)) for code in _UNSAID)]


def _plain(_type: ValueType, value: object, _language: str) -> str:
    return str(value)


def _code(type_: ValueType, value: object, language: str) -> str:
    return texts.label(type_.codes.name if type_.codes else "", str(value), language)


def _codes(type_: ValueType, value: object, language: str) -> str:
    return joined(_code(type_, code, language) for code in _items(value))


def _levels(type_: ValueType, value: object, language: str) -> str:
    """Say the highest levels first; of equal ones, in the order of the list."""
    levels = value if isinstance(value, dict) else {}
    order = type_.codes.codes if type_.codes else ()
    ranked = sorted(levels, key=lambda code: (-levels[code], order.index(code)))
    return joined(f"{_code(type_, code, language)}: {levels[code]}" for code in ranked)


def _entries(type_: ValueType, value: object, language: str) -> str:
    parts = type_.parts or {}
    said = [
        joined(of_type(parts[name], one[name], language) for name in parts if name in one)
        for one in _items(value)
        if isinstance(one, dict)
    ]
    return "\n".join(said)


def _yes_no(_type: ValueType, value: object, language: str) -> str:
    tables = _TABLES[language]
    return str(tables.YES if value is True else tables.NO)


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


_SAYERS: Final[Mapping[str, Callable[[ValueType, object, str], str]]] = {
    "code": _code,
    "codes": _codes,
    "short_texts": lambda _type, value, _language: joined(map(str, _items(value))),
    "date": lambda _type, value, language: day(str(value), language),
    "moment": lambda _type, value, language: day(str(value), language),
    "language": lambda _type, value, language: language_name(str(value), language),
    "languages": lambda _type, value, language: joined(
        language_name(str(one), language) for one in _items(value)
    ),
    "countries": lambda _type, value, language: joined(
        country_name(str(one), language) for one in _items(value)
    ),
    "yes_no": _yes_no,
    "levels": _levels,
    "entries": _entries,
}
