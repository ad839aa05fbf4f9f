"""The program as it is started: a parent and a session, a real window under X, real keys; what is left behind, and what is not.

Only the keyboard is used, as by somebody without a mouse; what happened is asked of the store and of the system.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from support.cli import PASSPHRASE, ROOT, Organisation
from support.xvfb import AVAILABLE, Hands, screen

from app.workspace import Workspace
from storage.errors import MachineError
from ui import brand

pytestmark = pytest.mark.skipif(not AVAILABLE, reason="Xvfb or xdotool is not installed")

PATIENCE = 60.0


def until(true: Callable[[], object]) -> None:
    """Wait for something of another process."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


class Program:
    """The program on a display of its own, with a home of its own."""

    def __init__(self, display: str, store: Path, home: Path) -> None:
        self.hands = Hands(display)
        self.home = home
        home.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ui.main", "--store", str(store), "--lang", "en"],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "DISPLAY": display,
                "QT_QPA_PLATFORM": "xcb",
                "HOME": str(home),
                "XDG_RUNTIME_DIR": str(home),
                "LANG": "C.UTF-8",
                "TMPDIR": str(home),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
        )
        self.store = store

    def session(self) -> int | None:
        """Return the process id of the session that runs."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0]) if children else None

    def windows(self) -> list[str]:
        """Return the windows that can be seen."""
        return self.hands.ask("search", "--onlyvisible", "--name", f"^{brand.TITLE}$").split()

    def wait_for_window(self) -> None:
        """Wait until a window is there and has the keyboard."""
        until(self.windows)
        self.hands.do("windowfocus", self.windows()[0])

    def open(self) -> bool:
        """Say whether the program has the store open."""
        try:
            Workspace.open(self.store, PASSPHRASE).close()
        except MachineError as error:
            assert error.slug == "busy"
            return True
        return False

    def unlock(self) -> None:
        """Type the passphrase."""
        self.wait_for_window()
        for _ in range(40):
            # Keys that come before the window listens are lost, as everywhere; then they are typed again.
            self.hands.press("ctrl+a")
            self.hands.type(PASSPHRASE)
            self.hands.press("Return")
            with suppress(AssertionError):
                wait_briefly(self.open)
                return
        raise AssertionError("it never opened")


def press_until(program: Program, keys: str, true: Callable[[], object]) -> None:
    """Press keys until they did something: while the store is being opened there is nothing to lock yet."""

    def pressed() -> object:
        program.hands.press(keys)
        return true()

    until(pressed)


def gone(process: int | None) -> Callable[[], bool]:
    return lambda: not Path(f"/proc/{process}").exists()


def wait_briefly(true: Callable[[], object]) -> None:
    end = time.monotonic() + 3
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.fixture
def program(org: Organisation, tmp_path: Path) -> Iterator[Program]:
    with screen() as display:
        made = Program(display, org.house.path, tmp_path / "home")
        yield made
        if made.process.poll() is None:
            made.process.terminate()
        made.process.wait(timeout=PATIENCE)


def test_a_lock_ends_the_process_that_held_the_keys(program: Program) -> None:
    program.unlock()
    first = program.session()
    assert first is not None
    press_until(program, "ctrl+l", gone(first))
    until(lambda: program.session() not in (None, first))
    assert not program.open(), "nobody has it open"
    program.unlock()
    second = program.session()
    assert second is not None
    press_until(program, "ctrl+shift+l", gone(second))
    until(lambda: program.session() not in (None, second))


def test_the_end_of_the_parent_is_the_end_of_the_session(program: Program) -> None:
    program.unlock()
    session = program.session()
    program.process.send_signal(signal.SIGKILL)
    program.process.wait(timeout=PATIENCE)
    until(gone(session))
    assert not program.open()


def test_a_session_that_is_killed_is_followed_by_one_that_opens_the_store(program: Program) -> None:
    program.unlock()
    session = program.session()
    assert session is not None
    os.kill(session, signal.SIGSEGV)
    until(lambda: program.session() not in (None, session))
    program.unlock()


def test_no_socket_but_those_of_the_screen_and_nothing_in_the_home(program: Program) -> None:
    program.unlock()
    session = program.session()
    open_files = [str(link.readlink()) for link in Path(f"/proc/{session}/fd").iterdir()]
    inodes = {name[8:-1] for name in open_files if name.startswith("socket:[")}
    for table in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6", "icmp", "packet", "netlink"):
        path = Path(f"/proc/{session}/net/{table}")
        if path.exists():
            assert not inodes & set(path.read_text().split()), table
    press_until(program, "ctrl+l", gone(session))
    until(lambda: program.session() not in (None, session))
    left = [path.relative_to(program.home) for path in program.home.rglob("*") if path.is_file()]
    assert left == [], "no QtProject.conf, no recent files, no cache"


def test_the_window_says_nothing_and_the_passphrase_is_nowhere(program: Program) -> None:
    program.unlock()
    session = program.session()
    for process in (program.process.pid, session):
        for name in ("cmdline", "environ"):
            assert PASSPHRASE.encode() not in Path(f"/proc/{process}/{name}").read_bytes()
    assert program.hands.ask("getactivewindow", "getwindowname").strip() in ("", brand.TITLE)
