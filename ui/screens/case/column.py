"""A column of widgets with room around it, from the top: what a pane shows."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import current


def column(*widgets: QWidget, gap: int = 3) -> QWidget:
    """Put widgets under each other, with room around them and the rest below."""
    holder = QWidget()
    box = QVBoxLayout(holder)
    space = current().space
    box.setContentsMargins(space(5), space(4), space(5), space(5))
    box.setSpacing(space(gap))
    for widget in widgets:
        box.addWidget(widget)
    box.addStretch(1)
    return holder


def at_left(*widgets: QWidget) -> QWidget:
    """Put widgets side by side, as wide as they are."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(current().space(2))
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return holder
