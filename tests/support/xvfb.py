"""A screen where there is none, and hands: real key and mouse events, sent by the X server as from a keyboard and a mouse.

Positions come from the widgets themselves, so the program under test runs in the process that asks; its events do not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

AVAILABLE = shutil.which("Xvfb") is not None and shutil.which("xdotool") is not None
SIZE = "1366x768x24"


@contextmanager
def screen(size: str = SIZE) -> Iterator[str]:
    """Run an X server with one screen; give the name of its display."""
    ours, theirs = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(theirs), "-screen", "0", size, "-nolisten", "tcp", "-noreset", "-r"],
        pass_fds=[theirs],
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    try:
        with os.fdopen(ours) as said:
            yield f":{said.readline().strip()}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def layouts(display: str, names: str) -> None:
    """Give a display keyboard layouts, as `us,ru`: what is in none of them cannot be typed quickly."""
    subprocess.run(["setxkbmap", "-display", display, "-layout", names], check=True, capture_output=True)


@dataclass
class Hands:
    """A keyboard and a mouse on a display."""

    display: str

    def do(self, *command: str) -> None:
        """Run one command of xdotool."""
        subprocess.run(
            ["xdotool", *command],
            env={**os.environ, "DISPLAY": self.display},
            check=True,
            capture_output=True,
        )

    def ask(self, *command: str) -> str:
        """Run one command of xdotool that answers; give its answer, empty where it has none."""
        done = subprocess.run(
            ["xdotool", *command],
            env={**os.environ, "DISPLAY": self.display},
            check=False,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def press(self, *keys: str) -> None:
        """Press keys by their X names, as `ctrl+s` or `Return`."""
        self.do("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type a text in any alphabet."""
        self.do("type", "--clearmodifiers", "--delay", "12", "--", text)

    def click_at(self, x: int, y: int) -> None:
        """Move the mouse somewhere and click."""
        self.do("mousemove", "--sync", str(x), str(y), "click", "1")


@dataclass
class Walker:
    """Hands for a program in this process: knows where its widgets are."""

    qtbot: QtBot
    hands: Hands

    def click(self, widget: QWidget, where: QRect | None = None) -> None:
        """Click into the middle of a widget, or of a part of it."""
        self.qtbot.waitUntil(lambda: widget.isVisible() and widget.isEnabled(), timeout=20_000)
        QApplication.processEvents()
        middle = (where or widget.rect()).center()
        at: QPoint = widget.mapToGlobal(middle)
        self.hands.click_at(at.x(), at.y())

    def type(self, widget: QWidget, text: str) -> None:
        """Click a field and type into it."""
        self.click(widget)
        self.qtbot.waitUntil(widget.hasFocus, timeout=20_000)
        self.hands.type(text)
