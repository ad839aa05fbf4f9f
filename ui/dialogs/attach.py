"""Putting files into the store: what each is, whom they are about, who will read them, and what becomes of hidden data.

Several at once, one after the other: each is in whole or not at all, and cancelling keeps those that were in. Afterwards the
originals are spoken of (originals.py): they still lie where they were.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from app import documents, readers
from app.casework.codes import LISTS
from app.casework.compartments import Compartment
from app.documents import Attached
from app.errors import SidingError
from app.placing import Place
from app.readers import Homes
from app.workspace import Workspace
from ui.dialogs.originals import OriginalsDialog
from ui.screens.case.home_field import HomeField
from ui.shell.context import Context
from ui.shell.tasks import Cancelled, Progress, Task
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.choices import ComboBox
from ui.widgets.dialog import Dialog
from ui.widgets.inputs import LineEdit
from ui.widgets.labels import ElidedLabel
from ui.widgets.layout import Columns, FieldRow, Rows, Scroll
from ui.widgets.progress import ProgressLine
from ui.widgets.ticks import Checkbox

_WIDTH: Final = 720
_IN_SIGHT: Final = 2
_TITLE_LENGTH: Final = 200
_LIST: Final = "document_type"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file, and what somebody said about it."""

    path: Path
    title: str
    type: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: attached, or why not."""

    path: Path
    attached: Attached | None = None
    error: SidingError | OSError | None = None


class FileRow(Card):
    """One file: its name, and fields for what it is."""

    def __init__(self, ctx: Context, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        words = ctx.words
        self.path = path
        self.title_field = LineEdit("", words("documents.title_hint"), max_length=_TITLE_LENGTH)
        self.type_field = ComboBox(
            [(code, words.label(_LIST, code)) for code in LISTS[_LIST].codes],
            empty=words("documents.no_type"),
        )
        self.add(ElidedLabel(path.name, "strong", middle=True))
        self.add(
            Columns(
                FieldRow(words.field("title"), self.title_field),
                FieldRow(words.field("type"), self.type_field),
                stretch=(3, 2),
                gap=3,
            )
        )

    def wanted(self) -> Wanted:
        """Return what was entered."""
        return Wanted(self.path, self.title_field.value(), self.type_field.value())


class AttachDialog(Dialog):
    """Asks about files, puts them in, and then speaks of the originals."""

    def __init__(self, ctx: Context, case: bytes, paths: Sequence[Path], parent: QWidget) -> None:
        words = ctx.words
        super().__init__(
            words("documents.attach_title"),
            words("documents.attach_what"),
            width=_WIDTH,
            parent=parent.window(),
        )
        self.ctx, self._case, self._caller = ctx, case, parent
        self._task: Task | None = None
        self.rows = [FileRow(ctx, path) for path in paths]
        self.home = HomeField(ctx, case, Compartment.IDENTITY)
        self.evidence = Checkbox(words("documents.evidence"), hint=words("documents.evidence_hint"))
        self.progress = ProgressLine()
        self.progress.cancelled.connect(self._cancel)
        self.attach_button = Button(
            words("documents.attach_these", n=len(self.rows)), "attach", "primary", clicked=self.attach
        )
        # The sentence below it is longer or shorter: the window takes the height that it needs.
        self.home.readers.setMinimumHeight(2 * self.home.readers.fontMetrics().lineSpacing())
        self.home.said.connect(self.fit_screen)
        self._fields = Rows(self._files(), self.home, self.evidence, gap=4)
        self.add(self._fields)
        self.add(self.progress)
        self.set_actions(self.attach_button)

    def _files(self) -> QWidget:
        """Put the files under each other; many of them scroll."""
        rows = Rows(*self.rows, gap=3)
        if len(self.rows) <= _IN_SIGHT:
            return rows
        scroll = Scroll(rows)
        scroll.setFixedHeight(int(self.rows[0].sizeHint().height() * (_IN_SIGHT + 0.4)))
        return scroll

    def open(self) -> None:
        """Show it, and read who will be able to read the files."""
        super().open()
        case = self._case
        self.ctx.tasks.read(
            self, lambda workspace: readers.of_case(workspace, documents.KIND, case), self._show
        )

    def _show(self, homes: Homes) -> None:
        self.home.set_homes(homes)
        self.rows[0].title_field.setFocus()

    def attach(self) -> None:
        """Put the files in."""
        if self._task is not None:
            return
        work = Attaching([row.wanted() for row in self.rows], self.home.place(), self.evidence.value())
        self._fields.setEnabled(False)
        self.attach_button.setEnabled(False)
        self.progress.start(self.ctx.words("documents.attaching", n=len(self.rows)))
        self._task = self.ctx.tasks.long(
            self,
            work,
            self._on_done,
            progress=self.progress.set_progress,
            failed=lambda e: self._on_failed(e, work),
        )

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_failed(self, error: Exception, work: Attaching) -> None:
        """Tell what is in although it was cancelled, or although something went wrong."""
        if not isinstance(error, Cancelled):
            self.ctx.notices.error(error)
        self._on_done(work.outcomes)

    def _on_done(self, outcomes: list[Outcome]) -> None:
        self._task = None
        self.progress.finish()
        for outcome in outcomes:
            if outcome.error is not None:
                self.ctx.notices.error(outcome.error)
        done = [outcome.attached for outcome in outcomes if outcome.attached is not None]
        self.accept()
        if done:
            OriginalsDialog(self.ctx, done, self._caller).open()

    def reject(self) -> None:
        """Close; what is on its way is cancelled first, and closes when it has ended."""
        if self._task is not None:
            self._cancel()
            return
        super().reject()


class Attaching:
    """The work: one file after the other, on the writer thread. `outcomes` tells what became of those that were reached."""

    def __init__(self, wanted: Sequence[Wanted], place: Place, evidence: bool) -> None:
        self._wanted, self._place, self._evidence = wanted, place, evidence
        self.outcomes: list[Outcome] = []

    def __call__(self, workspace: Workspace, progress: Progress) -> list[Outcome]:
        """Put them in. Raises: Cancelled."""
        sizes = [_size(one.path) for one in self._wanted]
        whole, before = sum(sizes), 0
        for one, size in zip(self._wanted, sizes, strict=True):
            progress(before, whole)
            self.outcomes.append(self._attach(workspace, one, _shifted(progress, before, whole)))
            before += size
        return self.outcomes

    def _attach(self, workspace: Workspace, one: Wanted, progress: Progress) -> Outcome:
        try:
            attached = documents.attach(
                workspace,
                one.path,
                self._place,
                title=one.title or None,
                said={"type": one.type} if one.type else {},
                evidence=self._evidence,
                progress=progress,
            )
        except (SidingError, OSError) as error:
            return Outcome(one.path, error=error)
        return Outcome(one.path, attached)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _shifted(progress: Progress, before: int, whole: int) -> Callable[[int, int], None]:
    return lambda done, _total: progress(before + done, whole)
