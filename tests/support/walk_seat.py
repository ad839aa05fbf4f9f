"""Somebody at a laptop: the real session on a display of its own, and hands that reach it only through the X server.

Qt's loop runs in the main thread; whoever walks does so in another one, looks by asking the GUI thread, and waits for what
can be seen or for what the store says. The only thing done here that is no key and no mouse is a window manager's: there is none,
so the focus is given to the window that is on top.
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
from PySide6.QtWidgets import QApplication, QWidget

from app.workspace import Workspace
from support import walk_seeing as seeing
from support.walk_seeing import Find, Spot
from support.xvfb import Hands
from ui import supervisor
from ui.session import Session
from ui.shell.frame import Frame

T = TypeVar("T")
PATIENCE = 30.0
_LOOK_EVERY = 0.03


class _Bridge(QObject):
    """Lets work of another thread run in the GUI thread."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(lambda work: work(), Qt.ConnectionType.QueuedConnection)


class Seat:
    """A person's place: session after session on one store."""

    def __init__(self, app: QApplication, display: str, store: Path, language: str, look: Path) -> None:
        self.hands = Hands(display)
        self.store_path, self.look = store, look
        self.problems: list[str] = []
        self.times: list[tuple[str, float]] = []
        self._began = time.monotonic()
        self._app, self._language = app, language
        self._bridge = _Bridge()
        self._session: Session | None = None
        self._ended: list[int] = []

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
            time.sleep(_LOOK_EVERY)
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
            self._ended = []
            made = self._session = Session(self._app, self.store_path, self._language)
            made.ended.connect(self._ended.append)
            sys.excepthook = made.report_uncaught
            made.begin()

        self.gui(begin)

    def inside(self) -> None:
        """Wait for the main window."""
        self.until(lambda: isinstance(self.session.window.content, Frame), "the main window")

    def lock(self, keys: str = "ctrl+l") -> None:
        """Lock by keys; wait for the end of the session."""
        self.front()
        self.hands.press(keys)
        self.until(lambda: bool(self._ended), "the end of the session")
        assert self._ended == [supervisor.LOCKED]
        self.gui(self._stand_up)

    def _stand_up(self) -> None:
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

    # Hands.

    def front(self) -> None:
        """Give the keyboard to the window on top, as a window manager does."""

        def other() -> int:
            top = seeing.top(self.session.window)
            handle = top.window().windowHandle()
            if QApplication.activePopupWidget() is not None or handle is None:
                return 0
            return 0 if QGuiApplication.focusWindow() is handle else int(handle.winId())

        end = time.monotonic() + PATIENCE
        while window := self.gui(other):
            assert time.monotonic() < end, "the window never took the keyboard"
            self.hands.ask("windowfocus", str(window))
            time.sleep(_LOOK_EVERY)

    def find(self, find: Find, what: str) -> Spot:
        """Wait until something can be clicked and stays where it is, turning the wheel where it is out of sight."""
        before = None
        while True:
            self.settle()
            spot = self.until(lambda: seeing.spot(self.session.window, find), what)
            if spot.wheel:
                self.hands.do("mousemove", str(spot.x), str(spot.y), "click", "5" if spot.wheel > 0 else "4")
            elif spot == before:
                return spot
            before = spot
            time.sleep(_LOOK_EVERY)

    def click(self, find: Find, what: str) -> None:
        """Click something."""
        self.find(find, what)
        self.front()
        spot = self.find(find, what)
        self.hands.do("mousemove", str(spot.x), str(spot.y), "click", "1")

    def press(self, name: str) -> None:
        """Click a button by what it says."""
        self.click(seeing.button(name), f"the button “{name}”")

    def keys(self, *keys: str) -> None:
        """Press keys."""
        self.front()
        self.hands.press(*keys)

    def type(self, text: str) -> None:
        """Type where the cursor is, and wait until it stands there."""
        self.front()
        before = self.gui(lambda: seeing.written(self._focused()))
        self.hands.type(text)
        self.until(lambda: text in seeing.written(self._focused()), f"“{text}” typed after “{before}”")

    def _focused(self) -> QWidget | None:
        return QApplication.focusWidget()

    def fill(self, label: str, text: str, place: int = 0) -> None:
        """Click a field by its label and type into it, over what stands there. place: of several with one label."""
        find = seeing.field(label, place)
        self.click(find, f"the field “{label}”")

        def there() -> bool:
            found = find(seeing.top(self.session.window))
            return found is not None and found[0].hasFocus()

        self.until(there, f"the cursor in “{label}”")
        self.hands.press("ctrl+a")
        self.type(text)

    def choose(self, label: str, text: str) -> None:
        """Choose from a list that drops down."""
        find = seeing.field(label)
        self.click(find, f"the list “{label}”")
        self.click(seeing.option(text), f"“{text}” among the choices")

        def chosen() -> bool:
            found = find(seeing.top(self.session.window))
            return found is not None and seeing.written(found[0]) == text

        self.until(chosen, f"“{text}” in “{label}”")

    def tick(self, name: str, label: str = "") -> None:
        """Click a tick or a chip that is not on, of a row where it is named; wait until it is on."""
        find = seeing.in_row(label, name) if label else seeing.button(name)

        def on() -> bool:
            found = find(seeing.top(self.session.window))
            return found is not None and found[0].isChecked()  # type: ignore[attr-defined]

        self.find(find, f"“{name}” of “{label}”")
        if not self.gui(on):
            self.click(find, f"“{name}” of “{label}”")
        self.until(on, f"“{name}” ticked")

    def menu(self, name: str, text: str) -> None:
        """Open the menu of a button and choose in it."""
        self.press(name)
        self.click(seeing.option(text), f"“{text}” in the menu")

    def go(self, name: str) -> None:
        """Click an entry of the rail."""
        title = self.word(f"shell.{name}")
        self.until(lambda: isinstance(self.session.window.content, Frame), "the main window")

        def entry(root: QWidget) -> object:
            for one in seeing.each(root):
                if one.objectName() == "rail_entry" and one.text().strip() == title:  # type: ignore[attr-defined]
                    return seeing.whole(one)
            return None

        self.click(entry, f"“{title}” in the rail")  # type: ignore[arg-type]
        self.until(lambda: self._here() == name, f"the screen {name}")

    def _here(self) -> str:
        content = self.session.window.content
        return content.here().screen if isinstance(content, Frame) else ""

    def see(self, *said: str) -> None:
        """Wait until texts can be read."""
        for one in said:
            self.until(lambda one=one: one in seeing.texts(seeing.top(self.session.window)), f"“{one}”")

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
            time.sleep(_LOOK_EVERY)
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
