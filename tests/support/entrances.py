"""Somebody at the entrance: the screens before the main window, on a real directory, and the file dialogs on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.workspace import Workspace
from support.desktop import PATIENCE_MS, SIZE, settle
from ui.dialogs.files import FileDialog, Want
from ui.shell import moments
from ui.shell.entrance import Entrance
from ui.shell.notices import Notices
from ui.shell.screen import Route
from ui.shell.tasks import TaskRunner
from ui.shell.words import Words
from ui.theme import Theme
from ui.widgets import wording

W = TypeVar("W", bound=QWidget)


@dataclass
class Arrival:
    """What a screen of the entrance was given, and what it asked for."""

    qtbot: QtBot
    entrance: Entrance
    opened: list[Workspace] = field(default_factory=list)
    entered: list[Route | None] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    reopened: list[Path] = field(default_factory=list)
    shown: list[QWidget] = field(default_factory=list)

    def show(self, screen: type[W], size: tuple[int, int] = SIZE) -> W:
        """Make a screen of the entrance and show it."""
        made = screen(self.entrance)  # type: ignore[call-arg]
        self.qtbot.addWidget(made)
        self.shown.append(made)
        made.resize(*size)
        made.show()
        made.activateWindow()
        self.settle()
        return made

    def settle(self) -> None:
        """Wait until every piece of work is answered."""
        settle(self.qtbot, self.entrance.tasks)

    def told(self) -> list[str]:
        """Return what was told for the main window to show."""
        return [notice.what for notice in self.entrance.notices.kept]


@contextmanager
def arrive(
    qtbot: QtBot,
    app: QApplication,
    directory: Path,
    *,
    language: str = "ru",
    mode: str = "light",
    crashed: bool = False,
) -> Iterator[Arrival]:
    """Stand at the entrance of a store that is, or will be, in a directory; whatever was opened is locked behind the block."""
    words = Words(language)
    wording.use(words)
    notices = Notices(words, moments.now)
    tasks = TaskRunner(notices.error)
    theme = Theme(app, mode)
    theme.apply(mode)
    keep: list[QObject] = [notices, tasks]
    made: list[Arrival] = []

    def opened(workspace: Workspace) -> None:
        tasks.use(workspace)
        made[0].opened.append(workspace)

    entrance = Entrance(
        tasks=tasks,
        words=words,
        theme=theme,
        notices=notices,
        directory=directory,
        crashed=crashed,
        opened=opened,
        enter=lambda route: made[0].entered.append(route),
        speak=lambda language: made[0].spoken.append(language),
        reopen=lambda where: made[0].reopened.append(where),
        now=moments.now,
        kdf="small",
    )
    made.append(Arrival(qtbot, entrance))
    try:
        yield made[0]
        made[0].settle()
    finally:
        with qtbot.waitSignal(tasks.stopped, timeout=PATIENCE_MS):
            tasks.stop(lambda store: store.close())
        for screen in made[0].shown:
            screen.hide()
        wording.reset()
        keep.clear()


def press(button: QAbstractButton) -> None:
    """Press a button with the mouse; it has to be there and enabled."""
    assert button.isVisible() and button.isEnabled(), button.text()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def pick(qtbot: QtBot, path: Path) -> None:
    """Choose a file or a folder in the file dialog that is open, by typing where it is."""
    (dialog,) = _dialogs(qtbot)
    below = dialog.parentWidget()
    dialog.path.setFocus()
    dialog.path.selectAll()
    QTest.keyClicks(dialog.path, str(path))
    if dialog._want is Want.FOLDER:
        QTest.keyClick(dialog.path, Qt.Key.Key_Return)
        # The listing of the folder that it opened with may still be on its way.
        qtbot.waitUntil(lambda: dialog.folder == path, timeout=PATIENCE_MS)
        dialog.table.clearSelection()
        press(dialog.accept_button)
    else:
        with qtbot.waitSignal(dialog.accepted, timeout=PATIENCE_MS):
            QTest.keyClick(dialog.path, Qt.Key.Key_Return)
    if below is not None:
        below.activateWindow()  # as a window manager does when the dialog over it is gone


def _dialogs(qtbot: QtBot) -> list[FileDialog]:
    def there() -> list[FileDialog]:
        found: list[Any] = [w for w in QApplication.topLevelWidgets() if isinstance(w, FileDialog)]
        return [dialog for dialog in found if dialog.isVisible()]

    qtbot.waitUntil(lambda: bool(there()), timeout=PATIENCE_MS)
    return there()
