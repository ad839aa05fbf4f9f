"""One person's part of the walk: `python -m support.walk ROLE PLAN` on a display of their own.

PLAN is JSON: store, language, home, stick, look (for pictures), reading and writing (the telephone). Prints one JSON line at the end: the
passphrase, the markers, what the program told as an error.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import process
from support import walk_caseworker, walk_coordinator
from support.gui_guard import no_blocking_calls
from support.walk_line import Line
from support.walk_markers import Markers
from support.walk_person import Person
from support.walk_seat import Seat
from ui import brand
from ui.screens import registry
from ui.screens.first_run import screen as _first_run  # noqa: F401  loaded before the guard watches

ROLES: dict[str, Callable[[Person], None]] = {
    "coordinator": walk_coordinator.walk,
    "caseworker": walk_caseworker.walk,
}


def person(app: QApplication, role: str, plan: dict[str, Any]) -> Person:
    """Put somebody at their place."""
    seat = Seat(app, os.environ["DISPLAY"], Path(plan["store"]), plan["language"], Path(plan["look"]))
    line = Line(plan["reading"], plan["writing"])
    return Person(seat, line, Markers(role), Path(plan["home"]), Path(plan["stick"]))


def main() -> None:
    """Walk."""
    role, plan = sys.argv[1], json.loads(sys.argv[2])
    process.harden()
    registry.load_all()  # before the guard watches: what loading takes is measured elsewhere
    app = QApplication([brand.TITLE])
    app.setApplicationName(brand.TITLE)
    app.setQuitOnLastWindowClosed(False)
    who = person(app, role, plan)
    failed: list[bool] = []

    def walk() -> None:
        try:
            ROLES[role](who)
        except BaseException:
            failed.append(True)
            traceback.print_exc()
            who.seat.shoot_failure(role)
        finally:
            who.seat.leave()

    thread = threading.Thread(target=walk)
    QTimer.singleShot(0, thread.start)
    try:
        with no_blocking_calls():
            app.exec()
    except AssertionError as error:
        failed.append(True)
        print(error, file=sys.stderr)
    thread.join()
    print(json.dumps(who.told()), flush=True)
    os._exit(1 if failed else 0)


if __name__ == "__main__":
    main()
