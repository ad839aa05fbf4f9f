"""Lists of entries with a title, a line under it, a sign and something at the right; and a list beside its detail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from ui.theme import current, icons
from ui.widgets.badges import badge_width, draw_badge
from ui.widgets.plain import one_line, tip_text

_ENTRY: Final = int(Qt.ItemDataRole.UserRole) + 110
_INSET: Final = 12
_LIST_LEAST: Final = 220

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `key` is the caller's; `badge` is (text, level); `strong` marks what is new or wants attention."""

    key: object
    title: str
    line: str = ""
    icon: str = ""
    aside: str = ""
    badge: tuple[str, str] | None = None
    strong: bool = False


class EntryModel(QAbstractListModel):
    """The entries of a list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()

    def set(self, entries: Sequence[Entry]) -> None:
        """Show others."""
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title, what a screen reader says, or the entry itself."""
        if not index.isValid() or index.row() >= len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(entry.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            badge = entry.badge[0] if entry.badge else ""
            return ". ".join(one_line(part) for part in (entry.title, badge, entry.line, entry.aside) if part)
        return entry if role == _ENTRY else None


class EntryDelegate(QStyledItemDelegate):
    """Draws an entry on one line or two."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._fonts = {role: current().font(role) for role in ("body", "strong", "hint")}
        self._metrics = {role: QFontMetricsF(font) for role, font in self._fonts.items()}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Be as high as its lines."""
        entry = index.data(_ENTRY)
        return QSize(120, 54 if isinstance(entry, Entry) and entry.line else 38)

    def _text(
        self, painter: QPainter, room: QRectF, text: str, role: str, colour: str, *, right: bool = False
    ) -> float:
        painter.setFont(self._fonts[role])
        painter.setPen(QColor(colour))
        shown = self._metrics[role].elidedText(
            one_line(text), Qt.TextElideMode.ElideRight, room.width() + 0.5
        )
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)
        return self._metrics[role].horizontalAdvance(shown)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one entry."""
        entry = index.data(_ENTRY)
        if not isinstance(entry, Entry):
            return
        t = current().tokens
        rect = QRectF(option.rect)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        if selected or hovered:
            painter.fillRect(rect, QColor(t.selected if selected else t.hover))
        if selected:
            painter.fillRect(QRectF(rect.x(), rect.y(), 3, rect.height()), QColor(t.accent))
        painter.setPen(QPen(QColor(t.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = rect.adjusted(_INSET, 8, -_INSET, -8)
        if entry.icon:
            square = QRectF(room.x(), room.center().y() - 9, 18, 18)
            icons.draw(painter, square, entry.icon, current().tone("soft"))
            room.adjust(30, 0, 0, 0)
        top = QRectF(room.x(), room.y(), room.width(), 20) if entry.line else room
        if entry.aside:
            aside = min(self._metrics["hint"].horizontalAdvance(one_line(entry.aside)) + 1, top.width() * 0.4)
            self._text(
                painter,
                QRectF(top.right() - aside, top.y(), aside, top.height()),
                entry.aside,
                "hint",
                t.text_soft,
                right=True,
            )
            top.adjust(0, 0, -aside - 12, 0)
        badge = min(badge_width(entry.badge[0]), top.width() * 0.5) if entry.badge else 0.0
        title = top.adjusted(0, 0, -badge - 8 if badge else 0, 0)
        used = self._text(painter, title, entry.title, "strong" if entry.strong else "body", t.text)
        if entry.badge:
            draw_badge(painter, QRectF(title.x() + used + 10, top.y(), badge, top.height()), *entry.badge)
        if entry.line:
            self._text(
                painter, QRectF(room.x(), room.y() + 20, room.width(), 18), entry.line, "hint", t.text_soft
            )
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show the whole of an entry, literally."""
        entry = index.data(_ENTRY) if index.isValid() else None
        if event.type() != QEvent.Type.ToolTip:
            return False
        text = (
            "\n".join(part for part in (entry.title, entry.line) if part) if isinstance(entry, Entry) else ""
        )
        QToolTip.showText(event.globalPos(), tip_text(text), view)
        return True


