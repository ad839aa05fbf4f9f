"""The parent: starts a session, and the next one when that was locked. It never has a key, a passphrase or a window.

The unlock window is the first thing that a session shows, so that what is typed there never enters a process that
outlives the lock (decision 0013). Rules:

- A session that went on to another store (sample data) says `store` and where; the next one begins there.
- A session says `ending` on its standard output as it begins to lock or to quit, and with which status; it ends by itself.
  One that does not is killed: the store survives that as it survives a power cut. What it said counts, however it ended.
- A session whose standard input ends (the parent is gone, or was told to stop) locks and ends.
- A session that ended without a word crashed, whoever ended it (a machine that runs out of memory kills, too). It is started
  anew, saying so; a third crash within a minute ends the program.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Final

from ui import options

_ENDING: Final = b"ending "
_STORE: Final = b"store "

QUIT: Final = 0
LOCKED: Final = 75  # what sysexits calls "try again": start the next session

#: Seconds that a session has for locking, rollback of what runs included.
GRACE: Final = 10.0
_CRASHES: Final = 3
_WITHIN: Final = 60.0


class Session:
    """One child process. `begin` starts it, `wait` returns how it ended."""

    def __init__(self, command: Sequence[str], grace: float) -> None:
        self._grace = grace
        #: The store that it went on to, if it did, and the status that it said it would end with.
        self.store: str | None = None
        self.ending: int | None = None
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._ears = threading.Thread(target=self._listen, daemon=True)
        self._ears.start()

    def _listen(self) -> None:
        out = self._process.stdout
        if out is None:
            return
        for line in out:
            if line.startswith(_STORE):
                self.store = json.loads(line.removeprefix(_STORE))
            elif line.startswith(_ENDING):
                self.ending = int(line.removeprefix(_ENDING))
                killer = threading.Timer(self._grace, self._process.kill)
                killer.daemon = True
                killer.start()

    def wait(self) -> int:
        """Return how it ended, once the process is gone: as it said, or with its exit status."""
        status = self._process.wait()
        self._ears.join(timeout=1)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        return status if self.ending is None else self.ending

    def end(self) -> None:
        """Tell the session to lock and end."""
        if self._process.stdin is not None:
            self._process.stdin.close()


def supervise(
    command: Sequence[str],
    *,
    grace: float = GRACE,
    clock: Callable[[], float] = time.monotonic,
    started: Callable[[Session], None] = lambda _session: None,
) -> int:
    """Run sessions until one quits; return the exit status of the program."""
    crashes: list[float] = []
    flags: list[str] = []
    place: list[str] = []
    while True:
        session = Session([*command, *place, *flags], grace)
        started(session)
        status = session.wait()
        if session.store is not None:
            place = [options.STORE, session.store]
        if status == QUIT:
            return 0
        flags = []
        if status == LOCKED:
            continue
        crashes = [when for when in crashes if clock() - when < _WITHIN] + [clock()]
        if len(crashes) >= _CRASHES:
            return 1
        flags = [options.CRASHED]


def at_store(directory: Path) -> bytes:
    """Return the line by which a session says that it went on to another store."""
    return _STORE + json.dumps(str(directory)).encode() + b"\n"


def ending(status: int) -> bytes:
    """Return the line by which a session says that it begins to end, and how."""
    return _ENDING + str(status).encode() + b"\n"


def run(command: Sequence[str]) -> int:
    """Be the parent: supervise, and pass on to the session that the program is to end."""
    current: list[Session] = []
    told: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        told.append(number)
        for session in current:
            session.end()

    def started(session: Session) -> None:
        current[:] = [session]
        if told:  # between two sessions, or while this one was being started
            session.end()

    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
    status = supervise(command, started=started)
    if status:
        print("The program ended three times within a minute. Start it again.", file=sys.stderr)  # noqa: T201
    return status
