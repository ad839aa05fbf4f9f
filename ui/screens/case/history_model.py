"""The steps of a case's history as a table: what is shown of each, which of them are chosen, and only so many at once.

A model of Qt over what `app.past` gave; reads no store. Texts are made when a row is first looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.casework.kinds import KINDS
from app.casework.schema import DELETED
from app.errors import UserError
from app.ids import parse
from app.past import CaseHistory, Step
from ui.shell.context import Context
from ui.widgets.tables import LEVEL, SOFT

Index = QModelIndex | QPersistentModelIndex

_AT_ONCE: Final = 200
WHEN, WHO, RECORD, FIELD, CHANGE, CAME = range(6)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which steps. None chooses nothing out. person: whom the record is about. field: (kind, field)."""

    record: bytes | None = None
    person: bytes | None = None
    field: tuple[str, str] | None = None

    def has(self, step: Step) -> bool:
        """Say whether a step is among them."""
        return (
            (self.record is None or step.record == self.record)
            and (self.person is None or step.person == self.person)
            and (self.field is None or (step.kind, step.field) == self.field)
        )


class Sayer:
    """Says steps in words."""

    def __init__(self, ctx: Context, history: CaseHistory) -> None:
        self._ctx = ctx
        self._history = history
        self._kinds = {step.record: step.kind for step in history.steps}
        #: When each record began: the oldest step comes last and stays.
        self._begun = {step.record: step.wall for step in history.steps}

    def record(self, step: Step) -> str:
        """Name the record of a step: its kind, and what lists call it."""
        return self.named(step.record, step.kind)

    def named(self, record: bytes, kind: str) -> str:
        """Name a record: its kind, and what lists call it."""
        words, name, label = self._ctx.words, self._history.names.get(record, ""), self._ctx.words.kind(kind)
        if name:
            return words("documents.record_named", kind=label, name=name)
        begun = self._begun.get(record)
        day = words.day(begun, self._ctx.now()) if begun is not None else ""
        return words("documents.record_of_day", kind=label, day=day) if day else label

    def field(self, step: Step) -> str:
        """Name the field of a step."""
        words = self._ctx.words
        return words("documents.deletion") if step.field == DELETED else words.field(step.field)

    def value(self, step: Step, value: object) -> str:
        """Say one value of a step's field."""
        words = self._ctx.words
        if step.field == DELETED:
            reason = words.value(step.kind, step.field, value)
            return (
                words("documents.deleted_because", reason=reason) if reason else words("documents.restored")
            )
        declared = KINDS[step.kind].fields.get(step.field) if step.kind in KINDS else None
        if declared is not None and declared.type.name == "record" and isinstance(value, str):
            return self._other(value)
        return words.value(step.kind, step.field, value) or words("documents.nothing")

    def _other(self, value: str) -> str:
        try:
            record = parse(value)
        except UserError:
            return value
        kind = self._kinds.get(record)
        if kind is None:
            return self._ctx.words("forms.not_here")
        return self._history.names.get(record) or self._ctx.words.kind(kind)

    def before(self, step: Step) -> str:
        """Say what stood there before; "" where nothing did."""
        return "; ".join(self.value(step, value) for value in step.before)

    def change(self, step: Step) -> str:
        """Say what a step made of what."""
        words = self._ctx.words
        if step.hidden:
            return words("documents.hidden")
        after, before = self.value(step, step.value), self.before(step)
        if step.before and step.field != DELETED:
            return words("documents.from_to", before=before, after=after)
        return after

    def came(self, step: Step) -> str:
        """Say how a step came into this store."""
        words = self._ctx.words
        if step.came is None:
            return words("documents.entered_here")
        day = words.day(step.came.received, self._ctx.now())
        return words("documents.came_from", who=step.came.sender, day=day)

    def when(self, step: Step) -> str:
        """Say when it was written, by the clock of who wrote it."""
        return self._ctx.words.moment(step.wall, self._ctx.now())

    def state(self, step: Step) -> str:
        """Say whether it still stands."""
        words = self._ctx.words
        return words("documents.stands") if step.live else words("documents.replaced")


class HistoryModel(QAbstractTableModel):
    """The chosen steps, the newest first; further ones are fetched as somebody scrolls."""

    def __init__(self, ctx: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        words = ctx.words
        self._titles = (
            words("documents.column_when"),
            words("documents.column_who"),
            words("documents.column_record"),
            words("documents.column_field"),
            words("documents.column_change"),
            words("documents.column_came"),
        )
        self._all: list[Step] = []
        self._steps: list[Step] = []
        self._count = 0
        self._said: dict[tuple[int, int], str] = {}
        self._say: tuple[Callable[[Step], str], ...] = ()
        self._state: Callable[[Step], str] | None = None
        self._theme = ctx.theme

    def show(self, history: CaseHistory, say: Sayer, chosen: Chosen) -> None:
        """Show another history."""
        self._all = history.steps
        self._say = (
            say.when,
            lambda step: step.author,
            say.record,
            say.field,
            say.change,
            say.came,
        )
        self._state = say.state
        self.choose(chosen)

    def choose(self, chosen: Chosen) -> None:
        """Show only these steps."""
        self.beginResetModel()
        self._steps = [step for step in self._all if chosen.has(step)]
        self._count = min(_AT_ONCE, len(self._steps))
        self._said = {}
        self.endResetModel()

    def step(self, row: int) -> Step | None:
        """Return the step of a row."""
        return self._steps[row] if 0 <= row < self._count else None

    def chosen(self) -> int:
        """Return how many steps are chosen, fetched or not."""
        return len(self._steps)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many rows there are now."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._titles)

    def canFetchMore(self, parent: Index) -> bool:
        """Say whether there are more steps than rows."""
        return not parent.isValid() and self._count < len(self._steps)

    def fetchMore(self, parent: Index) -> None:
        """Take in some more."""
        more = min(_AT_ONCE, len(self._steps) - self._count)
        if parent.isValid() or more <= 0:
            return
        self.beginInsertRows(QModelIndex(), self._count, self._count + more - 1)
        self._count += more
        self.endInsertRows()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the titles of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section] if 0 <= section < len(self._titles) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a text, or how it is drawn."""
        step = self.step(index.row()) if index.isValid() else None
        if step is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            key = (index.row(), column)
            if key not in self._said:
                self._said[key] = self._say[column](step)
            return self._said[key]
        if role == SOFT:
            return column in (WHEN, CAME) or not step.live or step.hidden
        return self._of_change(step, index.row(), role) if column == CHANGE else None

    def _of_change(self, step: Step, row: int, role: int) -> Any:
        """Mark what stands now with a sign, and a deletion that stands with a badge."""
        if role == LEVEL and step.live and step.field == DELETED and step.value is not None:
            return "warning"
        if role == Qt.ItemDataRole.DecorationRole and step.live:
            return self._theme.icon("done", "good")
        if role == Qt.ItemDataRole.ToolTipRole and self._state is not None:
            return f"{self._said.get((row, CHANGE), '')}\n{self._state(step)}"
        return None
