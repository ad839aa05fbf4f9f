"""Looks around with sample data: makes them once beside where the store would be, then opens one as a house or as headquarters.

They are whole stores with a weak lock and one passphrase, which is shown; the frame says on every screen what they are.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app import demo, samples
from app.samples import Demo
from app.workspace import Workspace
from ui.screens.enrolment.step import Flow, Stage, Step
from ui.screens.unlock import SAMPLES
from ui.shell.entrance import Entrance
from ui.shell.tasks import Cancelled
from ui.widgets.buttons import BigChoice, Button
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import FieldRow
from ui.widgets.words import WordsShown

_CASES, _HOUSES, _SEED = 40, 3, 7


@dataclass(frozen=True, slots=True)
class _Found:
    demo: Demo
    secret: str


def _find(directory: Path) -> _Found | None:
    found = samples.find(directory)
    return _Found(found, samples.secret_of(found)) if found is not None else None


class Offer(Step):
    """What sample data are, and where they will be."""

    def __init__(self, entrance: Entrance, directory: Path) -> None:
        words = entrance.words
        super().__init__(
            entrance,
            words("first_run.sample_title"),
            words("first_run.sample_why"),
            action=words("first_run.sample_action"),
            way_out=words("common.back"),
        )
        self.add(PlainLabel(words("first_run.sample_where", path=str(directory)), "hint", selectable=True))
        self.stop = Button(words("common.cancel"))
        self.stop.hide()
        self.set_others(self.stop)


class ChooseSeat(Step):
    """Where to look around from, and the passphrase that opens the samples when they are locked."""

    def __init__(self, entrance: Entrance, secret: str) -> None:
        words = entrance.words
        super().__init__(
            entrance, words("first_run.seat_title"), words("first_run.seat_why"), way_out=words("common.back")
        )
        self.house = BigChoice(words("first_run.seat_house"), words("first_run.seat_house_what"), "house")
        self.desk = BigChoice(words("first_run.seat_desk"), words("first_run.seat_desk_what"), "building")
        self.add(self.house)
        self.add(self.desk)
        self.add(FieldRow(words("first_run.sample_passphrase"), WordsShown(secret.split(), columns=4)))
        self.anew = Button(words("first_run.sample_anew"), kind="quiet")
        self.set_others(self.anew)

    def begin(self) -> None:
        """Begin at the first choice."""
        self.house.setFocus()


class LookAround(Flow):
    """Make samples if there are none, choose one and open it. `left`: back to what the laptop is for."""

    _told = Signal(int, int)

    def __init__(self, entrance: Entrance, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(entrance, stage, parent)
        self._entrance = entrance
        self._directory = entrance.directory / SAMPLES
        self._given_up = threading.Event()
        self._told.connect(self._on_told)

    def start(self) -> None:
        """Look whether they were made before."""
        directory = self._directory
        self._entrance.tasks.aside(self, lambda: _find(directory), self._on_found)

    def _on_found(self, found: _Found | None) -> None:
        if found is not None:
            self._choose(found)
            return
        self._offer()

    def _offer(self) -> Offer:
        step = Offer(self._entrance, self._directory)
        step.done.connect(lambda: self._make(step))
        step.stop.clicked.connect(self._given_up.set)
        step.back.connect(self.left)
        self.show(step)
        return step

    def _make(self, step: Offer) -> None:
        directory, language, given_up = self._directory, self._entrance.words.language, self._given_up
        given_up.clear()

        def tell(done: int, total: int) -> None:
            if given_up.is_set():
                raise Cancelled
            self._told.emit(done, total)

        def make() -> _Found | None:
            samples.remove(directory)  # what a power cut left half made
            try:
                demo.make(directory, cases=_CASES, houses=_HOUSES, seed=_SEED, tell=tell, language=language)
            except Cancelled:
                return None
            return _find(directory)

        step.busy(self._entrance.words("first_run.sample_making"))
        step.stop.setEnabled(True)
        step.stop.show()
        self._entrance.tasks.aside(step, make, self._on_made, failed=step.failed)

    def _on_told(self, done: int, total: int) -> None:
        if self.step is not None:
            self.step.progress.set_progress(done, total)

    def _on_made(self, found: _Found | None) -> None:
        if found is None:
            self._offer()
        else:
            self._choose(found)

    def _choose(self, found: _Found) -> None:
        step = ChooseSeat(self._entrance, found.secret)
        house = next(name for name in found.demo.stores if name != samples.DESK)
        step.house.clicked.connect(lambda: self._open(step, found, house))
        step.desk.clicked.connect(lambda: self._open(step, found, samples.DESK))
        step.anew.clicked.connect(lambda: self._make(self._offer()))
        step.back.connect(self.left)
        self.show(step)

    def _open(self, step: ChooseSeat, found: _Found, name: str) -> None:
        path, secret = found.demo.stores[name], found.secret
        step.busy(self._entrance.words("unlock.working"))
        self._entrance.tasks.aside(
            step, lambda: Workspace.open(path, secret), self._opened, failed=step.failed
        )

    def _opened(self, workspace: Workspace) -> None:
        self._entrance.opened(workspace)
        self.finished.emit()
