"""Helper processes: one of our modules at work on a stranger's bytes, apart from the keys (security 16).

Bytes go in, bytes come out, and it ends. A helper gets three pipes and nothing else: no environment, no file that is
open here, no argument that says anything about a document. Rules:

- Never more bytes are taken back than were allowed; killed when its time is over, or when nobody wants the answer.
- What it may do, a helper limits itself before it reads (`limit_self`); Windows has no such limits, there only time ends it.
- A packaged program has no `python -m`: it starts itself with `FLAG` and a module, and runs no module that is not on its list.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import subprocess
import sys
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

FLAG: Final = "--helper"
ROOT: Final = Path(__file__).resolve().parents[1]
SECONDS: Final = 10.0

_MEMORY: Final = 3 * 1024**3
_CPU_SECONDS: Final = 10
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """How a helper ended. status: its exit status; None when it was killed, or answered more than was allowed."""

    status: int | None
    data: bytes = b""


def command(module: str) -> list[str]:
    """Return how a module of ours is started as a helper."""
    if getattr(sys, "frozen", False):
        return [sys.executable, FLAG, module]
    return [sys.executable, "-E", "-s", "-B", "-m", module]


def run(arguments: Sequence[str], allowed: Collection[str]) -> int:
    """Be the helper that `arguments` name, in a packaged program; return its exit status."""
    module = arguments[1] if len(arguments) == 2 else ""
    if module not in allowed:
        return 2
    return int(importlib.import_module(module).main())


def environment() -> dict[str, str]:
    """Return what a helper knows of its surroundings: nothing; Windows starts no program without its own folder."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ and os.name == "nt"}


def quiet_flags() -> int:
    """Return what keeps Windows from opening a console for a helper; 0 elsewhere."""
    return int(getattr(subprocess, "CREATE_NO_WINDOW", 0))


def limit_self(*, reserves: bool = False) -> None:
    """Lower this process's limits for good: memory, processor time, no byte written to a file, no core dump.

    Args: reserves: its allocator reserves far more addresses than it uses (that of Qt's PDF reader): count what is used.
    """
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_DATA if reserves else resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def shut_self_in() -> None:
    """From here on this process opens nothing: no file, no socket, no other process. After all that is to be imported."""
    try:
        import resource
    except ImportError:
        return
    for what in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC):
        resource.setrlimit(what, (0, 0))


class Errand:
    """One question to a helper. `ask` waits for the answer; `give_up` may come from any thread, before or during that."""

    def __init__(self, started_by: Sequence[str], seconds: float = SECONDS) -> None:
        self._command = started_by
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._given_up = False

    def ask(self, parts: Sequence[bytes], most: int) -> Answer:
        """Hand in `parts`, take back at most `most` bytes. Raises: OSError when no process can be started."""
        with self._lock:
            if self._given_up:
                return Answer(None)
            self._process = process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env=environment(),
                close_fds=True,
                creationflags=quiet_flags(),
            )
        with process:
            alarm = threading.Timer(self._seconds, process.kill)
            alarm.daemon = True
            alarm.start()
            try:
                return _exchange(process, parts, most)
            finally:
                alarm.cancel()
                process.kill()

    def give_up(self) -> None:
        """Want no answer any more."""
        with self._lock:
            self._given_up = True
            if self._process is not None and self._process.poll() is None:
                self._process.kill()


def _exchange(process: subprocess.Popen[bytes], parts: Sequence[bytes], most: int) -> Answer:
    if process.stdin is None or process.stdout is None:
        return Answer(None)
    feeder = threading.Thread(target=_feed, args=(process.stdin, parts), daemon=True)
    feeder.start()
    made = process.stdout.read(most + 1)
    if len(made) > most:
        process.kill()
    status = process.wait()
    feeder.join()
    if len(made) > most or status < 0:
        return Answer(None)
    return Answer(status, made)


def _feed(pipe: BinaryIO, parts: Sequence[bytes]) -> None:
    """Write in pieces; a helper that has heard enough, or died, is no error here."""
    with contextlib.suppress(OSError), pipe:
        for part in parts:
            view = memoryview(part)
            for start in range(0, len(view), _PIECE):
                pipe.write(view[start : start + _PIECE])
