"""The first run: what this laptop is for, and the way from there to the main window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.screens.enrolment.step import Flow, Step
from ui.screens.first_run.samples import LookAround
from ui.screens.first_run.set_up import SetUp
from ui.screens.languages import Languages
from ui.shell.entrance import Entrance
from ui.widgets.banners import Banner
from ui.widgets.buttons import BigChoice, Button
from ui.widgets.centred import Centred
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import Rows
from ui.widgets.stepper import Stepper


class Choice(QWidget):
    """What this laptop is for: two large choices and a small one."""

    house = Signal()
    headquarters = Signal()
    samples = Signal()

    def __init__(self, entrance: Entrance) -> None:
        super().__init__()
        words, space = entrance.words, entrance.theme.space
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(space(4))
        if entrance.crashed:
            box.addWidget(Banner("info", words("first_run.crashed"), words("first_run.crashed_to_do")))
        box.addWidget(PlainLabel(words("first_run.title"), "title"))
        box.addWidget(PlainLabel(words("first_run.why")))
        self.for_house = BigChoice(words("first_run.house"), words("first_run.house_what"), "house")
        self.for_desk = BigChoice(words("first_run.desk"), words("first_run.desk_what"), "building")
        self.for_samples = Button(words("first_run.sample"), icon="sample", kind="quiet")
        self.for_house.clicked.connect(self.house)
        self.for_desk.clicked.connect(self.headquarters)
        self.for_samples.clicked.connect(self.samples)
        box.addWidget(self.for_house)
        box.addWidget(self.for_desk)
        box.addWidget(self.for_samples, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.for_house)


class FirstRun(QWidget):
    """Shows the choice, and then the steps of the way that was chosen. Escape goes one step back."""

    def __init__(self, entrance: Entrance) -> None:
        super().__init__()
        self._entrance = entrance
        self.flow: Flow | None = None
        self.step: Step | None = None
        self._names: list[str] = []
        self._corner = Languages(entrance)
        self._page = Centred(corner=self._corner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._page)
        self._choose()

    def _choose(self) -> None:
        self.flow = self.step = None
        self._corner.setVisible(True)
        choice = Choice(self._entrance)
        choice.house.connect(lambda: self._set_up(headquarters=False))
        choice.headquarters.connect(lambda: self._set_up(headquarters=True))
        choice.samples.connect(self._look_around)
        self._page.show_widget(choice)
        self.setFocusProxy(choice)
        choice.setFocus()

    def _set_up(self, *, headquarters: bool) -> None:
        words = self._entrance.words
        last = words("first_run.step_kit") if headquarters else words("first_run.step_invitation")
        self._names = [words("first_run.step_name"), words("first_run.step_passphrase"), last]
        self._walk(SetUp(self._entrance, self, headquarters=headquarters, parent=self))

    def _look_around(self) -> None:
        self._names = []
        self._walk(LookAround(self._entrance, self, parent=self))

    def _walk(self, flow: Flow) -> None:
        self.flow = flow
        flow.left.connect(self._choose)
        flow.finished.connect(lambda: self._entrance.enter(None))
        # Another language would begin anew, and lose what was typed.
        self._corner.setVisible(False)
        flow.begin()

    def show_step(self, step: Step) -> None:
        """Show a step under the row of all steps."""
        self.step = step
        rows = Rows(gap=4)
        if isinstance(self.flow, SetUp):
            rows.add(Stepper(self._names, self.flow.at))
        rows.add(step)
        self._page.show_widget(rows)
        self.setFocusProxy(step)
        step.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back with Escape, where the step can."""
        step = self.step
        if event.key() == Qt.Key.Key_Escape and step is not None and step.can_go_back:
            step.back.emit()
        else:
            super().keyPressEvent(event)
