"""Changing how a house stands: each status with what it means. That others know of it is another thing (alarm.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.casework.codes import HouseStatus
from app.safehouses import HouseCard
from ui.forms.saving import Saved, Saving
from ui.screens.houses import said
from ui.shell.context import Context
from ui.widgets import Banner, Button, Dialog, PlainLabel, RadioList

MEANS: Final[Mapping[str, str]] = {
    HouseStatus.SCOUTING: "houses.means_scouting",
    HouseStatus.READY: "houses.means_ready",
    HouseStatus.ACTIVE: "houses.means_active",
    HouseStatus.FULL: "houses.means_full",
    HouseStatus.PAUSED: "houses.means_paused",
    HouseStatus.CLOSED: "houses.means_closed",
}


class StatusDialog(Dialog):
    """Asks for a status. `saved` carries a Saved."""

    saved = Signal(object)

    def __init__(self, ctx: Context, card: HouseCard, parent: QWidget) -> None:
        words = ctx.words
        super().__init__(words("houses.status_of", house=said.name(words, card)), parent=parent.window())
        self._ctx, self._card = ctx, card
        known = card.status is not None and card.status not in MEANS
        if known:
            self.add(PlainLabel(words("houses.ends_alarm")))
        options = [
            (str(code), words.label("house_status", code), words(slug)) for code, slug in MEANS.items()
        ]
        self.choice = RadioList(options, card.status if card.status in MEANS else None)
        self.choice.setAccessibleName(words("houses.status"))
        self.add(self.choice)
        self._wrong: Banner | None = None
        self.save_button = Button(words("common.save"), "check", "primary", clicked=self._save)
        self.set_actions(self.save_button)

    def _save(self) -> None:
        status = self.choice.value()
        if status is None or status == self._card.status:
            self.reject()
            return
        self.save_button.setEnabled(False)
        saving = Saving("house", self._card.id, fields={"status": status})
        self._ctx.tasks.write(self, saving, self._on_saved, failed=self._on_failed)

    def _on_saved(self, saved: Saved) -> None:
        self.saved.emit(saved)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        text = self._ctx.words.error(error)
        if self._wrong is not None:
            self._wrong.hide()
        self._wrong = Banner("error", text.what, text.to_do)
        self.add(self._wrong)
