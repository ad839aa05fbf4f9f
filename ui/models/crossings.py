"""What crossed, as rows of a table: when, which way, with whom, what became of it, what was in it, in which file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from app.crossings import RELINK, SENT, VERIFIED, Crossing
from ui.shell.words import Words
from ui.widgets import LEVEL, SOFT

Index = QModelIndex | QPersistentModelIndex
Badge = Callable[[str], tuple[str, str]]

WHEN, WAY, PEER, OUTCOME, WHAT, FILE = range(6)
_TITLES: Final = (
    "exchange.column_when",
    "exchange.column_way",
    "exchange.column_peer",
    "exchange.column_outcome",
    "exchange.column_what",
    "exchange.column_file",
)
_OUT: Final[Mapping[str, tuple[str, str]]] = {
    SENT: ("exchange.out_sent", "neutral"),
    VERIFIED: ("exchange.out_verified", "info"),
    RELINK: ("exchange.out_relink", "neutral"),
}


def counts(one: Crossing, words: Words) -> str:
    """Say what was in it."""
    pairs = (
        ("exchange.n_changes", one.changes),
        ("exchange.n_attachments", one.blobs),
        ("exchange.n_conflicts", one.conflicts),
        ("exchange.n_refused", one.refused),
    )
    return ", ".join(words(slug, n=count) for slug, count in pairs if count)


class CrossingsModel(QAbstractTableModel):
    """The crossings with everybody, or with one peer; the newest first."""

    def __init__(
        self,
        words: Words,
        now: Callable[[], datetime],
        received: Badge,
        icons: tuple[QIcon, QIcon],
        parent: QObject | None = None,
    ) -> None:
        """Show nothing yet. received: the sign of an outcome of what came in. icons: of what went out, of what came in."""
        super().__init__(parent)
        self._words, self._now, self._received, self._icons = words, now, received, icons
        self._all: Sequence[Crossing] = ()
        self._rows: list[Crossing] = []
        self._peer: str | None = None

    def set(self, found: Sequence[Crossing], peer: str | None) -> None:
        """Show these, of one peer or (None) of all."""
        self.beginResetModel()
        self._all, self._peer = found, peer
        self._rows = [one for one in found if peer is None or one.peer == peer]
        self.endResetModel()

    def choose(self, peer: str | None) -> None:
        """Show those of one peer, or of all."""
        self.set(self._all, peer)

    def at(self, row: int) -> Crossing | None:
        """Return what a row shows."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def badge(self, one: Crossing) -> tuple[str, str]:
        """Return the sign of what became of it."""
        if one.received:
            text, level = self._received(one.outcome)
            return (text, "warning") if one.refused and level == "good" else (text, level)
        if one.confirmed:
            return self._words("exchange.out_confirmed"), "good"
        slug, level = _OUT.get(one.outcome, ("exchange.out_sent", "neutral"))
        return self._words(slug), level

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the title of a column."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._words(_TITLES[section]) if 0 <= section < len(_TITLES) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        one = self.at(index.row()) if index.isValid() else None
        if one is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(one, column)
        if role == LEVEL and column == OUTCOME:
            return self.badge(one)[1]
        if role == Qt.ItemDataRole.DecorationRole and column == WAY:
            return self._icons[one.received]
        return True if role == SOFT and column in (WHEN, FILE) else None

    def _text(self, one: Crossing, column: int) -> str:
        words = self._words
        if column == WHEN:
            return words.moment(one.at, self._now())
        if column == WAY:
            return words("exchange.way_in") if one.received else words("exchange.way_out")
        if column == PEER:
            return one.peer or words("exchange.peer_unknown")
        if column == OUTCOME:
            return self.badge(one)[0]
        return counts(one, words) if column == WHAT else one.carrier
