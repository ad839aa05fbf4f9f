"""Moving somebody to another house: where, when, and whether they are there already; both stays are written together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import staying
from app.errors import UserError
from app.ids import parse, to_text
from app.safehouses import HouseCard, StayBar
from app.staying import Move
from app.texts import typed_dates
from app.workspace import Workspace
from ui.forms.dates import Date
from ui.forms.saving import Saved, number
from ui.screens.houses import said
from ui.shell.context import Context
from ui.widgets import Banner, Button, Checkbox, Columns, ComboBox, Dialog, FieldRow, LineEdit, Rows, TextEdit

_EXCUSABLE = frozenset({"stay_overlaps", "house_full"})


class MoveDialog(Dialog):
    """Asks where somebody goes. `moved` carries a Saved."""

    moved = Signal(object)

    def __init__(self, ctx: Context, bar: StayBar, houses: Sequence[HouseCard], parent: QWidget) -> None:
        words = ctx.words
        super().__init__(
            words("houses.move_title", person=said.person(words, bar)), width=600, parent=parent.window()
        )
        self._ctx, self._bar = ctx, bar
        options = [(to_text(card.id), self._offer(card)) for card in houses]
        self.house = ComboBox(options, empty=words("houses.move_elsewhere"))
        self.house.edited.connect(self._show_room)
        self.day = Date(words.language, words("forms.date_hint"))
        self.day.set_value(ctx.now().date().isoformat())
        self.day.call(words("houses.move_day"))
        self.room = LineEdit()
        self.arrived = Checkbox(words("houses.move_arrived"), value=not ctx.facts.is_desk)
        self.reason = TextEdit(lines=1, most=4)
        self.exception = TextEdit(lines=1, most=4)
        self._day_row = FieldRow(words("houses.move_day"), self.day, required=True)
        self._room_row = FieldRow(words.field("room"), self.room)
        self._exception_row = FieldRow(
            words.field("exception_reason"), self.exception, words("forms.hint_exception")
        )
        self._exception_row.hide()
        self._wrong = Rows()
        self.add(FieldRow(words("houses.move_to"), self.house, words("houses.move_hint")))
        self.add(Columns(self._day_row, self._room_row))
        self.add(self.arrived)
        self.add(FieldRow(words.field("reason_out"), self.reason))
        self.add(self._exception_row)
        self.add(self._wrong)
        self.save_button = Button(words("houses.move_do"), "check", "primary", clicked=self._do)
        self.set_actions(self.save_button)
        if len(options) == 1:
            self.house.set_value(options[0][0])
        self._show_room()
        self.house.setFocus()

    def _offer(self, card: HouseCard) -> str:
        words = self._ctx.words
        return words("houses.offer", house=said.name(words, card), taken=said.occupancy(words, card)[0])

    def _show_room(self) -> None:
        """Ask for a room and an arrival only where the next stay is written."""
        known = self.house.value() is not None
        self._room_row.setVisible(known)
        self.arrived.setVisible(known)

    def _do(self) -> None:
        chosen, day = self.house.value(), str(self.day.value() or "")
        move = Move(
            day=typed_dates.read(day) or day,
            house=parse(chosen) if chosen is not None else None,
            room=self.room.value() or None,
            arrived=self.arrived.value(),
            reason=self.reason.value() or None,
            exception_reason=self.exception.value() or None,
        )
        stay = self._bar.id
        self.save_button.setEnabled(False)

        def work(workspace: Workspace) -> Saved:
            return Saved(staying.move(workspace, stay, move) or stay, number(workspace))

        self._ctx.tasks.write(self, work, self._on_moved, failed=self._on_failed)

    def _on_moved(self, saved: Saved) -> None:
        self.moved.emit(saved)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self._wrong.clear()
        self._day_row.set_error("")
        self._exception_row.set_error("")
        text = self._ctx.words.error(error)
        both = f"{text.what} {text.to_do}"
        if isinstance(error, UserError) and error.slug in _EXCUSABLE:
            self._exception_row.show()
            self._exception_row.set_error(both)
            self.exception.setFocus(Qt.FocusReason.OtherFocusReason)
        elif isinstance(error, UserError) and error.facts.get("field") in ("actual_to", "end"):
            self._day_row.set_error(both)
            self.day.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._wrong.add(Banner("error", text.what, text.to_do))
