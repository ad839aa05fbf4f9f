"""What the program has told since the unlock, the newest first: for who closed a strip too soon, or came back too late to see it."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QWidget

from ui.shell.context import Context
from ui.shell.notices import Notice
from ui.widgets import Banner, Button, Dialog, PlainLabel, Rows
from ui.widgets.wording import say

_MOST: Final = 40
_HEIGHT: Final = 520


class ToldDialog(Dialog):
    """The list that `Notices` keeps; nothing of it outlives the lock."""

    def __init__(self, ctx: Context, parent: QWidget) -> None:
        words = ctx.words
        super().__init__(
            words("shell.told"), words("shell.told_hint"), width=640, scroll=True, parent=parent.window()
        )
        self._ctx = ctx
        self.setMinimumHeight(_HEIGHT)
        for notice in reversed(ctx.notices.kept[-_MOST:]):
            self.add(self._row(notice))
        self.body.addStretch(1)
        self.close_button = Button(say("widgets.close"), kind="primary", clicked=self.accept)
        self.set_actions(self.close_button, cancel=False)
        self.close_button.setFocus()

    def _row(self, notice: Notice) -> QWidget:
        when = self._ctx.words.moment(int(notice.when.timestamp()), self._ctx.now())
        return Rows(PlainLabel(when, "small"), Banner(notice.level, notice.what, notice.to_do), gap=1)
