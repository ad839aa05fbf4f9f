"""Tables: rows to choose and open, drawn plainly, with badges; quick with tens of thousands of rows.

Models give text for DisplayRole and may give LEVEL (a badge of that level), STRONG or SOFT (true), and DecorationRole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QElapsedTimer,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QIcon,
    QKeyEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from ui.theme import current, icons
from ui.widgets.badges import badge_width, draw_badge
from ui.widgets.plain import one_line, tip_text

LEVEL: Final = int(Qt.ItemDataRole.UserRole) + 101
STRONG: Final = int(Qt.ItemDataRole.UserRole) + 102
SOFT: Final = int(Qt.ItemDataRole.UserRole) + 103
_INSET: Final = 10
_SEARCHED: Final = 3000

Index = QModelIndex | QPersistentModelIndex


class PlainDelegate(QStyledItemDelegate):
    """Draws a cell: text shortened at the end, or a badge where the model gives a level. Tips are plain too."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._fonts = {role: current().font(role) for role in ("body", "strong")}
        self._metrics = {role: QFontMetricsF(font) for role, font in self._fonts.items()}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Want the whole text."""
        text = _text(index)
        role = "strong" if index.data(STRONG) else "body"
        width = badge_width(text) if index.data(LEVEL) else self._metrics[role].horizontalAdvance(text)
        icon = 24 if index.data(Qt.ItemDataRole.DecorationRole) else 0
        return QSize(int(width) + 2 * _INSET + 2 + icon, current().tokens.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        t = current().tokens
        rect = QRectF(option.rect)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if selected or hovered:
            painter.fillRect(rect, QColor(t.selected if selected else t.hover))
        painter.setPen(QColor(t.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if selected and index.column() == 0:
            painter.fillRect(QRectF(rect.x(), rect.y(), 3, rect.height()), QColor(t.accent))
        room = rect.adjusted(_INSET, 0, -_INSET, 0)
        icon = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(icon, QIcon):
            icon.paint(painter, QRectF(room.x(), room.center().y() - 8, 16, 16).toRect())
            room.adjust(24, 0, 0, 0)
        text, level = _text(index), index.data(LEVEL)
        if level and text:
            draw_badge(painter, room, text, str(level))
            return
        role = "strong" if index.data(STRONG) else "body"
        painter.setFont(self._fonts[role])
        painter.setPen(QColor(t.text_soft if index.data(SOFT) else t.text))
        shown = self._metrics[role].elidedText(text, Qt.TextElideMode.ElideRight, room.width() + 0.5)
        painter.drawText(room, _alignment(index), shown)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show the whole text, literally, when it does not fit."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return False
        given = index.data(Qt.ItemDataRole.ToolTipRole)
        needs = self.sizeHint(option, index).width() > QRectF(option.rect).width()
        text = str(given) if given else _text(index) if needs else ""
        QToolTip.showText(event.globalPos(), tip_text(text), view)
        return True


def _text(index: Index) -> str:
    value = index.data(Qt.ItemDataRole.DisplayRole)
    return "" if value is None else one_line(str(value))


def _alignment(index: Index) -> Qt.AlignmentFlag:
    given = index.data(Qt.ItemDataRole.TextAlignmentRole)
    side = Qt.AlignmentFlag(given) if given is not None else Qt.AlignmentFlag.AlignLeft
    return (side & Qt.AlignmentFlag.AlignHorizontal_Mask) | Qt.AlignmentFlag.AlignVCenter


def shared(widths: Sequence[int], least: Sequence[int], room: int, stretch: int) -> list[int]:
    """Share the room among columns: what is left goes to `stretch`; where it lacks, each gives of what it can do without."""
    lacking = sum(widths) - room
    spare = [width - small for width, small in zip(widths, least, strict=True)]
    share = min(1.0, lacking / sum(spare)) if lacking > 0 and any(spare) else 0.0
    found = [width - int(some * share) for width, some in zip(widths, spare, strict=True)]
    if stretch >= 0:
        found[stretch] = max(least[stretch], found[stretch] + room - sum(found))
    return found


class Header(QHeaderView):
    """Column titles; the sorted one has an arrow."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFont(current().font("small"))
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(48)
        self.setFixedHeight(current().tokens.row)

    def sectionSizeFromContents(self, section: int) -> QSize:
        """Want the title and room for the arrow."""
        text = self.title(section)
        width = QFontMetricsF(self.font()).horizontalAdvance(text) + 2 * _INSET + 16
        return QSize(int(width), current().tokens.row)

    def title(self, section: int) -> str:
        """Return the title of a column."""
        value = self.model().headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
        return "" if value is None else one_line(str(value))

    def paintSection(self, painter: QPainter, rect: object, section: int) -> None:
        """Draw a title."""
        t = current().tokens
        box = QRectF(rect)  # type: ignore[call-overload]
        painter.save()
        painter.fillRect(box, QColor(t.sunken))
        painter.setPen(QColor(t.line))
        painter.drawLine(QPointF(box.left(), box.bottom() - 0.5), QPointF(box.right(), box.bottom() - 0.5))
        arrow = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        room = box.adjusted(_INSET, 0, -_INSET - (14 if arrow else 0), 0)
        font = QFont(self.font())
        painter.setFont(font)
        painter.setPen(QColor(t.text if arrow else t.text_soft))
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(self.title(section), Qt.TextElideMode.ElideRight, room.width() + 0.5)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if arrow:
            up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            x = min(room.x() + metrics.horizontalAdvance(shown) + 4, box.right() - 16)
            square = QRectF(x, box.center().y() - 6, 12, 12)
            icons.draw(painter, square, "sort-up" if up else "sort-down", QColor(t.accent))
        painter.restore()


