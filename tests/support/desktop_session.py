"""A whole session in this process: the entrance, the main window, the lock; used by keys and mouse as its user would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from support.desktop import PATIENCE_MS, settle, type_text
from ui.screens.unlock import Unlock
from ui.session import Session
from ui.shell.frame import Frame
from ui.shell.screen import Route
from ui.shell.tasks import TaskRunner
from ui.widgets import PassphraseField


class Desktop:
    """A session and what was seen of its end."""

    def __init__(self, qtbot: QtBot, app: QApplication, store: Path, language: str) -> None:
        self.qtbot = qtbot
        self.session = Session(app, store, language)
        self.ended: list[int] = []
        self.session.ended.connect(self.ended.append)
        qtbot.addWidget(self.session.window, before_close_func=lambda window: window.hide())
        self.session.begin()
        self.settle()

    @property
    def window(self) -> QWidget:
        """The one window."""
        return self.session.window

    @property
    def tasks(self) -> TaskRunner:
        """What runs the session's work."""
        return self.session.tasks

    @property
    def frame(self) -> Frame:
        """The main frame, once it is there."""
        content = self.session.window.content
        assert isinstance(content, Frame), content
        return content

    def settle(self) -> None:
        """Wait until all work is answered."""
        settle(self.qtbot, self.tasks)

    def unlock(self, passphrase: str) -> None:
        """Type the passphrase and wait for the main frame."""
        content = self.session.window.content
        assert isinstance(content, Unlock), content
        field = content.findChild(PassphraseField)
        assert isinstance(field, PassphraseField)
        type_text(field.focusProxy() or field, passphrase)
        QTest.keyClick(field.focusProxy() or field, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: isinstance(self.session.window.content, Frame), timeout=PATIENCE_MS)
        self.settle()

    def go(self, route: Route) -> QWidget:
        """Go to a screen and wait for its data."""
        self.frame.go(route)
        self.settle()
        return self.frame.current()

    def others(self) -> list[QWidget]:
        """Return what can be seen beside the window: dialogs, menus, tips."""
        return [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not self.window]

    def blank(self) -> bool:
        """Say whether the window shows one colour, and nothing stands beside it."""
        picture = self.window.grab().toImage()
        seen = {
            picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)
        }
        return len(seen) == 1 and self.others() == []

    def wait_for_end(self) -> int:
        """Wait for the end of the session; give its exit status."""
        self.qtbot.waitUntil(lambda: bool(self.ended), timeout=PATIENCE_MS)
        return self.ended[0]


@contextmanager
def desktop(qtbot: QtBot, app: QApplication, store: Path, language: str = "ru") -> Iterator[Desktop]:
    """Run a session; end it behind the block if the test did not."""
    made = Desktop(qtbot, app, store, language)
    try:
        yield made
    finally:
        if not made.ended:
            made.session.quit()
            made.wait_for_end()
        for watcher in (made.session.idle, made.session.keys):
            app.removeEventFilter(watcher)
