"""What wants attention today, as lines for people: codes become labels, the case's alias goes first.

Pure; for the command line and the desktop alike. What was typed stays as it is, cut to one short line.
"""

from collections.abc import Mapping

from app import texts
from app.casework.watch import Item, Urgency
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


def line(item: Item, language: str) -> str:
    """Say what is the matter with one item."""
    facts: dict[str, Fact] = {name: _fact(item, name, value, language) for name, value in item.facts.items()}
    kind = texts.kind_label(item.kind, language)
    known = {"kind": kind, "type": kind, "text": kind, "due": item.due or "", **facts}
    said = texts.today(f"{item.what}_{item.about or item.kind}", language, **known)
    alias = facts.get("alias", "")
    return f"{alias}: {said}" if alias and item.case is not None else said


def _fact(item: Item, name: str, value: Fact, language: str) -> Fact:
    if isinstance(value, int):
        return value
    if name == "field":
        return texts.field_label(value, language)
    listed = _CODES.get((item.kind, name))
    if listed is not None:
        return texts.label(listed, value, language)
    first = value.split("\n", 1)[0]
    return first if len(first) <= _SHORT else first[: _SHORT - 1] + "…"


def heading(urgency: Urgency, language: str) -> str:
    """Name a part of the list."""
    return texts.today(urgency.word, language)


def unjudged(kind: str, record: str, compartment: str, why: str, language: str) -> str:
    """Say that something could not be judged, and why."""
    reason = texts.today(why, language)
    label = texts.kind_label(kind, language)
    return texts.today("unjudged", language, kind=label, id=record, compartment=compartment, why=reason)
