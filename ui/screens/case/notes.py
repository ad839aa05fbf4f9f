"""The notes of a case: written at the top, read below, the newest first. Never edited, only followed or translated.

What is typed and not saved is a draft. Before a note is saved it says who will be able to read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import notes, readers
from app.changed import Changed
from app.notes import Note, Notes
from app.readers import Homes
from app.workspace import Workspace
from ui.forms.saving import Saved
from ui.screens.case.note_card import NoteCard
from ui.screens.case.note_writer import NoteWriter
from ui.screens.case.saved_line import SavedLine
from ui.screens.case.tab import Tab
from ui.shell.context import Context
from ui.widgets.buttons import Button
from ui.widgets.cards import EmptyState
from ui.widgets.layout import Rows, Scroll

#: Notes that stand on the page at once; more are put below when they are wanted.
_AT_ONCE: Final = 40


@dataclass(frozen=True, slots=True)
class _Read:
    notes: Notes
    homes: Homes


class NotesTab(Tab):
    """Write a note, and read what was written."""

    slug: ClassVar[str] = "notes"

    def __init__(self, ctx: Context, case: bytes, parent: QWidget | None = None) -> None:
        super().__init__(ctx, case, parent)
        self._shown = _AT_ONCE
        self._record: bytes | None = None
        self._meant: bytes | None = None
        self._found: Notes | None = None
        self.cards: dict[bytes, NoteCard] = {}
        self.writer = NoteWriter(ctx, case)
        self.writer.saved.connect(self._on_saved)
        self.saved_line = SavedLine(ctx)
        self._list = Rows(gap=3)
        body = QWidget()
        column = QVBoxLayout(body)
        space = ctx.theme.space
        column.setContentsMargins(space(5), space(4), space(5), space(5))
        column.setSpacing(space(4))
        body.setMaximumWidth(ctx.theme.tokens.reading + 2 * space(5))
        column.addWidget(self.writer)
        column.addWidget(self._list)
        column.addStretch(1)
        self._scroll = Scroll(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.saved_line)
        outer.addWidget(self._scroll, 1)
        self.setFocusProxy(self.writer.text)

    def open(self, record: bytes | None) -> None:
        """Read the notes; bring the one that is meant into sight."""
        self._record = self._meant = record
        self.writer.begin()
        self._read()

    def changed(self, changed: Changed) -> None:
        """Read again when notes, people or who may read them changed."""
        if changed.concerns(case=self.case):
            self._read()

    def record(self) -> bytes | None:
        """Say which note was meant."""
        return self._record

    def leave(self) -> None:
        """Keep what is typed and not saved."""
        self.writer.leave()

    def _read(self) -> None:
        case = self.case

        def read(workspace: Workspace) -> _Read:
            return _Read(notes.of_case(workspace, case), readers.of_case(workspace, notes.KIND, case))

        self.ctx.tasks.read(self, read, self._show, key="notes")

    def _show(self, read: _Read) -> None:
        self._found = read.notes
        self.writer.set_homes(read.homes)
        self._fill()

    def _fill(self) -> None:
        if self._found is None:
            return
        found, words = self._found.found, self.ctx.words
        self._list.clear()
        self.cards = {}
        if not found:
            self._list.add(EmptyState("note", words("documents.no_notes"), words("documents.no_notes_hint")))
        by_id = {note.id: note for note in found}
        wanted = next((at for at, note in enumerate(found) if note.id == self._meant), -1)
        self._shown = max(self._shown, wanted + 1)
        for note in found[: self._shown]:
            self._list.add(self._card(note, by_id))
        left = len(found) - self._shown
        if left > 0:
            self._list.add(
                Button(words("documents.older_notes", left=left), "down", "quiet", clicked=self._more)
            )
        if self._meant is not None and (card := self.cards.get(self._meant)) is not None:
            self._meant = None
            card.follow_button.setFocus(Qt.FocusReason.OtherFocusReason)
            # Its place is known only when all cards have theirs.
            QTimer.singleShot(0, card, lambda: self._scroll.ensureWidgetVisible(card, 0, card.height()))

    def _card(self, note: Note, by_id: dict[bytes, Note]) -> NoteCard:
        about = by_id.get(note.translation_of or note.follows or b"")
        names = self._found.names if self._found is not None else {}
        card = NoteCard(self.ctx, note, about, names)
        card.follow.connect(lambda: self.writer.follow(note))
        card.translate.connect(lambda: self.writer.translate(note))
        card.go.connect(self._go)
        self.cards[note.id] = card
        return card

    def _go(self, record: object) -> None:
        if isinstance(record, bytes):
            self._record = self._meant = record
            self._fill()

    def _more(self) -> None:
        self._shown += _AT_ONCE
        self._fill()

    def _on_saved(self, saved: Saved) -> None:
        """Offer to take it back: a note is never edited, and one in the wrong part or case must not stay there."""
        self._record = saved.record
        self.saved_line.tell(self.ctx.words("case.saved"), saved)
        self._scroll.verticalScrollBar().setValue(0)
