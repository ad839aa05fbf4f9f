"""The ledger: a card a peer; for many peers a list to find one in, with the card of the chosen one beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ledger import Peer
from ui.screens.exchange.peer_card import PeerCard, state_of
from ui.shell.context import Context
from ui.widgets import Entry, EntryList, Rows, SearchField, clear

#: From so many peers on a list instead of cards, and how many of it are seen at once.
_MANY: Final = 9
_ROWS: Final = 7


class Ledger(QWidget):
    """All peers. send, relink: with the name of one."""

    send = Signal(str)
    relink = Signal(str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._peers: dict[str, Peer] = {}
        self._cards: dict[str, PeerCard] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(ctx.theme.space(3))
        self._many = self._list_and_card()
        self._many.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(self._column)
        box.addWidget(self._many)

    def _list_and_card(self) -> QWidget:
        words, space = self._ctx.words, self._ctx.theme.space
        self._search = SearchField(words("exchange.find_peer"))
        self._search.searched.connect(lambda _text: self._list_found())
        self.list = EntryList(words("exchange.tab_home"))
        self.list.chosen.connect(lambda name: self._show_chosen(str(name)))
        self._chosen = QVBoxLayout()
        left, both = Rows(self._search, self.list, gap=2), QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(4))
        right = QWidget()
        right.setLayout(self._chosen)
        self._chosen.setContentsMargins(0, 0, 0, 0)
        row.addWidget(left, 2)
        row.addWidget(right, 3, Qt.AlignmentFlag.AlignTop)
        return both

    def show_peers(self, peers: Sequence[Peer]) -> None:
        """Show how it stands with these."""
        many = len(peers) >= _MANY
        self._many.setVisible(many)
        before, self._peers = self._peers, {peer.name: peer for peer in peers}
        if many:
            self._drop(list(self._cards))
            self._list_found()
            return
        self._drop([name for name in self._cards if before.get(name) != self._peers.get(name)])
        for place, peer in enumerate(peers):
            if peer.name not in self._cards:
                self._cards[peer.name] = self._card(peer)
                self._column.insertWidget(place, self._cards[peer.name])

    def _drop(self, names: Sequence[str]) -> None:
        """Take the cards away of what changed, or is gone."""
        for name in names:
            card = self._cards.pop(name)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()

    def _card(self, peer: Peer) -> PeerCard:
        card = PeerCard(self._ctx, peer)
        card.send.connect(self.send)
        card.relink.connect(self.relink)
        return card

    # Many of them.

    def _list_found(self) -> None:
        wanted = self._search.value().casefold().split()
        found = [
            peer for name, peer in self._peers.items() if all(word in name.casefold() for word in wanted)
        ]
        self.list.set([self._entry(peer) for peer in found])
        self.list.fit(_ROWS)
        chosen = self.list.key()
        if isinstance(chosen, str):
            self._show_chosen(chosen)
        elif found:
            self.list.choose(found[0].name)
        else:
            clear(self._chosen)

    def _entry(self, peer: Peer) -> Entry:
        words, now = self._ctx.words, self._ctx.now()
        last = words.day(peer.last_received, now) if peer.last_received else words("exchange.never")
        line = words("exchange.last_received", day=last)
        return Entry(peer.name, peer.name, line, badge=state_of(self._ctx, peer))

    def _show_chosen(self, name: str) -> None:
        clear(self._chosen)
        self._chosen.addWidget(self._card(self._peers[name]))
