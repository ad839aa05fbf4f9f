"""Start, unlock and memory of the desktop.

One session is started as a program of its own, offscreen, on stores of different size. Times are those of the session itself; what
Python and Qt alone need for a window with one field is measured in the same run. The goals are 700 ms from the open store
to a usable screen with 100,000 records (4,700 cases), and 250 MiB of memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from support.caseload import fill
from support.cli import PASSPHRASE, ROOT

from app.workspace import Workspace

CASES = (0, 4_700, 20_000)
USABLE_GOAL_MS, MEMORY_GOAL_MIB, STALL_GOAL_MS = 700, 250, 50
_RUNS = 3
_BARE = """
import time
started = time.perf_counter()
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication([])
field = QLineEdit()
field.show()
app.processEvents()
print(time.perf_counter() - started)
"""


def _environment() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}


def _probe(store: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "support.session_probe", str(store)],
        input=PASSPHRASE + "\n",
        capture_output=True,
        text=True,
        env=_environment(),
        cwd=ROOT,
        check=True,
        timeout=300,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _bare() -> float:
    done = subprocess.run(
        [sys.executable, "-c", _BARE], capture_output=True, text=True, env=_environment(), check=True
    )
    return float(done.stdout.splitlines()[-1])


def _store(directory: Path, cases: int) -> Path:
    path = directory / str(cases)
    with Workspace.create(path, PASSPHRASE, name="headquarters", organisation=True, kdf="small") as desk:
        if cases:
            fill(desk, cases=cases, houses=max(2, cases // 100), today=datetime.now(UTC).date())
        _kit_written(desk)
    return path


def _kit_written(desk: Workspace) -> None:
    """Let the founder owe nothing, or the first unlock would begin with that."""
    from app import kit

    with tempfile.TemporaryDirectory() as away:
        written = kit.write(desk, Path(away) / "kit")
        kit.rehearse(desk, written.path, written.shares[: written.needed])


def measure() -> Iterator[tuple[str, str, str]]:
    """Yield the rows."""
    bare = median(_bare() for _ in range(_RUNS))
    yield "Python and Qt alone: a window with one field", f"{bare * 1000:.0f} ms", "1"
    with tempfile.TemporaryDirectory() as base:
        for cases in CASES:
            store = _store(Path(base), cases)
            runs: list[dict[str, Any]] = [_probe(store) for _ in range(_RUNS)]
            found = {name: median(run[name] for run in runs) for name in runs[0]}
            if cases == 0:
                ratio = f"{found['window'] / bare:.1f} × bare"
                yield "start to unlock window", f"{found['window'] * 1000:.0f} ms", ratio
                loaded = f"{found['loaded'] * 1000:.0f} ms"
                yield "start until the rest is loaded, while somebody types", loaded, ""
            what = f"{cases:,} cases"
            usable, stall, mib = found["usable"] * 1000, found["stall"] * 1000, found["rss"] / 1024
            yield f"open store to usable Today, {what}", f"{usable:.0f} ms", _of(usable, USABLE_GOAL_MS, "ms")
            yield (
                f"longest standstill of the GUI on the way, {what}",
                f"{stall:.0f} ms",
                _of(stall, STALL_GOAL_MS, "ms"),
            )
            yield f"memory of the session, {what}", f"{mib:.0f} MiB", _of(mib, MEMORY_GOAL_MIB, "MiB")


def _of(figure: float, goal: float, unit: str) -> str:
    return f"{figure / goal * 100:.0f}% of {goal} {unit}"
