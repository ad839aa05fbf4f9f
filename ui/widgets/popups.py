"""Where what pops up appears: under what it belongs to, or above where there is no room below; never off the screen."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

_GAP = 2


def show_under(popup: QWidget, anchor: QWidget) -> None:
    """Show a popup of the size that it has under a widget, or above it."""
    screen = anchor.screen().availableGeometry()
    top_left = anchor.mapToGlobal(QPoint(0, 0))
    popup.move(placed(QRect(top_left, anchor.size()), QRect(QPoint(0, 0), popup.size()), screen))
    popup.show()


def placed(anchor: QRect, popup: QRect, screen: QRect) -> QPoint:
    """Return where a popup of that size goes."""
    below, above = anchor.bottom() + 1 + _GAP, anchor.top() - _GAP - popup.height()
    y = below if below + popup.height() <= screen.bottom() or above < screen.top() else above
    x = max(screen.left(), min(anchor.left(), screen.right() - popup.width()))
    return QPoint(x, max(screen.top(), min(y, screen.bottom() - popup.height())))
