"""All houses that are known here as tiles, those in trouble first; a line to filter them by."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.safehouses import HouseCard
from ui.screens.houses import said
from ui.screens.houses.tile import HouseTile
from ui.shell.context import Context
from ui.theme import current
from ui.widgets import Button, EmptyState, Page, Scroll, SearchField
from ui.widgets.matching import matches
from ui.widgets.tiles import TileLayout


class Overview(QWidget):
    """The tiles. `opened` carries a house, `add` asks for a new record."""

    opened = Signal(bytes)
    add = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._cards: list[HouseCard] = []
        words = ctx.words
        self.add_button = Button(words("houses.add"), "add", clicked=self.add.emit)
        self.filter = SearchField(words("houses.filter"))
        self.filter.setMinimumWidth(current().space(8) * 5)
        self._page = Page(words("houses.title"), " ", [self.filter, self.add_button], scroll=False)
        self.filter.searched.connect(lambda _text: self._lay_out())
        self._tiles = QWidget()
        self._layout = TileLayout(self._tiles)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._tiles)
        column.addStretch(1)
        self._stack = QStackedWidget()
        self._none = EmptyState("filter", words("houses.no_match"))
        for page in (Scroll(holder), self._none):
            self._stack.addWidget(page)
        self._page.add(self._stack, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._page)
        self.setFocusProxy(self.filter)

    def show_cards(self, cards: Sequence[HouseCard]) -> None:
        """Show houses, in this order; whoever was at a tile stays there."""
        self._cards = list(cards)
        words = self._ctx.words
        people = sum(card.here for card in cards)
        self._page.set_title(
            words("houses.title"),
            words("houses.subtitle", n=len(cards), people=words("houses.people", n=people)),
        )
        self._lay_out()

    def tiles(self) -> list[HouseTile]:
        """Return the tiles that are shown."""
        return [
            tile
            for at in range(self._layout.count())
            if (item := self._layout.itemAt(at)) is not None and isinstance(tile := item.widget(), HouseTile)
        ]

    def focus_tile(self, house: bytes) -> None:
        """Give the keyboard to the tile of a house."""
        for tile in self.tiles():
            if tile.card.id == house:
                tile.setFocus()

    def _lay_out(self) -> None:
        focused = next((tile.card.id for tile in self.tiles() if tile.hasFocus()), None)
        shown = [card for card in self._cards if self._matches(card)]
        kept = self._take_out(shown)
        words, now = self._ctx.words, self._ctx.now()
        for card in shown:
            tile = kept.get(card.id)
            if tile is None:
                tile = HouseTile(words, card, now)
                tile.opened.connect(self.opened)
            self._layout.addWidget(tile)
            tile.show()
        for before, after in pairwise(self.tiles()):
            QWidget.setTabOrder(before, after)
        self._stack.setCurrentIndex(0 if shown or not self._cards else 1)
        if focused is not None:
            self.focus_tile(focused)

    def _take_out(self, shown: Sequence[HouseCard]) -> dict[bytes, HouseTile]:
        """Empty the layout; return the tiles that show just what is to be shown, and forget the others."""
        wanted = {card.id: card for card in shown}
        kept: dict[bytes, HouseTile] = {}
        for tile in self.tiles():
            self._layout.removeWidget(tile)
            card = wanted.get(tile.card.id)
            if card is not None and tile.shows(card):
                kept[card.id] = tile
            else:
                tile.hide()
                tile.deleteLater()
        return kept

    def _matches(self, card: HouseCard) -> bool:
        """Whether every word typed is in what the tile says."""
        words = self._ctx.words
        text = " ".join((said.name(words, card), card.region or "", said.status(words, card.status)[0]))
        return matches(text, self.filter.value())
