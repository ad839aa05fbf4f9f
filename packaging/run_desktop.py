#!/usr/bin/env python3
"""Open the desktop on sample data: `python packaging/run_desktop.py DIR [--lang en|ru] [--picture FILE]`, or `make run`.

Makes the samples if there are none yet. Where there is no screen it says so, opens the same program on a screen in memory
(Xvfb), types the passphrase there with real keys, leaves a picture of what then stands on that screen, and ends.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from app import demo, places, samples

CASES: Final = 60
HOUSES: Final = 3
SEED: Final = 7
STORE: Final = "house-1"

_PROGRAM: Final = [sys.executable, "-m", "ui.main"]
_SCREEN: Final = "1366x768x24"
_PATIENCE: Final = 90.0
_START: Final = 6.0
_LOOKS: Final = 3

_SAY: Final = {
    "making": (
        "Making sample data: headquarters and three houses with invented people. Once, some seconds.",
        "Создаются учебные данные: штаб и три дома с вымышленными людьми. Один раз, несколько секунд.",
    ),
    "passphrase": ("The passphrase of the samples: {}", "Парольная фраза учебных данных: {}"),
    "other": (
        "This is a house. Headquarters: siding --store {}",
        "Это дом. Штаб: siding --store {}",
    ),
    "no_screen": (
        "There is no screen here: the desktop runs on one in memory, and a picture of it is left.",
        "Экрана здесь нет: программа запускается на экране в памяти, и остаётся его снимок.",
    ),
    "no_xvfb": (
        "There is no screen here, and no Xvfb to stand in for one: apt-get install xvfb xdotool",
        "Экрана здесь нет, и заменить его нечем: apt-get install xvfb xdotool",
    ),
    "picture": ("The picture: {}", "Снимок: {}"),
    "nothing": ("No window appeared.", "Окно не появилось."),
}


def main() -> int:
    """Do it; return the exit status."""
    parser = argparse.ArgumentParser(description="Open the desktop on sample data.")
    parser.add_argument("directory", type=Path, metavar="DIR")
    parser.add_argument("--lang", choices=places.LANGUAGES, default=places.default_language())
    parser.add_argument("--cases", type=int, default=CASES, metavar="N")
    parser.add_argument("--picture", type=Path, default=Path("build/desktop.png"))
    chosen = parser.parse_args()
    if samples.find(chosen.directory) is None:
        _tell("making", chosen.lang)
    made = samples.find(chosen.directory) or demo.make(
        chosen.directory, cases=chosen.cases, houses=HOUSES, seed=SEED, tell=lambda _done, _of: None
    )
    secret = samples.secret_of(made)
    _tell("passphrase", chosen.lang, secret)
    _tell("other", chosen.lang, made.stores[samples.DESK])
    command = [*_PROGRAM, "--store", str(made.stores[STORE]), "--lang", chosen.lang]
    if _has_screen():
        return subprocess.run(command, check=False).returncode
    if shutil.which("Xvfb") is None or shutil.which("xdotool") is None:
        _tell("no_xvfb", chosen.lang)
        return 1
    _tell("no_screen", chosen.lang)
    return _in_memory(command, secret, chosen.picture, chosen.lang)


def _tell(slug: str, language: str, *facts: object) -> None:
    print(_SAY[slug][places.LANGUAGES.index(language)].format(*facts), flush=True)


def _has_screen() -> bool:
    return sys.platform in ("win32", "darwin") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def _in_memory(command: list[str], secret: str, picture: Path, language: str) -> int:
    ours, theirs = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(theirs), "-screen", "0", _SCREEN, "-nolisten", "tcp"],
        pass_fds=[theirs],
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    with os.fdopen(ours) as said:
        display = f":{said.readline().strip()}"
    there = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    program = subprocess.Popen(command, env=there)
    try:
        window = _window(there)
        if window is None:
            _tell("nothing", language)
            return 1
        _settle(there, _START)
        _hands(there, "windowsize", window, "1366", "768")
        _hands(there, "windowmove", window, "0", "0")
        _hands(there, "type", "--delay", "15", "--", secret)
        _hands(there, "key", "Return")
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(_settle(there))
        _tell("picture", language, picture)
        return 0
    finally:
        for process in (program, screen):
            process.terminate()
            process.wait(timeout=30)


def _hands(there: dict[str, str], *command: str) -> str:
    done = subprocess.run(["xdotool", *command], env=there, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _window(there: dict[str, str]) -> str | None:
    """Wait for the program's window."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        found = _hands(there, "search", "--onlyvisible", "--name", ".+").split()
        if found:
            return found[-1]
        time.sleep(0.2)
    return None


def _settle(there: dict[str, str], patience: float = _PATIENCE) -> bytes:
    """Return a picture of the screen once it has stood still for some looks; a cursor that blinks never does."""
    until, same, last = time.monotonic() + patience, 0, b""
    while same < _LOOKS and time.monotonic() < until:
        time.sleep(1)
        look = subprocess.run(
            [sys.executable, "-c", _LOOK], env=there, capture_output=True, check=True
        ).stdout
        same, last = (same + 1, look) if look == last else (0, look)
    return last


_LOOK: Final = """
import sys
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
buffer = QBuffer()
buffer.open(QBuffer.OpenModeFlag.WriteOnly)
app.primaryScreen().grabWindow(0).save(buffer, "PNG")
sys.stdout.buffer.write(buffer.data().data())
"""


if __name__ == "__main__":
    sys.exit(main())
