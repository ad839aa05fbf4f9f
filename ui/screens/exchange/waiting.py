"""What was held back, and what others did not take: for each what it is, why, and who can do something about it.

What is held back counts for nothing until somebody at headquarters lets it in; the rules are app's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import judging, ledger
from app.casework.compartments import compartment_of
from app.changed import Changed
from app.judging import LetIn
from app.ledger import RefusedChain
from app.ledger import Waiting as Held
from app.workspace import Workspace
from ui.screens.exchange.held import ask_accept, ask_reject, held_card, said_of
from ui.screens.exchange.part import Part
from ui.shell.context import Context
from ui.shell.screen import Route
from ui.widgets import Actions, Button, Card, EmptyState, PlainLabel, Said, Scroll, Section, clear

REASONS: Final[Mapping[str, str]] = {
    "no_right": "exchange.refused_no_right",
    "not_the_author": "exchange.refused_not_the_author",
    "erased": "exchange.refused_erased",
}


class Waiting(Part):
    """Quarantine and refusals, one under the other."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._decided = False
        space = ctx.theme.space
        self._column.setContentsMargins(0, space(4), space(1), space(4))
        self._column.setSpacing(space(5))
        self._scroll = Scroll(body)
        self.box.addWidget(self._scroll)

    def open(self, record: bytes | None) -> None:
        """Read what waits."""

        def look(workspace: Workspace) -> tuple[list[Held], list[RefusedChain]]:
            return ledger.quarantine(workspace), ledger.refusals(workspace)

        self.ctx.tasks.read(self, look, self._show, key="waiting")

    def changed(self, changed: Changed) -> None:
        """Read again."""
        self.open(None)

    def _show(self, found: tuple[Sequence[Held], Sequence[RefusedChain]]) -> None:
        held, refused = found
        words = self.ctx.words
        self.counted.emit(len(held) + len(refused))
        clear(self._column)
        sections: list[Section] = []
        if not held and not refused:
            self._column.addWidget(
                EmptyState(
                    "shield-check", words("exchange.nothing_held"), words("exchange.nothing_held_hint")
                )
            )
        if held:
            section = Section(words("exchange.held_title", n=len(held)))
            for one in held:
                section.add(self._held(one))
            sections.append(section)
        if refused:
            section = Section(words("exchange.not_taken_title", n=len(refused)))
            for chain in refused:
                section.add(self._refused(chain))
            sections.append(section)
        for section in sections:
            self._column.addWidget(section)
        self._column.addStretch(1)
        if self._decided:
            # The button that was pressed is gone with its card: the keyboard goes on at what is next.
            self._decided = False
            buttons = (button for section in sections for button in section.findChildren(Button))
            next(buttons, self._scroll).setFocus()

    # What was held back.

    def _held(self, one: Held) -> Card:
        return held_card(
            self.ctx, one, accept=self._ask_accept, reject=self._ask_reject, to_devices=self._to_devices
        )

    def _ask_accept(self, one: Held) -> None:
        ask_accept(self, self.ctx.words, one, lambda: self._accept(one.id))

    def _ask_reject(self, one: Held) -> None:
        ask_reject(self, self.ctx.words, one, lambda: self._reject(one.id))

    def _accept(self, held: int) -> None:
        def tell(done: LetIn) -> None:
            self._decided = True
            what, to_do, level = said_of(done, self.ctx.words)
            self.ctx.notices.tell(what, to_do, level=level)

        self.ctx.tasks.write(self, lambda workspace: judging.accept(workspace, held), tell)

    def _reject(self, held: int) -> None:
        def tell(sender: str) -> None:
            self._decided = True
            self.ctx.notices.tell(self.ctx.words("exchange.let_go", name=sender))

        self.ctx.tasks.write(self, lambda workspace: judging.reject(workspace, held), tell)

    def _to_devices(self) -> None:
        self.ctx.go(Route("devices"))

    # What others did not take.

    def _refused(self, one: RefusedChain) -> Card:
        words = self.ctx.words
        card = Card(words("exchange.not_taken", by=one.by, author=one.author))
        known = compartment_of(one.scope)
        part = words.compartment(known.word) if known is not None else words("exchange.newer_part")
        part = f"{one.alias} · {part}" if one.alias else part
        slug = REASONS.get(one.reason)
        why = words(slug) if slug else words("exchange.refused_other", reason=one.reason)
        card.add(PlainLabel(words("exchange.not_taken_facts", part=part, n=one.from_seq), "hint"))
        card.add(Said(why, words("exchange.not_taken_to_do")))
        if one.case is not None:
            case = one.case
            button = Button(
                words("exchange.to_case"), "open", clicked=lambda: self.ctx.go(Route("case", case))
            )
            card.add(Actions(left=[button]))
        return card