class EntryList(QListView):
    """A list of entries. `chosen` is emitted with the key when another becomes current, `opened` on Enter or a double click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, name: str, entries: Sequence[Entry] = (), parent: QWidget | None = None) -> None:
        """Make a list; `name` is what a screen reader calls it."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._model = EntryModel(self)
        self.setModel(self._model)
        self.setItemDelegate(EntryDelegate(self))
        self.selectionModel().currentChanged.connect(self._on_current)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(_ENTRY).key))
        #: Whether the current entry is only marked: the keyboard is at it, and nobody chose it yet.
        self._marked = False
        self.clicked.connect(lambda _index: self._choose_marked())
        self.set(entries)

    def set(self, entries: Sequence[Entry]) -> None:
        """Show others; the current one stays current if its key is still there, without a signal."""
        key, marked = self.key(), self._marked
        self._model.set(entries)
        if key is not None:
            self._marked = self.choose(key, quietly=True) and marked
        elif self.hasFocus():
            self._show_place()

    def entries(self) -> tuple[Entry, ...]:
        """Return what is shown."""
        return self._model.entries

    def key(self) -> object | None:
        """Return the key of the current entry."""
        entry = self.currentIndex().data(_ENTRY)
        return entry.key if isinstance(entry, Entry) else None

    def choose_none(self) -> None:
        """Let no entry be current: what is shown beside is none of these."""
        self.selectionModel().blockSignals(True)
        self.selectionModel().clear()
        self.selectionModel().blockSignals(False)
        self.viewport().update()

    def choose(self, key: object, *, quietly: bool = False) -> bool:
        """Make an entry current; False when it is not there."""
        for row, entry in enumerate(self._model.entries):
            if entry.key == key:
                self._marked = False
                self.selectionModel().blockSignals(quietly)
                self.setCurrentIndex(self._model.index(row, 0))
                self.selectionModel().blockSignals(False)
                self.viewport().update()
                return True
        return False

    def fit(self, most: int = 8) -> None:
        """Be as high as the entries, up to `most` of them, instead of taking all room."""
        heights = [54 if entry.line else 38 for entry in self._model.entries[:most]]
        self.setFixedHeight(sum(heights) + 4)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is. To come here is not to choose: Qt would take the first entry for chosen."""
        self.selectionModel().blockSignals(True)
        super().focusInEvent(event)
        self.selectionModel().blockSignals(False)
        self._show_place()

    def _show_place(self) -> None:
        """Mark the entry that the keyboard is at, the first if it is at none."""
        if self.selectionModel().hasSelection() or not self._model.entries:
            return
        self.selectionModel().blockSignals(True)
        self.setCurrentIndex(self._model.index(max(0, self.currentIndex().row()), 0))
        self.selectionModel().blockSignals(False)
        self.viewport().update()
        self._marked = True

    def _choose_marked(self) -> None:
        """Choose what is current already: Qt tells of a change only."""
        if self._marked:
            self._on_current(self.currentIndex(), QModelIndex())

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        self._marked = False
        entry = index.data(_ENTRY)
        if isinstance(entry, Entry):
            self.chosen.emit(entry.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter; choose with Space what is only marked."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if (key := self.key()) is not None:
                self.opened.emit(key)
            return
        if event.key() == Qt.Key.Key_Space:
            self._choose_marked()
            return
        super().keyPressEvent(event)


class ListPane(QSplitter):
    """A list at the left and what it shows at the right, which gets the larger part in a narrow window too."""

    def __init__(
        self,
        left: QWidget,
        right: QWidget,
        *,
        width: int = 340,
        shares: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """width: of the list where there is room. shares: False for who shares the width anew itself."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._width, self._shares = width, shares
        self.splitterMoved.connect(self._on_moved)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(current().space(4))
        left.setMinimumWidth(_LIST_LEAST)
        right.setMinimumWidth(320)
        self.addWidget(left)
        self.addWidget(right)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.setSizes([width, 3 * width])

    def _on_moved(self) -> None:
        """Leave it where somebody put it."""
        self._shares = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take from the list what the right side lacks."""
        super().resizeEvent(event)
        if self._shares:
            left = max(_LIST_LEAST, min(self._width, self.width() * 2 // 5))
            self.setSizes([left, max(1, self.width() - left - self.handleWidth())])
