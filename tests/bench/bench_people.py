"""The table of people and the search at 100,000 records (4,700 cases) and at 420,000 (20,000 cases).

How long the GUI stands still while somebody works (a timer that ticks every 5 ms, the longest gap), and how long it takes until
what they asked for is there. The goals are 50 ms for any standstill, and 100 ms for a screen with 100,000 records.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from support.caseload import fill
from support.cli import PASSPHRASE
from support.stalls import Step, longest_gap

from app import preferences
from app.people import By, Filter, Sort
from app.workspace import Workspace
from ui.models.people_cells import Column
from ui.models.people_view import View, written
from ui.screens.people import PeopleScreen
from ui.shell import moments
from ui.shell.context import Context, facts_of
from ui.shell.drafts import Drafts
from ui.shell.garbage import Garbage
from ui.shell.notices import Notices
from ui.shell.screen import Route
from ui.shell.search import SearchBox
from ui.shell.tasks import TaskRunner
from ui.shell.words import Words
from ui.theme import Theme

SIZES = (4_700, 20_000)
STALL_GOAL_MS, SCREEN_GOAL_MS = 50, 100
_STEPS = 300
_STEP_MS = 16
_LETTER_MS = 150
_WORDS = ("тихий", "magomed", "ти", "позвонить врачу")


class _Window:
    """The table with the search above it, on an open store."""

    def __init__(self, app: QApplication, workspace: Workspace) -> None:
        words = Words("ru")
        notices = Notices(words, moments.now)
        self.garbage = Garbage()
        self.tasks = TaskRunner(notices.error)
        self.tasks.use(workspace)
        self.ctx = Context(
            tasks=self.tasks,
            words=words,
            theme=Theme(app, "light"),
            notices=notices,
            drafts=Drafts(self.tasks),
            facts=facts_of(workspace),
            preferences=preferences.load(workspace),
            go=lambda _route: None,
            prefer=lambda _chosen: None,
            lock=lambda: None,
            erase=lambda: None,
            now=moments.now,
        )
        self.widget = QWidget()
        self.search = SearchBox(self.ctx)
        self.people = PeopleScreen(self.ctx)
        column = QVBoxLayout(self.widget)
        column.addWidget(self.search)
        column.addWidget(self.people, 1)
        self.widget.resize(1140, 690)
        self.widget.show()
        self.widget.activateWindow()

    def idle(self) -> bool:
        """Whether everything that was asked for is here and nothing waits to be asked."""
        return self.tasks.under_way == 0 and not self.people.busy()

    def lines_are_here(self, at_least: int = 0) -> bool:
        """Whether every line in sight is here, whatever is still counted behind it."""
        table, model = self.people.table, self.people.model
        if not table.isVisible() or self.people.busy() or model.rowCount() < at_least:
            return False
        ends = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
        cells = [model.cell_at(row, Column.ALIAS) for row in ends if row >= 0]
        return bool(cells) and all(cell is not None and cell.text != "…" for cell in cells)

    def open(self) -> None:
        """Open the table as it is opened first."""
        self.people.open(Route("people"))

    def open_all(self) -> None:
        """Open the table of everybody."""
        view = View(Filter(ended=True), Sort(By.RISK))
        self.people.open(Route("people", tab=written(view)))

    def scroll(self) -> Iterator[Step]:
        """Drag the bar from top to bottom, and go back page by page."""
        bar = self.people.table.verticalScrollBar()
        for step in range(_STEPS + 1):
            yield partial(bar.setValue, bar.maximum() * step // _STEPS)
        for page in range(_STEPS):
            yield partial(bar.setValue, bar.maximum() - page * bar.pageStep())

    def type_into(self, field: object, words: tuple[str, ...]) -> Iterator[Step]:
        """Type words letter by letter, each over the one before; every pause is long enough to be searched in."""
        for word in words:
            for end in range(1, len(word) + 1):
                yield partial(_type, field, word[:end])
        yield from (lambda: None,) * 3


def _type(field: object, text: str) -> None:
    field.setText(text)  # type: ignore[attr-defined]
    field.edited.emit()  # type: ignore[attr-defined]


@contextmanager
def _opened(store: Path) -> Iterator[_Window]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with Workspace.open(store, PASSPHRASE) as workspace:
        window = _Window(app, workspace)
        yield window
        stopped: list[bool] = []
        window.tasks.stopped.connect(lambda: stopped.append(True))
        window.tasks.stop(lambda _workspace: None)
        longest_gap((), _STEP_MS, lambda: bool(stopped))
        window.widget.deleteLater()


def measure() -> Iterator[tuple[str, str, str]]:
    """Yield the rows."""
    with tempfile.TemporaryDirectory() as base:
        for cases in SIZES:
            store = Path(base) / str(cases)
            with Workspace.create(
                store, PASSPHRASE, name="headquarters", organisation=True, kdf="small"
            ) as desk:
                fill(desk, cases=cases, houses=cases // 100, today=datetime.now(UTC).date())
            yield from measured(store, cases)


def measured(store: Path, cases: int) -> Iterator[tuple[str, str, str]]:
    """Yield the rows for a store with so many cases."""
    size = f", {cases:,} cases"
    with _opened(store) as window:
        gap = longest_gap((lambda: None,) * _STEPS, _STEP_MS, window.idle)
        yield "longest standstill with nothing to do: the machine's own", *_stall(gap)
        gap, took = _timed(window, [window.open])
        running = window.people.model.rowCount()
        yield f"People opened, the {running:,} running of {cases:,} cases", *_screen(took)
        more, took = _timed(window, [window.open_all], cases)
        yield f"People, all {cases:,} by risk", *_screen(took)
        yield f"longest standstill of the GUI meanwhile{size}", *_stall(max(gap, more))
        bar = window.people.table.verticalScrollBar()
        _, took = _timed(window, [lambda: bar.setValue(bar.maximum() // 2)])
        yield f"lines in the middle, after a jump{size}", *_screen(took)
        gap = longest_gap(window.scroll(), _STEP_MS, window.idle)
        yield f"longest standstill, scrolling through all of them{size}", *_stall(gap)
        gap = longest_gap(window.type_into(window.people.filters.text, _WORDS), _LETTER_MS, window.idle)
        assert window.people.model.rowCount() < cases, "nothing was filtered"
        yield f"longest standstill, filtering while typing{size}", *_stall(gap)
        window.search.begin()
        gap = longest_gap(window.type_into(window.search.field, _WORDS), _LETTER_MS, window.idle)
        assert window.search.results.lines(), "nothing was found"
        yield f"longest standstill, searching while typing{size}", *_stall(gap)


def _timed(window: _Window, steps: list[Callable[[], object]], at_least: int = 0) -> tuple[float, float]:
    """Do something; return the longest gap until nothing is left to do, and when the lines were there, in milliseconds."""
    began = time.perf_counter()
    gap = longest_gap(steps, 1, lambda: window.lines_are_here(at_least))
    took = (time.perf_counter() - began) * 1000
    return max(gap, longest_gap((), 1, window.idle)), took


def _stall(figure: float) -> tuple[str, str]:
    return f"{figure:.0f} ms", f"{figure / STALL_GOAL_MS:.0%} of {STALL_GOAL_MS} ms"


def _screen(figure: float) -> tuple[str, str]:
    return f"{figure:.0f} ms", f"{figure / SCREEN_GOAL_MS:.0%} of {SCREEN_GOAL_MS} ms"


if __name__ == "__main__":
    for row in measure():
        print(" | ".join(row))
