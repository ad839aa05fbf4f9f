"""A refusal as people read it who see forms: fields, kinds, statuses and compartments by their labels, not by their slugs.

The command line says the slugs, because that is what is typed there; a window says what stands over the field, and how a date
is typed there (`typed_dates`).
"""

from collections.abc import Mapping
from typing import Final

from app import texts
from app.casework.kinds import KINDS
from app.errors import SidingError
from app.texts import Said
from app.texts.wording import Fact

_FIELDS: Final = frozenset({"field", "start", "end"})
_NAMED: Final = ("exception_reason", "status_reason", "legal_basis", "reason")
_QUOTES: Final = {"en": "“{}”", "ru": "«{}»"}


def said(error: SidingError, language: str) -> Said:
    """Return what happened and what to do, with the labels that a window shows."""
    quote = _QUOTES[language].format
    named: dict[str, Fact] = {
        name: quote(texts.field_label(name, language)) for name in _NAMED if name not in error.facts
    }
    facts = {name: _fact(error, name, value, language) for name, value in error.facts.items()}
    return texts.sentences(error.slug, language, **{**named, **facts})


def _fact(error: SidingError, name: str, value: Fact, language: str) -> Fact:
    quote = _QUOTES[language].format
    if not isinstance(value, str) or not value:
        return value
    if name == "why" and value == "bad_date":
        return "bad_typed_date"
    if name in _FIELDS:
        return quote(texts.field_label(value, language))
    if name in ("kind", "wanted"):
        return ", ".join(quote(texts.kind_label(each, language)) for each in value.split(", "))
    if name == "compartment":
        return quote(texts.compartment_label(value, language))
    if name in ("before", "after"):
        return quote(texts.label("case_status", value, language))
    return _allowed(error, value, language) if name == "allowed" else value


def _allowed(error: SidingError, value: str, language: str) -> str:
    """Say what would have been allowed: codes of the list that the refused field has, stages, compartments."""
    each = value.split(", ")
    if error.slug in ("wrong_compartment", "unknown_compartment"):
        return ", ".join(texts.compartment_label(one, language) for one in each)
    listed = "case_status" if error.slug == "status_needs_reason" else _list_of(error.facts)
    return ", ".join(texts.label(listed, one, language) for one in each) if listed else value


def _list_of(facts: Mapping[str, Fact]) -> str:
    """Name the code list of the field that a refusal is about; "" where it has none."""
    kind = KINDS.get(str(facts.get("kind")))
    field = kind.fields.get(str(facts.get("field"))) if kind is not None else None
    return field.type.codes.name if field is not None and field.type.codes is not None else ""
