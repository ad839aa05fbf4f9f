"""The lines of a list, and the model that a view of them shows. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.widgets.plain import tip_text

#: Under this role an index gives its line.
LINE: Final = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """One line. key: what it is about, to know it again.

    note: short, at the right; badge: a sign with its `level`; icon: instead of a badge; action: text of its button.
    folded: only of a heading, whether what is under it is hidden; None where it does not fold.
    """

    key: Hashable
    text: str
    title: str = ""
    note: str = ""
    badge: str = ""
    level: str = "neutral"
    icon: str = ""
    action: str = ""
    heading: bool = False
    folded: bool | None = None

    @property
    def can_be_chosen(self) -> bool:
        """Whether it is more than a title of others."""
        return not self.heading or self.folded is not None

    @property
    def spoken(self) -> str:
        """Everything it says, for a screen reader."""
        parts = (self.badge, self.title, self.text, self.note, self.action)
        return ", ".join(part for part in parts if part)


class LinesModel(QAbstractListModel):
    """Holds the lines as they are."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def lines(self) -> list[Line]:
        """Return the lines."""
        return self._lines

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Count the lines."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a line, its words, or its tip."""
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken
        if role == Qt.ItemDataRole.ToolTipRole and not line.heading:
            return tip_text("\n".join(part for part in (line.title, line.text) if part))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let be chosen what can be."""
        if not index.isValid() or not self._lines[index.row()].can_be_chosen:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
