"""What wants attention today, as lines for people: codes become labels, the case's alias goes first.

Pure; for the command line and the desktop alike. What was typed stays as it is, cut to one short line.
"""

from collections.abc import Mapping
from datetime import datetime

from app import texts
from app.casework import partial_dates
from app.casework.watch import Item, Urgency
from app.texts import values
from app.texts.wording import Fact

_SHORT = 80
#: Code list of each fact that is a code; of `type` and `status` there is one a kind.
_CODES: Mapping[tuple[str, str], str] = {
    ("risk", "level"): "risk_level",
    ("consent", "purpose"): "consent_purpose",
    ("task", "type"): "task_type",
    ("message", "type"): "message_type",
    ("house", "status"): "house_status",
}
_DATES = frozenset({"due", "last", "from", "at"})


def line(item: Item, language: str) -> str:
    """Say what is the matter with one item, the alias of its case first; dates stand as they are stored."""
    said = _said(item, language, None)
    alias = _short(item.facts.get("alias", ""))
    return f"{alias}: {said}" if alias and item.case is not None else said


def sentence(item: Item, language: str, today: datetime) -> str:
    """Say what is the matter with one item, for who sees its case beside it; dates in words, the year if it is another."""
    return _said(item, language, today)


def _said(item: Item, language: str, today: datetime | None) -> str:
    facts = {"due": item.due or "", **item.facts}
    known = {name: _fact(item, name, value, language, today) for name, value in facts.items()}
    kind = texts.kind_label(item.kind, language)
    stand_ins: dict[str, Fact] = {"kind": kind, "type": kind, "text": kind}
    return texts.today(f"{item.what}_{item.about or item.kind}", language, **{**stand_ins, **known})


def _fact(item: Item, name: str, value: Fact, language: str, today: datetime | None) -> Fact:
    if isinstance(value, int):
        return value
    if name in _DATES:
        return value if today is None or not value else _in_words(value, language, today)
    if name == "field":
        return texts.field_label(value, language)
    listed = _CODES.get((item.kind, name))
    if listed is not None:
        return texts.label(listed, value, language)
    return _short(value)


def _short(value: Fact) -> str:
    first = str(value).split("\n", 1)[0]
    return first if len(first) <= _SHORT else first[: _SHORT - 1] + "…"


def _in_words(value: str, language: str, today: datetime) -> str:
    grammar, moment = texts.grammar(language), partial_dates.exact(value)
    if moment is not None:
        there = (
            moment.replace(tzinfo=today.tzinfo) if moment.tzinfo is None else moment.astimezone(today.tzinfo)
        )
        return grammar.moment(there, today)
    first, last = partial_dates.days(value)
    if first != last:
        return values.day(value, language)
    return grammar.day(datetime(first.year, first.month, first.day, tzinfo=today.tzinfo), today)


def heading(urgency: Urgency, language: str) -> str:
    """Name a part of the list."""
    return texts.today(urgency.word, language)


def why(slug: str, language: str) -> str:
    """Say why something could not be judged."""
    return texts.today(slug, language)


def unjudged(kind: str, record: str, compartment: str, slug: str, language: str) -> str:
    """Say that something could not be judged, and why."""
    label = texts.kind_label(kind, language)
    return texts.today(
        "unjudged", language, kind=label, id=record, compartment=compartment, why=why(slug, language)
    )
