"""Saying that others know of a house: a deliberate act, with everything it brings about said before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import alarms
from app.casework.codes import HouseStatus
from app.safehouses import HouseCard, StayBar
from app.workspace import Workspace
from ui.forms.saving import Saved, number
from ui.screens.houses import said
from ui.shell.context import Context
from ui.theme import current
from ui.widgets import Banner, Button, Card, Dialog, FieldRow, PlainLabel, RadioList, Rows, TextEdit

_NAMED = 8
_LONGEST = 40


class AlarmDialog(Dialog):
    """Asks for what is so and for the words of the message. `raised` carries a Saved with the message."""

    raised = Signal(object)

    def __init__(self, ctx: Context, card: HouseCard, tonight: Sequence[StayBar], parent: QWidget) -> None:
        words = ctx.words
        title = words("houses.alarm_title", house=said.name(words, card))
        super().__init__(title, width=620, parent=parent.window())
        self._ctx, self._card = ctx, card
        self.choice = RadioList(
            [
                (str(code), words.label("house_status", code), words(slug))
                for code, slug in (
                    (HouseStatus.COMPROMISED, "houses.means_compromised"),
                    (HouseStatus.EVACUATING, "houses.means_evacuating"),
                )
            ],
            str(
                HouseStatus.EVACUATING if card.status == HouseStatus.COMPROMISED else HouseStatus.COMPROMISED
            ),
        )
        self.choice.setAccessibleName(words("houses.status"))
        self.add(self.choice)
        self.add(self._what_happens(tonight))
        desk = ctx.facts.is_desk
        self.text = TextEdit(
            words("houses.alarm_text_desk" if desk else "houses.alarm_text_house"), lines=3, most=5
        )
        label = words("houses.alarm_message_desk" if desk else "houses.alarm_message_house")
        self.row = FieldRow(label, self.text, required=True)
        self.add(self.row)
        self._wrong = Rows()
        self.add(self._wrong)
        self.yes = Button(words("houses.alarm_do"), "shield-warning", "danger", clicked=self._do)
        self.yes.setAutoDefault(False)
        self.set_actions(self.yes)
        self.choice.setFocus()

    def _what_happens(self, tonight: Sequence[StayBar]) -> Card:
        words = self._ctx.words
        card = Card()
        card.body.setSpacing(current().space(2))
        desk = self._ctx.facts.is_desk
        lines = [
            words("houses.alarm_today"),
            words("houses.alarm_tells_desk" if desk else "houses.alarm_tells_house"),
            words("houses.alarm_bundle"),
            self._who(tonight),
        ]
        for line in lines:
            card.add(PlainLabel(line))
        return card

    def _who(self, tonight: Sequence[StayBar]) -> str:
        words = self._ctx.words
        if not tonight:
            return words("houses.alarm_nobody")
        names = [said.person(words, bar) for bar in tonight]
        shown = [name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…" for name in names[:_NAMED]]
        if len(names) > _NAMED:
            shown.append(words("houses.alarm_more", n=len(names) - _NAMED))
        return words("houses.alarm_who", names=words.listed(shown))

    def _do(self) -> None:
        status, text, house = self.choice.value(), self.text.value(), self._card.id
        if status is None:
            return
        self.yes.setEnabled(False)

        def work(workspace: Workspace) -> Saved:
            return Saved(alarms.raise_alarm(workspace, house, status, text), number(workspace))

        self._ctx.tasks.write(self, work, self._on_raised, failed=self._on_failed)

    def _on_raised(self, saved: Saved) -> None:
        self.raised.emit(saved)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.yes.setEnabled(True)
        text = self._ctx.words.error(error)
        self._wrong.clear()
        self._wrong.add(Banner("error", text.what, text.to_do))
