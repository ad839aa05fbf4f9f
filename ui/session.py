"""One session: composes the desktop, from the unlock window to the lock that ends this process.

No rule and no screen lives here; what only the main window needs is loaded while the passphrase is typed. The order of a
lock: blank at once, keep what was typed, give up what runs, close the store, end the process. What does not end in time is
ended: the store survives that as it survives a power cut.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from app import preferences, process, store
from app.errors import SidingError
from app.preferences import Preferences
from ui import brand, options, supervisor
from ui.screens import registry
from ui.shell import moments
from ui.shell.clipboard import Clipboard
from ui.shell.context import Context, Facts, facts_of
from ui.shell.entrance import Entrance
from ui.shell.garbage import Garbage
from ui.shell.idle import Idle
from ui.shell.notices import Notices
from ui.shell.panic_keys import PanicKeys
from ui.shell.parent import Parent
from ui.shell.screen import Route
from ui.shell.system_lock import SystemLock
from ui.shell.tasks import TaskRunner
from ui.shell.window import Window
from ui.shell.words import Words
from ui.theme import Mode, Theme
from ui.widgets import wording

#: Seconds that a lock and a panic wait for what runs to give up.
_PATIENCE: Final = 8.0
_PANIC_PATIENCE: Final = 2.0


if TYPE_CHECKING:
    from app.workspace import Workspace
    from ui.shell.drafts import Drafts
    from ui.shell.frame import Frame


class Session(QObject):
    """The composition root. `ended` carries the exit status, when all is closed."""

    ended = Signal(int)

    def __init__(
        self,
        app: QApplication,
        directory: Path,
        language: str,
        *,
        crashed: bool = False,
        parent_says: BinaryIO | None = None,
        tell_parent: BinaryIO | None = None,
    ) -> None:
        super().__init__()
        self._app, self._directory, self._crashed = app, directory, crashed
        self._ending = self._closed = False
        self._status = supervisor.LOCKED
        self._qt_texts = QTranslator(self)
        self.theme = Theme(app, "system")
        self.words = Words(language)
        self.notices = Notices(self.words, moments.now, self)
        self.tasks = TaskRunner(self._report, self)
        self.tasks.stopped.connect(self._finish)
        self._drafts: Drafts | None = None
        self.window = Window(self.theme)
        self.window.closing.connect(self.quit)
        self.idle = Idle(parent=self)
        self.keys = PanicKeys(self)
        self.system = SystemLock(self)
        self.garbage = Garbage(self)
        self.clipboard = Clipboard(app.clipboard(), self)
        self._frame: Frame | None = None
        self._preferences = Preferences()
        self._speak(language)
        self._listen()
        self.parent_process = Parent(parent_says, tell_parent, self)
        self.parent_process.gone.connect(self.quit)
        self.parent_process.listen()

    def _listen(self) -> None:
        for watcher in (self.idle, self.keys):
            self._app.installEventFilter(watcher)
        self.idle.cover.connect(self.window.cover)
        self.idle.lock.connect(self.lock)
        self.system.lock.connect(self.lock)
        self.keys.lock.connect(self.lock)
        self.keys.panic.connect(self.panic)
        self.keys.search.connect(self._search)

    def _report(self, error: Exception) -> None:
        """Tell of an error; of a bug also where in the program it was, never its message: that may name somebody."""
        if not isinstance(error, SidingError | OSError):
            print(*process.places(error), sep="\n", file=sys.stderr)  # noqa: T201
        self.notices.error(error)

    def report_uncaught(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        """Be `sys.excepthook`: what a callback of Qt raised."""
        if isinstance(error, Exception):
            self._report(error)

    @property
    def drafts(self) -> Drafts:
        """Who keeps unsaved typing; there is none before a store is open."""
        if self._drafts is None:
            from ui.shell.drafts import Drafts

            self._drafts = Drafts(self.tasks, self)
        return self._drafts

    # The entrance.

    def begin(self) -> None:
        """Show the unlock window, or the first run where there is no store."""
        self._show_entrance()
        self.window.fit()
        self.window.show()
        threading.Thread(target=registry.load_all, name="loader", daemon=True).start()

    def _show_entrance(self) -> None:
        entrance = Entrance(
            tasks=self.tasks,
            words=self.words,
            theme=self.theme,
            notices=self.notices,
            directory=self._directory,
            crashed=self._crashed,
            opened=self.opened,
            enter=self.enter,
            speak=self._speak_at_entrance,
            reopen=self._reopen,
            now=moments.now,
        )

        def show(exists: bool) -> None:
            self.window.show_content(registry.entrance_screen(entrance, store_exists=exists))

        # A place that cannot be looked at may hold a store: whoever tries to open it is told what is in the way.
        self.tasks.aside(
            self, lambda: store.store_exists(entrance.directory), show, failed=lambda _error: show(True)
        )

    def _speak_at_entrance(self, language: str) -> None:
        self._speak(language)
        self._show_entrance()

    def _reopen(self, directory: Path) -> None:
        self._settle_at(directory)
        self._show_entrance()

    def _settle_at(self, directory: Path) -> None:
        """Be at a store from now on, and let the next session begin there too."""
        if directory != self._directory:
            self.parent_process.tell(supervisor.at_store(directory))
        self._directory = directory

    def opened(self, workspace: Workspace) -> None:
        """Take over a store that was opened: from now on it is locked when nobody is there."""
        self.tasks.use(workspace)
        self._settle_at(workspace.directory)
        self.idle.begin(self._preferences.cover_minutes, self._preferences.lock_minutes)

    def enter(self, route: Route | None = None) -> None:
        """Show the main window of the store that is open."""

        def both(workspace: Workspace) -> tuple[Facts, Preferences]:
            return facts_of(workspace), preferences.load(workspace)

        self.tasks.read(self, both, lambda found: self._enter(*found, route or Route("today")))

    def _enter(self, facts: Facts, chosen: Preferences, route: Route) -> None:
        self._apply(chosen)
        context = Context(
            tasks=self.tasks,
            words=self.words,
            theme=self.theme,
            notices=self.notices,
            drafts=self.drafts,
            facts=facts,
            preferences=chosen,
            go=self._go,
            prefer=self._prefer,
            lock=self.lock,
            erase=self.erase,
            now=moments.now,
        )
        from ui.shell.frame import Frame

        self._frame = Frame(context)
        self.window.show_content(self._frame)
        self._frame.go(route)

    # Choices.

    def _apply(self, chosen: Preferences) -> None:
        self._preferences = chosen
        if chosen.language is not None:
            self._speak(chosen.language)
        self.theme.apply(cast(Mode, chosen.theme))
        self.idle.begin(chosen.cover_minutes, chosen.lock_minutes)

    def _speak(self, language: str) -> None:
        """Speak a language, Qt's own words included."""
        self.words = self.notices.words = Words(language)
        wording.use(self.words)
        # Dates and calendars that Qt writes follow too.
        QLocale.setDefault(QLocale(language))
        self._app.removeTranslator(self._qt_texts)
        if self._qt_texts.load(
            f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        ):
            self._app.installTranslator(self._qt_texts)

    def _prefer(self, chosen: Preferences) -> None:
        """Keep a choice and show everything anew with it, where somebody is by then: it may have to wait for an import."""
        self.tasks.write(
            self, lambda workspace: preferences.save(workspace, chosen), lambda _none: self._show_anew()
        )

    def _show_anew(self) -> None:
        """Build everything again at the same place, once what was typed is kept: it comes back from its draft."""
        self.drafts.flush()
        self.tasks.write(
            self,
            lambda _workspace: None,
            lambda _none: self.enter(self._frame.here() if self._frame is not None else None),
        )

    def _go(self, route: Route) -> None:
        if self._frame is not None:
            self._frame.go(route)

    def _search(self) -> None:
        if self._frame is not None and not self.window.covered:
            self._frame.search()

    # The end.

    def lock(self) -> None:
        """Lock, if there is anything to lock: the next unlock window is another process."""
        if self.tasks.in_use:
            self._end(supervisor.LOCKED, _PATIENCE)

    def panic(self) -> None:
        """Blank and lock at once, whatever is going on."""
        self._end(supervisor.LOCKED, _PANIC_PATIENCE)

    def quit(self) -> None:
        """Lock and leave."""
        self._end(supervisor.QUIT, _PATIENCE)

    def erase(self) -> None:
        """Destroy the store, and say what that did and cannot promise. Nothing typed is kept."""
        self.window.cover()
        self.clipboard.clear()
        errors: list[Exception] = []

        def last(workspace: Workspace) -> None:
            # What closing would still write (a journal, a mark) is not wanted: that it cannot must not save the store.
            with suppress(Exception):
                workspace.close()
            try:
                store.erase(self._directory)
            except Exception as error:
                errors.append(error)

        self._ending, self._status = True, supervisor.QUIT
        self.idle.end()
        self.tasks.stopped.disconnect(self._finish)
        self.tasks.stopped.connect(lambda: self._show_erased(errors))
        self.tasks.stop(last)

    def _show_erased(self, errors: Sequence[Exception]) -> None:
        self._closed = True
        if self.window.ended:
            self._finish()
            return
        said = [self.words.error(error) for error in errors]
        from ui.screens.erased import Erased

        last = Erased(self.words, said, self._finish)
        self.window.show_content(last)
        self.window.uncover()
        last.setFocus()

    def _end(self, status: int, patience: float) -> None:
        self.window.cover(for_good=True)
        self.clipboard.clear()
        if self._closed:  # there is only the last page left to leave
            self._finish()
        if self._ending:
            return
        self._ending, self._status = True, status
        self.idle.end()
        self.parent_process.tell(supervisor.ending(status))
        self.parent_process.insist(status, patience)
        kept = self._drafts.pending() if self._drafts is not None else []

        def last(workspace: Workspace) -> None:
            for keep in kept:
                # One that cannot be kept (its compartment has just been dropped) takes no other along.
                with suppress(SidingError, OSError):
                    keep(workspace)
            workspace.close()

        self.tasks.stop(last)

    def _finish(self) -> None:
        self.window.hide()
        self.ended.emit(self._status)


def run(arguments: Sequence[str]) -> int:
    """Be a session process: never returns while the store is open."""
    process.harden()
    said = options.read(arguments)
    # The protocol has standard output for itself; whatever else writes there goes to standard error.
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    app = QApplication([brand.TITLE])
    app.setApplicationName(brand.TITLE)
    app.setQuitOnLastWindowClosed(False)
    session = Session(
        app, said.store, said.language, crashed=said.crashed, parent_says=sys.stdin.buffer, tell_parent=out
    )
    sys.excepthook = session.report_uncaught
    session.ended.connect(app.exit)
    session.begin()
    status = app.exec()
    # Without Qt's and Python's tidying up: nothing is open any more, and keys are to go now.
    os._exit(status)
