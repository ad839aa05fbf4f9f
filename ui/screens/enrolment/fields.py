"""What enrolment asks with: words said over the telephone, typed and shown with their numbers, and a file or folder to pick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import spoken
from ui.dialogs import files
from ui.screens.enrolment.step import Room
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel
from ui.widgets.words import WordsField, WordsShown

_COLUMNS = {4: 2, 6: 3, 8: 4}


class Word(Protocol):
    """A word that is said, and its number, which means the same in every list."""

    @property
    def word(self) -> str: ...
    @property
    def number(self) -> int: ...


class SpokenField(WordsField):
    """Takes words of any list, or their numbers; offers those of the reader's language. `entered` on Enter in the last box."""

    entered = Signal()

    def __init__(self, room: Room, count: int) -> None:
        offers = spoken.offered(room.words.language)
        super().__init__(count, offers, spoken.is_known, columns=_COLUMNS.get(count, 4))
        self.boxes[-1].ended.connect(self._on_last)

    def text(self) -> str:
        """Return what was typed, as enrolment reads it."""
        return spoken.together(self.value())

    def _on_last(self) -> None:
        if self.is_complete():
            self.entered.emit()


def spoken_words(words: Sequence[Word]) -> WordsShown:
    """Show words to be read out, each with its number: whoever types them may have another list."""
    return WordsShown(
        [word.word for word in words],
        columns=_COLUMNS.get(len(words), 4),
        notes=[f"{word.number:04d}" for word in words],
    )


class FilePick(QWidget):
    """One file that is there already: a button, and what was picked."""

    edited = Signal()

    def __init__(self, room: Room, button: str, nothing: str, *, title: str) -> None:
        """button: what it says. nothing: what is said while nothing is picked. title: of the dialog."""
        super().__init__()
        self._title = title
        self._path: Path | None = None
        self.button = Button(button, icon="folder-open", clicked=self._pick)
        self._label = ElidedLabel(nothing, "hint", middle=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(room.theme.space(3))
        row.addWidget(self.button)
        row.addWidget(self._label, 1)
        self.setFocusProxy(self.button)

    def value(self) -> Path | None:
        """Return what was picked."""
        return self._path

    def set_value(self, path: Path | None) -> None:
        """Show a file as picked."""
        self._path = path
        if path is not None:
            self._label.setText(str(path))

    def _pick(self) -> None:
        files.open_files(self, self._on_picked, title=self._title, many=False)

    def _on_picked(self, paths: Sequence[Path]) -> None:
        if paths:
            self.set_value(paths[0])
            self.edited.emit()


def pick_folder(parent: QWidget, title: str, done: Callable[[Path], None]) -> None:
    """Ask for a folder."""
    files.open_directory(parent, done, title=title)
