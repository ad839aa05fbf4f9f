"""The first tab of a case: what is the matter now, who is in it and where, what was said last, what is not here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar, Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.absence import Why
from app.casework.codes import ConsentDecision, Purpose
from app.casework.compartments import Compartment
from app.changed import Changed
from app.ids import to_text
from app.lists import Listed
from ui.forms import titles
from ui.forms.absent import AbsentNote
from ui.forms.form import RecordForm
from ui.forms.saving import Saved, draft_key
from ui.forms.view import RecordView
from ui.models import agenda
from ui.screens.case import days, overview_read
from ui.screens.case.column import at_left, column
from ui.screens.case.consent_table import FIRST, LEVELS, short
from ui.screens.case.keys import editing_keys
from ui.screens.case.overview_read import Overview
from ui.screens.case.saved_line import SavedLine
from ui.screens.case.tab import Tab
from ui.shell.context import Context
from ui.shell.routes import to_record
from ui.shell.screen import Route
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, IconLabel, Section
from ui.widgets.focus import focus_next
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import Columns, Rows, Scroll
from ui.widgets.lines import LinesView
from ui.widgets.lines_model import Line
from ui.widgets.lists import Entry, EntryList

#: So many things that want attention are in sight at once.
_LINES: Final = 6


class OverviewTab(Tab):
    """A case at a glance; its own fields can be edited here."""

    slug: ClassVar[str] = "overview"

    def __init__(self, ctx: Context, case: bytes, parent: QWidget | None = None) -> None:
        super().__init__(ctx, case, parent)
        self._fresh = True
        self._here = False
        self._lists: list[LinesView | EntryList] = []
        self.form: RecordForm | None = None
        self.saved_line = SavedLine(ctx)
        self.saved_line.undone.connect(self._read)
        self._stack = QStackedWidget()
        self._page = Rows(gap=4)
        self._scroll = Scroll(column(self._page))
        self._stack.addWidget(self._scroll)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.saved_line)
        box.addWidget(self._stack, 1)
        editing_keys(self, self.edit, self.saved_line.undo)

    # Showing.

    def open(self, record: bytes | None) -> None:
        """Read and show."""
        self._read()

    def changed(self, changed: Changed) -> None:
        """Read again what concerns this case."""
        if self.form is not None:
            self.form.changed(changed)
        if changed.concerns(("house",), case=self.case):
            self._read()

    def leave(self) -> None:
        """Be closed: what is typed is kept."""
        if self.form is not None:
            self.form.leave()

    def _read(self) -> None:
        words, case, key = self.ctx.words, self.case, draft_key("case", self.case, self.case)
        self.ctx.tasks.read(
            self, lambda workspace: overview_read.read(workspace, words, case, key), self._show, key="read"
        )

    def _show(self, found: Overview) -> None:
        draft = found.loaded.draft
        self._here = found.row is not None
        if self._fresh and draft is not None and draft.typed:
            self.edit()
        self._fresh = False
        at = next((place for place, one in enumerate(self._lists) if one.hasFocus()), None)
        key = self._key_at(at)
        self._lists = []
        self._page.clear()
        left = Rows(self._matter(found), self._people(found), self._message(found), gap=5)
        right = Rows(self._itself(found), *self._absent(found), gap=4)
        self._page.add(Columns(left, right, stretch=(6, 5), gap=4))
        here = self.hasFocus()
        if self._lists:
            self.setFocusProxy(self._lists[0])
        self._keep_keyboard(0 if at is None and here else at, key)

    def _key_at(self, at: int | None) -> object:
        """Return what is chosen in the list that the keyboard is at."""
        found = self._lists[at] if at is not None else None
        if isinstance(found, EntryList):
            return found.key()
        return line.key if found is not None and (line := found.chosen()) is not None else None

    def _keep_keyboard(self, at: int | None, key: Any) -> None:
        """Let the keyboard stay at its list, which was built anew; who has just come begins at the first."""
        if at is None or not self._lists or self.form is not None:
            return
        now = self._lists[min(at, len(self._lists) - 1)]
        if key is not None:
            now.choose(key)
        focus_next(now)

    def _matter(self, found: Overview) -> Section:
        """What is due, late or in conflict; each leads to where it is settled."""
        words, now = self.ctx.words, self.ctx.now()
        card = Section(words("case.matter"))
        places: dict[object, Route | None] = {}
        shown: list[Line] = []
        for item in found.items:
            line = replace(agenda.line_in_case(item, words, now), note="")
            shown.append(line)
            places[line.key] = to_record(item.kind, item.id, self.case)
        for line, route in (*self._unasked(found), *self._next(found)):
            shown.append(line)
            places[line.key] = route
        if not found.items:
            card.add(at_left(IconLabel("level-good", "good"), PlainLabel(words("case.matter_none"))))
        if shown:
            lines = LinesView(words("case.matter"))
            lines.set_lines(shown)
            lines.opened.connect(lambda key: self._go(places.get(key)))
            lines.setFixedHeight(min(lines.content_height(), _LINES * 36 + 4))
            self._lists.append(lines)
            card.add(lines)
        return card

    def _unasked(self, found: Overview) -> Iterator[tuple[Line, Route]]:
        """Name everybody who was not asked yet what nothing can be done without."""
        words = self.ctx.words
        for person in found.persons:
            answers = found.answers.get(to_text(person.id), {})
            gaps = [
                words.label("consent_purpose", purpose)
                for purpose in FIRST
                if answers.get(purpose, ConsentDecision.NOT_ASKED) == ConsentDecision.NOT_ASKED
            ]
            if gaps:
                name = titles.person(words, person.fields)
                text = words("case.ask_text", name=name, what=words.listed(gaps))
                line = Line(("ask", person.id), text, badge=words("case.ask_sign"))
                yield line, Route("case", self.case, "consent")

    def _next(self, found: Overview) -> Iterator[tuple[Line, Route]]:
        """Name the task that is due next, where it is not due yet."""
        words, row = self.ctx.words, found.row
        step = row.next_step if row is not None else None
        if step is None or step.task in {item.id for item in found.items}:
            return
        what = titles.first_line(step.what)
        due = days.say(self.ctx, step.due)
        text = words("case.next_by", what=what, day=due) if due else what
        line = Line(("next", step.task), text, badge=words("case.next_sign"))
        yield line, Route("case", self.case, "tasks", step.task)

    def _people(self, found: Overview) -> Section:
        words = self.ctx.words
        card = Section(words("case.tab_persons"))
        people = EntryList(words("case.tab_persons"), [self._person(one, found) for one in found.persons])
        people.clicked.connect(lambda _index: self._go_to_person(people.key()))
        people.opened.connect(self._go_to_person)
        people.fit()
        card.add(people)
        if found.persons:
            self._lists.append(people)
        else:
            people.hide()
            card.add(PlainLabel(words("case.persons_empty"), "hint"))
        return card

    def _person(self, person: Listed, found: Overview) -> Entry:
        """Say who it is, where they sleep, and whether headquarters may have what is recorded."""
        words, key = self.ctx.words, to_text(person.id)
        decision = found.answers.get(key, {}).get(Purpose.SHARE_WITH_HQ, str(ConsentDecision.NOT_ASKED))
        stay = found.stays.get(key)
        role = words.value("person", "role", person.fields.get("role"))
        return Entry(
            person.id,
            titles.person(words, person.fields),
            " · ".join(part for part in (role, self._where(stay, found)) if part),
            "person",
            badge=(words("case.hq_answer", answer=short(words, decision)), LEVELS.get(decision, "neutral")),
        )

    def _where(self, stay: Listed | None, found: Overview) -> str:
        words = self.ctx.words
        if stay is None:
            return words("case.in_no_house")
        house = found.houses.get(str(stay.fields.get("house")), words("forms.unnamed_house"))
        until = days.say(self.ctx, stay.fields.get("planned_to"))
        return words("case.in_house_until", house=house, day=until) if until else house

    def _itself(self, found: Overview) -> Card:
        words = self.ctx.words
        edit = Button(words("common.edit"), "edit", clicked=self.edit)
        card = Card(words.kind("case"), [edit])
        if found.row is None:
            edit.hide()
            card.add(PlainLabel(words("case.not_here"), "hint"))
            return card
        view = RecordView(self.ctx, "case", found.loaded, skip=("alias",))
        view.stale.connect(self._read)
        card.add(view)
        return card

    def _message(self, found: Overview) -> Card:
        words = self.ctx.words
        card = Card(words("case.last_message"))
        message = found.message
        if message is None:
            card.add(PlainLabel(words("case.no_message"), "hint"))
            return card
        fields = message.fields
        parts = [words.value("message", "type", fields.get("type")), days.say(self.ctx, fields.get("date"))]
        card.add(PlainLabel(titles.of_record(words, "message", fields), "strong"))
        card.add(PlainLabel(" · ".join(part for part in parts if part), "hint"))
        go = Button(words("case.open_message"), kind="quiet")
        go.clicked.connect(lambda: self._go(Route("messages", record=message.id)))
        card.add(at_left(go))
        return card

    def _absent(self, found: Overview) -> list[AbsentNote]:
        """Say what of the case is not on this laptop, once for each person."""
        words, is_desk = self.ctx.words, self.ctx.facts.is_desk
        names = {one.id: titles.person(words, one.fields) for one in found.persons}
        notes = []
        for absent in found.loaded.shown.absent if found.loaded.shown is not None else ():
            if absent.compartment is Compartment.ROUTE and absent.why is Why.NOT_GRANTED and not is_desk:
                continue  # no house ever has it: nothing is missing
            whose = names.get(absent.person, words("forms.unnamed")) if absent.person is not None else ""
            note = AbsentNote(self.ctx, absent.person or self.case, absent, whose)
            note.asked.connect(self._read)
            notes.append(note)
        return notes

    def _go(self, route: Route | None) -> None:
        if route is not None:
            self.ctx.go(route)

    def _go_to_person(self, key: object) -> None:
        if isinstance(key, bytes):
            self.ctx.go(Route("case", self.case, "persons", key))

    # Editing the case itself.

    def edit(self) -> None:
        """Edit the case's own fields."""
        if self.form is not None or not self._here:
            return
        self.form = RecordForm(self.ctx, "case", self.case, case=self.case)
        self.form.saved.connect(self._on_saved)
        self.form.closed.connect(self._close_form)
        self._stack.addWidget(self.form)
        self._stack.setCurrentWidget(self.form)
        self.form.open()

    def _close_form(self) -> None:
        if self.form is not None:
            self.form.leave()
            self._stack.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None
        self._stack.setCurrentWidget(self._scroll)
        self.setFocus()
        self._read()

    def _on_saved(self, saved: Saved) -> None:
        self._close_form()
        self.saved_line.tell(self.ctx.words("case.saved"), saved)
