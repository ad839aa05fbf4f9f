"""What a tab lists: the records of one kind in one case, with the names of people and houses, and what is typed and not saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app import drafts, lists
from app.absence import Absent
from app.ids import to_text
from app.lists import Listed, Query
from app.workspace import Workspace
from ui.forms import titles
from ui.forms.saving import draft_key
from ui.shell.words import Words


@dataclass(frozen=True, slots=True)
class Found:
    """The records of a tab. unsaved: those with a draft; new_unsaved: somebody began a new one.

    absent: what of the case and its people is not here, of a person with their name.
    """

    records: tuple[Listed, ...]
    persons: Mapping[str, str]
    houses: Mapping[str, str]
    absent: tuple[Absent, ...] = ()
    unsaved: frozenset[bytes] = frozenset()
    new_unsaved: bool = False

    def person(self, value: object) -> str:
        """Name a person of the case; "" for none, or one who is not here."""
        return self.persons.get(str(value), "")

    def house(self, value: object) -> str:
        """Name a house; "" for none, or one that is not here."""
        return self.houses.get(str(value), "")


def read(workspace: Workspace, words: Words, kind: str, case: bytes) -> Found:
    """Read what a tab lists, on the reader thread. Nothing of it is of the identity tier."""
    records = lists.list_records(workspace, Query(kind, case=case))
    people = records if kind == "person" else lists.list_records(workspace, Query("person", case=case))
    houses = lists.list_records(workspace, Query("house"))
    kept = drafts.all(workspace)
    new_key = draft_key(kind, None, case)
    return Found(
        records=tuple(records),
        persons=names(words, "person", people),
        houses=names(words, "house", houses),
        absent=tuple(absent for person in people for absent in person.absent),
        unsaved=frozenset(draft.record for draft in kept if draft.record is not None and draft.typed),
        new_unsaved=any(draft.key == new_key and draft.typed for draft in kept),
    )


def names(words: Words, kind: str, found: list[Listed]) -> dict[str, str]:
    """Return what records are called, by text id."""
    return {to_text(one.id): titles.of_record(words, kind, one.fields) for one in found}
