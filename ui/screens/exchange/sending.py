"""Sends one bundle after another on the writer thread; each is whole or not there, and what became of each is kept.

A failure of one does not stop the others, cancelling does. Nothing is decided here: `app.exchange` sends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app import exchange
from app.exchange import Parcel, Progress, Sent
from app.workspace import Workspace
from ui.screens.exchange.how import Where
from ui.shell.tasks import Cancelled, Task, TaskRunner


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the bundle for one peer: it was sent, or why not (`Cancelled` when it was stopped)."""

    to: str
    where: Where
    sent: Sent | None = None
    error: Exception | None = None


class Sending(QObject):
    """One round of bundles. began: to whom, which of how many; progressed: bytes; finished: all results."""

    began = Signal(str, int, int)
    progressed = Signal(object, object)
    finished = Signal(object)

    def __init__(self, tasks: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._parcels: list[Parcel] = []
        self._where: Where | None = None
        self._relink = False
        self._results: list[Result] = []
        self._task: Task | None = None
        self._stopped = False

    @property
    def busy(self) -> bool:
        """Whether something is being sent."""
        return self._task is not None

    def start(self, parcels: Sequence[Parcel], where: Where, *, relink: bool) -> None:
        """Send these, one after another, to one place."""
        self._parcels, self._where, self._relink = list(parcels), where, relink
        self._results, self._stopped = [], False
        self._next()

    def cancel(self) -> None:
        """Stop: the one that is being written leaves nothing behind, those after it are not begun."""
        self._stopped = True
        if self._task is not None:
            self._task.cancel()

    def _next(self) -> None:
        place = len(self._results)
        if place == len(self._parcels) or self._where is None:
            self._task = None
            self.finished.emit(self._results)
            return
        parcel, where, relink = self._parcels[place], self._where, self._relink
        if self._stopped:
            self._keep(Result(parcel.to, where, error=Cancelled()))
            return
        self.began.emit(parcel.to, place + 1, len(self._parcels))

        def work(workspace: Workspace, progress: Progress) -> Sent:
            make = exchange.to_stick if where.is_stick else exchange.to_file
            channel = make(workspace, where.path)
            if relink:
                return exchange.relink(workspace, parcel.to, channel, progress=progress)
            return exchange.send(workspace, parcel, channel, progress=progress)

        self._task = self._tasks.long(
            self,
            work,
            lambda sent: self._keep(Result(parcel.to, where, sent=sent)),
            progress=self.progressed.emit,
            failed=lambda error: self._keep(Result(parcel.to, where, error=error)),
        )

    def _keep(self, result: Result) -> None:
        self._results.append(result)
        self._next()
