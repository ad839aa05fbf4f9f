"""The answers of everybody in a case as a table: a row a purpose, a column a person, the purposes of the exchange first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app import drafts
from app.casework import consents
from app.casework.codes import ConsentDecision, Purpose
from app.ids import parse
from app.lists import Listed
from app.workspace import Workspace
from ui.screens.case import found as finding
from ui.screens.case.found import Found
from ui.shell.words import Words
from ui.widgets.plain import tip_text
from ui.widgets.tables import LEVEL, SOFT, STRONG

LEVELS: Final[Mapping[str, str]] = {
    "given": "good",
    "refused": "high",
    "withdrawn": "critical",
    "not_asked": "neutral",
    "override": "warning",
}
#: Without these nothing can be done: they are asked first.
FIRST: Final = (Purpose.CASE_MANAGEMENT, Purpose.SHARE_WITH_HQ)
PURPOSES: Final = (*FIRST, *(one for one in Purpose if one not in FIRST))

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """One person and purpose, and the record that has the answer; its id follows from both."""

    person: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What the table shows. ids: of every cell's record, written or not; unsaved: cells with an answer that is not saved."""

    found: Found
    persons: tuple[tuple[str, str], ...] = ()
    answers: Mapping[Cell, Listed] = field(default_factory=dict)
    ids: Mapping[Cell, bytes] = field(default_factory=dict)
    unsaved: frozenset[Cell] = frozenset()

    def cell_of(self, record: bytes) -> Cell | None:
        """Return the cell whose answer a record is."""
        return next((cell for cell, found in self.ids.items() if found == record), None)


def new_key(cell: Cell) -> str:
    """Name the draft of an answer that nobody has recorded yet."""
    return f"form/consent/new/{cell.person}/{cell.purpose}"


def read(workspace: Workspace, words: Words, case: bytes) -> Answers:
    """Read all answers of a case, on the reader thread."""
    found = finding.read(workspace, words, "consent", case)
    cells = [Cell(person, str(purpose)) for person in found.persons for purpose in PURPOSES]
    ids = {cell: consents.record_id(parse(cell.person), cell.purpose) for cell in cells}
    by_id = {one.id: one for one in found.records}
    kept = {draft.key for draft in drafts.all(workspace) if draft.typed}
    return Answers(
        found,
        tuple(found.persons.items()),
        {cell: by_id[record] for cell, record in ids.items() if record in by_id},
        ids,
        frozenset(cell for cell in cells if new_key(cell) in kept or ids[cell] in found.unsaved),
    )


class AnswersModel(QAbstractTableModel):
    """The table; column 0 is the purpose."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._answers: Answers | None = None

    def set(self, answers: Answers) -> None:
        """Show other answers."""
        self.beginResetModel()
        self._answers = answers
        self.endResetModel()

    def persons(self) -> Sequence[tuple[str, str]]:
        """Return whose answers there are columns for."""
        return self._answers.persons if self._answers is not None else ()

    def cell(self, index: Index) -> Cell | None:
        """Return what an index is about; None for the names of purposes."""
        if not index.isValid() or index.column() == 0:
            return None
        return Cell(self.persons()[index.column() - 1][0], str(PURPOSES[index.row()]))

    def place(self, cell: Cell) -> QModelIndex:
        """Return where a cell is; an invalid index where it is not."""
        names = [person for person, _ in self.persons()]
        if cell.person not in names or cell.purpose not in set(Purpose):
            return QModelIndex()
        return self.index(PURPOSES.index(Purpose(cell.purpose)), names.index(cell.person) + 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Count the purposes."""
        return 0 if parent.isValid() or not self.persons() else len(PURPOSES)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Count the people, and the column of purposes."""
        return 0 if parent.isValid() else len(self.persons()) + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Give the names of the people; whole as a tip, where a column is narrower than a name."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        title = self._words.field("purpose") if section == 0 else self.persons()[section - 1][1]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_text(title)
        return title if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let answers be chosen, not the names of purposes."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if index.column() == 0:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the decision as a sign; who was not asked stays quiet."""
        if not index.isValid() or self._answers is None:
            return None
        purpose = str(PURPOSES[index.row()])
        cell = self.cell(index)
        if cell is None:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._words.label("consent_purpose", purpose)
            return purpose in FIRST if role == STRONG else None
        decision = self.decision(cell)
        if role == Qt.ItemDataRole.DisplayRole:
            return short(self._words, decision)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = dict(self.persons())[cell.person]
            return f"{name}, {self._words.label('consent_purpose', purpose)}: {short(self._words, decision)}"
        if role == LEVEL:
            return LEVELS.get(decision) if decision != ConsentDecision.NOT_ASKED else None
        return decision == ConsentDecision.NOT_ASKED if role == SOFT else None

    def decision(self, cell: Cell) -> str:
        """Return the decision of a cell as it is stored."""
        record = self._answers.answers.get(cell) if self._answers is not None else None
        decision = record.fields.get("decision") if record is not None else None
        return str(decision or ConsentDecision.NOT_ASKED)


def short(words: Words, decision: str) -> str:
    """Say a decision as briefly as a column needs."""
    if decision == ConsentDecision.OVERRIDE:
        return words("case.consent_override")
    return words.label("consent_decision", decision)
