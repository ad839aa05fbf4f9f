"""Work away from the GUI thread: which thread, in what order, answers to whom, and how it is given up."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from support.cli import PASSPHRASE
from support.desktop import settle

from app import cases
from app.errors import UserError
from app.workspace import Workspace
from ui.shell.tasks import Cancelled, TaskRunner


class Runner:
    """A task runner on a store of its own, and what it reported."""

    def __init__(self, workspace: Workspace) -> None:
        self.reported: list[Exception] = []
        self.tasks = TaskRunner(self.reported.append)
        self.tasks.use(workspace)
        self.owner = QObject()
        self.got: list[Any] = []


@pytest.fixture
def runner(tmp_path: Path, qtbot: QtBot) -> Iterator[Runner]:
    workspace = Workspace.create(tmp_path / "store", PASSPHRASE, name="house-a", kdf="small")
    workspace.take_changed()
    made = Runner(workspace)
    yield made
    if made.tasks.under_way or not made.tasks.stopping:
        with qtbot.waitSignal(made.tasks.stopped, timeout=10_000):
            made.tasks.stop(lambda store: store.close())


def test_work_runs_elsewhere_and_answers_arrive_in_the_gui_thread(runner: Runner, qtbot: QtBot) -> None:
    threads: list[str] = []
    runner.tasks.read(runner.owner, lambda w: threading.current_thread().name, threads.append)
    runner.tasks.write(runner.owner, lambda w: threading.current_thread().name, threads.append)
    answered: list[threading.Thread] = []
    runner.tasks.aside(runner.owner, lambda: None, lambda _: answered.append(threading.current_thread()))
    settle(qtbot, runner.tasks)
    assert sorted(threads) == ["reader", "writer"]
    assert answered == [threading.main_thread()]


def test_a_read_does_not_wait_for_a_write(runner: Runner, qtbot: QtBot) -> None:
    go_on = threading.Event()
    runner.tasks.write(runner.owner, lambda w: go_on.wait(20), runner.got.append)
    runner.tasks.read(runner.owner, lambda w: w.name, runner.got.append)
    qtbot.waitUntil(lambda: runner.got == ["house-a"], timeout=10_000)
    go_on.set()
    settle(qtbot, runner.tasks)
    assert runner.got == ["house-a", True]


def test_a_newer_read_of_the_same_key_makes_the_older_superfluous(runner: Runner, qtbot: QtBot) -> None:
    go_on = threading.Event()
    runner.tasks.read(runner.owner, lambda w: go_on.wait(20), lambda _: None)
    ran: list[int] = []
    for number in range(5):
        runner.tasks.read(
            runner.owner, lambda w, n=number: ran.append(n) or n, runner.got.append, key="search"
        )
    go_on.set()
    settle(qtbot, runner.tasks)
    assert runner.got == [4]
    assert ran == [4], "superseded work does not even begin"


def test_answers_for_an_owner_that_is_gone_are_dropped(runner: Runner, qtbot: QtBot) -> None:
    go_on = threading.Event()
    runner.tasks.read(runner.owner, lambda w: go_on.wait(20), runner.got.append)
    shiboken6.delete(runner.owner)
    go_on.set()
    settle(qtbot, runner.tasks)
    assert runner.got == []


def test_an_error_goes_to_who_asked_else_to_the_report(runner: Runner, qtbot: QtBot) -> None:
    def refuse(_workspace: Workspace) -> None:
        raise UserError("unknown_record", id="x")

    mine: list[Exception] = []
    runner.tasks.read(runner.owner, refuse, runner.got.append, failed=mine.append)
    runner.tasks.write(runner.owner, refuse, runner.got.append)
    settle(qtbot, runner.tasks)
    assert [str(error) for error in mine] == [str(error) for error in runner.reported] != []
    assert runner.got == []


def test_a_write_says_what_it_changed_and_a_read_says_nothing(runner: Runner, qtbot: QtBot) -> None:
    changed: list[Any] = []
    runner.tasks.changed.connect(changed.append)
    runner.tasks.read(runner.owner, lambda w: w.name, runner.got.append)
    settle(qtbot, runner.tasks)
    assert changed == []
    runner.tasks.write(runner.owner, lambda w: cases.add(w, "case", {}), runner.got.append)
    settle(qtbot, runner.tasks)
    (one,) = changed
    assert one.kinds == {"case"}
    assert one.cases == {runner.got[-1].id}


def test_what_a_failed_write_left_is_told_all_the_same(runner: Runner, qtbot: QtBot) -> None:
    changed: list[Any] = []
    runner.tasks.changed.connect(changed.append)

    def half(workspace: Workspace) -> None:
        cases.add(workspace, "case", {})
        raise UserError("unknown_record", id="x")

    runner.tasks.write(runner.owner, half, runner.got.append)
    settle(qtbot, runner.tasks)
    assert len(changed) == 1
    assert len(runner.reported) == 1


def test_long_work_reports_and_is_given_up_on_request(runner: Runner, qtbot: QtBot) -> None:
    reported: list[tuple[int, int]] = []
    failed: list[Exception] = []
    begun, go_on = threading.Event(), threading.Event()

    def work(_workspace: Workspace, progress: Any) -> str:
        progress(1, 10)
        begun.set()
        go_on.wait(20)
        progress(2, 10)
        return "done"

    task = runner.tasks.long(
        runner.owner,
        work,
        runner.got.append,
        progress=lambda done, total: reported.append((done, total)),
        failed=failed.append,
    )
    qtbot.waitUntil(lambda: reported == [(1, 10)], timeout=10_000)
    assert begun.is_set()
    task.cancel()
    go_on.set()
    settle(qtbot, runner.tasks)
    assert runner.got == []
    assert [type(error) for error in failed] == [Cancelled]


def test_stopping_gives_up_what_runs_drops_what_waits_and_does_the_last_thing(
    runner: Runner, qtbot: QtBot
) -> None:
    begun = threading.Event()

    def work(_workspace: Workspace, progress: Any) -> None:
        begun.set()
        while True:
            progress(0, 1)

    runner.tasks.long(runner.owner, work, runner.got.append, progress=lambda *_: None, failed=lambda _: None)
    runner.tasks.write(runner.owner, lambda w: "never", runner.got.append)
    qtbot.waitUntil(begun.is_set, timeout=10_000)
    last: list[str] = []

    def close(workspace: Workspace) -> None:
        last.append(workspace.name)
        workspace.close()

    with qtbot.waitSignal(runner.tasks.stopped, timeout=10_000):
        runner.tasks.stop(close)
    assert last == ["house-a"]
    assert runner.got == []


def test_an_answered_task_lets_go_of_whom_it_was_for(runner: Runner, qtbot: QtBot) -> None:
    """Else the thread that drops the task last would destroy a widget."""

    class Asker(QObject):
        def hear(self, _result: object) -> None:
            """Be kept alive by the task while it is under way."""

        def refuse(self, error: Exception) -> None:
            """Hear of a failure."""

    went: list[str] = []
    for lane in (runner.tasks.read, runner.tasks.write):
        for work in (lambda w: w.name, lambda w: 1 // 0):
            asker = Asker()
            weakref.finalize(asker, lambda: went.append(threading.current_thread().name))
            task = lane(asker, work, asker.hear, failed=asker.refuse)
            del asker
            settle(qtbot, runner.tasks)
            assert task.result is None
            assert task.error is None
    gc.collect()
    assert went == ["MainThread"] * 4


def test_turns_between_threads_are_short(runner: Runner) -> None:
    assert sys.getswitchinterval() < 0.002
