"""The parent: real child processes that lock, quit, crash, hang, or outlive their parent."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from support.cli import ROOT

from ui import options, supervisor

GRACE = 0.3


def script(directory: Path, text: str) -> list[str]:
    """Write a child: `turn` is how often it was started, `log` writes a line that the test reads."""
    (directory / "child.py").write_text(
        f"import os, sys, time, pathlib\n"
        f"here = pathlib.Path({str(directory)!r})\n"
        f"turns = here / 'turns'\n"
        f"turn = len(turns.read_text().splitlines()) if turns.exists() else 0\n"
        f"turns.open('a').write(' '.join(sys.argv[1:]) + '\\n')\n"
        f"def say(word): sys.stdout.write(word + '\\n'); sys.stdout.flush()\n" + text
    )
    return [sys.executable, str(directory / "child.py")]


def turns(directory: Path) -> list[str]:
    return (directory / "turns").read_text().splitlines()


def test_a_lock_starts_the_next_session_and_a_quit_ends(tmp_path: Path) -> None:
    command = script(tmp_path, f"sys.exit({supervisor.LOCKED} if turn < 2 else 0)\n")
    assert supervisor.supervise(command) == 0
    assert turns(tmp_path) == ["", "", ""]


def test_a_session_that_does_not_end_is_killed_and_counts_as_locked(tmp_path: Path) -> None:
    line = supervisor.ending(supervisor.LOCKED).decode().strip()
    command = script(tmp_path, f"if turn == 0: say({line!r}); time.sleep(600)\n")
    assert supervisor.supervise(command, grace=GRACE) == 0
    assert turns(tmp_path) == ["", ""], "no word of a crash"


def test_a_session_that_hangs_while_it_quits_is_killed_and_not_started_again(tmp_path: Path) -> None:
    line = supervisor.ending(supervisor.QUIT).decode().strip()
    command = script(tmp_path, f"say({line!r})\ntime.sleep(600)\n")
    assert supervisor.supervise(command, grace=GRACE) == 0
    assert turns(tmp_path) == [""]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_session_that_the_machine_kills_has_crashed(tmp_path: Path) -> None:
    """A machine that runs out of memory kills; without a word, it would be started again for ever."""
    command = script(tmp_path, "import signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    assert supervisor.supervise(command, clock=lambda: 0.0) == 1
    assert turns(tmp_path) == ["", *[options.CRASHED] * 2]


def test_a_crash_is_said_to_the_next_session(tmp_path: Path) -> None:
    command = script(tmp_path, "sys.exit(3 if turn == 0 else 0)\n")
    assert supervisor.supervise(command) == 0
    assert turns(tmp_path) == ["", options.CRASHED]


def test_the_next_session_begins_at_the_store_that_this_one_went_on_to(tmp_path: Path) -> None:
    other = tmp_path / "another 'place' \u0436"
    line = supervisor.at_store(other).decode().strip()
    command = script(
        tmp_path,
        f"if turn == 0: say({line!r})\nsys.exit({supervisor.LOCKED} if turn < 2 else 0)\n",
    )
    assert supervisor.supervise(command) == 0
    assert turns(tmp_path) == ["", *[f"{options.STORE} {other}"] * 2]
    assert options.read([options.STORE, "first", options.STORE, str(other)]).store == other, (
        "the later one counts"
    )


def test_three_crashes_within_a_minute_end_the_program(tmp_path: Path) -> None:
    now = [0.0]
    command = script(tmp_path, "sys.exit(3)\n")
    assert supervisor.supervise(command, clock=lambda: now[0]) == 1
    assert len(turns(tmp_path)) == 3


def test_crashes_long_apart_do_not(tmp_path: Path) -> None:
    ticks = iter(range(0, 100_000, 50))
    command = script(tmp_path, "sys.exit(3 if turn < 5 else 0)\n")
    assert supervisor.supervise(command, clock=lambda: float(next(ticks))) == 0
    assert len(turns(tmp_path)) == 6


def test_the_end_of_standard_input_is_what_a_session_hears(tmp_path: Path) -> None:
    command = script(tmp_path, "sys.stdin.read()\nsys.exit(0)\n")
    sessions: list[supervisor.Session] = []
    ended: list[int] = []
    parent = threading.Thread(
        target=lambda: ended.append(supervisor.supervise(command, started=sessions.append))
    )
    parent.start()
    while not sessions:
        parent.join(timeout=0.01)
    sessions[0].end()
    parent.join(timeout=20)
    assert ended == [0]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_parent_passes_on_that_it_is_to_end(tmp_path: Path) -> None:
    command = script(tmp_path, "say('up')\nsys.stdin.read()\n(here / 'locked').touch()\nsys.exit(0)\n")
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import sys; from ui import supervisor; sys.exit(supervisor.run({command!r}))",
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    while not (tmp_path / "turns").exists():
        assert parent.poll() is None
    parent.terminate()
    assert parent.wait(timeout=20) == 0
    assert (tmp_path / "locked").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_told_between_two_sessions_the_parent_ends_too(tmp_path: Path) -> None:
    """The first session ends by telling the parent, and is gone before the signal can reach it."""
    command = script(
        tmp_path,
        f"import signal\n"
        f"if turn == 0: os.kill(os.getppid(), signal.SIGTERM); sys.exit({supervisor.LOCKED})\n"
        f"sys.stdin.read()\n",
    )
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; from ui import supervisor; sys.exit(supervisor.run({command!r}))",
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert len(turns(tmp_path)) == 2


def test_the_parent_knows_nothing_of_windows_and_keys() -> None:
    look = (
        "import sys, ui.supervisor, ui.main\n"
        "heavy = [name for name in sys.modules if name.split('.')[0] in ('PySide6', 'sqlcipher3', 'nacl', 'storage', 'sync')]\n"
        "sys.exit(repr(heavy) if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
