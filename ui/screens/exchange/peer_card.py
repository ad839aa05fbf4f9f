"""How it stands with one peer, as a card: in the sentences of `app.texts`, with what it leads to.

It counts and judges nothing: `app.ledger` does.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from app import ledger, texts
from app.ledger import Peer
from ui.shell.context import Context
from ui.widgets import Actions, Badge, Banner, Bar, Button, Card, MenuIcon, PlainLabel, clear

_CLOSED: Final = {
    "not_confirmed": "exchange.state_not_confirmed",
    "peer_suspended": "exchange.state_suspended",
    "peer_revoked": "exchange.state_revoked",
}


class PeerCard(Card):
    """How it stands with one peer. send, relink: with its name."""

    send = Signal(str)
    relink = Signal(str)

    def __init__(self, ctx: Context, peer: Peer, parent: QWidget | None = None) -> None:
        super().__init__(peer.name, [Badge(*state_of(ctx, peer))], parent)
        self._ctx, self._peer = ctx, peer
        words = ctx.words
        standing = texts.standing(ledger.standing(peer), words.language, ctx.now())
        self.add(PlainLabel(standing, selectable=True))
        if peer.closed:
            said = words.sentences(peer.closed, name=peer.name)
            self.add(Banner("warning", said.what, said.to_do))
        elif peer.weak and peer.last_sent:
            what = words("exchange.weak_next", name=peer.name)
            self.add(Banner("warning", what, words("exchange.weak_heals")))
        if peer.of:
            self.add(Bar(peer.changes, peer.of, self._holds(), "good" if peer.changes == peer.of else ""))
        self._lost = QVBoxLayout()
        self.body.addLayout(self._lost)
        lost = Button(words("exchange.lost_stick"), "question", "quiet", clicked=self.tell_of_lost)
        actions = [] if peer.closed else self._actions()
        self.add(Actions(*actions, left=[PlainLabel(self._times(), "hint"), lost]))

    def _actions(self) -> list[QAbstractButton]:
        words, name = self._ctx.words, self._peer.name
        send = Button(words("exchange.send_to"), "send", clicked=lambda: self.send.emit(name))
        send.setAccessibleName(words("exchange.send_to_name", name=name))
        choices = [(words("exchange.relink"), lambda: self.relink.emit(name))]
        return [send, MenuIcon(words("exchange.more", name=name), choices)]

    def _holds(self) -> str:
        words, peer = self._ctx.words, self._peer
        said = words("exchange.holds", n=peer.changes, of=peer.of)
        if not peer.of_blobs:
            return said
        attachments = words("exchange.holds_blobs", n=peer.blobs, of=peer.of_blobs)
        return f"{said} · {attachments}"

    def _times(self) -> str:
        words, peer, now = self._ctx.words, self._peer, self._ctx.now()
        never = words("exchange.never")
        sent = words.moment(peer.last_sent, now) if peer.last_sent else never
        received = words.moment(peer.last_received, now) if peer.last_received else never
        return words("exchange.times", sent=sent, received=received)

    def tell_of_lost(self) -> None:
        """Say what a lost stick means; a second time it goes away."""
        if self._lost.count():
            clear(self._lost)
            return
        said = texts.lost_stick(
            self._peer.name, ledger.standing(self._peer).unconfirmed, self._ctx.words.language
        )
        self._lost.addWidget(Banner("info", self._ctx.words("exchange.lost_calm"), said))


def state_of(ctx: Context, peer: Peer) -> tuple[str, str]:
    """Return how it stands in a word or two, with its level."""
    words = ctx.words
    if peer.closed:
        return words(_CLOSED.get(peer.closed, "exchange.state_closed")), "warning"
    fresh = peer.waiting - peer.unconfirmed.changes
    if not peer.last_sent and not peer.changes:
        return words("exchange.state_nothing"), "neutral"
    if fresh > 0:
        return words("exchange.state_waits", n=fresh), "info"
    if peer.unconfirmed.changes or peer.unconfirmed.blobs:
        return words("exchange.state_unconfirmed"), "medium"
    return words("exchange.state_all"), "good"
