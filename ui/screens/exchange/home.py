"""The beginning of the exchange: two large buttons, and below how it stands with everybody."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import ledger
from app.changed import Changed
from app.ledger import Peer
from ui.screens.enrolment.banner import EnrolmentBanner
from ui.screens.exchange.ledger import Ledger
from ui.screens.exchange.part import Part
from ui.shell.context import Context
from ui.widgets import BigChoice, EmptyState, Scroll


class Home(Part):
    """Two buttons and the ledger. send, relink: with the name of a peer, "" for nobody in particular."""

    send = Signal(str)
    relink = Signal(str)
    receive = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        words = ctx.words
        self.send_button = BigChoice(
            words("exchange.send"), words("exchange.send_sub"), "send", clicked=lambda: self.send.emit("")
        )
        self.receive_button = BigChoice(
            words("exchange.receive"), words("exchange.receive_big"), "receive", clicked=self.receive.emit
        )
        self.send_button.setShortcut("Alt+S")
        self.receive_button.setShortcut("Alt+R")
        self._enrolment = EnrolmentBanner(ctx)
        self._ledger = Ledger(ctx)
        self._ledger.send.connect(self.send)
        self._ledger.relink.connect(self.relink)
        self._empty = EmptyState("exchange", words("exchange.no_peers"), words("exchange.no_peers_hint"))
        self._empty.hide()
        body = QWidget()
        column = QVBoxLayout(body)
        space = ctx.theme.space
        column.setContentsMargins(0, space(4), space(1), space(4))
        column.setSpacing(space(4))
        for widget in (
            self._enrolment,
            self._two(),
            self._empty,
            self._ledger,
        ):
            column.addWidget(widget)
        column.addStretch(1)
        self.box.addWidget(Scroll(body))

    def _two(self) -> QWidget:
        """Lay both large buttons side by side, equally high."""
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.ctx.theme.space(4))
        for button in (self.send_button, self.receive_button):
            row.addWidget(button, 1)
        return both

    def open(self, record: bytes | None) -> None:
        """Read how it stands."""
        (self.send_button if self.ctx.facts.enrolled else self.receive_button).setFocus()
        self._read()

    def _read(self) -> None:
        self.send_button.setEnabled(self.ctx.facts.enrolled)
        self._enrolment.refresh()
        self.ctx.tasks.read(self, ledger.peers, self._show, key="peers")

    def changed(self, changed: Changed) -> None:
        """Read again: whatever is written waits to be sent."""
        self._read()

    def _show(self, peers: Sequence[Peer]) -> None:
        self._ledger.show_peers(peers)
        self._empty.setVisible(not peers)
