"""What the overview shows, read together on the reader thread. Nothing of it is of the identity tier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app import lists, people, today
from app.casework.stays import PRESENT
from app.casework.watch import Item
from app.lists import Listed, Query
from app.people import PersonRow
from app.workspace import Workspace
from ui.forms.loading import Loaded, load
from ui.screens.case import days, found
from ui.shell.words import Words


@dataclass(frozen=True, slots=True)
class Overview:
    """A case at a glance. answers: what each person decided, by their text id and the purpose."""

    loaded: Loaded
    row: PersonRow | None
    items: tuple[Item, ...]
    persons: tuple[Listed, ...]
    stays: Mapping[str, Listed]
    houses: Mapping[str, str]
    answers: Mapping[str, Mapping[str, str]]
    message: Listed | None


def read(workspace: Workspace, words: Words, case: bytes, draft: str) -> Overview:
    """Read it. Raises: UserError("unknown_record")."""

    def of(kind: str) -> list[Listed]:
        return lists.list_records(workspace, Query(kind, case=case))

    rows = people.rows(workspace, [case])
    messages = sorted(of("message"), key=lambda one: days.order(one, "date"))
    houses = lists.list_records(workspace, Query("house"))
    return Overview(
        loaded=load(workspace, words, "case", case, case, draft),
        row=rows[0] if rows else None,
        items=tuple(today.of_case(workspace, case)),
        persons=tuple(of("person")),
        stays=_here(of("stay")),
        houses=found.names(words, "house", houses),
        answers=_answers(of("consent")),
        message=messages[-1] if messages else None,
    )


def _here(stays: list[Listed]) -> dict[str, Listed]:
    """Return the stay of each person who is in a house now."""
    return {str(one.fields.get("person")): one for one in stays if one.fields.get("status") in PRESENT}


def _answers(consents: list[Listed]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for fields in (one.fields for one in consents):
        theirs = found.setdefault(str(fields.get("person")), {})
        theirs[str(fields.get("purpose"))] = str(fields.get("decision"))
    return found
