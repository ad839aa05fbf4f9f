"""Giving somebody a place in a house: who, at the left; from when until when and in which room, at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import staying
from app.ids import to_text
from app.placing import Place
from app.safehouses import HouseCard
from app.staying import Candidate
from app.workspace import Workspace
from ui.forms.form import RecordForm
from ui.forms.groups import Group
from ui.screens.houses import said
from ui.shell.context import Context
from ui.theme import current
from ui.widgets import (
    Button,
    Chip,
    EmptyState,
    Entry,
    EntryList,
    FlowLayout,
    ListPane,
    PlainLabel,
    SearchField,
    clear,
)
from ui.widgets.shown import show_when

GROUP: Final = Group(
    (
        "status",
        "presence",
        "planned_from",
        "planned_to",
        "actual_from",
        "room",
        "reason_in",
        "exception_reason",
    )
)


class AssignPane(QWidget):
    """`saved` carries a Saved, `closed` nothing."""

    saved = Signal(object)
    closed = Signal()

    def __init__(self, ctx: Context, card: HouseCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx, self._card = ctx, card
        self._found: dict[bytes, Candidate] = {}
        self.form: RecordForm | None = None
        words, space = ctx.words, current().space
        self.search = SearchField(words("houses.assign_search"))
        self.search.searched.connect(lambda _text: self.read())
        self.list = EntryList(words("houses.assign_who"))
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self._on_opened)
        self._nobody = PlainLabel(words("houses.assign_nobody"), "hint")
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(space(5), 0, 0, space(4))
        column.setSpacing(space(2))
        for widget in (self.search, self._nobody):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        self._right = QWidget()
        self._holder = QVBoxLayout(self._right)
        self._holder.setContentsMargins(0, 0, 0, 0)
        self._holder.setSpacing(0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(self._head())
        box.addWidget(ListPane(left, self._right, width=340), 1)
        self._show_nobody_chosen()
        self.setFocusProxy(self.search)
        self.read()

    def _head(self) -> QHBoxLayout:
        words, space = self._ctx.words, current().space
        back = Button(words("common.back"), "back", "quiet", clicked=self.closed.emit)
        title = words("houses.assign_title", house=said.name(words, self._card))
        row = QHBoxLayout()
        row.setContentsMargins(space(4), space(4), space(5), space(3))
        row.setSpacing(space(2))
        row.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(PlainLabel(title, "heading"))
        names.addWidget(PlainLabel(said.occupancy(words, self._card)[0], "hint"))
        row.addLayout(names, 1)
        return row

    def _show_nobody_chosen(self) -> None:
        clear(self._holder)
        words = self._ctx.words
        self._holder.addWidget(EmptyState("bed", words("houses.assign_choose"), words("houses.assign_hint")))

    def read(self) -> None:
        """Look for people by what is typed."""
        text = self.search.value()

        def work(workspace: Workspace) -> list[Candidate]:
            return staying.candidates(workspace, text)

        self._ctx.tasks.read(self, work, self._show, key="candidates")

    def _show(self, found: Sequence[Candidate]) -> None:
        self._found = {one.person: one for one in found}
        self.list.set([self._entry(one) for one in found])
        show_when(self._nobody, not found)
        show_when(self.list, bool(found))

    def _entry(self, one: Candidate) -> Entry:
        words = self._ctx.words
        alias = one.alias if one.name else ""
        where = words.listed(list(one.where)) if one.where else words("houses.nowhere")
        line = " · ".join(part for part in (alias, where) if part)
        return Entry(one.person, one.name or one.alias or words("forms.unnamed"), line, "person")

    def _on_opened(self, key: object) -> None:
        if self.form is None:
            self._begin(key, stay=False)
        else:
            self.form.setFocus()

    def _on_chosen(self, key: object) -> None:
        self._begin(key, stay=self.list.hasFocus())

    def _begin(self, key: object, *, stay: bool) -> None:
        """Show the form for somebody. stay: the keyboard is going through the list, and stays there."""
        one = self._found.get(key) if isinstance(key, bytes) else None
        if one is None:
            return
        self.leave()
        words, space = self._ctx.words, current().space
        self.form = RecordForm(
            self._ctx,
            "stay",
            case=one.case,
            place=Place(case=one.case),
            values={"status": "planned", "planned_from": self._ctx.now().date().isoformat()},
            fixed={"person": to_text(one.person), "house": to_text(self._card.id)},
            groups=(GROUP,),
            key=f"assign/{to_text(self._card.id)}/{to_text(one.person)}",
        )
        self.form.saved.connect(self.saved)
        self.form.closed.connect(self.closed)
        clear(self._holder)
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(space(5), 0, space(5), 0)
        column.setSpacing(space(2))
        column.addWidget(PlainLabel(one.name or one.alias or words("forms.unnamed"), "heading"))
        if self._card.rooms:
            column.addWidget(self._rooms())
        self._holder.addWidget(head)
        self._holder.addWidget(self.form, 1)
        self.form.ready.connect(lambda: self.list.setFocus() if stay else None)
        self.form.open()

    def _rooms(self) -> QWidget:
        """Offer the rooms of the house, to be put into the form by a click."""
        holder = QWidget()
        flow = FlowLayout(holder)
        flow.addWidget(PlainLabel(self._ctx.words("houses.rooms"), "hint", wrap=False))
        for room in self._card.rooms:
            chip = Chip(room if len(room) <= 40 else f"{room[:39]}…")
            chip.setAccessibleName(self._ctx.words("houses.in_room", room=room))
            chip.clicked.connect(lambda _checked=False, room=room: self._put_room(room))
            flow.addWidget(chip)
        return holder

    def _put_room(self, room: str) -> None:
        if self.form is not None and self.form.fields is not None:
            row = self.form.fields.rows["room"]
            row.put(room)
            row.edited.emit(row.name)
            row.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Close the form; what is typed is kept."""
        if self.form is not None:
            self.form.leave()
            self.form = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)
