"""A layout of tiles: as many equal columns as the width has room for, each row as high as its highest."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.theme import current


class TileLayout(QLayout):
    """Puts widgets side by side, all of one width, of `least` pixels or more."""

    def __init__(self, parent: QWidget, least: int = 300, gap: int | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._least = least
        self._gap = current().space(4) if gap is None else gap
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        """Add at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return one, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take one out, or None past the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Take no more height than it needs."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        """Its height depends on how many stand side by side."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows."""
        return self._lay(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place everything."""
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def sizeHint(self) -> QSize:
        """Want two columns."""
        width = 2 * self._least + self._gap
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:
        """Need one column."""
        return QSize(self._least, 0)

    def columns(self, width: int) -> int:
        """Say how many stand side by side."""
        return max(1, (width + self._gap) // (self._least + self._gap))

    def _lay(self, rect: QRect, *, move: bool) -> int:
        shown = [item for item in self._items if not item.isEmpty()]
        columns = self.columns(rect.width())
        width = (rect.width() - self._gap * (columns - 1)) // columns
        y = rect.y()
        for first in range(0, len(shown), columns):
            row = shown[first : first + columns]
            height = max(_height(item, width) for item in row)
            for number, item in enumerate(row):
                at = QPoint(rect.x() + number * (width + self._gap), y)
                if move:
                    item.setGeometry(QRect(at, QSize(width, height)))
            y += height + self._gap
        return max(0, y - rect.y() - self._gap)


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
