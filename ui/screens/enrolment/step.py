"""One step on a way: a title, why it asks, what is asked, and the buttons; and what walks a person through several.

A `Step` shows and asks; a `Flow` knows the order, does the work and shows the next step on its stage: a dialog
(dialogs.py) or the first run. Rules:

- one primary button a step, Enter presses it; Back undoes nothing that was done, it only shows the step before;
- while work is under way nothing can be pressed, and what takes longer than a moment says so;
- what fails is said in the step, in two sentences, and the step can be tried again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app import spoken
from app.texts import Said
from app.workspace import Workspace
from ui.shell.notices import Notices
from ui.shell.tasks import TaskRunner
from ui.shell.words import Words
from ui.theme import Theme
from ui.widgets.banners import Banner
from ui.widgets.buttons import Button
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import Actions
from ui.widgets.progress import ProgressLine
from ui.widgets.shown import show_when

T = TypeVar("T")


class Room(Protocol):
    """What steps need of the context of an open store, or of the entrance."""

    @property
    def tasks(self) -> TaskRunner: ...
    @property
    def words(self) -> Words: ...
    @property
    def theme(self) -> Theme: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def now(self) -> Callable[[], datetime]: ...


class Stage(Protocol):
    """Where a flow shows its steps, one at a time."""

    def show_step(self, step: Step) -> None:
        """Show a step in place of the one before, which is destroyed."""


class Step(QWidget):
    """One step. `add` puts widgets under the title; `done` and `back` tell the flow."""

    done = Signal()
    back = Signal()
    #: What is shown now and never again: only its button ends the step, no slip of a finger on Escape.
    only_now: ClassVar[bool] = False

    def __init__(
        self,
        room: Room,
        title: str,
        why: str = "",
        *,
        action: str = "",
        way_out: str = "",
    ) -> None:
        """action: what the primary button says. way_out: what the button back says. None without them."""
        super().__init__()
        self.room = room
        space = room.theme.space
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(space(4))
        head = QVBoxLayout()
        head.setSpacing(space(1))
        head.addWidget(PlainLabel(title, "title"))
        if why:
            head.addWidget(PlainLabel(why))
        outer.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(space(4))
        outer.addLayout(self.body)
        self._said = QVBoxLayout()
        outer.addLayout(self._said)
        self._banner: Banner | None = None
        self.progress = ProgressLine(cancellable=False)
        outer.addWidget(self.progress)
        self.primary = Button(action, kind="primary", clicked=self.done.emit)
        show_when(self.primary, bool(action))
        self._go_back = Button(way_out, clicked=self.back.emit)
        show_when(self._go_back, bool(way_out))
        self.others: list[QPushButton] = []
        self._allowed, self._working, self._way_back = True, False, bool(way_out)
        self._outer = outer
        self._row: Actions | None = None
        self.set_others()

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end of what is asked."""
        self.body.addWidget(widget)

    def set_others(self, *buttons: QPushButton) -> None:
        """Offer further ways beside the primary one."""
        self.others = list(buttons)
        row = Actions(*buttons, self.primary, left=(self._go_back,))
        if self._row is not None:
            self._outer.removeWidget(self._row)
            self._row.deleteLater()
        self._row = row
        self._outer.addWidget(row)

    def allow(self, on: bool) -> None:
        """Let the primary button be pressed, or not: something is missing yet."""
        self._allowed = on
        self.primary.setEnabled(on and not self.working)

    @property
    def working(self) -> bool:
        """Whether work is under way that has to be waited for."""
        return self._working

    @property
    def can_go_back(self) -> bool:
        """Whether there is a way back, now."""
        return self._way_back and not self.working

    def begin(self) -> None:
        """Be ready for typing; called when the step is seen. A step with a field gives it the focus."""
        self.primary.setFocus()

    def say(self, said: Said, level: str = "error") -> None:
        """Tell what is wrong, over the buttons; what was told before goes."""
        self.unsay()
        self._banner = Banner(level, said.what, said.to_do)
        self._said.addWidget(self._banner)

    def unsay(self) -> None:
        """Take back what was told."""
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None

    def said(self) -> str:
        """Return what is told, for a screen reader and for tests; nothing when all is well."""
        return self._banner.accessibleName() if self._banner is not None else ""

    # Work.

    def busy(self, text: str) -> None:
        """Let nothing be pressed until `idle`."""
        self.unsay()
        self._enable(False)
        self.progress.start(text)

    def idle(self) -> None:
        """Let it be used again, from its beginning: what had the focus was disabled meanwhile."""
        self.progress.finish()
        self._enable(True)
        self.begin()

    def _enable(self, on: bool) -> None:
        self._working = not on
        for place in range(self.body.count()):
            item = self.body.itemAt(place)
            if item is not None and (widget := item.widget()) is not None:
                widget.setEnabled(on)
        for button in (self._go_back, *self.others):
            button.setEnabled(on)
        self.primary.setEnabled(on and self._allowed)

    def failed(self, error: Exception) -> None:
        """Show why it did not work, and be usable again."""
        self.idle()
        self.say(self.room.words.error(error))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the focus, else the primary one."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        button = focused if isinstance(focused, QPushButton) else self.primary
        if button.isEnabled() and button.isVisible():
            button.click()


class Flow(QObject):
    """Walks through steps on a stage. `finished` when the way is gone to its end, `left` when somebody turned back at its start."""

    finished = Signal()
    left = Signal()

    def __init__(self, room: Room, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.room, self.stage = room, stage
        self.step: Step | None = None

    def begin(self) -> None:
        """Show the first step, as soon as the words that steps offer are read."""
        language = self.room.words.language
        self.room.tasks.aside(self, lambda: spoken.offered(language), lambda _words: self.start())

    def start(self) -> None:
        """Show the first step."""
        raise NotImplementedError

    def show(self, step: Step) -> None:
        """Show a step and remember which."""
        self.step = step
        self.stage.show_step(step)

    def write(
        self,
        step: Step,
        text: str,
        work: Callable[[Workspace], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do something in the open store while the step is busy; what fails is said in it, or given to `failed`."""
        step.busy(text)

        def succeeded(result: T) -> None:
            step.idle()
            done(result)

        self.room.tasks.write(step, work, succeeded, failed=failed or step.failed)
