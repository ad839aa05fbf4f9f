"""Choosing among codes: one from a list that drops down, or several from a list that can be filtered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QStandardItem,
    QStandardItemModel,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.theme import current, icons
from ui.widgets.badges import Chip
from ui.widgets.buttons import Button
from ui.widgets.flow import FlowLayout
from ui.widgets.inputs import SearchField
from ui.widgets.layout import clear
from ui.widgets.matching import matches
from ui.widgets.plain import one_line
from ui.widgets.popups import show_under
from ui.widgets.ticks import draw_tick
from ui.widgets.wording import say

_CODE: Final = int(Qt.ItemDataRole.UserRole)


class ComboBox(QComboBox):
    """One of (code, label) pairs; `empty` is the label for none, which is not offered without it."""

    edited = Signal()

    def __init__(
        self,
        codes: Sequence[tuple[str, str]],
        value: str | None = None,
        *,
        empty: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFont(current().font("body"))
        self.setMaxVisibleItems(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self._empty = empty
        self.set_codes(codes)
        self.set_value(value)
        self.activated.connect(lambda _index: self.edited.emit())

    def set_codes(self, codes: Sequence[tuple[str, str]]) -> None:
        """Offer other codes; the chosen one stays if it is among them."""
        chosen = self.value()
        self.clear()
        if self._empty is not None:
            self.addItem(self._empty, None)
        for code, label in codes:
            self.addItem(one_line(label), code)
        self.set_value(chosen)

    def value(self) -> str | None:
        """Return the chosen code."""
        data = self.currentData(_CODE)
        return data if isinstance(data, str) else None

    def set_value(self, value: str | None) -> None:
        """Choose a code; one that is not offered is added as it is, so that no stored value is lost by looking."""
        if value is None:
            self.setCurrentIndex(0 if self._empty is not None else -1)
            return
        index = self.findData(value, _CODE)
        if index < 0:
            self.addItem(value, value)
            index = self.count() - 1
        self.setCurrentIndex(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll unless the list has the focus: a value must not change in passing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow too, which the style sheet cannot."""
        super().paintEvent(event)
        left = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        side = QRectF(self.width() - 26 if left else 12, self.height() / 2 - 7, 14, 14)
        painter = QPainter(self)
        icons.draw(painter, side, "down", current().tone("soft" if self.isEnabled() else "disabled"))


