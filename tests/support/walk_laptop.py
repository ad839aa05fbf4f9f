"""A laptop on a display of its own: session after session, what can be seen there, and what its store says.

Qt's loop runs in the main thread; whoever walks does so in another one, looks by asking the GUI thread, and waits for what
can be seen or for what the store says. The hands are in walk_seat.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.workspace import Workspace
from support import walk_seeing as seeing
from ui.session import Session
from ui.shell.frame import Frame

T = TypeVar("T")
PATIENCE = 60.0
LOOK_EVERY = 0.03


class _Bridge(QObject):
    """Lets work of another thread run in the GUI thread."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(lambda work: work(), Qt.ConnectionType.QueuedConnection)


class Laptop:
    """The session that runs, on one store, and the next one after a lock."""

    def __init__(self, app: QApplication, store: Path, language: str, look: Path) -> None:
        self.store_path, self.look = store, look
        self.problems: list[str] = []
        self.times: list[tuple[str, float]] = []
        self._began = time.monotonic()
        self._app, self._language = app, language
        self._bridge = _Bridge()
        self._session: Session | None = None
        self.ended: list[int] = []

    # The GUI thread.

    def gui(self, work: Callable[[], T]) -> T:
        """Do something in the GUI thread, and wait for it."""
        future: Future[T] = Future()

        def do() -> None:
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)

        self._bridge.asked.emit(do)
        return future.result(timeout=PATIENCE)

    def until(self, true: Callable[[], T], what: str) -> T:
        """Wait until something is so in the GUI thread; give what it answered."""
        end = time.monotonic() + PATIENCE
        while not (found := self.gui(true)):
            assert time.monotonic() < end, f"waited in vain for {what}; there is:\n{self.texts()}"
            time.sleep(LOOK_EVERY)
        return found

    @property
    def session(self) -> Session:
        """The session that runs."""
        assert self._session is not None
        return self._session

    def texts(self) -> str:
        """Return what can be read now."""
        return self.gui(lambda: seeing.texts(seeing.top(self.session.window)))

    # From the start to the lock.

    def sit_down(self) -> None:
        """Start a session, as the parent would."""

        def begin() -> None:
            self.ended = []
            made = self._session = Session(self._app, self.store_path, self._language)
            made.ended.connect(self.ended.append)
            sys.excepthook = made.report_uncaught
            made.begin()

        self.gui(begin)

    def inside(self) -> None:
        """Wait for the main window."""
        self.until(lambda: isinstance(self.session.window.content, Frame), "the main window")

    def stand_up(self) -> None:
        """Let go of a session that has ended, noting what it told as errors."""
        session = self.session
        kept = session.notices.kept
        self.problems += [f"{one.what} {one.to_do}" for one in kept if one.level == "error"]
        for watcher in (session.idle, session.keys):
            self._app.removeEventFilter(watcher)
        session.window.deleteLater()
        session.deleteLater()
        self._session = None

    def word(self, slug: str, **facts: object) -> str:
        """Return a text of the program, as it is read."""
        return seeing.plain(self.gui(lambda: self.session.words(slug, **facts)))  # type: ignore[arg-type]

    def label(self, field: str) -> str:
        """Return what a field is called."""
        return self.gui(lambda: self.session.words.field(field))

    def code(self, codes: str, code: str) -> str:
        """Return what a code is called."""
        return self.gui(lambda: self.session.words.label(codes, code))

    # What can be known beside what is seen.

    def settle(self) -> None:
        """Wait until all work is answered."""
        for _ in range(2):
            self.until(lambda: self.session.tasks.under_way == 0, "the end of all work")

    def ask(self, look: Callable[[Workspace], T]) -> T:
        """Ask the store itself, on the session's writer thread."""
        future: Future[T] = Future()

        def put() -> None:
            tasks = self.session.tasks
            tasks.write(self.session, look, future.set_result, failed=future.set_exception)

        self.gui(put)
        return future.result(timeout=PATIENCE)

    def wait_for(self, look: Callable[[Workspace], T], what: str) -> T:
        """Wait until the store says something; give what it said."""
        end = time.monotonic() + PATIENCE
        while not (found := self.ask(look)):
            assert time.monotonic() < end, f"the store never said: {what}; there is:\n{self.texts()}"
            time.sleep(LOOK_EVERY)
        return found

    def shoot(self, name: str) -> None:
        """Keep a picture of the whole screen."""
        if self._session is not None:
            self.settle()

        def shoot() -> bool:
            for window in QApplication.topLevelWidgets():
                if window.isVisible():
                    window.repaint()
            self.look.mkdir(parents=True, exist_ok=True)
            return QGuiApplication.primaryScreen().grabWindow(0).save(str(self.look / f"{name}.png"))

        assert self.gui(shoot), name
        self.times.append((name, round(time.monotonic() - self._began, 1)))

    def shoot_failure(self, who: str) -> None:
        """Keep a picture of what there was when it went wrong, if that can be had."""
        with suppress(Exception):
            self.gui(
                lambda: (
                    QGuiApplication.primaryScreen().grabWindow(0).save(str(self.look / f"failed-{who}.png"))
                )
            )

    def leave(self) -> None:
        """End the process's loop, leaving whatever session there is."""
        self._bridge.asked.emit(lambda: self._app.exit(0))
