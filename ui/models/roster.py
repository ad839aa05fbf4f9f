"""The roster as a table: one device a row, with what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.roster import Entry, Flag
from ui.shell.words import Words
from ui.widgets.tables import LEVEL, SOFT, STRONG

Index = QModelIndex | QPersistentModelIndex

NAME, ROLE, STATUS, HEARD, SENT, WAITING, REMARK = range(7)
_STATUS_LEVELS: Final = {"active": "good", "suspended": "high", "revoked": "neutral"}
_GRAVE: Final = frozenset({Flag.BEHIND, Flag.FORK})


class RosterModel(QAbstractTableModel):
    """Shows entries; sorting is the caller's."""

    def __init__(self, words: Words, now: datetime) -> None:
        super().__init__()
        self._words, self._now = words, now
        self._entries: tuple[Entry, ...] = ()
        self._titles = (
            words("devices.name"),
            words("devices.role"),
            words("devices.status"),
            words("devices.heard"),
            words("devices.sent"),
            words("devices.waiting"),
            words("devices.remark"),
        )
        self._roles = {"desk": words("devices.role_desk"), "house": words("devices.role_house")}
        self._statuses = {
            "active": words("devices.active"),
            "suspended": words("devices.suspended"),
            "revoked": words("devices.revoked"),
        }
        self._flags = {
            Flag.BEHIND: words("devices.flag_behind"),
            Flag.FORK: words("devices.flag_fork"),
            Flag.GAP: words("devices.flag_gap"),
            Flag.SILENT: words("devices.flag_silent"),
            Flag.UNHEARD: words("devices.flag_unheard"),
        }

    def set(self, entries: Sequence[Entry]) -> None:
        """Show other entries."""
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """Return the entry of a row."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many devices there are."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the title of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, and how."""
        entry = self.entry(index.row()) if index.isValid() else None
        if entry is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, column)
        if role == LEVEL:
            return self._level(entry, column)
        if role == STRONG:
            return column == NAME and entry.here
        if role == SOFT:
            return entry.status != "active" or column in (HEARD, SENT)
        if role == Qt.ItemDataRole.ToolTipRole and column == REMARK:
            return self._remark(entry)
        return None

    def _text(self, entry: Entry, column: int) -> str:
        words = self._words
        if column == NAME:
            return words("devices.this_one", name=entry.name) if entry.here else entry.name
        if column == ROLE:
            return self._roles.get(entry.role, entry.role)
        if column == STATUS:
            return self._statuses.get(entry.status, entry.status)
        if column == REMARK:
            return self._remark(entry)
        if not entry.linked:
            return "" if entry.here or column == WAITING else words("devices.not_linked")
        if column == WAITING:
            return str(entry.waiting) if entry.waiting else ""
        when = entry.last_received if column == HEARD else entry.last_sent
        return words.moment(when, self._now) if when else words("devices.never")

    def _level(self, entry: Entry, column: int) -> str | None:
        if column == STATUS:
            return _STATUS_LEVELS.get(entry.status, "neutral")
        if column == REMARK and entry.flags:
            return "critical" if _GRAVE & set(entry.flags) else "medium"
        return None

    def _remark(self, entry: Entry) -> str:
        if entry.status != "active":
            return entry.reason
        return " · ".join(self._flags[flag] for flag in entry.flags)