class _Filter(QSortFilterProxyModel):
    """Shows the labels that contain all words typed, in any case, with ё as е."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._typed = ""

    def look_for(self, text: str) -> None:
        self.beginFilterChange()
        self._typed = text
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, parent: object) -> bool:
        return matches(str(self.sourceModel().index(row, 0).data()), self._typed)


class _TickDelegate(QStyledItemDelegate):
    """Draws a label with the same tick as a box has."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width() + 40, 32)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        t = current().tokens
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = option.state & QStyle.StateFlag.State_Selected
            painter.fillRect(rect, QColor(t.selected if chosen else t.hover))
        on = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
        draw_tick(painter, QRectF(rect.x() + 8.5, rect.center().y() - 8, 17, 17), on)
        font = current().font("body")
        painter.setFont(font)
        painter.setPen(QColor(t.text))
        room = rect.adjusted(36, 0, -8, 0)
        shown = QFontMetricsF(font).elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, room.width() + 0.5
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Tick wherever the row is clicked, and with Space."""
        released = event.type() == QEvent.Type.MouseButtonRelease
        space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if not released and not (space and event.type() == QEvent.Type.KeyPress):
            return False
        toggle(model, index)
        return True


def toggle(model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex) -> None:
    """Tick what is not, and the other way round."""
    on = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
    state = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
    model.setData(model.index(index.row(), index.column()), state, Qt.ItemDataRole.CheckStateRole)


class PickList(QFrame):
    """A list of (code, label) with a tick each and a line to filter it by."""

    picked = Signal()
    left = Signal()

    def __init__(self, codes: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self._model = QStandardItemModel(self)
        for code, label in codes:
            item = QStandardItem(one_line(label))
            item.setData(code, _CODE)
            item.setEditable(False)
            item.setCheckable(True)
            item.setCheckState(Qt.CheckState.Unchecked)
            self._model.appendRow(item)
        self._filter = _Filter(self)
        self._filter.setSourceModel(self._model)
        self.search = SearchField()
        self.search.textChanged.connect(self._filter.look_for)
        self.list = QListView()
        self.list.setFont(current().font("body"))
        self.list.setModel(self._filter)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setItemDelegate(_TickDelegate(self.list))
        self.list.setAccessibleName(say("widgets.options"))
        self.list.installEventFilter(self)
        self.search.installEventFilter(self)
        self._model.itemChanged.connect(lambda _item: self.picked.emit())
        box = QVBoxLayout(self)
        box.setContentsMargins(*(current().space(2),) * 4)
        box.setSpacing(current().space(2))
        box.addWidget(self.search)
        box.addWidget(self.list, 1)

    def codes(self) -> tuple[str, ...]:
        """Return the ticked codes, in the order of the list."""
        items = (self._model.item(row) for row in range(self._model.rowCount()))
        return tuple(item.data(_CODE) for item in items if item.checkState() == Qt.CheckState.Checked)

    def set_codes(self, codes: Sequence[str]) -> None:
        """Tick these, without a signal."""
        self._model.blockSignals(True)
        for row in range(self._model.rowCount()):
            item = self._model.item(row)
            ticked = item.data(_CODE) in codes
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self._model.blockSignals(False)
        self.list.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go down into the list from the line, tick with Enter as with Space, leave with Escape."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        if watched is self.search and key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list.setFocus()
            self.list.setCurrentIndex(self._filter.index(0, 0))
            return True
        if watched is self.list and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._toggle()
            return True
        return super().eventFilter(watched, event)

    def _toggle(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            toggle(self._filter, index)


class MultiPick(QWidget):
    """Several of (code, label) pairs, shown as chips; a button opens the list to choose from."""

    edited = Signal()

    def __init__(
        self,
        codes: Sequence[tuple[str, str]],
        value: Sequence[str] = (),
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._labels = dict(codes)
        self._value: tuple[str, ...] = ()
        self._flow = FlowLayout(self)
        self.button = Button(say("widgets.choose"), "add", "normal", clicked=self.open)
        # Made when it is first opened: a form has many of these, and few are opened.
        self._list: PickList | None = None
        self.setFocusProxy(self.button)
        self.set_value(value)

    def value(self) -> tuple[str, ...]:
        """Return the chosen codes: in the order of the list, unknown ones last."""
        return self._value

    def set_value(self, value: Sequence[str]) -> None:
        """Choose these; a code that is not offered stays and shows as it is."""
        known = tuple(code for code in self._labels if code in value)
        self._value = known + tuple(code for code in value if code not in self._labels)
        if self._list is not None:
            self._list.set_codes(self._value)
        self._show()

    def open(self) -> None:
        """Open the list under the button."""
        offered = self.picker()
        offered.search.clear()
        offered.resize(max(320, self.width() // 2), min(360, 84 + 32 * len(self._labels)))
        show_under(offered, self.button)
        offered.search.setFocus()

    def picker(self) -> PickList:
        """Return the list that the button opens."""
        if self._list is None:
            self._list = PickList(tuple(self._labels.items()), self)
            self._list.setWindowFlag(Qt.WindowType.Popup)
            self._list.hide()
            self._list.set_codes(self._value)
            self._list.picked.connect(self._on_picked)
            self._list.left.connect(self._list.hide)
        return self._list

    def _on_picked(self) -> None:
        unknown = tuple(code for code in self._value if code not in self._labels)
        self._value = self.picker().codes() + unknown
        self._show()
        self.edited.emit()

    def _remove(self, code: str) -> None:
        self.set_value([other for other in self._value if other != code])
        self.button.setFocus()
        self.edited.emit()

    def _show(self) -> None:
        self._flow.removeWidget(self.button)
        clear(self._flow)
        for code in self._value:
            chip = Chip(self._labels.get(code, code), removable=True)
            chip.removed.connect(lambda code=code: self._remove(code))
            self._flow.addWidget(chip)
        self._flow.addWidget(self.button)
        chosen = ", ".join(self._labels.get(code, code) for code in self._value)
        self.button.setAccessibleDescription(chosen or say("widgets.none_chosen"))
        self.updateGeometry()
