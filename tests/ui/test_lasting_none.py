"""The interpreter outlives what the bindings do to None."""

import subprocess
import sys

LOSES = """
from ui.lasting_none import let_none_last
let_none_last()
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(300_000):
    thing.parent()
print("alive")
"""


def test_calls_into_qt_that_return_nothing_do_not_end_the_interpreter() -> None:
    run = subprocess.run([sys.executable, "-c", LOSES], capture_output=True, text=True, timeout=120)

    assert (run.stdout.strip(), run.returncode) == ("alive", 0), run.stderr
