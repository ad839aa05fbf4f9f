"""The filters of the table of people: words, stages, dangers, houses; what is chosen stands below as chips."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import ids
from app.casework.codes import LISTS, RiskLevel
from app.people import NO_HOUSE, NONE, By, Filter, House
from ui.shell.context import Context
from ui.widgets import Checkbox, Chip, FlowLayout, MenuButton, SearchField, clear
from ui.widgets.filters import FilterButton


class Filters(QWidget):
    """The fields and chips. `edited`: another choice; `sorted`: another order; `left`: on into the table."""

    edited = Signal()
    left = Signal()
    sorted = Signal(object)  # By

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words = ctx.words
        self.text = SearchField(words("people.filter"))
        self.text.setMinimumWidth(ctx.theme.space(8) * 3)
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
        row.addWidget(self.text, 1, Qt.AlignmentFlag.AlignTop)
        choices = QWidget()
        flow = FlowLayout(choices)
        for widget in (self.stages, self.risks, self.houses, self.order, self.ended):
            flow.addWidget(widget)
        row.addWidget(choices)
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
