"""How: on one of the sticks that are mounted, listed live, into a folder, or as a new file under a name of one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.sticks import Stick
from ui.dialogs import files
from ui.shell.context import Context
from ui.widgets import Button, ElidedLabel, PlainLabel, RadioList, clear

FOLDER: Final = "folder"
FILE: Final = "file"
_STICK: Final = "stick:"


@dataclass(frozen=True, slots=True)
class Where:
    """Where bundles are written. name: of the stick, empty for a folder or file."""

    path: Path
    name: str = ""

    @property
    def is_stick(self) -> bool:
        """Whether it is read back and tidied."""
        return bool(self.name)


class How(QWidget):
    """Chooses where to. edited: another way, or another place."""

    edited = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._sticks: Sequence[Stick] | None = None
        self._several = False
        self._choice: str | None = None
        self._by_hand = False
        self._pulled: str | None = None
        self._places: dict[str, Path] = {}
        self._list = RadioList([])
        self._radios = QVBoxLayout()
        self._place = QVBoxLayout()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(ctx.theme.space(2))
        box.addLayout(self._radios)
        box.addLayout(self._place)
        self.show_sticks(())

    def show_sticks(self, sticks: Sequence[Stick]) -> None:
        """List the sticks that are mounted now; as long as nobody chose otherwise, the first that was there is chosen."""
        usable = [stick for stick in sticks if stick.writable]
        if usable != self._sticks:
            self._sticks = usable
            self._lay_out()

    def allow_file(self, allowed: bool) -> None:
        """Offer a single new file too, or not: several bundles need a folder."""
        if allowed == self._several:
            self._several = not allowed
            self._lay_out()

    def where(self) -> Where | None:
        """Return where to; None while no folder or file is chosen."""
        for stick in self._sticks or ():
            if self._choice == _key(stick):
                return Where(stick.path, _name(stick))
        path = self._places.get(self._choice or "")
        return Where(path) if path is not None else None

    def ask(self, then: Callable[[], object]) -> None:
        """Let the folder or the file be chosen, and go on."""

        def chosen(path: Path) -> None:
            self._places[self._choice or FOLDER] = path
            self._show_place()
            self.edited.emit()
            then()

        words = self._ctx.words
        if self._choice == FILE:
            files.save_file(self, chosen, title=words("exchange.save_title"), name="")
        else:
            files.open_directory(self, chosen, title=words("exchange.folder_title"))

    def _lay_out(self) -> None:
        words = self._ctx.words
        codes = [
            (_key(stick), _name(stick), words("exchange.stick_free", free=words.size(stick.free)))
            for stick in self._sticks or ()
        ]
        sticks = bool(codes)
        codes.append((FOLDER, words("exchange.to_folder"), words("exchange.to_folder_hint")))
        if not self._several:
            codes.append((FILE, words("exchange.to_file"), words("exchange.to_file_hint")))
        self._choose_again([code for code, *_ in codes])
        focused = self.focusWidget()
        here = focused is not None and focused.hasFocus()
        clear(self._radios)
        if not sticks:
            self._radios.addWidget(PlainLabel(words("exchange.no_stick"), "hint"))
        self._list = RadioList(codes, self._choice)
        self._list.setAccessibleName(words("exchange.how"))
        self._list.edited.connect(self._on_chosen)
        self._radios.addWidget(self._list)
        self._show_place()
        if here:  # a stick that fills up is listed anew every few seconds
            self._list.setFocus()
        self.edited.emit()

    def _choose_again(self, offered: Sequence[str]) -> None:
        """Keep what is chosen; what lies ready is chosen where nothing was, but nothing goes from one stick to another by itself."""
        on_stick = self._choice is not None and self._choice.startswith(_STICK)
        if self._pulled in offered:  # it was plugged in again
            self._choice, self._pulled = self._pulled, None
        elif self._choice not in offered and on_stick:
            self._pulled, self._choice, self._by_hand = self._choice, FOLDER, True
        elif self._choice not in offered or not (self._by_hand or on_stick):
            self._choice = offered[0]

    def _on_chosen(self) -> None:
        self._choice, self._by_hand, self._pulled = self._list.value(), True, None
        self._show_place()
        self.edited.emit()

    def _show_place(self) -> None:
        clear(self._place)
        if self._choice not in (FOLDER, FILE):
            return
        words = self._ctx.words
        path = self._places.get(self._choice)
        button = Button(words("exchange.choose_place"), "folder-open", clicked=lambda: self.ask(_nothing))
        shown = ElidedLabel(
            str(path) if path else words("exchange.no_place"), "body" if path else "hint", middle=True
        )
        row = QHBoxLayout()
        row.setSpacing(self._ctx.theme.space(3))
        row.addWidget(button)
        row.addWidget(shown, 1)
        self._place.addLayout(row)


def _key(stick: Stick) -> str:
    return _STICK + str(stick.path)


def _name(stick: Stick) -> str:
    return stick.label or stick.path.name


def _nothing() -> None:
    """Only the place was wanted."""
