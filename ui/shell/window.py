"""The one window of the program: the entrance, then the main frame; over both the cover.

To cover is to blank everything at once, dialogs, menus and tooltips included, and to bring the same dialogs back after it,
with those that came meanwhile (latecomers.py).
"""

from __future__ import annotations

from typing import Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QToolTip, QWidget

from ui import brand
from ui.shell.latecomers import Latecomers
from ui.theme import Theme

_SIZE: Final = QSize(1280, 740)


class Window(QMainWindow):
    """Shows one content at a time, or the cover. closing: somebody wants to leave."""

    closing = Signal()
    uncovered = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setWindowTitle(brand.TITLE)
        self.setWindowIcon(theme.icon(brand.ICON))
        self._stack = QStackedWidget()
        self._blank = QWidget()
        self._blank.setObjectName("cover")
        self._blank.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._blank.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._blank.installEventFilter(self)
        self._stack.addWidget(self._blank)
        self.setCentralWidget(self._stack)
        self._content: QWidget | None = None
        self._hidden: list[QWidget] = []
        self._latecomers = Latecomers(self, self._hold)
        self._for_good = False

    def fit(self) -> None:
        """Take the usual size, on a small screen all of it."""
        self.resize(_SIZE.boundedTo(self.screen().availableSize()))

    @property
    def content(self) -> QWidget | None:
        """What is shown when it is not covered."""
        return self._content

    @property
    def covered(self) -> bool:
        """Whether nothing of the content can be seen."""
        return self._stack.currentWidget() is self._blank

    @property
    def ended(self) -> bool:
        """Whether it was covered for good."""
        return self._for_good

    def show_content(self, content: QWidget) -> None:
        """Show another content, under the cover if there is one; the one before is destroyed."""
        before, self._content = self._content, content
        covered = self.covered and before is not None
        self._stack.addWidget(content)
        if not covered and not self._for_good:
            self._stack.setCurrentWidget(content)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()

    def cover(self, *, for_good: bool = False) -> None:
        """Blank at once. for_good: no key brings it back, the session is ending."""
        self._for_good = self._for_good or for_good
        if self.covered:
            return
        QToolTip.hideText()
        while (popup := QApplication.activePopupWidget()) is not None:
            if not popup.close():
                break
        self._hidden = [
            widget for widget in QApplication.topLevelWidgets() if widget is not self and widget.isVisible()
        ]
        for widget in self._hidden:
            widget.hide()
        self._latecomers.begin()
        self._stack.setCurrentWidget(self._blank)
        self._blank.setFocus()
        self.repaint()

    def uncover(self) -> None:
        """Show again what was there, dialogs too."""
        if self._for_good or self._content is None or not self.covered:
            return
        self._latecomers.end()
        self._stack.setCurrentWidget(self._content)
        hidden, self._hidden = self._hidden, []
        for widget in hidden:
            if shiboken6.isValid(widget):  # work that ended meanwhile has closed its dialog
                widget.show()
        self.uncovered.emit()

    def _hold(self, late: QWidget) -> None:
        """Show a dialog that came under the cover at its end; a menu or tip has had its time by then."""
        if late.windowType() is not Qt.WindowType.Dialog:
            return
        if self.covered:
            self._hidden.append(late)
        else:
            late.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let a key or a click on the cover bring the content back."""
        if watched is self._blank and event.type() in (
            QEvent.Type.KeyPress,
            QEvent.Type.MouseButtonPress,
        ):
            self.uncover()
            return True
        return False

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave the end to whoever locks first."""
        event.ignore()
        self.closing.emit()
