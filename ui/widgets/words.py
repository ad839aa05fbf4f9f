"""The words of an enrolment: shown large to be read aloud, and typed into boxes with numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import current, restyle
from ui.widgets.inputs import LineEdit
from ui.widgets.labels import PlainLabel
from ui.widgets.wording import say

_BREAKS: Final = re.compile(r"[\s,;.]+")
_NUMBERING: Final = re.compile(r"^\d{1,2}[.)]$")
_PAUSE_MS: Final = 200


class WordsShown(QFrame):
    """Words in a numbered grid, large enough to be read over the telephone; they can be selected, not dragged."""

    def __init__(
        self,
        words: Sequence[str],
        columns: int = 4,
        *,
        notes: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Show words; `notes` stand small at the right, one a word."""
        super().__init__(parent)
        self.setAccessibleName(", ".join(f"{n} {word}" for n, word in enumerate(words, 1)))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(current().space(2))
        for index, word in enumerate(words):
            note = notes[index] if index < len(notes) else ""
            grid.addWidget(self._cell(index + 1, word, note), index // columns, index % columns)
        for column in range(min(columns, len(words))):
            grid.setColumnStretch(column, 1)

    def _cell(self, number: int, word: str, note: str) -> QFrame:
        cell = QFrame()
        cell.setProperty("cell", "true")
        row = QHBoxLayout(cell)
        row.setContentsMargins(current().space(3), current().space(2), current().space(3), current().space(2))
        count = PlainLabel(str(number), "hint", wrap=False)
        count.setFixedWidth(22)
        row.addWidget(count)
        shown = PlainLabel(word, "words", wrap=False, selectable=True)
        shown.setAccessibleName(f"{say('widgets.word', n=number)}: {word}")
        row.addWidget(shown, 1)
        if note:
            row.addWidget(PlainLabel(note, "mono", wrap=False, selectable=True))
        return cell


class _Box(LineEdit):
    """One word. A space or Enter ends it; Backspace in an empty box goes back. `picked` carries a word of those offered.

    Offers drop down when somebody stops to think, not while they type: X gives the keyboard to a list that has just opened
    only after a while, and with the next box reached by then, letters would fall into the one before.
    """

    ended = Signal()
    back = Signal()
    picked = Signal(str)

    def __init__(self, offers: QStringListModel) -> None:
        super().__init__()
        self._offers = QCompleter(offers, self)
        self._offers.setWidget(self)
        self._offers.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._offers.setMaxVisibleItems(6)
        if (offered := self._offers.popup()) is not None:
            offered.setFont(current().font("body"))
        for taken in (self._offers.highlighted, self._offers.activated):
            taken.connect(self.picked)
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._offer)
        self.textEdited.connect(lambda _text: self._pause.start())

    def _offer(self) -> None:
        if self.hasFocus() and self.value():
            self._offers.setCompletionPrefix(self.value())
            self._offers.complete()

    def hide_offers(self) -> None:
        """Offer nothing any more."""
        self._pause.stop()
        if (offered := self._offers.popup()) is not None:
            offered.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.value():
            self.ended.emit()
        elif key == Qt.Key.Key_Backspace and not self.text():
            self.back.emit()
        elif key != Qt.Key.Key_Space:
            super().keyPressEvent(event)


class WordsField(QWidget):
    """Boxes for a number of words; a whole line pasted into one fills them all.

    `offers` completes what is typed; `known` says whether a word, or a number that stands for one, belongs.
    """

    edited = Signal()
    completed = Signal()  # every box has a word that is known

    def __init__(
        self,
        count: int,
        offers: Sequence[str] = (),
        known: Callable[[str], bool] = bool,
        *,
        columns: int = 4,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._known = known
        self._offers = tuple(offers)
        model = QStringListModel(list(offers), self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(current().space(1))
        grid = QGridLayout()
        grid.setSpacing(current().space(2))
        self.boxes = [self._box(index, model) for index in range(count)]
        for index, box in enumerate(self.boxes):
            number = PlainLabel(str(index + 1), "hint", wrap=False)
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            number.setMinimumWidth(16)
            place = index // columns, index % columns * 2
            grid.addWidget(number, *place)
            grid.addWidget(box, place[0], place[1] + 1)
            grid.setColumnStretch(place[1] + 1, 1)
        outer.addLayout(grid)
        self._wrong = PlainLabel("", "wrong")
        self._wrong.hide()
        outer.addWidget(self._wrong)
        if self.boxes:
            self.setFocusProxy(self.boxes[0])

    def _box(self, index: int, model: QStringListModel) -> _Box:
        box = _Box(model)
        box.setAccessibleName(say("widgets.word", n=index + 1))
        box.textEdited.connect(lambda text, index=index: self._on_edited(index, text))
        box.ended.connect(lambda index=index: self._end(index))
        box.picked.connect(lambda word, index=index: self._pick(index, word))
        box.back.connect(lambda index=index: self._focus(index - 1))
        box.editingFinished.connect(self._judge)
        return box

    def value(self) -> tuple[str, ...]:
        """Return what is in the boxes, in lower case; empty boxes as empty texts."""
        return tuple(box.value().casefold() for box in self.boxes)

    def set_value(self, value: Sequence[str]) -> None:
        """Fill the boxes."""
        for index, box in enumerate(self.boxes):
            box.set_value(value[index] if index < len(value) else "")
        self._judge()

    def is_complete(self) -> bool:
        """Whether every box has a word that is known."""
        return all(word and self._known(word) for word in self.value())

    def _on_edited(self, index: int, text: str) -> None:
        parts = [part for part in _BREAKS.split(text) if part]
        if len(parts) > 1:
            self._spread(index, text)
        restyle(self.boxes[index], wrong="false")
        self.edited.emit()
        if self.is_complete():
            self._judge()
            self.completed.emit()

    def _spread(self, index: int, text: str) -> None:
        """Put the words of a pasted line into the boxes from here on; "1." before a word is its number."""
        words = [w.strip(".,;") for w in re.split(r"[\s,;]+", text) if w and not _NUMBERING.match(w)]
        start = 0 if len(words) >= len(self.boxes) else index
        for at, word in zip(range(start, len(self.boxes)), words, strict=False):
            self.boxes[at].set_value(word)
        self._focus(min(start + len(words), len(self.boxes) - 1))

    def _pick(self, index: int, word: str) -> None:
        """Take a word of those offered."""
        self.boxes[index].set_value(word)
        self._on_edited(index, word)

    def _end(self, index: int) -> None:
        """Complete the word when only one begins so, and go on."""
        box = self.boxes[index]
        box.hide_offers()
        typed = box.value().casefold()
        fitting = [word for word in self._offers if word.startswith(typed)]
        if len(fitting) == 1 and not self._known(typed):
            box.set_value(fitting[0])
            self.edited.emit()
        self._focus(index + 1)
        self._judge()
        if self.is_complete():
            self.completed.emit()

    def _focus(self, index: int) -> None:
        if 0 <= index < len(self.boxes):
            self.boxes[index].setFocus()
            self.boxes[index].selectAll()

    def _judge(self) -> None:
        """Mark the boxes whose word is unknown, and say the first of them."""
        wrong = [bool(word) and not self._known(word) for word in self.value()]
        for box, bad in zip(self.boxes, wrong, strict=True):
            restyle(box, wrong="true" if bad else "false")
        first = wrong.index(True) + 1 if any(wrong) else 0
        self._wrong.setText(say("widgets.word_unknown", n=first) if first else "")
        self._wrong.setVisible(bool(first))
