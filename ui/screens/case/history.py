"""The history of a case: every field of every record, who wrote it, when, what stood there before, and how it came here.

For reading only; nothing is copied by itself. What is of the identity tier is not said here, only that it was written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app import past
from app.changed import Changed
from app.ids import parse, to_text
from app.past import CaseHistory
from ui.screens.case.history_model import Chosen, HistoryModel, Sayer
from ui.screens.case.tab import Tab
from ui.shell.context import Context
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, EmptyState
from ui.widgets.choices import ComboBox
from ui.widgets.keyvalue import KeyValue
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import Rows, Scroll
from ui.widgets.tables import TableView

_WIDTHS = (155, 105, 205, 160, 260, 185)
_LEAST = (140, 85, 130, 100, 190, 120)
_CHANGE = 4
_NAME_LEAST = 6


class HistoryTab(Tab):
    """A table of steps with three filters, and the chosen step in full below."""

    slug: ClassVar[str] = "history"

    def __init__(self, ctx: Context, case: bytes, parent: QWidget | None = None) -> None:
        super().__init__(ctx, case, parent)
        words = ctx.words
        self._history = CaseHistory([], {}, [])
        self._say = Sayer(ctx, self._history)
        self._record: bytes | None = None
        self.by_record = ComboBox([], empty=words("documents.all_records"))
        self.by_person = ComboBox([], empty=words("documents.all_persons"))
        self.by_field = ComboBox([], empty=words("documents.all_fields"))
        for box, name in (
            (self.by_record, words("documents.column_record")),
            (self.by_person, words("documents.about")),
            (self.by_field, words("documents.column_field")),
        ):
            box.setAccessibleName(name)
            box.setMinimumContentsLength(_NAME_LEAST)
            box.edited.connect(self._on_filter)
        self.count = PlainLabel("", "hint", wrap=False)
        self.all_button = Button(words("documents.show_all"), "close", "quiet", clicked=self.show_all)
        self.model = HistoryModel(ctx, self)
        self.table = TableView(words("documents.history_table"))
        self.table.setModel(self.model)
        self.table.set_columns(_WIDTHS, stretch=_CHANGE, least=_LEAST)
        self.table.chosen.connect(self._on_chosen)
        self._full = KeyValue(label_width=150)
        self._card = Card()
        self._card.add(self._full)
        self._detail = Scroll(Rows(self._card))
        self._detail.setFixedHeight(ctx.theme.space(8) * 3)
        self._build()
        self.setFocusProxy(self.table)

    def _build(self) -> None:
        space, words = self.ctx.theme.space, self.ctx.words
        bar = QHBoxLayout()
        bar.setSpacing(space(2))
        for box in (self.by_record, self.by_person, self.by_field):
            bar.addWidget(box, 2)
        bar.addWidget(self.all_button)
        bar.addStretch(1)
        bar.addWidget(self.count)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._empty = EmptyState("history", words("documents.no_steps"))
        self._stack.addWidget(self._empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(space(5), space(4), space(5), space(4))
        outer.setSpacing(space(3))
        outer.addLayout(bar)
        outer.addWidget(self._stack, 1)
        outer.addWidget(self._detail)
        self._detail.hide()

    def open(self, record: bytes | None) -> None:
        """Read the history; of one record, if one is meant."""
        self._record = record
        self._read()

    def changed(self, changed: Changed) -> None:
        """Read again when anything of the case was written."""
        if changed.concerns(case=self.case):
            self._read()

    def record(self) -> bytes | None:
        """Say whose history is shown, None for that of the whole case."""
        return self._record

    def _read(self) -> None:
        case = self.case
        self.ctx.tasks.read(self, lambda workspace: past.of_case(workspace, case), self._show, key="history")

    def _show(self, history: CaseHistory) -> None:
        self._history, self._say = history, Sayer(self.ctx, history)
        kinds: dict[bytes, str] = {}
        for step in history.steps:
            kinds.setdefault(step.record, step.kind)
        self.by_record.set_codes(
            _sorted((to_text(one), self._say.named(one, kind)) for one, kind in kinds.items())
        )
        unnamed = self.ctx.words("forms.unnamed")
        self.by_person.set_codes(
            [(to_text(one), history.names.get(one) or unnamed) for one in history.persons]
        )
        self._offer_fields()
        self.by_record.set_value(to_text(self._record) if self._record in kinds else None)
        self.model.show(history, self._say, self._chosen())
        self._tell()

    def _offer_fields(self) -> None:
        """Offer the fields of the record that is chosen, or of all."""
        wanted = Chosen(record=self._record, person=self._person())
        found = {
            f"{step.kind}.{step.field}": self._field_name(step.kind, self._say.field(step))
            for step in self._history.steps
            if wanted.has(step)
        }
        field = self.by_field.value()
        self.by_field.set_codes(_sorted(found.items()))
        self.by_field.set_value(field if field in found else None)

    def _field_name(self, kind: str, field: str) -> str:
        words = self.ctx.words
        return field if self._record else words("documents.field_of", kind=words.kind(kind), field=field)

    def _person(self) -> bytes | None:
        chosen = self.by_person.value()
        return parse(chosen) if chosen else None

    def _chosen(self) -> Chosen:
        field = self.by_field.value()
        kind, _, name = (field or "").partition(".")
        return Chosen(self._record, self._person(), (kind, name) if field else None)

    def _on_filter(self) -> None:
        chosen = self.by_record.value()
        self._record = parse(chosen) if chosen else None
        self._offer_fields()
        self.model.choose(self._chosen())
        self._tell()

    def show_all(self) -> None:
        """Show the steps of everything again."""
        for box in (self.by_record, self.by_person, self.by_field):
            box.set_value(None)
        self._on_filter()

    def _tell(self) -> None:
        number = self.model.chosen()
        self.count.setText(self.ctx.words("documents.steps", n=number))
        self.all_button.setEnabled(self._chosen() != Chosen())
        self._stack.setCurrentWidget(self.table if number else self._empty)
        self._detail.hide()

    def _on_chosen(self, index: QModelIndex) -> None:
        step = self.model.step(index.row()) if index.isValid() else None
        self._detail.setVisible(step is not None)
        if step is None:
            return
        words, say = self.ctx.words, self._say
        rows: list[tuple[str, str | QWidget]] = [
            (words("documents.column_record"), say.record(step)),
            (words("documents.column_when"), words("documents.by_at", who=step.author, when=say.when(step))),
            (words("documents.column_came"), f"{say.came(step)}. {say.state(step)}."),
        ]
        if step.compartment is not None:
            rows.append((words("documents.part"), words.compartment(step.compartment.word)))
        if step.hidden:
            rows.append((say.field(step), words("documents.hidden_why")))
        else:
            rows.append((words("documents.before"), say.before(step) or words("documents.nothing")))
            rows.append((words("documents.after"), say.value(step, step.value)))
        self._full.set(rows)


def _sorted(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: pair[1].casefold())
