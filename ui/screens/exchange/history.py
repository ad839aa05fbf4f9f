"""The history of the exchange: what went out and came in, with whom, and what became of it; of one peer or of all.

Under the table stands what is to be said of the chosen row, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app import crossings
from app.changed import Changed
from app.crossings import Crossing
from app.exchange import said_as
from app.texts import Said as TwoSentences
from app.texts import has_sentence
from ui.models.crossings import CrossingsModel
from ui.screens.exchange import outcomes
from ui.screens.exchange.part import Part
from ui.shell.context import Context
from ui.widgets import Badge, Card, ComboBox, EmptyState, PlainLabel, Said, TableView, clear

#: As many as are kept.
_LIMIT = 1_000


class History(Part):
    """The table and its filter."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        words, theme = ctx.words, ctx.theme
        self.model = CrossingsModel(
            words,
            ctx.now,
            lambda outcome: outcomes.badge(outcome, words),
            (theme.icon("file-out", "soft"), theme.icon("file-in", "soft")),
            self,
        )
        self.peers = ComboBox([], empty=words("exchange.everybody"))
        self.peers.setAccessibleName(words("exchange.filter_peer"))
        self.peers.edited.connect(self._on_peer)
        self.table = TableView(words("exchange.tab_history"))
        self.table.setModel(self.model)
        self.table.set_columns([150, 120, 130, 170, 200, 150], stretch=4)
        self.table.chosen.connect(self._on_chosen)
        self._detail = QVBoxLayout()
        self._stack = QStackedWidget()
        self._stack.addWidget(
            EmptyState("history", words("exchange.no_history"), words("exchange.no_history_hint"))
        )
        self._stack.addWidget(self._body())
        self.box.addWidget(self._stack)

    def _body(self) -> QWidget:
        space = self.ctx.theme.space
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, space(4), 0, 0)
        column.setSpacing(space(3))
        top = QHBoxLayout()
        top.addWidget(PlainLabel(self.ctx.words("exchange.history_hint"), "hint"), 3)
        top.addWidget(self.peers, 1)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(self._detail)
        return body

    def open(self, record: bytes | None) -> None:
        """Read what crossed."""
        self.table.setFocus()
        self._read()

    def _read(self) -> None:
        self.ctx.tasks.read(self, lambda w: crossings.history(w, _LIMIT), self._show, key="history")

    def changed(self, changed: Changed) -> None:
        """Read again: something may have crossed, or been confirmed."""
        self._read()

    def _show(self, found: Sequence[Crossing]) -> None:
        names = sorted({one.peer for one in found if one.peer})
        self.peers.set_codes([(name, name) for name in names])
        chosen = self.model.at(self.table.currentIndex().row())
        self.model.set(found, self.peers.value())
        self._stack.setCurrentIndex(1 if found else 0)
        row = next((n for n in range(self.model.rowCount()) if self.model.at(n) == chosen), 0)
        if self.model.rowCount():
            self.table.selectRow(row)
        else:
            clear(self._detail)

    def _on_peer(self) -> None:
        self.model.choose(self.peers.value())
        clear(self._detail)
        if self.model.rowCount():
            self.table.selectRow(0)

    def _on_chosen(self, index: QModelIndex) -> None:
        clear(self._detail)
        one = self.model.at(index.row())
        if one is None:
            return
        card = Card(one.carrier, [Badge(*self.model.badge(one))])
        said = self._said(one)
        card.add(Said(said.what, said.to_do))
        self._detail.addWidget(card)

    def _said(self, one: Crossing) -> TwoSentences:
        words = self.ctx.words
        if one.received:
            if one.outcome == "cut_off" and has_sentence(one.detail, "en"):
                return TwoSentences(words("exchange.was_unreadable"), words("exchange.unreadable_to_do"))
            return words.sentences(said_as(one.outcome, one.detail), changes=one.changes)
        size = words.size(one.size) if one.size else ""
        name = one.peer or words("exchange.peer_unknown")
        what = words("exchange.history_out", name=name, size=size)
        if one.outcome == crossings.RELINK:
            what = words("exchange.history_relink", name=name)
        if one.confirmed:
            return TwoSentences(what, words("exchange.history_confirmed", name=name))
        how = one.outcome == crossings.VERIFIED
        verified = words("exchange.history_verified") + " " if how else ""
        return TwoSentences(what, verified + words("exchange.history_open", name=name))
