"""Story and incidents: what happened to the people of a case, told and coded; it lives in each person's story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from app.casework.compartments import Compartment
from app.ids import to_text
from app.lists import Listed
from ui.forms import titles
from ui.forms.absent import AbsentNote
from ui.forms.loading import Loaded
from ui.screens.case import days
from ui.screens.case.found import Found
from ui.screens.case.head import Head
from ui.screens.case.records_tab import RecordsTab
from ui.widgets.lists import Entry


class IncidentsTab(RecordsTab):
    """Incidents, the latest first."""

    slug: ClassVar[str] = "incidents"
    kind: ClassVar[str] = "incident"
    icon: ClassVar[str] = "story"
    add_text: ClassVar[str] = "case.incident_add"
    empty_text: ClassVar[tuple[str, str]] = ("case.incidents_empty", "case.incidents_empty_hint")
    choose_text: ClassVar[str] = "case.incidents_choose"
    shows_at_once: ClassVar[bool] = False

    def sorted(self, records: Sequence[Listed], found: Found) -> Sequence[Listed]:
        """Put the latest first."""
        return sorted(records, key=lambda one: days.order(one, "from", "to"), reverse=True)

    def entry(self, record: Listed, found: Found) -> Entry:
        """Say what was done, to whom and when."""
        words, fields = self.ctx.words, record.fields
        certainty = words.value("incident", "certainty", fields.get("certainty"))
        acts = words.value("incident", "acts", fields.get("acts"))
        title = titles.of_record(words, "incident", fields)
        parts = [found.person(fields.get("person")), acts if acts != title else "", certainty]
        return Entry(
            record.id,
            title,
            " · ".join(part for part in parts if part),
            "incident",
            aside=days.say(self.ctx, fields.get("from")),
        )

    def head(self, loaded: Loaded) -> Head:
        """Say what happened, and to whom."""
        fields = loaded.shown.fields if loaded.shown is not None else {}
        words = self.ctx.words
        person = loaded.name_of("person", fields.get("person")) or ""
        when = days.say(self.ctx, fields.get("from"))
        return Head(
            titles.of_record(words, "incident", fields),
            said=" · ".join(part for part in (person, when) if part),
            skip=("title", "person"),
        )

    def new_values(self, found: Found) -> Mapping[str, object]:
        """Begin with the only person there is, in the language that is spoken here."""
        person = next(iter(found.persons)) if len(found.persons) == 1 else None
        return {"person": person, "language": self.ctx.words.language}

    def show_notes(self, found: Found) -> bool:
        """Say whose story is not here."""
        away = [one for one in found.absent if one.compartment is Compartment.STORY]
        for absent in away:
            if absent.person is not None:
                whose = found.person(to_text(absent.person))
                note = AbsentNote(self.ctx, absent.person, absent, whose)
                note.asked.connect(note.hide)
                self.notes.add(note)
        return bool(away)
