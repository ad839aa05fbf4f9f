"""A layout of tiles: as many equal columns as the width has room for, each row as high as its highest."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayoutItem, QWidget

from ui.theme import current
from ui.widgets.arranged import ArrangedLayout


class TileLayout(ArrangedLayout):
    """Puts widgets side by side, all of one width, of `least` pixels or more."""

    def __init__(self, parent: QWidget, least: int = 300, gap: int | None = None) -> None:
        super().__init__(parent, current().space(4) if gap is None else gap)
        self._least = least

    def expandingDirections(self) -> Qt.Orientation:
        """Take no more height than it needs."""
        return Qt.Orientation.Horizontal

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

    def arrange(self, rect: QRect, *, move: bool) -> int:
        """Return the height of all rows; place everything, each row as high as its highest, if asked to."""
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
