"""The keys for editing what is shown and for taking back what was saved, the same in every tab of a case."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def editing_keys(
    owner: QWidget, edit: Callable[[], object] | None = None, undo: Callable[[], object] | None = None
) -> None:
    """Let Ctrl+E and F2 edit, and Ctrl+Z take back, wherever the keyboard is in `owner`; typing has its own undo."""
    for keys, work in (("Ctrl+E", edit), ("F2", edit), ("Ctrl+Z", undo)):
        if work is not None:
            shortcut = QShortcut(QKeySequence(keys), owner)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(work)
