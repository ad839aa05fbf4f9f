"""One note to read: when, who, about whom and where it lies; what it follows; and what can be written after it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.casework.compartments import Compartment
from app.notes import Note
from ui.forms.titles import first_line
from ui.shell.context import Context
from ui.widgets.buttons import Button, IconButton
from ui.widgets.cards import Card
from ui.widgets.labels import PlainLabel


class NoteCard(Card):
    """follow, translate: another note about this one is wanted. go: the note that this one is about, by its id."""

    follow = Signal()
    translate = Signal()
    go = Signal(object)

    def __init__(
        self,
        ctx: Context,
        note: Note,
        about: Note | None,
        names: Mapping[bytes, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.ctx, self.note = ctx, note
        words = ctx.words
        self.follow_button = Button(words("documents.follow"), "write", "quiet", clicked=self.follow.emit)
        self.translate_button = Button(
            words("documents.translate"), "language", "quiet", clicked=self.translate.emit
        )
        head = QHBoxLayout()
        head.setSpacing(ctx.theme.space(1))
        head.addWidget(PlainLabel(self._head(names), "hint"), 1)
        head.addWidget(self.follow_button)
        head.addWidget(self.translate_button)
        self.body.addLayout(head)
        if note.title:
            self.add(PlainLabel(note.title, "strong", selectable=True))
        if about is not None:
            self.body.addLayout(self._about(about))
        self.text = PlainLabel(note.text, selectable=True)
        self.add(self.text)
        self.setAccessibleName(words("documents.note_of", when=self._when(), author=note.author))

    def _when(self) -> str:
        words, note = self.ctx.words, self.note
        if note.date:
            return words.value("note", "date", note.date)
        return words.day(note.written, self.ctx.now()) if note.written else ""

    def _head(self, names: Mapping[bytes, str]) -> str:
        """When and by whom; about whom; where it lies unless that is the case itself; its language, if it is another."""
        words, note = self.ctx.words, self.note
        said = [self._when(), note.author]
        if note.person is not None:
            said.append(names.get(note.person) or words("forms.unnamed"))
        if note.compartment not in (None, Compartment.CORE):
            said.append(words.compartment(note.compartment.word))
        if note.language and note.language != words.language:
            said.append(words.value("note", "language", note.language))
        return " · ".join(part for part in said if part)

    def _about(self, about: Note) -> QHBoxLayout:
        words, line = self.ctx.words, first_line(about.text)
        translated = self.note.translation_of == about.id
        said = (
            words("documents.translating", line=line)
            if translated
            else words("documents.following", line=line)
        )
        self.about_button = IconButton(
            "language" if translated else "back",
            words("documents.show_note"),
            tone="accent",
            clicked=lambda: self.go.emit(about.id),
        )
        row = QHBoxLayout()
        row.setSpacing(self.ctx.theme.space(1))
        row.addWidget(self.about_button)
        row.addWidget(PlainLabel(said, "hint"), 1)
        return row
