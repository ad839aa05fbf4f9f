"""Another passphrase: the old one, then seven words of ours or a chosen one. What an old copy still opens is said."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app import passphrases
from app.errors import UserError
from app.workspace import Workspace
from ui.shell.context import Context
from ui.widgets import (
    Button,
    Card,
    Dialog,
    FieldRow,
    PassphraseField,
    PlainLabel,
    ProgressLine,
    Radio,
    Rows,
    WordsShown,
)


class Passphrase(Card):
    """The card that leads to the dialog."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx.words("settings.passphrase"))
        self._ctx = ctx
        self.add(PlainLabel(ctx.words("settings.passphrase_hint"), "hint"))
        self.add(Button(ctx.words("settings.passphrase_change"), "key", clicked=self._open))

    def _open(self) -> None:
        ChangePassphrase(self._ctx, self.window()).open()


class ChangePassphrase(Dialog):
    """Ask for the old one, offer seven words or take a chosen one, and change it."""

    def __init__(self, ctx: Context, parent: QWidget) -> None:
        words = ctx.words
        super().__init__(
            words("settings.passphrase_change"), words("settings.passphrase_why"), width=600, parent=parent
        )
        self._ctx = ctx
        self._made = ""
        self._busy = False
        self._old = PassphraseField(words("settings.passphrase_old"))
        self._ours = Radio(words("settings.passphrase_ours"), True, words("settings.passphrase_ours_hint"))
        self._own = Radio(words("settings.passphrase_own"), False, words("settings.passphrase_own_hint"))
        self._words = Rows()
        self._learned = PassphraseField(words("settings.passphrase_again"))
        self._learned_row = FieldRow(words("settings.passphrase_again"), self._learned)
        self._chosen = PassphraseField(words("settings.passphrase_new"))
        self._chosen_row = FieldRow(words("settings.passphrase_new"), self._chosen)
        self._twice = PassphraseField(words("settings.passphrase_twice"))
        self._twice_row = FieldRow(words("settings.passphrase_twice"), self._twice)
        self._old_row = FieldRow(words("settings.passphrase_old"), self._old)
        self._line = ProgressLine(words("settings.passphrase_working"), cancellable=False)
        first = (self._old_row, self._ours, self._words, self._learned_row)
        for widget in (*first, self._own, self._chosen_row, self._twice_row, self._line):
            self.add(widget)
        self._chosen_row.hide()
        self._twice_row.hide()
        self._do = Button(words("settings.passphrase_do"), kind="primary", clicked=self._change)
        # The words may wait behind an import: nothing may be changed to no words at all.
        self._do.setEnabled(False)
        self.set_actions(self._do)
        self._ours.edited.connect(self._show_way)
        self._own.edited.connect(self._show_way)
        self._learned.entered.connect(self._do.click)
        self._chosen.entered.connect(self._twice.setFocus)
        self._twice.entered.connect(self._do.click)
        ctx.tasks.aside(self, lambda: passphrases.new(None, None, language=words.language), self._show_made)

    def _show_made(self, made: str) -> None:
        self._made = made
        self._do.setEnabled(True)
        self._words.add(WordsShown(made.split(), columns=3))
        self._old.setFocus()

    def _show_way(self) -> None:
        ours = bool(self._ours.value())
        self._words.setVisible(ours)
        self._learned_row.setVisible(ours)
        self._chosen_row.setVisible(not ours)
        self._twice_row.setVisible(not ours)
        (self._learned if ours else self._chosen).setFocus()

    def _new_row(self) -> FieldRow:
        return self._learned_row if self._ours.value() else self._chosen_row

    def _typed_again(self) -> bool:
        """Say whether what will open the store was typed as it is meant; tell it where it was not."""
        words = self._ctx.words
        if self._ours.value():
            row, typed, wanted = self._learned_row, " ".join(self._learned.text().split()), self._made
            wrong = words("settings.passphrase_not_the_same")
        else:
            row, typed, wanted = self._twice_row, self._twice.text(), self._chosen.text()
            wrong = str(words.error(UserError("passphrases_differ")))
        same = passphrases.same(typed, wanted)
        row.set_error("" if same else wrong)
        if not same:
            row.field.setFocus()
        return same

    def _change(self) -> None:
        self._old_row.set_error("")
        self._new_row().set_error("")
        if not self._typed_again():
            return
        ours, old, made, chosen = bool(self._ours.value()), self._old.text(), self._made, self._chosen.text()
        self._set_busy(True)

        def work(workspace: Workspace) -> None:
            fresh = made if ours else passphrases.new(workspace, chosen)
            passphrases.change(workspace, old, fresh)

        self._ctx.tasks.write(self, work, self._done, failed=self._failed)

    def reject(self) -> None:
        """Close, but never in the middle of it: nobody would be told which passphrase opens the store now."""
        if not self._busy:
            super().reject()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._do.setEnabled(not busy)
        if busy:
            self._line.start()
        else:
            self._line.finish()

    def _done(self, _none: object) -> None:
        self._set_busy(False)
        for field in (self._old, self._learned, self._chosen, self._twice):
            field.clear()
        self._ctx.notices.tell(
            self._ctx.words("settings.passphrase_changed"), self._ctx.words("settings.passphrase_old_copies")
        )
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        wrong_old = isinstance(error, UserError) and error.slug == "wrong_passphrase"
        row = self._old_row if wrong_old else self._new_row()
        row.set_error(str(self._ctx.words.error(error)))
        row.field.setFocus()
