"""Ctrl+L and Ctrl+Shift+L, always: over a modal dialog, an open menu and in either keyboard layout.

A shortcut of Qt is silent while a dialog is modal, and the layout decides what letter the key is; so the key itself is
looked for, before any widget sees it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent

#: The key L, and what it is in the Russian layout.
_LOCK_KEYS: Final = frozenset({Qt.Key.Key_L.value, ord("Д"), ord("д")})
_SEARCH_KEYS: Final = frozenset({Qt.Key.Key_K.value, ord("Л"), ord("л")})


class PanicKeys(QObject):
    """Install as event filter of the application."""

    lock = Signal()
    panic = Signal()
    search = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch the keys, of whatever widget has them."""
        if not isinstance(event, QKeyEvent) or event.type() not in (
            QEvent.Type.ShortcutOverride,
            QEvent.Type.KeyPress,
        ):
            return False
        found = self._meant(event)
        if found is None:
            return False
        if event.type() is QEvent.Type.KeyPress:
            found.emit()
        event.accept()
        return True

    def _meant(self, event: QKeyEvent) -> SignalInstance | None:
        held = event.modifiers()
        if not held & Qt.KeyboardModifier.ControlModifier or held & Qt.KeyboardModifier.AltModifier:
            return None
        if event.key() in _LOCK_KEYS:
            return self.panic if held & Qt.KeyboardModifier.ShiftModifier else self.lock
        if event.key() in _SEARCH_KEYS and not held & Qt.KeyboardModifier.ShiftModifier:
            return self.search
        return None
