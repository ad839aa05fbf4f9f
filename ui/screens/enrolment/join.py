"""A house joins and confirms: the invitation and six words in, eight words out, four words in.

What was answered and not confirmed is in the store, so the way can be gone on after a restart; the eight words can be
read out again. The house never sees the four before somebody types them (security 27).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from app import devices, spoken
from app.devices import Answered, Enrolment
from app.devices import Stage as How
from app.errors import UserError
from app.workspace import Workspace
from ui.screens.enrolment.fields import FilePick, SpokenField, Word, pick_folder, spoken_words
from ui.screens.enrolment.file_and_words import FileAndWords
from ui.screens.enrolment.invite import Stopped
from ui.screens.enrolment.step import Flow, Room, Stage, Step
from ui.widgets.buttons import Button
from ui.widgets.keyvalue import KeyValue
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import FieldRow

_SIX, _FOUR = 6, 4


class AskSix(FileAndWords):
    """The invitation, and the six words that came another way."""

    def __init__(self, room: Room, *, way_out: str) -> None:
        words = room.words
        super().__init__(
            room,
            words("enrolment.join_title"),
            words("enrolment.join_why"),
            action=words("enrolment.join_action"),
            way_out=way_out,
        )
        file = FilePick(
            room,
            words("enrolment.pick_invitation"),
            words("enrolment.no_invitation"),
            title=words("enrolment.pick_invitation_title"),
        )
        self.ask(file, words("enrolment.invitation"), SpokenField(room, _SIX), words("enrolment.six"))
        self.add(PlainLabel(words("enrolment.join_folder"), "hint"))


class ShowEight(Step):
    """The eight words to read out. `again` is the way back to another invitation."""

    def __init__(self, room: Room, shown: Sequence[Word], desk: str, path: Path | None) -> None:
        words = room.words
        super().__init__(
            room,
            words("enrolment.eight_title"),
            words("enrolment.eight_why"),
            action=words("enrolment.eight_action"),
        )
        if path is not None:
            self.add(KeyValue([(words("enrolment.reply_file"), str(path))]))
        elif desk:
            self.add(PlainLabel(words("enrolment.waits_for", desk=desk), "hint"))
        self.shown = spoken_words(shown)
        self.add(self.shown)
        self.add(PlainLabel(words("enrolment.eight_later"), "hint"))
        self.again = Button(words("enrolment.other_invitation"), kind="quiet")
        self.later = Button(words("enrolment.later"))
        self.set_others(self.again, self.later)


class AskFour(Step):
    """The four words that headquarters reads out in answer."""

    def __init__(self, room: Room) -> None:
        words = room.words
        super().__init__(
            room,
            words("enrolment.confirm_title"),
            words("enrolment.confirm_why"),
            action=words("enrolment.confirm_action"),
            way_out=words("common.back"),
        )
        self.words_field = SpokenField(room, _FOUR)
        self.add(FieldRow(words("enrolment.four"), self.words_field, words("enrolment.numbers_hint")))
        self.words_field.edited.connect(lambda: self.allow(self.words_field.is_complete()))
        self.words_field.entered.connect(self.primary.click)
        self.allow(False)

    def begin(self) -> None:
        """Ask for the first word."""
        self.words_field.setFocus()


class Belongs(Step):
    """The end: this device belongs."""

    def __init__(self, room: Room, name: str) -> None:
        words = room.words
        super().__init__(
            room,
            words("enrolment.belongs_title"),
            words("enrolment.belongs_why", name=name),
            action=words("enrolment.belongs_action"),
        )


class JoinFlow(Flow):
    """Join with an invitation, or go on where that was left; ends with the four words, or with "later"."""

    def __init__(self, room: Room, stage: Stage, *, way_out: str = "", parent: QObject | None = None) -> None:
        super().__init__(room, stage, parent)
        self._way_out = way_out
        self._language = spoken.LISTS[room.words.language]

    def start(self) -> None:
        """Look how far this device is, and go on from there."""
        self.room.tasks.read(
            self, lambda workspace: devices.enrolment_of(workspace, self._language), self._go_on
        )

    def _go_on(self, found: Enrolment) -> None:
        if found.stage is How.JOINED:
            self._show_eight(found.words, found.desk, None)
        else:
            self._ask_six()

    def _ask_six(self) -> None:
        step = AskSix(self.room, way_out=self._way_out)
        step.done.connect(lambda: self._pick(step))
        step.back.connect(self.left)
        self.show(step)

    def _pick(self, step: AskSix) -> None:
        title = self.room.words("enrolment.join_folder_title")
        pick_folder(step, title, lambda folder: self._join(step, folder))

    def _join(self, step: AskSix, folder: Path) -> None:
        path, typed = step.file.value(), step.words_field.text()
        if path is None:
            return
        self.write(
            step,
            self.room.words("enrolment.joining"),
            lambda workspace: devices.join(workspace, path, typed, folder, language=self._language),
            self._joined,
        )

    def _joined(self, answered: Answered) -> None:
        self._show_eight(answered.words, "", answered.path)

    def _show_eight(self, shown: Sequence[Word], desk: str, path: Path | None) -> None:
        step = ShowEight(self.room, shown, desk, path)
        step.done.connect(lambda: self._ask_four(shown, desk, path))
        step.again.clicked.connect(self._ask_six)
        step.later.clicked.connect(self.finished)
        self.show(step)

    def _ask_four(self, shown: Sequence[Word], desk: str, path: Path | None) -> None:
        step = AskFour(self.room)
        step.done.connect(lambda: self._confirm(step))
        step.back.connect(lambda: self._show_eight(shown, desk, path))
        self.show(step)

    def _confirm(self, step: AskFour) -> None:
        typed = step.words_field.text()

        def confirm(workspace: Workspace) -> str:
            devices.confirm(workspace, typed)
            return workspace.name

        self.write(
            step,
            self.room.words("enrolment.comparing"),
            confirm,
            self._belongs,
            lambda error: self._failed(step, error),
        )

    def _failed(self, step: AskFour, error: Exception) -> None:
        if not isinstance(error, UserError) or error.slug != "wrong_words":
            step.failed(error)
            return
        words = self.room.words
        stopped = Stopped(self.room, words("enrolment.stopped_house"), action=words("enrolment.join_anew"))
        stopped.done.connect(self._ask_six)
        stopped.back.connect(self.finished)
        self.show(stopped)

    def _belongs(self, name: str) -> None:
        step = Belongs(self.room, name)
        step.done.connect(self.finished)
        self.show(step)
