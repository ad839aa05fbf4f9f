"""The end of a store: held for three seconds, it is destroyed; what that cannot promise is said before and after."""

from __future__ import annotations

from ui.shell.context import Context
from ui.widgets import Card, HoldButton, PlainLabel


class Erase(Card):
    """The card with the button that has to be held."""

    def __init__(self, ctx: Context) -> None:
        words = ctx.words
        super().__init__(words("settings.erase"))
        self.add(PlainLabel(words("settings.erase_what")))
        self.add(PlainLabel(words("settings.erase_not"), "hint"))
        hold = HoldButton(words("settings.erase_hold"))
        hold.held.connect(ctx.erase)
        self.add(hold)
