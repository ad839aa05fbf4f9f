"""Who walks: their place, their telephone, what they remember; and what both of them do alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support import walk_seeing as seeing
from support.walk_line import Line
from support.walk_markers import Markers
from support.walk_seat import Seat
from ui.dialogs.files import FileDialog, Want
from ui.screens.unlock import Unlock
from ui.widgets import PassphraseField, WordsShown
from ui.widgets.words import WordsField


@dataclass
class Person:
    """Somebody at a seat. secrets: what must be in no file: passphrase, codes, shares."""

    seat: Seat
    line: Line
    markers: Markers
    home: Path
    stick: Path
    passphrase: str = ""
    secrets: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """Return what the test is to know afterwards."""
        return {
            "passphrase": self.passphrase,
            "secrets": self.secrets,
            "kept": self.markers.kept,
            "passing": self.markers.passing,
            "problems": self.seat.problems,
            "times": self.seat.times,
            "facts": self.facts,
        }

    # Words that are shown, said and typed.

    def read_words(self) -> list[str]:
        """Read the words that are shown large."""
        seat = self.seat

        def shown() -> list[str]:
            for one in seeing.each(seeing.top(seat.session.window), WordsShown):
                return [part.split(" ", 1)[1] for part in one.accessibleName().split(", ")]
            return []

        words = seat.until(shown, "words to be read")
        self.secrets.append(" ".join(words))
        return words

    def type_words(self, words: Sequence[str], letters: int = 99) -> None:
        """Type words, a Space after each but the last; with four letters they complete themselves."""
        seat = self.seat

        def fields() -> list[Any]:
            return list(seeing.each(seeing.top(seat.session.window), WordsField))

        def first(root: Any) -> Any:
            for one in seeing.each(root, WordsField):
                return seeing.whole(one.boxes[0])  # type: ignore[attr-defined]
            return None

        seat.click(first, "the first box for words")
        seat.until(lambda: fields()[0].boxes[0].hasFocus(), "the cursor in the first box")
        seat.hands.type(" ".join([*(word[:letters] for word in words[:-1]), words[-1]]))
        seat.until(lambda: [*fields()[0].value()] == list(words), "all words")

    def type_passphrase(self) -> None:
        """Type the passphrase, hidden as it is."""
        seat, secret = self.seat, self.passphrase

        def found(root: Any) -> Any:
            for one in seeing.each(root, PassphraseField):
                return seeing.whole(one.line)  # type: ignore[attr-defined]
            return None

        seat.click(found, "the passphrase")
        seat.until(
            lambda: found(seeing.top(seat.session.window))[0].hasFocus(), "the cursor in the passphrase"
        )
        seat.type(secret)

    def unlock(self) -> None:
        """Sit down at the unlock window, mistype once, and open the store."""
        seat, right = self.seat, self.passphrase
        seat.sit_down()
        self.passphrase = self.markers.fleeting(4)
        self.type_passphrase()
        seat.keys("Return")
        seat.until(self._refused, "the refusal")
        seat.shoot("07-mistyped")
        self.passphrase = right
        self.type_passphrase()
        seat.keys("Return")
        seat.inside()
        seat.see(seat.word("unlock.failed", n=1))

    def _refused(self) -> bool:
        content = self.seat.session.window.content
        return isinstance(content, Unlock) and bool(content.said())

    def first_run(self, choice: str, name: str) -> None:
        """Choose what the laptop is for, name it, take the seven words that the program makes."""
        seat = self.seat
        seat.sit_down()
        seat.press(seat.word(f"first_run.{choice}"))
        seat.fill(seat.word("first_run.name"), name)
        seat.keys("Return")
        seat.see(seat.word("first_run.words_title"))
        self.passphrase = " ".join(self.read_words())
        seat.press(seat.word("first_run.words_action"))
        self.type_passphrase()
        seat.keys("Return")

    # The stick, and what can be done now.

    def on_stick(self) -> set[str]:
        """Return the names of the files on the stick."""
        return {path.name for path in self.stick.iterdir()}

    def note_written(self, before: set[str]) -> str:
        """Note the one file that is new on the stick; give its name."""
        (new,) = self.on_stick() - before
        self.facts.setdefault("written", []).append(new)
        return new

    def can(self, name: str) -> bool:
        """Say whether a button can be pressed, when all work is done."""
        self.seat.settle()
        find = seeing.button(name)
        return self.seat.gui(lambda: find(seeing.top(self.seat.session.window)) is not None)

    # Files.

    def pick(self, path: Path) -> None:
        """Choose a file or a folder in the dialog that is open, by typing where it is."""
        if self._go_to(path) is Want.FOLDER:
            self._in_folder(path)
            self._accept()
        self.seat.until(lambda: self._dialog() is None, "the end of the dialog for files")

    def pick_all(self, folder: Path) -> None:
        """Choose all files of a folder."""
        self._go_to(folder)
        self._in_folder(folder)
        first = self.seat.gui(lambda: self._dialog().model.items[0].name)  # type: ignore[union-attr]
        self.seat.click(seeing.line(first), "the first file")
        self.seat.keys("ctrl+a")
        self._accept()
        self.seat.until(lambda: self._dialog() is None, "the end of the dialog for files")

    def _dialog(self) -> FileDialog | None:
        found = seeing.top(self.seat.session.window)
        return found if isinstance(found, FileDialog) else None

    def _go_to(self, path: Path) -> Want:
        seat, dialog = self.seat, self._dialog
        want = seat.until(lambda: (found := dialog()) is not None and found._want, "the dialog for files")
        seat.click(lambda root: seeing.whole(root.path) if isinstance(root, FileDialog) else None, "the path")
        seat.until(lambda: dialog().path.hasFocus(), "the cursor in the path")  # type: ignore[union-attr]
        seat.keys("ctrl+a")
        seat.type(str(path))
        seat.keys("Return")
        return want

    def _in_folder(self, folder: Path) -> None:
        self.seat.until(
            lambda: (found := self._dialog()) is not None and found.folder == folder,
            f"the folder {folder}",
        )

    def _accept(self) -> None:
        verb = self.seat.gui(lambda: self._dialog().accept_button.text())  # type: ignore[union-attr]
        self.seat.press(seeing.plain(verb))
