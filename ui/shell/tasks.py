"""Work away from the GUI thread: one thread that reads the store, one that writes it, and answers back in the GUI.

What it does not: know what the work is. Rules:

- Only the work touches the store, a file or a cipher; the callbacks run in the GUI thread and only show.
- Work of one lane runs in order. A read with a `key` makes earlier ones of the same owner and key superfluous.
- When the owner is gone, its answers are dropped. After `stop` nothing new begins, and what runs is told to give up.
- A widget that is destroyed outside the GUI thread takes the program with it. So a task that was answered lets go of everything
  that belongs to the GUI, whichever thread drops the task last (and garbage is collected in the GUI thread: garbage.py).
- Python runs one thread at a time, and the GUI asks for its turn at every event: so turns are short. With turns of 5 ms, as
  Python has them, scrolling through a table stood still for a fifth of a second (tests/bench/bench_people.py).
- After every write `changed` tells all screens what is different now, from what the store itself collected.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from app.workspace import Workspace

T = TypeVar("T")
Progress = Callable[[int, int], None]
Failed = Callable[[Exception], None]

#: Seconds between two reports of progress: more often than this nobody sees them.
_REPORT_EVERY: Final = 0.05
_TURN_SECONDS: Final = 0.0005


class Cancelled(Exception):  # noqa: N818  not an error: somebody asked for it
    """The work was given up on request; nothing of it is half done."""


@dataclass(eq=False)
class Task:
    """One piece of work on its way. Compare by identity."""

    owner: QObject
    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Failed
    progress: Progress | None = None
    key: str | None = None
    result: Any = None
    error: Exception | None = None
    _given_up: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask the work to stop at its next report of progress, or not to begin."""
        self._given_up.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked for the end of it."""
        return self._given_up.is_set()

    def run(self) -> None:
        """Do the work, in the thread of its lane."""
        try:
            if self.cancelled:
                raise Cancelled
            self.result = self.work()
        except Exception as error:
            self.error = error

    def release(self) -> None:
        """Let go of whom it was for; in the GUI thread."""
        self.owner = _NOBODY
        self.work = self.done = self.failed = _nothing
        self.progress = self.result = self.error = None


_NOBODY: Final = QObject()


def _nothing(*_: object) -> None:
    """Nobody waits for this any more."""


class _Lane:
    """One thread with its queue."""

    def __init__(self, name: str, answer: Callable[[Task], None]) -> None:
        self._queue: SimpleQueue[Task | None] = SimpleQueue()
        self._answer = answer
        self._keyed: dict[tuple[int, str], Task] = {}
        self.current: Task | None = None
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def put(self, task: Task) -> None:
        if task.key is not None:
            place = (id(task.owner), task.key)
            if (earlier := self._keyed.get(place)) is not None:
                earlier.cancel()
            self._keyed[place] = task
        self._queue.put(task)

    def forget(self, task: Task) -> None:
        """Let go of the key of a task that was answered."""
        if task.key is not None and self._keyed.get((id(task.owner), task.key)) is task:
            del self._keyed[id(task.owner), task.key]

    def end(self) -> None:
        self._queue.put(None)

    def _serve(self) -> None:
        while (task := self._queue.get()) is not None:
            self.current = task
            task.run()
            self.current = None
            self._answer(task)
            del task


class TaskRunner(QObject):
    """Runs work for screens and dialogs. Made in the GUI thread, which is where every callback runs."""

    changed = Signal(object)  # app.changed.Changed
    stopped = Signal()
    _answered = Signal(object)
    _reported = Signal(object, int, int)

    def __init__(self, report: Failed, parent: QObject | None = None) -> None:
        """Start both threads. report: told of an error for which the asker made no provision."""
        super().__init__(parent)
        sys.setswitchinterval(_TURN_SECONDS)
        self._report = report
        self._workspace: Workspace | None = None
        self._stopping = False
        self._under_way = 0
        # Queued: the signals are emitted in the threads of the lanes.
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._reader = _Lane("reader", self._answered.emit)
        self._writer = _Lane("writer", self._answered.emit)

    def use(self, workspace: Workspace) -> None:
        """Work on this store from now on."""
        self._workspace = workspace

    @property
    def under_way(self) -> int:
        """How many pieces of work are not answered yet."""
        return self._under_way

    @property
    def stopping(self) -> bool:
        """Whether `stop` was called: nothing new begins."""
        return self._stopping

    @property
    def in_use(self) -> bool:
        """Whether a store is open."""
        return self._workspace is not None

    def read(
        self,
        owner: QObject,
        work: Callable[[Workspace], T],
        done: Callable[[T], None],
        *,
        failed: Failed | None = None,
        key: str | None = None,
    ) -> Task:
        """Look something up on the reader thread."""
        return self._put(self._reader, Task(owner, lambda: work(self._open), done, self._or(failed), key=key))

    def write(
        self,
        owner: QObject,
        work: Callable[[Workspace], T],
        done: Callable[[T], None],
        *,
        failed: Failed | None = None,
    ) -> Task:
        """Change something on the writer thread; afterwards `changed` says what."""
        return self._put(self._writer, Task(owner, lambda: self._write(work), done, self._or(failed)))

    def long(
        self,
        owner: QObject,
        work: Callable[[Workspace, Progress], T],
        done: Callable[[T], None],
        *,
        progress: Progress,
        failed: Failed | None = None,
    ) -> Task:
        """Do long work on the writer thread; `cancel` of what is returned ends it at its next report."""
        task = Task(owner, lambda: None, done, self._or(failed), progress=progress)
        task.work = lambda: self._write(lambda workspace: work(workspace, self._reporter(task)))
        return self._put(self._writer, task)

    def aside(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        *,
        failed: Failed | None = None,
    ) -> Task:
        """Do what needs no store (files, opening one, making a passphrase) on the writer thread."""
        return self._put(self._writer, Task(owner, work, done, self._or(failed)))

    def stop(self, last: Callable[[Workspace], None]) -> None:
        """Give up what runs, drop what waits, do `last` with the store if one is open, then say `stopped`."""
        self._stopping = True
        for lane in (self._reader, self._writer):
            if (running := lane.current) is not None:
                running.cancel()

        def finish() -> None:
            if self._workspace is not None:
                last(self._workspace)

        self._under_way += 1
        self._writer.put(
            Task(self, finish, lambda _none: self.stopped.emit(), lambda _error: self.stopped.emit())
        )
        self._writer.end()
        self._reader.end()

    @property
    def _open(self) -> Workspace:
        if self._workspace is None:
            raise RuntimeError("no store is open")
        return self._workspace

    def _write(self, work: Callable[[Workspace], T]) -> T:
        workspace = self._open
        try:
            return work(workspace)
        finally:
            # Also after a failure: groups that were in before it stay.
            changed = workspace.take_changed()
            if changed:
                self.changed.emit(changed)

    def _or(self, failed: Failed | None) -> Failed:
        return failed or self._report

    def _put(self, lane: _Lane, task: Task) -> Task:
        work = task.work

        def unless_stopping() -> Any:
            if self._stopping:
                raise Cancelled
            return work()

        task.work = unless_stopping
        self._under_way += 1
        lane.put(task)
        return task

    def _reporter(self, task: Task) -> Progress:
        last = [0.0]

        def report(done: int, total: int) -> None:
            if task.cancelled:
                raise Cancelled
            now = time.monotonic()
            if now - last[0] >= _REPORT_EVERY or done >= total:
                last[0] = now
                self._reported.emit(task, done, total)

        return report

    def _tell(self, task: Task, done: int, total: int) -> None:
        if task.progress is not None and shiboken6.isValid(task.owner) and not task.cancelled:
            task.progress(done, total)

    def _deliver(self, task: Task) -> None:
        self._under_way -= 1
        self._reader.forget(task)
        try:
            self._answer(task)
        finally:
            task.release()

    def _answer(self, task: Task) -> None:
        if not shiboken6.isValid(task.owner):
            return
        if task.error is None:
            if not (task.key is not None and task.cancelled):
                task.done(task.result)
        elif not isinstance(task.error, Cancelled) or task.progress is not None:
            task.failed(task.error)
