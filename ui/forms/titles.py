"""What records are called where one of them is meant: never by id, and nothing of the identity tier.

Takes what lists give (app.lists), so there is nothing in it that a list may not show.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.ids import to_text
from app.lists import Listed
from ui.shell.words import Words

_LINE = 80


def person(words: Words, fields: Mapping[str, object]) -> str:
    """Name a person as people in the house do, else by their part in the case."""
    name = fields.get("chosen_name")
    if isinstance(name, str):
        return name
    role = fields.get("role")
    known = isinstance(role, str) and role not in ("unknown", "not_disclosed", "other")
    return words.value("person", "role", role) if known else words("forms.unnamed")


def house(words: Words, fields: Mapping[str, object]) -> str:
    """Name a house by its codename."""
    name = fields.get("codename")
    return name if isinstance(name, str) else words("forms.unnamed_house")


def of_record(words: Words, kind: str, fields: Mapping[str, object]) -> str:
    """Name a record in one line by what it says."""
    if kind == "person":
        return person(words, fields)
    if kind == "house":
        return house(words, fields)
    for name in ("title", "alias", "what", "text", "acts"):
        if fields.get(name) is not None:
            return first_line(words.value(kind, name, fields[name]))
    return words.kind(kind)


def first_line(text: str) -> str:
    """Return the first line of a text, cut to what a list has room for."""
    line = text.strip().split("\n", 1)[0]
    return line if len(line) <= _LINE else f"{line[: _LINE - 1]}…"


def options(words: Words, kind: str, found: list[Listed]) -> list[tuple[str, str]]:
    """Return records to choose from, as (text id, name)."""
    return [(to_text(one.id), of_record(words, kind, one.fields)) for one in found]
