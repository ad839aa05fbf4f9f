"""Cuts a device off: asks why, says what it holds and so who must be warned or moved, before and after.

Revoking is for good: Enter does not press it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from app import devices, roster
from app.roster import Entry, HeldCase
from ui.shell.context import Context
from ui.widgets.buttons import Button
from ui.widgets.dialog import Dialog
from ui.widgets.inputs import LineEdit
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import FieldRow
from ui.widgets.lists import Entry as Line
from ui.widgets.lists import EntryList
from ui.widgets.progress import ProgressLine

#: Compartments of a case, in the order in which they are named; the program's own are nobody's to warn of.
_OF_CASES: Final = ("core", "route", "identity", "story", "health", "house")
_MOST: Final = 300


class CutOffDialog(Dialog):
    """Suspends or revokes one device."""

    def __init__(self, ctx: Context, entry: Entry, *, for_good: bool, parent: QWidget) -> None:
        words = ctx.words
        title = (
            words("devices.revoke_title", name=entry.name)
            if for_good
            else words("devices.suspend_title", name=entry.name)
        )
        what = words("devices.revoke_what") if for_good else words("devices.suspend_what")
        super().__init__(title, what, width=ctx.theme.tokens.reading * 3 // 4, parent=parent.window())
        self._ctx, self._entry, self._for_good = ctx, entry, for_good
        self.reason = LineEdit(max_length=_MOST)
        self.row = FieldRow(words("common.reason"), self.reason, words("devices.reason_hint"), required=True)
        self.add(self.row)
        self.heading_held = PlainLabel("", "strong")
        self.held = EntryList(words("devices.held"))
        self.add(self.heading_held)
        self.add(self.held)
        self.progress = ProgressLine(words("common.loading"), cancellable=False)
        self.add(self.progress)
        action = words("devices.revoke") if for_good else words("devices.suspend")
        self.yes = Button(action, kind="danger", clicked=self._on_yes)
        self.yes.setEnabled(False)
        self.set_actions(self.yes)
        self.yes.setAutoDefault(False)
        self.yes.setDefault(not for_good)
        self.reason.edited.connect(lambda: self.yes.setEnabled(bool(self.reason.value())))
        self.reason.setFocus()
        self.held.hide()
        self.progress.start()
        ctx.tasks.read(self, lambda workspace: roster.holds(workspace, entry.id), self._show_held)

    def _show_held(self, held: Sequence[HeldCase]) -> None:
        self.progress.finish()
        words = self._ctx.words
        lines = [line for one in held if (line := self._line(one)) is not None]
        cases = sum(bool(line.key) for line in lines)
        said = words("devices.held_n", n=cases) if cases else words("devices.held_nothing")
        self.heading_held.setText(said)
        self.held.set(lines)
        self.held.setVisible(bool(lines))
        self.held.fit(5)
        self.adjustSize()

    def _line(self, one: HeldCase) -> Line | None:
        words = self._ctx.words
        certain, possible = self._named(one.certain), self._named(one.possible)
        if not certain and not possible:
            return None
        said = certain or possible
        if certain and possible:
            said = words("devices.both", certain=certain, possible=possible)
        alias = one.alias or (words("devices.no_alias") if one.case else words("devices.of_the_house"))
        badge = (words("devices.certainly"), "high") if certain else (words("devices.possibly"), "medium")
        return Line(one.case or b"", alias, said, badge=badge)

    def _named(self, compartments: Sequence[str]) -> str:
        words = self._ctx.words
        return ", ".join(words.compartment(word) for word in _OF_CASES if word in compartments)

    def _on_yes(self) -> None:
        reason, name = self.reason.value(), self._entry.name
        if not reason:
            return
        cut = devices.revoke if self._for_good else devices.suspend
        self.yes.setEnabled(False)
        self.progress.start()
        self._ctx.tasks.write(
            self,
            lambda workspace: cut(workspace, name, reason),
            lambda _cut: self._done(),
            failed=self._failed,
        )

    def _failed(self, error: Exception) -> None:
        self.progress.finish()
        self.yes.setEnabled(True)
        self.row.set_error(str(self._ctx.words.error(error)))

    def _done(self) -> None:
        self.progress.finish()
        words, name = self._ctx.words, self._entry.name
        self.row.hide()
        said = (
            words("devices.now_revoked", name=name)
            if self._for_good
            else words("devices.now_suspended", name=name)
        )
        self.heading.setText(said)
        self.set_what(words("devices.warn_them") if self.held.entries() else words("devices.nobody_to_warn"))
        self.setWindowTitle(said)
        close = Button(words("common.close"), kind="primary", clicked=self.accept)
        self.set_actions(close, cancel=False)
        close.setFocus()
        self.adjustSize()
