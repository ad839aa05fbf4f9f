"""One house: who is here, the time line of its stays, and what is written down of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app import safehouses
from app.changed import Changed
from app.errors import UserError
from app.safehouses import HouseCard, StayBar
from app.workspace import Workspace
from ui.forms.saving import Saved, Saving
from ui.screens.case.keys import editing_keys
from ui.screens.case.saved_line import SavedLine
from ui.screens.houses import said
from ui.screens.houses.alarm import AlarmDialog
from ui.screens.houses.assign import AssignPane
from ui.screens.houses.fields import FieldsPanel
from ui.screens.houses.form_page import FormPage, of_house, of_stay
from ui.screens.houses.head import HouseHead
from ui.screens.houses.move import MoveDialog
from ui.screens.houses.status import StatusDialog
from ui.screens.houses.stays import StaysPanel
from ui.shell.context import Context
from ui.shell.screen import Route
from ui.theme import current
from ui.widgets import Scroll, Tabs

TABS: Final = ("stays", "house")
_CONCERNS: Final = ("house", "stay", "person", "case")


@dataclass(frozen=True, slots=True)
class _Found:
    card: HouseCard | None
    others: list[HouseCard]
    tonight: list[StayBar]


def _read(workspace: Workspace, house: bytes) -> _Found:
    cards = safehouses.overview(workspace)
    card = next((one for one in cards if one.id == house), None)
    others = [one for one in cards if one.id != house and one.codename]
    return _Found(card, others, safehouses.tonight(workspace, house))


class HouseView(QWidget):
    """Shows one house. `back` asks for the others."""

    back = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self.house: bytes | None = None
        self._found: _Found | None = None
        self._alone = False
        self._fresh = True
        self._build()

    def _build(self) -> None:
        words = self._ctx.words
        self.head = HouseHead(self._ctx)
        self.head.back.connect(self.back)
        self.head.assign.connect(self.begin_assign)
        self.head.status.connect(self._ask_status)
        self.head.alarm.connect(self._ask_alarm)
        self.saved_line = SavedLine(self._ctx)
        editing_keys(self, undo=self.saved_line.undo)
        self.stays = StaysPanel(self._ctx)
        self.stays.arriving.connect(self._arrive)
        self.stays.leaving.connect(self._leave)
        self.stays.moving.connect(self._ask_move)
        self.stays.editing.connect(self._edit)
        self.stays.opening.connect(self._go_to_case)
        self.fields = FieldsPanel(self._ctx)
        self.fields.edit.connect(self.edit_house)
        self.tabs = Tabs(words("houses.parts"))
        self.tabs.add(self.stays, words("houses.tab_stays"))
        self.tabs.add(self.fields, words("houses.tab_house"))
        self.tabs.currentChanged.connect(self._on_tab)
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.head, self.saved_line):
            column.addWidget(widget)
        inset = QHBoxLayout()
        inset.setContentsMargins(current().space(3), 0, current().space(3), 0)
        inset.addWidget(self.tabs)
        column.addLayout(inset, 1)
        self.stack = QStackedWidget()
        # In a low window the whole page scrolls; the time line alone would have no room left.
        page = Scroll(main)
        self.stack.addWidget(page)
        # Who comes sees the house first, wherever the keyboard begins.
        self.stays.begun.connect(
            lambda: QTimer.singleShot(0, page, lambda: page.verticalScrollBar().setValue(0))
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.stack)

    def _on_tab(self, index: int) -> None:
        """Show a part; the keyboard follows unless it walks along the row of tabs."""
        house = index == TABS.index("house")
        self.fields.set_open(house)
        if self.tabs.tabBar().hasFocus():
            return
        if house:
            self.fields.edit_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.stays.line.focus_bar()

    # What is shown.

    def open(self, house: bytes, tab: str | None, *, alone: bool) -> None:
        """Show a house; `tab` is what somebody came for."""
        if house != self.house:
            self._close_form()
            self.saved_line.hide()
        self._fresh = True
        self.house, self._alone = house, alone
        self.tabs.setCurrentIndex(TABS.index(tab) if tab in TABS else 0)
        self.read()

    def tab(self) -> str:
        """Say which part is open."""
        return TABS[self.tabs.currentIndex()]

    def read(self) -> None:
        """Read the house again."""
        house = self.house
        if house is not None:
            self._ctx.tasks.read(self, lambda workspace: _read(workspace, house), self._show, key="house")

    def _show(self, found: _Found) -> None:
        if found.card is None:
            self.back.emit()
            return
        if found.card.id != self.house:
            return
        self._found = found
        self.head.show_house(found.card, found.tonight, alone=self._alone)
        self.stays.show_house(found.card, begin=self._fresh)
        self._fresh = False
        self.fields.show_house(found.card.id)

    def changed(self, changed: Changed) -> None:
        """Take in what arrived."""
        if changed.concerns(_CONCERNS, record=self.house):
            self.read()
        self.fields.changed(changed)

    # Forms in place of the rest.

    def _open_form(self, form: AssignPane | FormPage) -> None:
        self._close_form()
        form.saved.connect(self._on_saved)
        form.closed.connect(self._on_closed)
        self.stack.setCurrentIndex(self.stack.addWidget(form))
        form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_form(self) -> None:
        form = self.stack.widget(1)
        if isinstance(form, AssignPane | FormPage):
            form.leave()
            self.stack.setCurrentIndex(0)
            self.stack.removeWidget(form)
            form.deleteLater()

    def _on_saved(self, saved: Saved) -> None:
        self._close_form()
        self._tell("houses.saved", saved)
        if saved.record == self.house:
            self.fields.edit_button.setFocus()
        else:
            self.stays.choose(saved.record)

    def _on_closed(self) -> None:
        self._close_form()
        if self.tab() == "house":
            self.fields.edit_button.setFocus()
        else:
            self.stays.line.focus_bar()

    def _tell(self, slug: str, saved: Saved) -> None:
        self.saved_line.tell(self._ctx.words(slug), saved)

    # What people do.

    def begin_assign(self) -> None:
        """Choose somebody who is to stay here."""
        if self._found is not None and self._found.card is not None:
            self._open_form(AssignPane(self._ctx, self._found.card))

    def edit_house(self) -> None:
        """Edit what is written down of the house."""
        if self._found is not None and self._found.card is not None:
            self._open_form(of_house(self._ctx, self._found.card))

    def _edit(
        self,
        bar: StayBar,
        values: Mapping[str, object] | None = None,
        focus: str | None = None,
        refusal: Exception | None = None,
    ) -> None:
        self._open_form(of_stay(self._ctx, bar, values=values, focus=focus, refusal=refusal))

    def _arrive(self, bar: StayBar) -> None:
        values = said.arrival(self._ctx.now())
        saving = Saving("stay", bar.id, fields=values)

        def refused(error: Exception) -> None:
            if isinstance(error, UserError):
                self._edit(bar, values, "exception_reason", error)
            else:
                self._ctx.notices.error(error)

        self._ctx.tasks.write(
            self, saving, lambda saved: self._tell("houses.arrived_said", saved), failed=refused
        )

    def _leave(self, bar: StayBar) -> None:
        self._edit(bar, said.departure(self._ctx.now()), "reason_out")

    def _ask_move(self, bar: StayBar) -> None:
        others: Sequence[HouseCard] = self._found.others if self._found is not None else ()
        dialog = MoveDialog(self._ctx, bar, others, self)
        dialog.moved.connect(lambda saved: self._tell("houses.moved_said", saved))
        dialog.open()

    def _ask_status(self) -> None:
        if self._found is not None and self._found.card is not None:
            dialog = StatusDialog(self._ctx, self._found.card, self)
            dialog.saved.connect(lambda saved: self._tell("houses.saved", saved))
            dialog.open()

    def _ask_alarm(self) -> None:
        if self._found is not None and self._found.card is not None:
            dialog = AlarmDialog(self._ctx, self._found.card, self._found.tonight, self)
            dialog.raised.connect(lambda saved: self._tell("houses.alarm_raised", saved))
            dialog.open()

    def _go_to_case(self, bar: StayBar) -> None:
        self._ctx.go(Route("case", bar.case, "stays", bar.id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to all houses on Escape."""
        if event.key() == Qt.Key.Key_Escape and not self._alone:
            self.back.emit()
            return
        super().keyPressEvent(event)

    def leave(self) -> None:
        """Close what is open; what is typed is kept."""
        self._close_form()
