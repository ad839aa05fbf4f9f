"""The steps of enrolment and of the kit over an open store: one dialog, whatever the way through it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.screens.enrolment.invite import AdmitFlow, InviteFlow
from ui.screens.enrolment.join import JoinFlow
from ui.screens.enrolment.kit_flow import KitFlow, RehearseFlow
from ui.screens.enrolment.step import Flow, Room, Step
from ui.widgets.dialog import Dialog
from ui.widgets.layout import clear


class StepDialog(Dialog):
    """Shows the steps of one flow. Escape closes it, unless work is under way or what is shown is shown only now."""

    def __init__(self, room: Room, title: str, parent: QWidget) -> None:
        super().__init__(title, width=room.theme.tokens.reading, parent=parent.window())
        self.heading.hide()
        self.step: Step | None = None

    def walk(self, flow: Flow) -> None:
        """Walk through a flow, and close at its end."""
        flow.setParent(self)
        flow.finished.connect(self.accept)
        flow.left.connect(self.reject)
        flow.begin()
        self.open()

    def show_step(self, step: Step) -> None:
        """Show a step in place of the one before."""
        self.step = step
        clear(self.body)
        self.add(step)
        step.show()
        step.begin()
        # Not adjustSize: it reckons the height of texts that wrap for another width.
        if (layout := self.layout()) is not None:
            layout.activate()
        self.fit_screen(shrink=True)

    def reject(self) -> None:
        """Close, but never in the middle of work, whose end nobody would see, nor over words that nobody could see again."""
        if self.step is None or not (self.step.working or self.step.only_now):
            super().reject()


def invite(room: Room, parent: QWidget) -> StepDialog:
    """Invite a device."""
    dialog = StepDialog(room, room.words("enrolment.invite_title"), parent)
    dialog.walk(InviteFlow(room, dialog, way_out=room.words("common.cancel")))
    return dialog


def admit(room: Room, parent: QWidget) -> StepDialog:
    """Admit a device that replied; after wrong words perhaps invite again."""
    dialog = StepDialog(room, room.words("enrolment.admit_title"), parent)
    flow = AdmitFlow(room, dialog, way_out=room.words("common.cancel"))
    dialog.accepted.connect(lambda: invite(room, parent) if flow.anew else None)
    dialog.walk(flow)
    return dialog


def join(room: Room, parent: QWidget, done: Callable[[], object] = lambda: None) -> StepDialog:
    """Join with an invitation, or go on where that was left. done: called when the dialog is closed, however."""
    dialog = StepDialog(room, room.words("enrolment.join_title"), parent)
    dialog.finished.connect(lambda _how: done())
    dialog.walk(JoinFlow(room, dialog, way_out=room.words("common.cancel")))
    return dialog


def write_kit(room: Room, parent: QWidget) -> StepDialog:
    """Write an organisation kit and rehearse it."""
    dialog = StepDialog(room, room.words("kit.title"), parent)
    dialog.walk(KitFlow(room, dialog, way_out=room.words("common.cancel")))
    return dialog


def rehearse_kit(room: Room, parent: QWidget) -> StepDialog:
    """Try an organisation kit that was written before."""
    dialog = StepDialog(room, room.words("kit.rehearse_title"), parent)
    dialog.walk(RehearseFlow(room, dialog, way_out=room.words("common.cancel")))
    return dialog
