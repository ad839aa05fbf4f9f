"""The editor of a table of levels: where a danger comes from, each from 0 to the highest, or not said."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.forms.choices import Options
from ui.forms.editor import Editor
from ui.theme import current
from ui.widgets.labels import PlainLabel
from ui.widgets.scale import Scale

_COLUMNS: Final = 2
TONES: Final = ("neutral", "low", "medium", "high", "critical")


class Levels(Editor):
    """Every code with a scale of its own, in two columns; up and down go from one to the next."""

    wide = True

    def __init__(self, options: Options, highest: int, parent: QWidget | None = None) -> None:
        grid_holder = QWidget()
        super().__init__(grid_holder, parent)
        grid = QGridLayout(grid_holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(current().space(3))
        grid.setVerticalSpacing(current().space(1))
        self._scales: dict[str, Scale] = {}
        rows = (len(options) + 1) // _COLUMNS
        tones = TONES if highest + 1 == len(TONES) else ()
        for number, (code, label) in enumerate(options):
            scale = Scale(label, highest, tones=tones)
            scale.edited.connect(self.edited)
            self._scales[code] = scale
            column, row = divmod(number, rows)
            named = PlainLabel(label)
            named.setBuddy(scale)
            grid.addWidget(named, row, column * 3, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(scale, row, column * 3 + 1)
            grid.setColumnStretch(column * 3, 1)
        grid.setColumnMinimumWidth(2, current().space(4))
        scales = list(self._scales.values())
        for before, after in pairwise(scales):
            QWidget.setTabOrder(before, after)
        grid_holder.setFocusProxy(scales[0])

    def value(self) -> object:
        """Return the codes that have a level."""
        found = {code: scale.value() for code, scale in self._scales.items() if scale.value() is not None}
        return found or None

    def set_value(self, value: object) -> None:
        """Show levels."""
        levels = value if isinstance(value, dict) else {}
        for code, scale in self._scales.items():
            scale.set_value(levels.get(code))

    def scale(self, code: str) -> Scale:
        """Return the scale of a code."""
        return self._scales[code]

    def call(self, name: str) -> None:
        """Name the whole; each scale has its own name."""
        self.setAccessibleName(name)
