"""Dialogs, menus and tips that want to be seen while the window is covered: an import that ends then, a slow answer.

They are kept off the screen before they are on it, and come when the cover goes. What it does not: hide what was seen before;
that is the window's (window.py).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget


class Latecomers(QObject):
    """Watches the application between `begin` and `end`; `hold` gets each widget that was kept back."""

    def __init__(self, window: QWidget, hold: Callable[[QWidget], None]) -> None:
        super().__init__(window)
        self._window, self._hold = window, hold

    def begin(self) -> None:
        """Keep back what comes from now on."""
        self._application().installEventFilter(self)

    def end(self) -> None:
        """Let come what comes."""
        self._application().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch a window as it is about to be shown: Qt says so before there is anything to see of it."""
        if event.type() != QEvent.Type.Show or not isinstance(watched, QWidget):
            return False
        if watched.isWindow() and self._is_over(watched):
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            # Not from within its own showing, which would go on and show it all the same.
            QTimer.singleShot(0, watched, lambda: self._keep_back(watched))
        return False

    def _is_over(self, widget: QWidget) -> bool:
        """Say whether a window belongs to the one that is covered."""
        above = widget.parentWidget()
        while above is not None and above is not self._window:
            above = above.parentWidget()
        return above is not None

    def _keep_back(self, late: QWidget) -> None:
        late.hide()
        late.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
        self._hold(late)

    def _application(self) -> QObject:
        app = QApplication.instance()
        assert app is not None  # noqa: S101  a widget is there
        return app
