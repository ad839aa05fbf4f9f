"""The table of people, windowed: the ids of all lines in their order, and the lines of only those that are looked at.

It asks for windows of fifty lines through `ask`, which answers later and elsewhere; what is not here yet shows quietly
as such. Rules:

- Nothing is read here, and no cell is made twice: a line is turned into texts when it comes in.
- Nothing is asked for twice between two refreshes, what scrolled out of sight before its turn is not asked for any more,
  and after a refresh the old lines show until the new ones are here.
- A bounded number of lines is kept, those nearest to what is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.people import PersonRow
from ui.models.people_cells import Column
from ui.widgets.cells import Cell

WINDOW: Final = 50
#: Lines before and after those in sight that are asked for with them.
_AROUND: Final = 15
_KEPT: Final = 60
"""Windows kept at most."""

Index = QModelIndex | QPersistentModelIndex
Cells = tuple[Cell, ...]


class Asked(Protocol):
    """A question on its way."""

    def cancel(self) -> None:
        """Take it back, if its turn has not come."""


Ask = Callable[[Sequence[bytes], Callable[[Sequence[PersonRow]], None]], Asked]


class PeopleModel(QAbstractTableModel):
    """Lines by their place in the order."""

    def __init__(
        self,
        titles: Sequence[str],
        ask: Ask,
        cells: Callable[[PersonRow], Cells],
        parent: QObject | None = None,
    ) -> None:
        """titles: of the columns. ask: gets ids and whom to tell; it may never answer. cells: makes a line's texts."""
        super().__init__(parent)
        self._titles = titles
        self._ask = ask
        self._cells = cells
        self._ids: Sequence[bytes] = ()
        self._lines: dict[bytes, Cells] = {}
        self._here: set[int] = set()
        self._asked: dict[int, Asked] = {}
        self._sight = (0, 0)
        self._round = 0

    # The order.

    def ids(self) -> Sequence[bytes]:
        """Return all ids in their order."""
        return self._ids

    def set_ids(self, ids: Sequence[bytes]) -> bool:
        """Take a new order, or the same again: what is in sight is asked for anew. Say whether it is another."""
        for asked in self._asked.values():
            asked.cancel()
        self._round += 1
        self._asked.clear()
        self._here.clear()
        if ids == self._ids:
            self.look_at(*self._sight)
            return False
        self.beginResetModel()
        self._ids = ids
        self.endResetModel()
        return True

    def id_at(self, row: int) -> bytes | None:
        """Return the id of a line, None past the end."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, record: bytes) -> int:
        """Return the place of an id, -1 where it is not."""
        try:
            return self._ids.index(record)
        except ValueError:
            return -1

    # The windows.

    def look_at(self, first: int, last: int) -> None:
        """Hear which lines are in sight; ask for those windows that are not here, and for no other any more."""
        self._sight = (first, last)
        if not self._ids:
            return
        begin = max(0, first - _AROUND) // WINDOW
        end = min(len(self._ids) - 1, max(first, last) + _AROUND) // WINDOW
        wanted = range(begin, end + 1)
        for window in [window for window in self._asked if window not in wanted]:
            self._asked.pop(window).cancel()
        for window in wanted:
            if window not in self._here and window not in self._asked:
                self._ask_for(window)

    def _ask_for(self, window: int) -> None:
        ids = self._ids[window * WINDOW : (window + 1) * WINDOW]
        asked_in = self._round

        def answered(rows: Sequence[PersonRow]) -> None:
            if asked_in == self._round:
                self._take(window, rows)

        self._asked[window] = self._ask(ids, answered)

    def _take(self, window: int, rows: Sequence[PersonRow]) -> None:
        self._asked.pop(window, None)
        self._here.add(window)
        self._lines.update((row.id, self._cells(row)) for row in rows)
        self._make_room(window)
        first = window * WINDOW
        last = min(first + WINDOW, len(self._ids)) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def _make_room(self, middle: int) -> None:
        """Forget the lines farthest from a window."""
        if len(self._lines) <= _KEPT * WINDOW:
            return
        self._here = {window for window in self._here if abs(window - middle) <= _KEPT // 4}
        kept = (self._ids[window * WINDOW : (window + 1) * WINDOW] for window in self._here)
        self._lines = {record: self._lines[record] for ids in kept for record in ids if record in self._lines}

    def kept(self) -> int:
        """Return how many lines are held."""
        return len(self._lines)

    # What Qt asks.

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Count all lines, here or not."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Give the titles."""
        across = orientation == Qt.Orientation.Horizontal
        if not across or role != Qt.ItemDataRole.DisplayRole or not 0 <= section < len(self._titles):
            return None
        return self._titles[section]

    def cell_at(self, row: int, column: int) -> Cell | None:
        """Return one cell; of a line that is not here yet, a sign of that."""
        record = self.id_at(row)
        line = self._lines.get(record) if record is not None else None
        if line is not None:
            return line[column]
        return _PENDING if record is not None and column == Column.ALIAS else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the text of a cell, its tip, and what a screen reader says."""
        cell = self.cell_at(index.row(), index.column()) if index.isValid() else None
        if cell is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or None
        return cell.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None


_PENDING: Final = Cell("…", soft=True)
