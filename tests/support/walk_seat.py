"""Somebody at a laptop, with hands that reach it only through the X server.

The only thing done here that is no key and no mouse is a window manager's: there is none, so the focus is given to the window
that is on top. Nothing is clicked before it stays where it is and all work is done, as by somebody who looks first.
"""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from support import walk_seeing as seeing
from support.walk_laptop import LOOK_EVERY, PATIENCE, Laptop
from support.walk_seeing import Find, Spot
from support.xvfb import Hands
from ui import supervisor
from ui.shell.frame import Frame


class Seat(Laptop):
    """A person's place: keys, mouse, and the names of what they use."""

    def __init__(self, app: QApplication, display: str, store: Path, language: str, look: Path) -> None:
        super().__init__(app, store, language, look)
        self.hands = Hands(display)

    def lock(self, keys: str = "ctrl+l") -> None:
        """Lock by keys; wait for the end of the session."""
        self.front()
        self.hands.press(keys)
        self.until(lambda: bool(self.ended), "the end of the session")
        assert self.ended == [supervisor.LOCKED]
        self.gui(self.stand_up)

    def front(self) -> None:
        """Give the keyboard to the window on top, as a window manager does."""

        def other() -> int:
            top = seeing.top(self.session.window)
            handle = top.window().windowHandle()
            if QApplication.activePopupWidget() is not None or handle is None:
                return 0
            return 0 if QGuiApplication.focusWindow() is handle else int(handle.winId())

        end = time.monotonic() + PATIENCE
        while window := self.gui(other):
            assert time.monotonic() < end, "the window never took the keyboard"
            self.hands.ask("windowfocus", str(window))
            time.sleep(LOOK_EVERY)

    def find(self, find: Find, what: str) -> Spot:
        """Wait until something can be clicked and stays where it is, turning the wheel where it is out of sight."""
        before = None
        while True:
            self.settle()
            spot = self.until(lambda: seeing.spot(self.session.window, find), what)
            if spot.wheel:
                self.hands.do("mousemove", str(spot.x), str(spot.y), "click", "5" if spot.wheel > 0 else "4")
            elif spot == before:
                return spot
            before = spot
            time.sleep(LOOK_EVERY)

    def click(self, find: Find, what: str) -> None:
        """Click something."""
        self.find(find, what)
        self.front()
        spot = self.find(find, what)
        self.hands.do("mousemove", str(spot.x), str(spot.y), "click", "1")

    def press(self, name: str) -> None:
        """Click a button by what it says."""
        self.click(seeing.button(name), f"the button “{name}”")

    def keys(self, *keys: str) -> None:
        """Press keys."""
        self.front()
        self.hands.press(*keys)

    def type(self, text: str) -> None:
        """Type where the cursor is, and wait until it stands there."""
        self.front()
        before = self.gui(lambda: seeing.written(self._focused()))
        self.hands.type(text)
        self.until(lambda: text in seeing.written(self._focused()), f"“{text}” typed after “{before}”")

    def _focused(self) -> QWidget | None:
        return QApplication.focusWidget()

    def fill(self, label: str, text: str, place: int = 0) -> None:
        """Click a field by its label and type into it, over what stands there. place: of several with one label."""
        find = seeing.field(label, place)
        self.click(find, f"the field “{label}”")

        def there() -> bool:
            found = find(seeing.top(self.session.window))
            return found is not None and found[0].hasFocus()

        self.until(there, f"the cursor in “{label}”")
        self.hands.press("ctrl+a")
        self.type(text)

    def choose(self, label: str, text: str) -> None:
        """Choose from a list that drops down."""
        find = seeing.field(label)
        self.click(find, f"the list “{label}”")
        self.click(seeing.option(text), f"“{text}” among the choices")

        def chosen() -> bool:
            found = find(seeing.top(self.session.window))
            return found is not None and seeing.written(found[0]) == text

        self.until(chosen, f"“{text}” in “{label}”")

    def tick(self, name: str, label: str = "") -> None:
        """Click a tick or a chip that is not on, of a row where it is named; wait until it is on."""
        find = seeing.in_row(label, name) if label else seeing.button(name)

        def on() -> bool:
            found = find(seeing.top(self.session.window))
            return found is not None and found[0].isChecked()  # type: ignore[attr-defined]

        self.find(find, f"“{name}” of “{label}”")
        if not self.gui(on):
            self.click(find, f"“{name}” of “{label}”")
        self.until(on, f"“{name}” ticked")

    def menu(self, name: str, text: str) -> None:
        """Open the menu of a button and choose in it."""
        self.press(name)
        self.click(seeing.option(text), f"“{text}” in the menu")

    def go(self, name: str) -> None:
        """Click an entry of the rail."""
        title = self.word(f"shell.{name}")
        self.until(lambda: isinstance(self.session.window.content, Frame), "the main window")

        def entry(root: QWidget) -> object:
            for one in seeing.each(root):
                if one.objectName() == "rail_entry" and one.text().strip() == title:  # type: ignore[attr-defined]
                    return seeing.whole(one)
            return None

        self.click(entry, f"“{title}” in the rail")  # type: ignore[arg-type]
        self.until(lambda: self._here() == name, f"the screen {name}")

    def _here(self) -> str:
        content = self.session.window.content
        return content.here().screen if isinstance(content, Frame) else ""

    def see(self, *said: str) -> None:
        """Wait until texts can be read."""
        for one in said:
            self.until(lambda one=one: one in seeing.texts(seeing.top(self.session.window)), f"“{one}”")
