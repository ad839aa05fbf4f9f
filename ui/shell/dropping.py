"""Takes files that are dropped anywhere on a widget: only files of this machine, and never an address.

What it does not: open them; whoever is told hands them to the worker.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.drop import local_files


class FileDrops(QObject):
    """Watches one widget; `take` gets the paths that were dropped."""

    def __init__(self, target: QWidget, take: Callable[[list[Path]], None]) -> None:
        super().__init__(target)
        self._take = take
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept files while they are dragged over, take them when they are let go."""
        if not isinstance(event, QDropEvent) or event.type() == QEvent.Type.DragLeave:
            return super().eventFilter(watched, event)
        paths = [Path(path) for path in local_files(event.mimeData())]
        if not paths or not event.possibleActions() & Qt.DropAction.CopyAction:
            return super().eventFilter(watched, event)
        event.setDropAction(Qt.DropAction.CopyAction)  # never move: the file stays where it is
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self._take(paths)
        return True
