"""Holds fields while what was typed into them is being saved: what somebody typed after that would be lost with them.

They keep their looks and the keyboard: most saves take no longer than a key press, and a form that greys for each would flicker.
Only typing and pressing is held back; Escape and Tab still leave, and what the program as a whole listens for is heard before.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_LEAVE: Final = frozenset({Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab})
_HELD: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.ContextMenu,
        QEvent.Type.Drop,
    }
)


class Hold(QObject):
    """Holds all fields in one widget, or lets go of them."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        self._target = target
        self._on = False

    def hold(self, on: bool) -> None:
        """Let nothing be typed, or let it be typed again."""
        if on and not self._on:
            for widget in (self._target, *self._target.findChildren(QWidget)):
                widget.installEventFilter(self)
        self._on = on

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold back what would change something."""
        if not self._on or event.type() not in _HELD:
            return False
        return not (isinstance(event, QKeyEvent) and event.key() in _LEAVE)
