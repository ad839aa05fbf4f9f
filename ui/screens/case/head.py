"""What stands over one record: what it is called, its signs, and what can be done with it at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import current
from ui.widgets.badges import Badge
from ui.widgets.buttons import Button
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import PlainLabel
from ui.widgets.tabs import Choice, MenuIcon


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do: `values` are saved at once, or with `ask` shown in the form first. focus: where it begins."""

    text: str
    values: Mapping[str, object]
    icon: str = ""
    ask: bool = False
    focus: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What a tab says of a record. signs: (text, level); said: a line under the title; skip: fields not said again below."""

    title: str
    signs: Sequence[tuple[str, str]] = ()
    said: str = ""
    acts: Sequence[Act] = ()
    skip: Sequence[str] = ()
    note: QWidget | None = field(default=None, compare=False)


class HeadBar(QWidget):
    """Shows a Head, with Edit and what else can be done."""

    def __init__(
        self,
        head: Head,
        *,
        edit: Button,
        more: tuple[str, Sequence[Choice]],
        act: Callable[[Act], None],
        parent: QWidget | None = None,
    ) -> None:
        """more: the name of the menu, and what is in it. act: called with the act whose button was pressed."""
        super().__init__(parent)
        space = current().space
        column = QVBoxLayout(self)
        name, choices = more
        # The dots end where a button without them would.
        column.setContentsMargins(space(5), space(3), space(3 if choices else 5), space(2))
        column.setSpacing(space(1))
        line = QHBoxLayout()
        line.setSpacing(space(2))
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(PlainLabel(head.title, "heading", selectable=True), 1)
        line.addWidget(edit, 0, top)
        if choices:
            line.addWidget(MenuIcon(name, choices), 0, top)
        column.addLayout(line)
        if head.signs or head.said:
            column.addLayout(self._signs(head))
        self.buttons: list[Button] = []
        if head.acts:
            column.addSpacing(space(1))
            column.addWidget(self._acts(head.acts, act))
        if head.note is not None:
            column.addWidget(head.note)

    def _signs(self, head: Head) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(current().space(2))
        for text, level in head.signs:
            row.addWidget(Badge(text, level))
        if head.said:
            row.addWidget(PlainLabel(head.said, "hint"), 1)
        else:
            row.addStretch(1)
        return row

    def _acts(self, acts: Sequence[Act], act: Callable[[Act], None]) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder)
        for one in acts:
            button = Button(one.text, one.icon or None, clicked=partial(act, one))
            self.buttons.append(button)
            flow.addWidget(button)
        return holder
