"""A desk invites and admits: the file and six words out, eight words in, four words out.

The desk never sees the eight before somebody types them, nor keeps them afterwards (security 27).
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QObject

from app import devices, spoken
from app.devices import Admitted, Invited, Role
from app.errors import UserError
from app.texts import Said
from ui.screens.enrolment.fields import FilePick, SpokenField, pick_folder, spoken_words
from ui.screens.enrolment.file_and_words import FileAndWords
from ui.screens.enrolment.step import Flow, Room, Stage, Step
from ui.widgets.inputs import LineEdit
from ui.widgets.keyvalue import KeyValue
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import FieldRow
from ui.widgets.ticks import RadioList

_EIGHT = 8
_MOST = 64
_ROLES = {"house": Role.HOUSE, "desk": Role.DESK}


class AskWhom(Step):
    """Whom to invite: a name, and whether it is a house or a desk."""

    def __init__(self, room: Room, *, desk_only: bool, way_out: str) -> None:
        words = room.words
        super().__init__(
            room,
            words("enrolment.invite_desk_title") if desk_only else words("enrolment.invite_title"),
            words("enrolment.invite_why"),
            action=words("enrolment.invite_action"),
            way_out=way_out,
        )
        self.name = LineEdit(max_length=_MOST)
        self.row = FieldRow(words("enrolment.name"), self.name, words("enrolment.name_hint"))
        self.role = RadioList(
            [
                ("house", words("enrolment.role_house"), words("enrolment.role_house_hint")),
                ("desk", words("enrolment.role_desk"), words("enrolment.role_desk_hint")),
            ],
            "desk" if desk_only else "house",
        )
        self.role.setAccessibleName(words("enrolment.role"))
        self.add(self.row)
        if not desk_only:
            self.add(self.role)
        self.add(PlainLabel(words("enrolment.invite_folder"), "hint"))
        self.name.edited.connect(self._on_edited)
        self.allow(False)

    def begin(self) -> None:
        """Ask for the name first."""
        self.name.setFocus()

    def _on_edited(self) -> None:
        self.row.set_error("")
        self.allow(bool(self.name.value()))


class ShowCode(Step):
    """The six words that go another way than the file."""

    only_now: ClassVar[bool] = True

    def __init__(self, room: Room, made: Invited) -> None:
        words = room.words
        super().__init__(
            room,
            words("enrolment.code_title", name=made.name),
            words("enrolment.code_why"),
            action=words("enrolment.code_done"),
        )
        self.add(
            KeyValue(
                [
                    (words("enrolment.file"), str(made.path)),
                    (words("enrolment.good_until"), words.day(made.expires, room.now())),
                ]
            )
        )
        self.shown = spoken_words(made.code)
        self.add(self.shown)
        self.add(PlainLabel(words("enrolment.code_once"), "hint"))


class InviteFlow(Flow):
    """Invite a device; ends when its code was shown."""

    def __init__(
        self,
        room: Room,
        stage: Stage,
        *,
        desk_only: bool = False,
        way_out: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(room, stage, parent)
        self._desk_only, self._way_out = desk_only, way_out

    def start(self) -> None:
        """Ask whom."""
        step = AskWhom(self.room, desk_only=self._desk_only, way_out=self._way_out)
        step.done.connect(lambda: self._check(step))
        step.back.connect(self.left)
        self.show(step)

    def _check(self, step: AskWhom) -> None:
        try:
            name = devices.check_name(step.name.value())
        except UserError as error:
            step.row.set_error(str(self.room.words.error(error)))
            step.name.setFocus()
            return
        title = self.room.words("enrolment.invite_folder_title")
        pick_folder(step, title, lambda folder: self._invite(step, name, folder))

    def _invite(self, step: AskWhom, name: str, folder: Path) -> None:
        role = _ROLES[step.role.value() or "house"]
        language = spoken.LISTS[self.room.words.language]
        self.write(
            step,
            self.room.words("enrolment.inviting"),
            lambda workspace: devices.invite(workspace, name, role, folder, language=language),
            self._show,
        )

    def _show(self, made: Invited) -> None:
        step = ShowCode(self.room, made)
        step.done.connect(self.finished)
        self.show(step)


class AskEight(FileAndWords):
    """The reply, and the eight words that the other side reads out."""

    def __init__(self, room: Room, *, way_out: str) -> None:
        words = room.words
        super().__init__(
            room,
            words("enrolment.admit_title"),
            words("enrolment.admit_why"),
            action=words("enrolment.admit_action"),
            way_out=way_out,
        )
        file = FilePick(
            room,
            words("enrolment.pick_reply"),
            words("enrolment.no_reply"),
            title=words("enrolment.pick_reply_title"),
        )
        self.ask(file, words("enrolment.reply"), SpokenField(room, _EIGHT), words("enrolment.eight"))


class ShowFour(Step):
    """The four words that end it."""

    only_now: ClassVar[bool] = True

    def __init__(self, room: Room, admitted: Admitted) -> None:
        words = room.words
        super().__init__(
            room,
            words("enrolment.four_title", name=admitted.name),
            words("enrolment.four_why"),
            action=words("enrolment.four_done"),
        )
        self.shown = spoken_words(admitted.confirm)
        self.add(self.shown)
        self.add(PlainLabel(words("enrolment.four_once"), "hint"))


class Stopped(Step):
    """Wrong words: what that may mean, and that it begins anew."""

    def __init__(self, room: Room, why: str, *, action: str) -> None:
        words = room.words
        super().__init__(room, words("enrolment.stopped_title"), action=action, way_out=words("common.close"))
        self.say(Said(words("enrolment.stopped"), why))


class AdmitFlow(Flow):
    """Admit a device that replied; ends when the four words were shown. `anew`: somebody wants to invite again."""

    def __init__(self, room: Room, stage: Stage, *, way_out: str = "", parent: QObject | None = None) -> None:
        super().__init__(room, stage, parent)
        self._way_out = way_out
        self.anew = False

    def start(self) -> None:
        """Ask for the reply and the eight words."""
        step = AskEight(self.room, way_out=self._way_out)
        step.done.connect(lambda: self._admit(step))
        step.back.connect(self.left)
        self.show(step)

    def _admit(self, step: AskEight) -> None:
        path, typed = step.file.value(), step.words_field.text()
        if path is None:
            return
        language = spoken.LISTS[self.room.words.language]
        self.write(
            step,
            self.room.words("enrolment.comparing"),
            lambda workspace: devices.admit(workspace, path, typed, language=language),
            self._show,
            lambda error: self._failed(step, error),
        )

    def _failed(self, step: AskEight, error: Exception) -> None:
        if not isinstance(error, UserError) or error.slug not in ("wrong_words", "enrolment_stopped"):
            step.failed(error)
            return
        words = self.room.words
        stopped = Stopped(self.room, words("enrolment.stopped_desk"), action=words("enrolment.invite_anew"))
        stopped.done.connect(self._again)
        stopped.back.connect(self.left)
        self.show(stopped)

    def _again(self) -> None:
        self.anew = True
        self.finished.emit()

    def _show(self, admitted: Admitted) -> None:
        step = ShowFour(self.room, admitted)
        step.done.connect(self.finished)
        self.show(step)
