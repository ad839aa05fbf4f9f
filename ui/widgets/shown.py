"""Shows or hides a widget that may not be in its place yet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def show_when(widget: QWidget, on: bool) -> None:
    """Show a widget, or not. One without a parent would become a window of its own, for a blink: it is shown with its parent."""
    if on and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(on)
