"""What everybody in a case agreed to: a table of answers, what each means, and the form to record one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from app.casework.codes import ConsentDecision
from app.changed import Changed
from app.drafts import Draft
from app.ids import parse
from app.placing import Place
from ui.forms.loading import Loaded
from ui.forms.saving import Saved
from ui.screens.case import consent_meaning, consent_table, days
from ui.screens.case.column import at_left, column
from ui.screens.case.consent_table import LEVELS, Answers, AnswersModel, Cell, new_key
from ui.screens.case.head import Head
from ui.screens.case.pane import RecordPane
from ui.screens.case.tab import Tab
from ui.shell.context import Context
from ui.theme import current
from ui.widgets.badges import Badge
from ui.widgets.buttons import Button
from ui.widgets.cards import EmptyState
from ui.widgets.labels import PlainLabel
from ui.widgets.lists import ListPane
from ui.widgets.tables import TableView

_PURPOSE_WIDTH = 230
_PURPOSE_LEAST = 190
_PERSON_WIDTH = 120
_ANSWER_LEAST = 340
_FORM_LEAST = 460
_TABLE_WIDTH = 660


class ConsentTab(Tab):
    """A cell is chosen at the left; at the right stands its answer."""

    slug: ClassVar[str] = "consent"

    def __init__(self, ctx: Context, case: bytes, parent: QWidget | None = None) -> None:
        super().__init__(ctx, case, parent)
        self.answers: Answers | None = None
        self._cell: Cell | None = None
        self._wanted: bytes | None = None
        self.model = AnswersModel(ctx.words)
        self.table = TableView(ctx.words("case.consent_table"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setModel(self.model)
        self.table.opened.connect(lambda _index: self._begin())
        self.pane = RecordPane(
            ctx,
            "consent",
            case,
            self._head,
            empty=self._unanswered,
            may_delete=False,
            title=lambda: self._name(self._cell) if self._cell is not None else ctx.words.kind("consent"),
        )
        self.pane.saved.connect(self._on_saved)
        self.pane.left.connect(self.table.setFocus)
        self.pane.turned.connect(lambda form: self._fit(form=form))
        self.pane.take_keys(self)
        self._build()
        self.table.selectionModel().currentChanged.connect(self._on_current)

    def _build(self) -> None:
        space = current().space
        left = QWidget()
        side = QVBoxLayout(left)
        side.setContentsMargins(space(5), space(3), space(3), space(4))
        side.setSpacing(space(2))
        side.addWidget(PlainLabel(self.ctx.words("case.consent_hint"), "hint"))
        side.addWidget(self.table, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self._split = ListPane(left, self.pane, width=_TABLE_WIDTH, shares=False)
        box.addWidget(self._split)
        self.setFocusProxy(self.table)

    # Showing.

    def open(self, record: bytes | None) -> None:
        """Read and show; `record` is the answer that somebody came for."""
        self._wanted = record
        self._read()

    def changed(self, changed: Changed) -> None:
        """Read again what concerns this case."""
        if changed.concerns((), case=self.case):
            self._read()
        self.pane.changed(changed)

    def record(self) -> bytes | None:
        """Say which answer is open, written or not."""
        if self._cell is None or self.answers is None:
            return None
        return self.answers.ids.get(self._cell)

    def leave(self) -> None:
        """Be closed: what is typed is kept."""
        self.pane.leave()

    def _read(self) -> None:
        words, case = self.ctx.words, self.case
        self.ctx.tasks.read(
            self, lambda workspace: consent_table.read(workspace, words, case), self._show, key="answers"
        )

    def _show(self, answers: Answers) -> None:
        self.answers = answers
        # Whoever was deleted meanwhile has no column any more.
        kept = self._cell = self._cell if self._cell in answers.ids else None
        self.table.selectionModel().blockSignals(True)
        self.model.set(answers)
        self.table.selectionModel().blockSignals(False)
        self._fit(form=self.pane.form is not None)
        wanted = answers.cell_of(self._wanted) if self._wanted is not None else None
        self._wanted = None
        first = Cell(answers.persons[0][0], str(consent_table.PURPOSES[0])) if answers.persons else None
        cell = wanted or kept or next(iter(answers.unsaved), None) or first
        if cell is None:
            self.pane.clear()
            return
        self.table.selectionModel().blockSignals(True)
        self.table.setCurrentIndex(self.model.place(cell))
        self.table.selectionModel().blockSignals(False)
        if cell != kept or (self.pane.form is None and self.pane.record() is None):
            self._open(cell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._fit(form=self.pane.form is not None)

    def _fit(self, *, form: bool) -> None:
        """Give the table what its columns need and the answer the rest; where all is too much, names are cut first.

        A form wants more room than an answer that is only read; beside it the chosen column is in sight at least.
        """
        persons = len(self.model.persons())
        hint, header = self.table.sizeHintForColumn, self.table.horizontalHeader()
        around = 2 * current().space(5)
        room = (
            self._split.width()
            - self._split.handleWidth()
            - (_FORM_LEAST if form else _ANSWER_LEAST)
            - around
        )
        columns = [max(_PERSON_WIDTH, hint(number + 1)) for number in range(persons)]
        named = [max(width, header.sectionSizeHint(n + 1)) for n, width in enumerate(columns)]
        if _PURPOSE_WIDTH + sum(named) <= room:
            columns = named
        purposes = max(_PURPOSE_LEAST, min(hint(0) if persons else _PURPOSE_WIDTH, room - sum(columns)))
        fits = purposes + sum(columns) <= room
        self.table.set_columns([purposes, *columns], stretch=0 if fits else -1, whole_titles=False)
        width = min(purposes + sum(columns), room) + around
        self._split.setSizes([width, max(1, self._split.width() - width)])
        if form:
            self.table.scrollTo(self.table.currentIndex())

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        cell = self.model.cell(index)
        if cell is not None and cell != self._cell:
            self._open(cell)

    def _open(self, cell: Cell) -> None:
        """Show the answer of a cell; where there is none, what may have been typed of one."""
        self._cell = cell
        if self.answers is None:
            return
        record = self.answers.answers.get(cell)
        if record is not None:
            self.pane.show_record(record.id)
            return
        self.pane.clear()

        def show(draft: Draft | None) -> None:
            if draft is not None and draft.typed and cell == self._cell:
                self._begin()

        self.ctx.drafts.load(self, new_key(cell), show)

    # What stands at the right.

    def _name(self, cell: Cell) -> str:
        words = self.ctx.words
        person = dict(self.model.persons()).get(cell.person, "")
        purpose = words.label("consent_purpose", cell.purpose)
        return words("case.consent_title", person=person, purpose=purpose)

    def _head(self, loaded: Loaded) -> Head:
        fields: Mapping[str, object] = loaded.shown.fields if loaded.shown is not None else {}
        words, cell = self.ctx.words, self._cell
        decision = str(fields.get("decision") or ConsentDecision.NOT_ASKED)
        sign = (words.value("consent", "decision", decision), LEVELS.get(decision, "neutral"))
        if cell is None:
            return Head(words.kind("consent"), signs=[sign])
        note = PlainLabel(consent_meaning.say(words, cell.purpose, decision))
        return Head(
            self._name(cell),
            signs=[sign],
            said=days.say(self.ctx, fields.get("date")),
            skip=("decision", "date"),
            note=note,
        )

    def _unanswered(self) -> QWidget:
        words = self.ctx.words
        if self._cell is None:
            if self.answers is None:
                return QWidget()
            return column(
                EmptyState("consent", words("case.consent_empty"), words("case.consent_empty_hint"))
            )
        decision = str(ConsentDecision.NOT_ASKED)
        return column(
            PlainLabel(self._name(self._cell), "heading"),
            at_left(Badge(words.label("consent_decision", decision), LEVELS[decision])),
            PlainLabel(consent_meaning.say(words, self._cell.purpose, decision)),
            at_left(Button(words("case.consent_add"), "consent", "primary", clicked=self._begin)),
        )

    def _begin(self) -> None:
        """Edit the answer of the chosen cell, or record its first one."""
        if self._cell is None or self.answers is None or self.pane.form is not None:
            return
        if self._cell in self.answers.answers:
            self.pane.edit()
            return
        cell = self._cell
        self.pane.new(
            {"date": days.today(self.ctx), "language": self.ctx.words.language},
            place=Place(case=self.case, person=parse(cell.person)),
            fixed={"person": cell.person, "purpose": cell.purpose},
            key=new_key(cell),
        )

    def _on_saved(self, _saved: Saved) -> None:
        self._read()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
