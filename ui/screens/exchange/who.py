"""To whom: nobody to choose from where there is one peer; chips for a few, a list that can be filtered for many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ledger import Peer
from ui.shell.context import Context
from ui.widgets import Button, Chip, ChipRow, MultiPick, PlainLabel, Rows, clear

#: More than these are no row of chips any more.
_CHIPS: Final = 12


class Who(QWidget):
    """Chooses peers by name: one, or at a desk several. edited: by a person's doing."""

    edited = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._peers: Sequence[Peer] | None = None
        self._chips: ChipRow | None = None
        self._pick: MultiPick | None = None
        self._chosen: tuple[str, ...] = ()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    def show_peers(self, peers: Sequence[Peer], wanted: str) -> None:
        """Offer these; `wanted` is chosen if it is among them, what was chosen stays, and of one peer it is that one."""
        peers = [peer for peer in peers if not peer.closed]
        names = [peer.name for peer in peers]
        chosen = (wanted,) if wanted in names else tuple(name for name in self._chosen if name in names)
        self._chosen = tuple(names) if len(names) == 1 else chosen
        before, self._peers = self._peers, peers
        if before is None or _shown(before) != _shown(peers):
            self._lay_out(peers)
        self._mark()

    def value(self) -> tuple[str, ...]:
        """Return the names that are chosen."""
        return self._chosen

    def _lay_out(self, peers: Sequence[Peer]) -> None:
        clear(self._box)
        self._chips = self._pick = None
        words = self._ctx.words
        if not peers:
            self._box.addWidget(PlainLabel(words("exchange.no_peers"), "hint"))
            return
        if len(peers) == 1:
            self._box.addWidget(PlainLabel(peers[0].name, "heading"))
            return
        labels = [(peer.name, self._label(peer)) for peer in peers]
        if len(labels) <= _CHIPS:
            self._chips = ChipRow(labels, many=True)
            self._chips.chosen.connect(lambda names: self._choose(tuple(names)))
            self._box.addWidget(self._chips)
            self.setFocusProxy(self._chips.findChildren(Chip)[0])
        else:
            self._pick = pick = MultiPick(labels)
            pick.button.setAccessibleName(words("exchange.to_whom"))
            pick.edited.connect(lambda: self._choose(pick.value()))
            self._box.addWidget(pick)
            self.setFocusProxy(pick)
        if any(peer.waiting for peer in peers):
            everybody = Button(words("exchange.all_waiting"), "list", "quiet", clicked=self._choose_waiting)
            self._box.addWidget(Rows(everybody))

    def _label(self, peer: Peer) -> str:
        return (
            self._ctx.words("exchange.peer_waits", name=peer.name, n=peer.waiting)
            if peer.waiting
            else peer.name
        )

    def _choose_waiting(self) -> None:
        self._choose(tuple(peer.name for peer in self._peers or () if peer.waiting))
        self._mark()

    def _choose(self, names: tuple[str, ...]) -> None:
        self._chosen = names
        self.edited.emit()

    def _mark(self) -> None:
        if self._chips is not None:
            self._chips.set_codes(self._chosen)
        if self._pick is not None and self._pick.value() != self._chosen:
            self._pick.set_value(self._chosen)


def _shown(peers: Sequence[Peer]) -> list[tuple[str, int]]:
    return [(peer.name, peer.waiting) for peer in peers]
