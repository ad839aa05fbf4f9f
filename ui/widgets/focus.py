"""Taking the keyboard for something that came later than it was asked for."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget


def take_focus(widget: QWidget) -> None:
    """Give a widget the keyboard, unless somebody has begun to type elsewhere meanwhile."""
    focused = QApplication.focusWidget()
    if not isinstance(focused, QLineEdit | QPlainTextEdit):
        widget.setFocus()


def focus_next(widget: QWidget) -> None:
    """Give a widget the keyboard in the next turn of the loop: what was just put into a page is not shown before."""
    QTimer.singleShot(0, widget, widget.setFocus)
