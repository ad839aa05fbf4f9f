"""A layout that breaks into lines like words do: for chips and tags."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayoutItem, QWidget

from ui.theme import current
from ui.widgets.arranged import ArrangedLayout


class FlowLayout(ArrangedLayout):
    """Puts widgets side by side, and into the next line when the width is used up."""

    def __init__(self, parent: QWidget | None = None, gap: int | None = None) -> None:
        super().__init__(parent, current().space(2) if gap is None else gap)

    def expandingDirections(self) -> Qt.Orientation:
        """Want no more than it needs."""
        return Qt.Orientation(0)

    def sizeHint(self) -> QSize:
        """Want one line."""
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + self._gap * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0))

    def minimumSize(self) -> QSize:
        """Need the widest of them."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def arrange(self, rect: QRect, *, move: bool) -> int:
        """Return the height of all lines; place everything, each in the middle of its line, if asked to."""
        parent = self.parentWidget()
        right = parent is not None and parent.isRightToLeft()
        y = rect.y()
        for line in self._lines(rect.width()):
            height = max(size.height() for _item, size in line)
            x = rect.x()
            for item, size in line if move else ():
                at = rect.x() + rect.right() - x - size.width() + 1 if right else x
                item.setGeometry(QRect(QPoint(at, y + (height - size.height()) // 2), size))
                x += size.width() + self._gap
            y += height + self._gap
        return max(0, y - rect.y() - self._gap)

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(1, width), 10_000))
            if not lines or used + size.width() > width:
                lines.append([])
                used = 0
            lines[-1].append((item, size))
            used += size.width() + self._gap
        return lines
