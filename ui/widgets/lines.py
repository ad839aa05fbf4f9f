"""A list of lines under headings: a sign, a title, a sentence, at the right a note and perhaps one thing to do at once.

Hundreds of lines are one view and one painter. Rules:

- A click or Enter opens a line; a click on its button, or Space, does what the button says.
- After other lines were set, the same line is chosen and nothing moves; where it is gone, the one that took its place.
- Headings cannot be chosen, unless they fold.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QEvent, QPersistentModelIndex, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QListView, QStyleOptionViewItem, QWidget

from ui.theme import restyle
from ui.widgets.lines_model import LINE, Line, LinesModel
from ui.widgets.lines_painter import Columns, LinesPainter


class LinesView(QListView):
    """Shows lines. `opened` and `acted` carry the key of a line.

    even: all are as high as two rows of text; then thousands are laid out at once.
    """

    opened = Signal(object)
    acted = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None, *, even: bool = False) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(even)
        self._model = LinesModel(self)
        self._painter = LinesPainter(self, self._model, even=even)
        self._pressed: QPersistentModelIndex | None = None
        self.setModel(self._model)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)

    # Content.

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines; keep what is chosen and where they are scrolled to."""
        before, row = self.chosen(), self.currentIndex().row()
        scrolled = self.verticalScrollBar().value()
        self._painter.columns = Columns.of(lines)
        self._model.set_lines(lines)
        self.executeDelayedItemsLayout()
        if before is not None and not self.choose(before.key):
            self._choose_near(row)
        self.verticalScrollBar().setValue(scrolled)

    def lines(self) -> list[Line]:
        """Return what is shown."""
        return self._model.lines()

    def content_height(self) -> int:
        """Return how high the view would be without scrolling."""
        option = QStyleOptionViewItem()
        rows = (self._model.index(row) for row in range(self._model.rowCount()))
        return sum(self._painter.sizeHint(option, row).height() for row in rows) + 4

    # What is chosen.

    def chosen(self) -> Line | None:
        """Return the line that is chosen."""
        line = self.currentIndex().data(LINE)
        return line if isinstance(line, Line) else None

    def choose(self, key: Hashable) -> bool:
        """Choose the line with this key; say whether it is there."""
        for row, line in enumerate(self.lines()):
            if line.key == key and line.can_be_chosen:
                self._choose_row(row)
                return True
        return False

    def choose_first(self) -> None:
        """Choose the first line that can be, with its heading in sight."""
        self._choose_near(0)
        self.scrollToTop()

    def step(self, by: int) -> None:
        """Choose the next line that can be, up (-1) or down (1)."""
        row = self.currentIndex().row() + by
        while 0 <= row < len(self.lines()):
            if self.lines()[row].can_be_chosen:
                self._choose_row(row)
                return
            row += by

    def _choose_near(self, row: int) -> None:
        rows = [number for number, line in enumerate(self.lines()) if line.can_be_chosen]
        if rows:
            after = [number for number in rows if number >= row]
            self._choose_row(after[0] if after else rows[-1])

    def _choose_row(self, row: int) -> None:
        index = self._model.index(row)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint in one go: from here the interpreter is not handed to another thread between two lines."""
        super().paintEvent(event)

    # Keys and mouse.

    def float_over(self) -> None:
        """Lie over other widgets, worked by the keyboard from another one: with a clear edge, and shown as focused."""
        self._painter.always_focused = True
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        restyle(self, floating="true")

    def open_chosen(self) -> None:
        """Open what is chosen."""
        if (line := self.chosen()) is not None and line.can_be_chosen:
            self.opened.emit(line.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, do with Space."""
        line = self.chosen()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_chosen()
        elif event.key() == Qt.Key.Key_Space and line is not None:
            if line.action:
                self.acted.emit(line.key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first line."""
        super().focusInEvent(event)
        # Qt makes a line current that nobody chose, and draws nothing.
        if not self.selectionModel().hasSelection():
            self._choose_near(max(0, self.currentIndex().row()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which button the mouse is over."""
        super().mouseMoveEvent(event)
        self._painter.pointer = event.position().toPoint()
        line = self.indexAt(self._painter.pointer).data(LINE)
        hand = isinstance(line, Line) and line.can_be_chosen
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the mouse."""
        super().leaveEvent(event)
        self._painter.pointer = QPoint(-1, -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click began."""
        super().mousePressEvent(event)
        found = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = QPersistentModelIndex(found) if left and found.isValid() else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the line that was clicked, or do what its button says."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        place = event.position().toPoint()
        index = self.indexAt(place)
        if pressed is None or not index.isValid() or pressed != index:
            return
        line: Line = index.data(LINE)
        if self._painter.action_rect(self.visualRect(index), line).contains(QPointF(place)):
            self.acted.emit(line.key)
        elif line.can_be_chosen:
            self.opened.emit(line.key)
