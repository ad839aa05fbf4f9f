"""A desktop in this process, on a real store: a context for one screen, and patience that needs no sleep."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import preferences
from app.workspace import Workspace
from support.cli import Store
from ui.shell import moments
from ui.shell.context import Context, facts_of
from ui.shell.drafts import Drafts
from ui.shell.notices import Notices
from ui.shell.screen import Route, Screen
from ui.shell.tasks import TaskRunner
from ui.shell.words import Words
from ui.theme import Theme
from ui.widgets import wording

T = TypeVar("T")
PATIENCE_MS = 30_000
SIZE = (1366, 768)
CONTENT = (1140, 690)


@dataclass
class Sitting:
    """Somebody sits at an open store: the context that screens get, and where they asked to go."""

    qtbot: QtBot
    ctx: Context
    workspace: Workspace
    went: list[Route] = field(default_factory=list)
    locked: list[bool] = field(default_factory=list)
    erased: list[bool] = field(default_factory=list)
    shown: list[Screen] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until every piece of work is answered."""
        settle(self.qtbot, self.ctx.tasks)

    def show(
        self, screen: type[Screen], route: Route | None = None, size: tuple[int, int] = CONTENT
    ) -> Screen:
        """Make a screen, open it at a route, wait for its data."""
        made = screen(self.ctx)
        self.qtbot.addWidget(made)
        self.shown.append(made)
        made.resize(*size)
        made.open(route or Route(screen.name))
        made.show()
        self.ctx.tasks.changed.connect(made.changed)
        self.settle()
        return made

    def store(self, look: Callable[[Workspace], T]) -> T:
        """Ask the store itself, past the screens."""
        return elsewhere(lambda: look(self.workspace))

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Let the writer thread be at other work, as an import is, as long as the block lasts."""
        over = threading.Event()
        self.ctx.tasks.aside(self.ctx.tasks, lambda: over.wait(PATIENCE_MS / 1000), _nothing)
        try:
            yield
        finally:
            over.set()

    def errors(self) -> list[str]:
        """Return what was told as an error."""
        return [notice.what for notice in self.ctx.notices.kept if notice.level == "error"]


def settle(qtbot: QtBot, tasks: TaskRunner) -> None:
    """Wait until a task runner has nothing under way, twice: an answer may ask for more."""
    for _ in range(2):
        qtbot.waitUntil(lambda: tasks.under_way == 0, timeout=PATIENCE_MS)
        QApplication.processEvents()
    qtbot.waitUntil(lambda: tasks.under_way == 0, timeout=PATIENCE_MS)


@contextmanager
def sit(
    qtbot: QtBot,
    app: QApplication,
    store: Path,
    passphrase: str,
    *,
    language: str = "ru",
    mode: str = "light",
) -> Iterator[Sitting]:
    """Open a store and give what a screen needs; lock it behind the block."""
    workspace = Workspace.open(store, passphrase)
    words = Words(language)
    wording.use(words)
    notices = Notices(words, moments.now)
    tasks = TaskRunner(notices.error)
    tasks.use(workspace)
    theme = Theme(app, mode)
    theme.apply(mode)
    went: list[Route] = []
    locked: list[bool] = []
    erased: list[bool] = []
    keep: list[QObject] = [notices, tasks]
    ctx = Context(
        tasks=tasks,
        words=words,
        theme=theme,
        notices=notices,
        drafts=Drafts(tasks),
        facts=elsewhere(lambda: facts_of(workspace)),
        preferences=elsewhere(lambda: preferences.load(workspace)),
        go=went.append,
        prefer=lambda chosen: tasks.write(tasks, lambda w: preferences.save(w, chosen), _nothing),
        lock=lambda: locked.append(True),
        erase=lambda: erased.append(True),
        now=moments.now,
    )
    sitting = Sitting(qtbot, ctx, workspace, went, locked, erased)
    try:
        yield sitting
        sitting.settle()
    finally:
        with qtbot.waitSignal(tasks.stopped, timeout=PATIENCE_MS):
            tasks.stop(lambda open_store: open_store.close())
        keep.clear()


def elsewhere(work: Callable[[], T]) -> T:
    """Do what the session does in a thread of its own in such a thread, and wait."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def _nothing(_result: object) -> None:
    """Nobody waits for this."""


def secret_of(store: Store) -> str:
    """Return the passphrase of a sample store."""
    return store.secret.read_text().strip()


def type_text(widget: QWidget, text: str) -> None:
    """Type any letters as key events: QTest.keyClicks aborts on Cyrillic."""
    for letter in text:
        if letter == "\n":
            QTest.keyClick(widget, Qt.Key.Key_Return)
        elif letter.isascii():
            QTest.keyClicks(widget, letter)
        else:
            QTest.sendKeyEvent(
                QTest.KeyAction.Click, widget, Qt.Key.Key_unknown, letter, Qt.KeyboardModifier.NoModifier
            )


def render(widget: QWidget, path: Path) -> Path:
    """Draw a widget into a PNG; give its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    widget.ensurePolished()
    QApplication.processEvents()
    assert widget.grab().save(str(path)), path
    return path
