"""People by the thousand: few windows, none read in the GUI thread, and nothing that moves by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support import caseload
from support.cli import PASSPHRASE
from support.desktop import Sitting, settle, sit
from support.people_table import complete, seen, show

from app import people
from app.people import By, Filter, PersonRow, Sort
from app.workspace import SAMPLE_KDF, Workspace
from ui.models.people import WINDOW
from ui.models.people_view import View, written
from ui.shell.screen import Route

CASES = 2_000


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store with two thousand cases that no test changes."""
    path = tmp_path_factory.mktemp("crowd") / "desk"
    with Workspace.create(path, PASSPHRASE, name="desk-1", organisation=True, kdf=SAMPLE_KDF) as workspace:
        caseload.fill(workspace, cases=CASES, houses=20, today=date.today())
    return path


@pytest.fixture
def sitting(qtbot: QtBot, qapp: QApplication, crowd: Path) -> Iterator[Sitting]:
    with sit(qtbot, qapp, crowd, PASSPHRASE) as sitting:
        yield sitting


class TestMany:
    """Two thousand cases."""

    @pytest.fixture
    def windows(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """Note how many lines are read at a time, and that it is never in the GUI thread."""
        asked: list[int] = []
        rows = people.rows

        def noted(workspace: Workspace, ids: Sequence[bytes]) -> list[PersonRow]:
            assert threading.current_thread() is not threading.main_thread()
            asked.append(len(ids))
            return rows(workspace, ids)

        monkeypatch.setattr(people, "rows", noted)
        return asked

    def test_opening_reads_one_window(self, sitting: Sitting, windows: list[int]) -> None:
        screen = show(sitting, Route("people", tab=everybody()))
        assert screen.model.rowCount() == CASES
        assert windows == [WINDOW]

    def test_going_through_all_reads_each_line_once_at_most(
        self, sitting: Sitting, windows: list[int]
    ) -> None:
        screen = show(sitting, Route("people", tab=everybody()))
        bar = screen.table.verticalScrollBar()
        for value in range(0, bar.maximum(), screen.table.viewport().height()):
            bar.setValue(value)
            QApplication.processEvents()
        bar.setValue(bar.maximum())
        complete(sitting, screen)
        assert sum(windows) <= CASES
        assert len(windows) <= CASES // WINDOW

    def test_the_end_is_two_windows_away(self, sitting: Sitting, windows: list[int]) -> None:
        screen = show(sitting, Route("people", tab=everybody()))
        QTest.keyClick(screen.table, Qt.Key.Key_End)
        complete(sitting, screen)
        assert len(windows) <= 3
        assert screen.table.currentIndex().row() == CASES - 1

    def test_back_leads_to_the_same_lines(self, sitting: Sitting) -> None:
        screen = show(sitting, Route("people", tab=everybody()))
        middle = screen.model.index(1_000, 0)
        screen.table.setCurrentIndex(middle)
        complete(sitting, screen)
        before, route = seen(screen), screen.here()
        again = show(sitting, route)
        assert again.here() == route
        assert seen(again) == before
        assert again.table.currentIndex().row() == 1_000

    def test_a_refresh_does_not_move_the_table(self, sitting: Sitting) -> None:
        screen = show(sitting, Route("people", tab=everybody()))
        screen.table.verticalScrollBar().setValue(12_345)
        complete(sitting, screen)
        before = seen(screen)
        screen.open(Route("people"))
        complete(sitting, screen)
        assert (screen.table.verticalScrollBar().value(), seen(screen)) == (12_345, before)

    def test_each_letter_makes_the_one_before_superfluous(
        self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []
        index = people.index

        def noted(workspace: Workspace, chosen: Filter, sort: Sort) -> list[bytes]:
            if chosen.text:
                asked.append(chosen.text)
            return index(workspace, chosen, sort)

        monkeypatch.setattr(people, "index", noted)
        screen = show(sitting, Route("people", tab=everybody()))
        for text in ("т", "ти", "тих", "тихи", "тихий"):
            screen.filters.text.setText(text)
            screen.filters.text.searched.emit(text)
        settle(sitting.qtbot, sitting.ctx.tasks)
        assert asked[-1] == "тихий"
        assert len(asked) <= 2
        complete(sitting, screen)
        assert all("тихий" in alias.casefold() for alias in seen(screen))


def everybody() -> str:
    return written(View(Filter(ended=True), Sort(By.ALIAS)))
