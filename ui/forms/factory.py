"""Which editor a field gets: by its type, never by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from app.casework.kinds.risk import HIGHEST_DIMENSION
from app.casework.values import ValueType
from app.texts import values
from ui.forms.choices import FEW, Choice, FewCodes, Options, Several, YesNo
from ui.forms.dates import Date
from ui.forms.editor import Count, Editor, LongText, ShortText, ShortTexts
from ui.forms.entries import Entries
from ui.forms.levels import Levels
from ui.shell.words import Words

#: What the parts of an entry are called.
_PARTS: Final[Mapping[str, str]] = {
    "type": "forms.part_type",
    "relationship": "forms.part_relationship",
    "involvement": "forms.part_involvement",
    "status": "forms.part_status",
    "connection": "forms.part_connection",
    "reliability": "forms.part_reliability",
    "text": "forms.part_text",
}


def options_of(type_: ValueType, words: Words) -> Options:
    """Return the codes of a type with their labels."""
    listed = type_.codes
    return [(code, words.label(listed.name, code)) for code in listed.codes] if listed is not None else []


def make(type_: ValueType, words: Words, records: Options = ()) -> Editor:
    """Make the editor of a type. records: for a reference, what may be referred to. Raises: KeyError."""
    return _MAKERS[type_.name](type_, words, records)


def _code(type_: ValueType, words: Words, _records: Options) -> Editor:
    options = options_of(type_, words)
    return FewCodes(options) if len(options) <= FEW else Choice(options, words("forms.nothing_said"))


def _record(_type: ValueType, words: Words, records: Options) -> Editor:
    return Choice(records, words("forms.nobody"), words("forms.not_here"))


def _language(_type: ValueType, words: Words, _records: Options) -> Editor:
    return Choice(values.languages(words.language), words("forms.nothing_said"))


def _date(_type: ValueType, words: Words, _records: Options) -> Editor:
    return Date(words.language, words("forms.date_hint"))


def _moment(_type: ValueType, words: Words, _records: Options) -> Editor:
    return Date(words.language, words("forms.moment_hint"))


def _entries(type_: ValueType, words: Words, _records: Options) -> Editor:
    parts = type_.parts or {}
    labels = {name: words(_PARTS[name]) for name in parts}
    return Entries(
        labels, lambda name: make(parts[name], words), words("forms.entry_add"), words("forms.entry_remove")
    )


_MAKERS: Final[Mapping[str, Callable[[ValueType, Words, Options], Editor]]] = {
    "short_text": lambda _type, _words, _records: ShortText(),
    "long_text": lambda _type, _words, _records: LongText(),
    "short_texts": lambda _type, words, _records: ShortTexts(words("forms.texts_hint")),
    "date": _date,
    "moment": _moment,
    "record": _record,
    "language": _language,
    "languages": lambda _type, words, _records: Several(values.languages(words.language)),
    "countries": lambda _type, words, _records: Several(values.countries(words.language)),
    "code": _code,
    "codes": lambda type_, words, _records: Several(options_of(type_, words)),
    "levels": lambda type_, words, _records: Levels(options_of(type_, words), HIGHEST_DIMENSION),
    "yes_no": lambda _type, words, _records: YesNo(words("common.yes"), words("common.no")),
    "count": lambda _type, _words, _records: Count(),
    "entries": _entries,
}
