"""A folder as a table: name, size, when it was changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QDateTime, QLocale, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from ui.dialogs.folders import Item
from ui.theme import current
from ui.widgets.wording import say


def size_text(size: int) -> str:
    """Say about how many bytes, rounded up, so that no file is empty that is not."""
    for slug in (None, "common.kib", "common.mib"):
        if slug is None and size < 1024:
            return f"{size} {say('common.bytes')}"
        if slug is not None:
            size = -(-size // 1024)
            if size < 1024:
                return f"{size} {say(slug)}"
    return f"{-(-size // 1024)} {say('common.gib')}"


class FolderModel(QAbstractTableModel):
    """The items of one folder."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.items: tuple[Item, ...] = ()
        self._titles = (
            say("widgets.file_column_name"),
            say("widgets.file_column_size"),
            say("widgets.file_column_changed"),
        )

    def set(self, items: Sequence[Item]) -> None:
        """Show others."""
        self.beginResetModel()
        self.items = tuple(items)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        """Name, size, when it was changed."""
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the title of a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._titles[section]
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return current().icon("folder" if item.is_folder else "document", "soft")
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if index.column() == 0:
            return item.name
        if index.column() == 1:
            return "" if item.is_folder else size_text(item.size)
        changed = QDateTime.fromSecsSinceEpoch(int(item.changed))
        return QLocale().toString(changed, QLocale.FormatType.ShortFormat)
