"""One session, measured from within: `python -m support.session_probe STORE` with the passphrase on standard input.

Runs the real session in this process, types the passphrase, and prints one JSON line: seconds from the start of Python to the
unlock window and until all is loaded, seconds from the open store to a usable Today, memory, and the longest time that the GUI stood still meanwhile.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path

STARTED = time.perf_counter()
LOADER = "loader"


def resident_kib(name: str = "VmRSS") -> int:
    """Return a figure of this process's memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    return 0


def main() -> None:
    """Measure one start, one unlock."""
    secret = sys.stdin.readline().strip()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from ui.session import Session
    from ui.widgets import PassphraseField

    app = QApplication(["probe"])
    session = Session(app, Path(sys.argv[1]), "ru")
    marks: dict[str, float] = {}
    opened = session.opened

    def note_opened(workspace: object) -> None:
        marks["opened"] = time.perf_counter()
        opened(workspace)  # type: ignore[arg-type]

    session.opened = note_opened  # type: ignore[method-assign]
    gaps = [time.perf_counter(), 0.0]

    def beat() -> None:
        now = time.perf_counter()
        if "opened" in marks:
            gaps[1] = max(gaps[1], now - gaps[0])
        gaps[0] = now

    pulse = QTimer(interval=5)
    pulse.timeout.connect(beat)
    pulse.start()
    session.begin()

    def look() -> None:
        field = session.window.findChild(PassphraseField)
        if "window" not in marks:
            if field is not None and field.isVisible():
                app.processEvents()
                marks["window"] = time.perf_counter()
        elif "typed" not in marks:
            # Nobody types seven words in the second in which the rest is loaded.
            if field is not None and not any(thread.name == LOADER for thread in threading.enumerate()):
                marks["typed"] = time.perf_counter()
                for letter in secret:
                    QTest.keyClicks(field.focusProxy() or field, letter)
                QTest.keyClick(field.focusProxy() or field, Qt.Key.Key_Return)
        elif "opened" in marks and session.tasks.under_way == 0 and field is None:
            marks["usable"] = time.perf_counter()
            poll.stop()
            QTimer.singleShot(300, session.quit)

    poll = QTimer(interval=2)
    poll.timeout.connect(look)
    poll.start()
    session.ended.connect(lambda _status: app.quit())
    QTimer.singleShot(120_000, app.quit)
    app.exec()
    found = {
        "window": marks["window"] - STARTED,
        "loaded": marks["typed"] - STARTED,
        "usable": marks["usable"] - marks["opened"],
        "stall": gaps[1],
        "rss": resident_kib(),
    }
    print(json.dumps(found), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
