"""The people of a case. The list shows nothing of the identity tier; opening a person does, and is written in the trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from app.lists import Listed
from ui.forms import titles
from ui.forms.loading import Loaded
from ui.screens.case.found import Found
from ui.screens.case.head import Head
from ui.screens.case.records_tab import RecordsTab
from ui.widgets.lists import Entry


class PersonsTab(RecordsTab):
    """Everybody who is part of the case, the principal first."""

    slug: ClassVar[str] = "persons"
    kind: ClassVar[str] = "person"
    icon: ClassVar[str] = "person"
    add_text: ClassVar[str] = "case.person_add"
    empty_text: ClassVar[tuple[str, str]] = ("case.persons_empty", "case.persons_empty_hint")
    choose_text: ClassVar[str] = "case.persons_choose"
    shows_at_once: ClassVar[bool] = False

    def sorted(self, records: Sequence[Listed], found: Found) -> Sequence[Listed]:
        """Put the principal first."""
        return sorted(records, key=lambda one: one.fields.get("role") != "principal")

    def entry(self, record: Listed, found: Found) -> Entry:
        """Say the name they go by (the principal's strongly), their part in the case, and what of them is not here."""
        words, fields = self.ctx.words, record.fields
        parts = [words.value("person", name, fields.get(name)) for name in ("role", "pronouns", "languages")]
        if record.absent:
            away = words.listed([words.compartment(one.compartment.word) for one in record.absent])
            parts.append(words("case.person_absent", what=away))
        return Entry(
            record.id,
            titles.person(words, fields),
            " · ".join(part for part in parts if part),
            "person",
            strong=fields.get("role") == "principal",
        )

    def head(self, loaded: Loaded) -> Head:
        """Say who it is."""
        shown, words = loaded.shown, self.ctx.words
        fields = shown.fields if shown is not None else {}
        role = words.value("person", "role", fields.get("role"))
        level = "info" if fields.get("role") == "principal" else "neutral"
        return Head(
            titles.person(words, fields),
            signs=[(role, level)] if role else [],
            said=words("case.person_revealed"),
            skip=("chosen_name", "role"),
        )
