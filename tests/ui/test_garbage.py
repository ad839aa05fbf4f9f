"""Cycles that hold widgets are collected in the GUI thread, never in that of the work."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.shell.garbage import Garbage


class Cycle(QObject):
    """Holds itself, and notes in which thread it died."""

    died: list[str] = []  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.itself = self

    def __del__(self) -> None:
        Cycle.died.append(threading.current_thread().name)


def churn() -> None:
    """Allocate so much that the collector would run by itself."""
    kept = [[place] for place in range(200_000)]
    assert kept


def test_only_the_gui_thread_collects(qtbot: QtBot) -> None:
    gc.enable()
    garbage = Garbage()
    Cycle.died.clear()
    for _ in range(10):
        Cycle()
    worker = threading.Thread(target=churn, name="worker")
    worker.start()
    worker.join()
    assert Cycle.died == []
    for _ in range(100):
        garbage.step()
    assert Cycle.died == [threading.main_thread().name] * 10