class TableView(QTableView):
    """A table of rows. `opened` is emitted on Enter or a double click, `chosen` when the current row changes."""

    opened = Signal(QModelIndex)
    chosen = Signal(QModelIndex)

    def __init__(self, name: str, parent: QWidget | None = None, *, focus_chooses: bool = True) -> None:
        """Make an empty table; `name` is what a screen reader calls it.

        focus_chooses: False where what is chosen is acted on by a button elsewhere: there only a person may choose.
        """
        super().__init__(parent)
        self._focus_chooses = focus_chooses
        self.setAccessibleName(name)
        self.setFont(current().font("body"))
        self.setHorizontalHeader(Header(self))
        self.setItemDelegate(PlainDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(current().tokens.row)
        rows.setMinimumSectionSize(current().tokens.row)
        self._typing, self._typed = QElapsedTimer(), ""
        self._widths: list[int] = []
        self._least: list[int] = []
        self._stretch = -1
        self.doubleClicked.connect(self.opened)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a model; sort by its columns if it says how (`sort`)."""
        super().setModel(model)
        if (selection := self.selectionModel()) is not None:
            selection.currentRowChanged.connect(lambda now, _before: self.chosen.emit(now))

    def set_columns(
        self,
        widths: Sequence[int],
        stretch: int = -1,
        *,
        least: Sequence[int] = (),
        whole_titles: bool = True,
    ) -> None:
        """Give columns their widths in pixels; `stretch` is the column that takes what is left.

        least: what they are content with in a small window; what is still too wide scrolls. whole_titles: make a column
        wider whose title needs more.
        """
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        titles = [
            header.sectionSizeFromContents(column).width() if whole_titles else 0
            for column in range(len(widths))
        ]
        self._widths = [*map(max, widths, titles)]
        self._least = [*map(max, least, titles)] if least else self._widths
        self._stretch = stretch
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        header = self.horizontalHeader()
        room = self.viewport().width() if self._stretch >= 0 else sum(self._widths)
        for column, width in enumerate(shared(self._widths, self._least, room, self._stretch)):
            header.resizeSection(column, width)

    def select_many(self) -> None:
        """Let several rows be chosen."""
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def rows(self) -> list[int]:
        """Return the chosen rows."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is: Qt makes a row current that nobody chose, and draws nothing."""
        super().focusInEvent(event)
        if self._focus_chooses and not self.selectionModel().hasSelection() and self.currentIndex().isValid():
            self.setCurrentIndex(self.currentIndex())

    def keyboardSearch(self, search: str) -> None:
        """Go to the next row whose cell in the current column begins with what is typed.

        Qt asks every row, a tenth of a second with twenty thousand; this asks the next few thousand.
        """
        model = self.model()
        if model is None or not model.rowCount() or not search:
            return
        pause = not self._typing.isValid() or self._typing.elapsed() > QApplication.keyboardInputInterval()
        self._typing.restart()
        self._typed = search if pause else self._typed + search
        wanted, rows = self._typed.casefold(), model.rowCount()
        column, row = max(0, self.currentIndex().column()), max(0, self.currentIndex().row())
        start = row + 1 if pause and self.currentIndex().isValid() else row
        for step in range(min(rows, _SEARCHED)):
            index = model.index((start + step) % rows, column)
            if _text(index).casefold().startswith(wanted):
                self.setCurrentIndex(index)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter; go to the ends with Home and End."""
        index = self.currentIndex()
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if index.isValid():
                self.opened.emit(index)
            return
        model = self.model()
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End) and model is not None and model.rowCount():
            row = 0 if key == Qt.Key.Key_Home else model.rowCount() - 1
            self.setCurrentIndex(model.index(row, max(0, index.column())))
            return
        super().keyPressEvent(event)
