"""Writing a note: text, about whom, in which part of the case, in which language. Ctrl+Enter saves.

What is typed is a draft until it is saved; only typing empties the draft. A follow-up or translation begins in the same part of
the case as the note that it is about: nothing of a story gets into the core by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app import cases
from app.casework import compartments
from app.drafts import Draft
from app.errors import UserError
from app.ids import parse, to_text
from app.notes import KIND, Note
from app.readers import Homes
from app.texts import values
from app.workspace import Workspace
from ui.forms.saving import Saved, number
from ui.forms.titles import first_line
from ui.screens.case.home_field import HomeField
from ui.shell.context import Context
from ui.widgets.banners import Banner
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.choices import ComboBox
from ui.widgets.hold import Hold
from ui.widgets.inputs import TextEdit
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import Actions, FieldRow, Rows


class NoteWriter(Card):
    """`saved` carries a Saved with the new note."""

    saved = Signal(object)

    def __init__(self, ctx: Context, case: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.ctx, self._case = ctx, case
        self._key = f"note/new/{to_text(case)}"
        self._about: tuple[str, bytes] | None = None
        self._line = ""
        self._begun = self._saving = False
        self._waiting: Draft | None = None
        self._have_homes = False
        self._hold = Hold(self)
        words = ctx.words
        self._heading = Rows(gap=1)
        self.text = TextEdit("", words("documents.write_here"), lines=3)
        self.text.setAccessibleName(words("documents.note_text"))
        self.language = ComboBox(values.languages(words.language), words.language)
        self.home = HomeField(ctx, case, beside=[FieldRow(words.field("language"), self.language)])
        self.wrong = PlainLabel("", "wrong")
        self.wrong.hide()
        self.save_button = Button(words("documents.save_note"), "check", "primary", clicked=self.save)
        self.clear_button = Button(words("documents.clear_note"), kind="quiet", clicked=self.discard)
        for widget in (
            self._heading,
            self.text,
            self.wrong,
            self.home,
            Actions(
                self.clear_button,
                self.save_button,
                left=[PlainLabel(words("documents.note_keys"), "hint", wrap=False)],
            ),
        ):
            self.add(widget)
        self.text.edited.connect(self._on_edited)
        self.home.edited.connect(self._on_edited)
        self.language.edited.connect(self._on_edited)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save)
        self._show_state()

    # Beginning.

    def begin(self) -> None:
        """Look for what was typed and not saved; once."""
        if not self._begun:
            self._begun = True
            self.ctx.drafts.load(self, self._key, self._put_back)

    def set_homes(self, homes: Homes) -> None:
        """Offer where it can go."""
        self._have_homes = True
        self.home.set_homes(homes)
        if self._waiting is not None:
            draft, self._waiting = self._waiting, None
            self._choose(draft)

    def _put_back(self, draft: Draft | None) -> None:
        self._register()
        if draft is None or self.text.value():
            return
        self.text.set_value(_text(draft, "text"))
        if language := _text(draft, "language"):
            self.language.set_value(language)
        for name in ("follows", "translation_of"):
            if about := _reference(draft, name):
                self._line = _text(draft, "line")
                self._about = (name, about)
        if self._have_homes:
            self._choose(draft)
        else:
            self._waiting = draft
        self._show_state()

    def _choose(self, draft: Draft) -> None:
        part = _text(draft, "part")
        try:
            chosen = compartments.named(part) if part else None
        except UserError:
            chosen = None
        self.home.choose(_reference(draft, "person"), chosen)
        self._register()

    def _register(self) -> None:
        """Tell where the draft belongs: it is shed and purged with the part that it is for."""
        self.ctx.drafts.register(self, self._key, self._typed, kind=KIND, place=self.home.place())

    def _typed(self) -> Mapping[str, object] | None:
        if self._saving or not (self.text.value().strip() or self._about):
            return None
        part, person = self.home.compartment(), self.home.person()
        return {
            "text": self.text.value(),
            "language": self.language.value() or "",
            "part": part.word if part is not None else "",
            "person": to_text(person) if person is not None else "",
            **({self._about[0]: to_text(self._about[1]), "line": self._line} if self._about else {}),
        }

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is typed now: a tab that is left can be gone before the pause after typing is over."""
        super().hideEvent(event)
        self.ctx.drafts.flush()

    def leave(self) -> None:
        """Keep what is typed and not saved, and stop being watched."""
        self.ctx.drafts.unregister(self._key, self)

    # Writing.

    def follow(self, note: Note) -> None:
        """Begin a note that follows another."""
        self._begin_about("follows", note)

    def translate(self, note: Note) -> None:
        """Begin a translation of a note, into the language of the program unless the note is in that."""
        self._begin_about("translation_of", note)
        other = "en" if note.language == self.ctx.words.language else self.ctx.words.language
        self.language.set_value(other)

    def _begin_about(self, name: str, note: Note) -> None:
        self._about, self._line = (name, note.id), first_line(note.text)
        self.home.choose(note.person, note.compartment)
        self._on_edited()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_edited(self) -> None:
        self.wrong.hide()
        self._register()
        self.ctx.drafts.touch(self._key)
        self._show_state()

    def _show_state(self) -> None:
        words = self.ctx.words
        typed = bool(self.text.value().strip())
        self.save_button.setEnabled(typed and not self._saving)
        self.clear_button.setVisible(typed or self._about is not None)
        self.home.setVisible(typed or self._about is not None)
        self._heading.clear()
        if self._about is not None:
            said = (
                words("documents.translating", line=self._line)
                if self._about[0] == "translation_of"
                else words("documents.following", line=self._line)
            )
            self._heading.add(Banner("info", said))
        self._heading.setVisible(self._about is not None)

    def save(self) -> None:
        """Save the note, if there is one."""
        text = self.text.value()
        if self._saving or not text.strip():
            return
        self._saving = True
        self._hold.hold(True)
        self._show_state()
        fields: dict[str, object] = {"text": text}
        if language := self.language.value():
            fields["language"] = language
        if self._about is not None:
            fields[self._about[0]] = to_text(self._about[1])
        place, key = self.home.place(), self._key

        def write(workspace: Workspace) -> Saved:
            added = cases.add(workspace, KIND, fields, place, draft=key)
            return Saved(added.id, number(workspace))

        self.ctx.tasks.write(self, write, self._on_saved, failed=self._on_failed)

    def _on_saved(self, saved: Saved) -> None:
        self._hold.hold(False)
        self._empty()
        self.saved.emit(saved)

    def _on_failed(self, error: Exception) -> None:
        self._saving = False
        self._hold.hold(False)
        self._show_state()
        if isinstance(error, UserError):
            self.wrong.setText(str(self.ctx.words.error(error)))
            self.wrong.show()
        else:
            self.ctx.notices.error(error)

    def discard(self) -> None:
        """Forget what was typed."""
        self.ctx.drafts.forget(self._key)
        self._empty()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _empty(self) -> None:
        self._about, self._line = None, ""
        self.text.set_value("")
        self.language.set_value(self.ctx.words.language)
        self.home.choose(None, None)
        self._saving = False
        self._register()
        self._show_state()


def _text(draft: Draft, name: str) -> str:
    value = draft.get(name)
    return value if isinstance(value, str) else ""


def _reference(draft: Draft, name: str) -> bytes | None:
    value = _text(draft, name)
    try:
        return parse(value) if value else None
    except UserError:
        return None
