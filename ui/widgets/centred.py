"""One card in the middle of a page, for what is shown while there is nothing else: unlock, first run."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import current
from ui.widgets.cards import Card
from ui.widgets.layout import Scroll


class Centred(QWidget):
    """Shows one widget at a time in a card of a fixed width; too high, it scrolls. `corner` stands quietly at the top right."""

    def __init__(
        self, *, width: int | None = None, corner: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        """width: of the card in pixels, else lines stay readable."""
        super().__init__(parent)
        self._card = Card()
        self._card.setFixedWidth(width or current().tokens.reading)
        inset = current().space(3)
        self._card.body.setContentsMargins(inset, inset, inset, inset)
        body = QWidget()
        column = QVBoxLayout(body)
        space = current().space
        column.setContentsMargins(space(4), space(2), space(4), space(4))
        column.addStretch(2)
        # In a row of its own: an alignment would have its height reckoned for the width of the page.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._card)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        if corner is not None:
            top = QHBoxLayout()
            top.setContentsMargins(space(4), space(3), space(4), 0)
            top.addStretch(1)
            top.addWidget(corner)
            outer.addLayout(top)
        outer.addWidget(Scroll(body), 1)

    def show_widget(self, widget: QWidget) -> None:
        """Show another widget; the one before is destroyed."""
        self._card.clear()
        self._card.add(widget)
        widget.show()
