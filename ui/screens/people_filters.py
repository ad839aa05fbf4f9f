"""The filters of the table of people: words, stages, dangers, houses; what is chosen stands below as chips.

Also how a filter and an order are written into a route, so that the way back leads to the same table.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import ids
from app.casework.codes import LISTS, RiskLevel
from app.people import NO_HOUSE, NONE, By, Filter, House, Sort
from ui.shell.context import Context
from ui.widgets import Checkbox, Chip, FlowLayout, MenuButton, SearchField, clear
from ui.widgets.filters import FilterButton


@dataclass(frozen=True, slots=True)
class View:
    """What of the table is seen: which lines, in which order, from which on."""

    chosen: Filter = field(default_factory=Filter)
    sort: Sort = field(default_factory=Sort)
    top: int = 0


def written(view: View) -> str:
    """Write a view for a route."""
    chosen = view.chosen
    return json.dumps(
        {
            "stages": sorted(chosen.stages),
            "risks": sorted(chosen.risks),
            "houses": sorted(house.hex() for house in chosen.houses),
            "text": chosen.text,
            "ended": chosen.ended,
            "by": str(view.sort.by),
            "descending": view.sort.descending,
            "top": view.top,
        }
    )


def read(tab: str) -> View:
    """Read a view from a route. Raises: ValueError, KeyError for what `written` did not write."""
    said = json.loads(tab)
    chosen = Filter(
        frozenset(said["stages"]),
        frozenset(said["risks"]),
        frozenset(bytes.fromhex(house) for house in said["houses"]),
        said["text"],
        said["ended"],
    )
    return View(chosen, Sort(By(said["by"]), said["descending"]), said["top"])


class Filters(QWidget):
    """The fields and chips. `edited`: another choice; `sorted`: another order; `left`: on into the table."""

    edited = Signal()
    left = Signal()
    sorted = Signal(object)  # By

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words = ctx.words
        self.text = SearchField(words("people.filter"))
        self.text.setMinimumWidth(ctx.theme.space(8) * 4)
        self.text.installEventFilter(self)
        self.stages = FilterButton(words("people.stage"))
        self.risks = FilterButton(words("people.risk"))
        self.houses = FilterButton(words("people.house"))
        self.ended = Checkbox(words("people.ended"))
        codes = [(str(code), words.label("case_status", str(code))) for code in LISTS["case_status"].codes]
        self.stages.set_codes([*codes, (NONE, words("people.no_stage"))])
        levels = [(str(level), words.label("risk_level", str(level))) for level in RiskLevel]
        self.risks.set_codes([*levels, (NONE, words("people.not_assessed"))])
        self.set_houses(())
        for widget in (self.stages, self.risks, self.houses, self.ended):
            widget.edited.connect(self._on_edited)
        self.text.searched.connect(lambda _text: self.edited.emit())
        names = {
            By.ALIAS: words("people.alias"),
            By.STAGE: words("people.stage"),
            By.RISK: words("people.risk"),
            By.CHANGED: words("people.changed"),
        }
        self.order = MenuButton(
            words("people.order"),
            [(name, partial(self.sorted.emit, by)) for by, name in names.items()],
        )
        self.order.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._build(ctx)

    def _build(self, ctx: Context) -> None:
        row = QHBoxLayout()
        row.setSpacing(ctx.theme.space(2))
        row.addWidget(self.text, 1)
        for widget in (self.stages, self.risks, self.houses, self.order):
            row.addWidget(widget)
        row.addSpacing(ctx.theme.space(2))
        row.addWidget(self.ended, 0, Qt.AlignmentFlag.AlignVCenter)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._chips.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(ctx.theme.space(2))
        box.addLayout(row)
        box.addWidget(self._chips)

    def set_houses(self, houses: Sequence[House]) -> None:
        """Offer the houses that are known here."""
        unknown = self._words("people.unknown_house")
        named = [(ids.to_text(house.id), house.codename or unknown) for house in houses]
        self.houses.set_codes([*named, (NONE, self._words("people.no_house"))])
        if hasattr(self, "_flow"):
            self._show_chips()

    def value(self) -> Filter:
        """Return what is chosen."""
        houses = frozenset(ids.parse(code) if code else NO_HOUSE for code in self.houses.value())
        return Filter(
            frozenset(self.stages.value()),
            frozenset(self.risks.value()),
            houses,
            self.text.value(),
            self.ended.value(),
        )

    def set_value(self, chosen: Filter) -> None:
        """Show a choice, without a signal."""
        self.stages.set_value(sorted(chosen.stages))
        self.risks.set_value(sorted(chosen.risks))
        self.houses.set_value(sorted(ids.to_text(house) if house else NONE for house in chosen.houses))
        if self.text.value() != chosen.text:
            self.text.set_value(chosen.text)
        self.ended.set_value(chosen.ended)
        self._show_chips()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go down from the words into the table."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.left.emit()
            return True
        return super().eventFilter(watched, event)

    def _on_edited(self) -> None:
        self._show_chips()
        self.edited.emit()

    def _show_chips(self) -> None:
        clear(self._flow)
        for button in (self.stages, self.risks, self.houses):
            for code in button.value():
                chip = Chip(button.label(code), removable=True)
                chip.removed.connect(lambda button=button, code=code: self._remove(button, code))
                self._flow.addWidget(chip)
        self._chips.setVisible(self._flow.count() > 0)

    def _remove(self, button: FilterButton, code: str) -> None:
        button.set_value([other for other in button.value() if other != code])
        button.setFocus()
        self._on_edited()
