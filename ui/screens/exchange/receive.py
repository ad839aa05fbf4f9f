"""Receive: files are dropped, opened, or looked for on a stick or in a folder; then one entry a file, with what became of it.

Files are only read. Each bundle is taken whole or not at all; who stops in the middle keeps what was in by then, and is
told so. What is dropped while something is being received waits its turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app import exchange, sticks
from app.changed import Changed
from app.exchange import Progress, Received
from app.workspace import Workspace
from ui.dialogs import files
from ui.screens.enrolment.banner import EnrolmentBanner
from ui.screens.exchange import outcomes
from ui.screens.exchange.carrier import carrier_view
from ui.screens.exchange.part import Part
from ui.screens.exchange.sticks import StickButtons
from ui.shell.context import Context
from ui.shell.tasks import Cancelled, Task
from ui.widgets import (
    Actions,
    Banner,
    Button,
    DropZone,
    EntryList,
    ListPane,
    Page,
    PlainLabel,
    ProgressLine,
    Scroll,
    clear,
    unmarked,
)


class Receive(Part):
    """Takes files and shows what became of each. answer: somebody wants to send something back."""

    back = Signal()
    answer = Signal()
    to_conflicts = Signal()
    to_waiting = Signal()
    _told = Signal(object)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self._done: list[Received] = []
        self._next: list[Path] = []
        self._task: Task | None = None
        self._build()
        # Told in the writer thread; shown in this one.
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def _build(self) -> None:
        ctx, words = self.ctx, self.ctx.words
        back = Button(words("common.back"), "back", clicked=self.back.emit)
        self._page = Page(words("exchange.receive"), words("exchange.receive_sub"), [back], scroll=False)
        self.sticks = StickButtons(ctx)
        self.sticks.chosen.connect(lambda path: self.take([path]))
        self.open_files = Button(words("exchange.open_files"), "file-in", "primary", clicked=self._open_files)
        self.open_folder = Button(words("exchange.open_folder"), "folder-open", clicked=self._open_folder)
        self._zone = DropZone(words("exchange.drop"), words("exchange.drop_hint"))
        self._zone.dropped.connect(self.take_named)
        self.progress = ProgressLine()
        self.progress.cancelled.connect(self.stop)
        self._banners = QVBoxLayout()
        self._banners.setSpacing(ctx.theme.space(2))
        self._sum = PlainLabel("", "strong")
        self._foreign = Button("", "filter", "quiet", clicked=self._list_all)
        self._foreign.setCheckable(True)
        self._foreign.hide()
        self.list = EntryList(words("exchange.files"))
        self.list.chosen.connect(self._show_one)
        self._detail = QVBoxLayout()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._zone)
        self._stack.addWidget(self._results())
        self._enrolment = EnrolmentBanner(ctx)
        self._page.add(self._enrolment)
        self._page.add(Actions(left=[self.open_files, self.open_folder, self.sticks]))
        self._page.add(self.progress)
        self._page.body.addLayout(self._banners)
        self._page.add(self._stack, 1)
        self.box.addWidget(self._page)

    def _results(self) -> QWidget:
        theme = self.ctx.theme
        right, page = QWidget(), QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(theme.space(5), theme.space(3), theme.space(3), theme.space(3))
        column.addLayout(self._detail)
        column.addStretch(1)
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.space(2))
        top = QHBoxLayout()
        top.addWidget(self._sum, 1)
        top.addWidget(self._foreign)
        whole.addLayout(top)
        whole.addWidget(ListPane(self.list, Scroll(right), width=360), 1)
        self._answer = Button(self.ctx.words("exchange.answer"), "send", clicked=self.answer.emit)
        self._answer_bar = Actions(
            self._answer, left=[PlainLabel(self.ctx.words("exchange.answer_hint"), "hint", wrap=False)]
        )
        whole.addWidget(self._answer_bar)
        return page

    # What it is told.

    def open(self, record: bytes | None) -> None:
        """Wait for files; what became of the last ones is still there."""
        self._enrolment.refresh()
        self.open_files.setFocus()

    def changed(self, changed: Changed) -> None:
        """What became of a file stays what it was; only the enrolment may have gone on."""
        self._enrolment.changed(changed)

    @property
    def busy(self) -> bool:
        """Whether something is being received."""
        return self._task is not None

    def _open_files(self) -> None:
        files.open_files(self, self.take, title=self.ctx.words("exchange.open_files_title"))

    def _open_folder(self) -> None:
        files.open_directory(
            self, lambda path: self.take([path]), title=self.ctx.words("exchange.open_folder_title")
        )

    def take_named(self, paths: Sequence[str]) -> None:
        """Take what was dropped."""
        self.take([Path(path) for path in paths])

    # Receiving.

    def take(self, paths: Sequence[Path]) -> None:
        """Receive these files, and what is in these folders."""
        if not paths:
            return
        if self.busy:
            self._next += paths
            return
        self._done = []
        clear(self._banners)
        self._list_all()
        self.progress.start(self.ctx.words("exchange.receiving"))
        wanted = tuple(paths)

        def tell(group: list[Received]) -> None:
            with suppress(RuntimeError):  # this screen is gone; what was taken in is in
                self._told.emit(group)

        def work(workspace: Workspace, progress: Progress) -> list[Received]:
            candidates = [one for path in wanted for one in (sticks.scan(path) if path.is_dir() else [path])]
            return exchange.receive(workspace, candidates, progress=progress, told=tell)

        self._task = self.ctx.tasks.long(
            self, work, self._finished, progress=self.progress.set_progress, failed=self._failed
        )

    def stop(self) -> None:
        """Stop at the next report: what is in by then stays in."""
        self._next = []
        if self._task is not None:
            self._task.cancel()

    def _hear(self, group: list[Received]) -> None:
        self._done += group
        self._list_all()

    def _finished(self, done: list[Received]) -> None:
        self._end()
        if not done:
            self._say("info", self.ctx.words("exchange.no_files"), self.ctx.words("exchange.no_files_to_do"))
        self._go_on()

    def _failed(self, error: Exception) -> None:
        self._end()
        words = self.ctx.words
        kept = words("exchange.stopped_kept") if self._done else words("exchange.stopped_nothing")
        if isinstance(error, Cancelled):
            self._say("info", words("exchange.stopped"), kept)
            return
        said = words.error(error)
        self._say("error", said.what, f"{said.to_do} {kept}")
        self._next = []

    def _end(self) -> None:
        self._task = None
        self.progress.finish()

    def _go_on(self) -> None:
        waiting, self._next = self._next, []
        self.take(waiting)

    def _say(self, level: str, what: str, to_do: str) -> None:
        self._banners.addWidget(Banner(level, what, to_do))

    # What became of them.

    def _list_all(self) -> None:
        words = self.ctx.words
        foreign = sum(str(one.outcome) == outcomes.FOREIGN for one in self._done)
        mixed = 0 < foreign < len(self._done)
        self._foreign.setText(unmarked(words("exchange.show_foreign", n=foreign)))
        self._foreign.setVisible(mixed)
        rows = outcomes.ordered(self._done, foreign_too=not mixed or self._foreign.isChecked())
        self._stack.setCurrentIndex(1 if self._done else 0)
        self._sum.setText(outcomes.summary(self._done, words) if self._done else "")
        self._answer_bar.setVisible(any(str(one.outcome) in outcomes.ANSWERED for one in self._done))
        self.list.set([outcomes.entry(number, one, words) for number, one in rows])
        if rows and self.list.key() is None:
            self.list.choose(rows[0][0])
        elif not rows:
            clear(self._detail)

    def _show_one(self, number: int) -> None:
        clear(self._detail)
        self._detail.addWidget(
            carrier_view(self.ctx, self._done[number], self.to_conflicts.emit, self.to_waiting.emit)
        )
