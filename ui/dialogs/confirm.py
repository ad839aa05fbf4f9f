"""A question with one answer that does something; Escape and closing the window are no."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.widgets.buttons import Button
from ui.widgets.dialog import Dialog
from ui.widgets.labels import PlainLabel
from ui.widgets.wording import say


class Confirm(Dialog):
    """Ask whether to do something. `accepted` is yes, `rejected` no.

    kind: `primary`, or `danger` for what cannot be taken back; then Enter does not answer yes by itself.
    """

    def __init__(
        self,
        title: str,
        what: str,
        to_do: str = "",
        *,
        action: str,
        kind: str = "primary",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, what, width=440, parent=parent)
        if to_do:
            self.add(PlainLabel(to_do))
        self.no = Button(say("widgets.cancel"), clicked=self.reject)
        self.yes = Button(action, kind=kind, clicked=self.accept)
        self.set_actions(self.no, self.yes, cancel=False)
        careful = self.no if kind == "danger" else self.yes
        careful.setDefault(True)
        careful.setFocus()


def ask(
    parent: QWidget,
    title: str,
    what: str,
    to_do: str = "",
    *,
    action: str,
    yes: Callable[[], object],
    kind: str = "primary",
) -> Confirm:
    """Open the question over its window, and call `yes` if the answer is that."""
    question = Confirm(title, what, to_do, action=action, kind=kind, parent=parent.window())
    question.accepted.connect(yes)
    question.open()
    return question
