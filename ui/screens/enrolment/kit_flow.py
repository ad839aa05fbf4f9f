"""The organisation kit, walked through: write its file, copy down its shares, type enough of them in again.

Shares are held by this flow only while it goes on; no file has them unless somebody asked for sheets to print.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from app import kit
from app.errors import UserError
from app.texts import Said
from app.workspace import Workspace
from ui.dialogs import files
from ui.screens.enrolment.fields import pick_folder
from ui.screens.enrolment.invite import AdmitFlow, InviteFlow
from ui.screens.enrolment.kit_steps import AskFile, AskShare, Explain, Opens, ShowShare
from ui.screens.enrolment.step import Flow, Room, Stage


class RehearseFlow(Flow):
    """Try a kit with its shares; ends when it opened."""

    def __init__(
        self,
        room: Room,
        stage: Stage,
        *,
        path: Path | None = None,
        way_out: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(room, stage, parent)
        self._path, self._way_out = path, way_out
        self._shares: list[str] = []
        self._needed = 0

    def start(self) -> None:
        """Ask for the file."""
        step = AskFile(self.room, self._path, way_out=self._way_out)
        step.done.connect(lambda: self._begin(step.file.value()))
        step.back.connect(self.left)
        self.show(step)

    def _begin(self, path: Path | None) -> None:
        self._path, self._shares = path, []
        self._ask(1)

    def _ask(self, place: int) -> None:
        """Ask for the share at a place, from 1; what was typed there before stands in it."""
        before = self._shares[place - 1].split() if place <= len(self._shares) else ()
        self._shares = self._shares[: place - 1]
        step = AskShare(self.room, place, self._needed, before)
        step.done.connect(lambda: self._try(step, [*self._shares, step.share()]))
        step.sheets.clicked.connect(lambda: self._pick_sheets(step))
        step.back.connect(lambda: self._ask(place - 1) if place > 1 else self.start())
        self.show(step)

    def _pick_sheets(self, step: AskShare) -> None:
        def read(paths: list[Path]) -> None:
            self.room.tasks.aside(step, lambda: kit.read_share_files(paths), found, failed=step.failed)

        def found(shares: list[str]) -> None:
            self._try(step, list(dict.fromkeys([*self._shares, *shares])))

        files.open_files(step, read, title=self.room.words("kit.from_sheets_title"))

    def _try(self, step: AskShare, shares: list[str]) -> None:
        path = self._path
        if path is None:
            return
        if len(set(shares)) < len(shares):
            step.say(Said(self.room.words("kit.same_share"), self.room.words("kit.same_share_to_do")))
            return

        def failed(error: Exception) -> None:
            step.idle()
            if isinstance(error, UserError) and error.slug == "too_few_shares":
                self._shares, self._needed = shares, int(error.facts.get("needed", kit.NEEDED))
                self._ask(int(error.facts.get("found", len(shares))) + 1)
                return
            self._say_wrong(step, error)

        self.write(
            step,
            self.room.words("kit.trying"),
            lambda workspace: kit.rehearse(workspace, path, shares),
            lambda _none: self._opens(),
            failed,
        )

    def _say_wrong(self, step: AskShare, error: Exception) -> None:
        """Say what is wrong with the shares: of the one that was typed, without its place among the others."""
        words = self.room.words
        if isinstance(error, UserError) and error.slug == "damaged_share":
            step.say(Said(words("kit.damaged_share"), words("kit.damaged_share_to_do")))
        else:
            step.say(words.error(error))
        step.begin()

    def _opens(self) -> None:
        self._shares = []
        step = Opens(self.room)
        step.done.connect(self.finished)
        self.show(step)


class KitFlow(Flow):
    """Write a kit, copy its shares, rehearse; ends when it opened.

    founding: with a second desk instead as another way, which ends it too.
    """

    def __init__(
        self,
        room: Room,
        stage: Stage,
        *,
        founding: bool = False,
        way_out: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(room, stage, parent)
        self._founding, self._way_out = founding, way_out
        self._back = room.words("common.back")
        self._written: kit.Written | None = None

    def start(self) -> None:
        """Say what it is for."""
        step = Explain(self.room, way_out=self._way_out, second_desk=self._founding)
        step.done.connect(lambda: self._pick(step))
        step.back.connect(self.left)
        step.second.clicked.connect(self._invite)
        step.admit.clicked.connect(self._admit)
        self.show(step)

    def _pick(self, step: Explain) -> None:
        pick_folder(step, self.room.words("kit.folder_title"), lambda folder: self._write(step, folder))

    def _write(self, step: Explain, folder: Path) -> None:
        count, needed = step.count.count() or kit.SHARES, step.needed.count() or kit.NEEDED
        self.write(
            step,
            self.room.words("kit.writing"),
            lambda workspace: kit.write(workspace, folder, needed=needed, count=count),
            self._on_written,
        )

    def _on_written(self, written: kit.Written) -> None:
        self._written = written
        self._show_share(1)

    def _show_share(self, place: int) -> None:
        written = self._written
        if written is None:
            return
        if place > len(written.shares):
            self._rehearse(written.path)
            return
        step = ShowShare(self.room, written.shares[place - 1], place, len(written.shares))
        step.done.connect(lambda: self._show_share(place + 1))
        step.back.connect(lambda: self._show_share(place - 1))
        step.sheets.clicked.connect(lambda: self._pick_sheets(step, written))
        self.show(step)

    def _pick_sheets(self, step: ShowShare, written: kit.Written) -> None:
        words = self.room.words
        heading = words("kit.sheet_heading")

        def write(folder: Path) -> None:
            def work(workspace: Workspace) -> list[Path]:
                return kit.write_sheets(workspace, written.shares, folder, heading)

            self.write(step, words("kit.writing"), work, told)

        def told(paths: list[Path]) -> None:
            said = Said(words("kit.sheets_written", n=len(paths)), words("kit.sheets_to_do"))
            step.say(said, "good")

        pick_folder(step, words("kit.sheets_title"), write)

    def _rehearse(self, path: Path) -> None:
        flow = RehearseFlow(self.room, self.stage, path=path, way_out=self._back, parent=self)
        flow.finished.connect(self._done)
        flow.left.connect(lambda: self._show_share(len(self._written.shares) if self._written else 1))
        flow.start()

    def _done(self) -> None:
        self._written = None
        self.finished.emit()

    def _invite(self) -> None:
        flow = InviteFlow(self.room, self.stage, desk_only=True, way_out=self._back, parent=self)
        flow.finished.connect(self._admit)
        flow.left.connect(self.start)
        flow.begin()

    def _admit(self) -> None:
        flow = AdmitFlow(self.room, self.stage, way_out=self._back, parent=self)
        flow.finished.connect(lambda: self._invite() if flow.anew else self._look())
        flow.left.connect(self.start)
        flow.begin()

    def _look(self) -> None:
        """End if the second desk is one, begin again if it is not: somebody admitted a house."""
        self.room.tasks.read(self, kit.standing, self._on_standing)

    def _on_standing(self, found: kit.Standing) -> None:
        if found.owed:
            self.start()
        else:
            self._done()
