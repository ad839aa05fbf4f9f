"""Sets up a house or headquarters: name, passphrase, the store; then an invitation, or the organisation kit.

Nothing is written before the passphrase was typed by whoever will need it; what fails leaves nothing, and every step back to
the first is possible until then. A founder comes to the end by a kit that was tried, or a second desk.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from app import passphrases, preferences
from app.errors import SidingError
from app.preferences import Preferences
from app.workspace import Workspace
from ui.screens.enrolment.join import JoinFlow
from ui.screens.enrolment.kit_flow import KitFlow
from ui.screens.enrolment.step import Flow, Stage, Step
from ui.screens.first_run.steps import AskInvitation, AskName, ChooseOwn, ProveWords, ShowWords
from ui.shell.entrance import Entrance


@dataclass(frozen=True, slots=True)
class _Plan:
    directory: Path
    name: str
    headquarters: bool
    kdf: str
    language: str

    def make(self, secret: str) -> Workspace:
        """Make the store, in the language in which it was asked for."""
        workspace = Workspace.create(
            self.directory, secret, name=self.name, organisation=self.headquarters, kdf=self.kdf
        )
        with suppress(SidingError):  # the store is there; a language can be chosen again
            preferences.save(workspace, Preferences(language=self.language))
        return workspace


class SetUp(Flow):
    """From the name to the main window. `left`: back to what the laptop is for."""

    def __init__(
        self, entrance: Entrance, stage: Stage, *, headquarters: bool, parent: QObject | None = None
    ) -> None:
        super().__init__(entrance, stage, parent)
        self._entrance = entrance
        self._headquarters = headquarters
        self._name = ""
        self._secret = ""
        self._after: Flow | None = None

    @property
    def at(self) -> int:
        """Which of name, passphrase and what comes after it is at, from 0."""
        if isinstance(self.step, AskName):
            return 0
        return 1 if isinstance(self.step, (ShowWords, ProveWords, ChooseOwn)) else 2

    def start(self) -> None:
        """Ask for the name."""
        self._secret = ""
        step = AskName(self._entrance, self._name, headquarters=self._headquarters)
        step.done.connect(lambda: self._on_name(step))
        step.back.connect(self.left)
        self.show(step)

    def _on_name(self, step: AskName) -> None:
        name = step.checked()
        if name is not None:
            self._name = name
            self._make_words(step)

    # The passphrase.

    def _make_words(self, step: Step) -> None:
        language = self._entrance.words.language
        step.busy(self._entrance.words("common.loading"))
        self._entrance.tasks.aside(
            step, lambda: passphrases.new(None, None, language=language), self._on_words, failed=step.failed
        )

    def _on_words(self, secret: str) -> None:
        self._secret = secret
        self._show_words()

    def _show_words(self) -> None:
        step = ShowWords(self._entrance, self._secret)
        step.done.connect(self._prove)
        step.other.clicked.connect(lambda: self._make_words(step))
        step.own.clicked.connect(self._choose_own)
        step.back.connect(self.start)
        self.show(step)

    def _prove(self) -> None:
        step = ProveWords(self._entrance)
        step.done.connect(lambda: self._create(step, self._secret) if step.proves(self._secret) else None)
        step.back.connect(self._show_words)
        self.show(step)

    def _choose_own(self) -> None:
        step = ChooseOwn(self._entrance)
        step.done.connect(lambda: self._check_own(step))
        step.back.connect(self._show_words)
        self.show(step)

    def _check_own(self, step: ChooseOwn) -> None:
        chosen, name = step.chosen(), self._name
        if chosen is None:
            return
        step.busy(self._entrance.words("first_run.checking"))
        self._entrance.tasks.aside(
            step,
            lambda: passphrases.new(None, chosen, names=(name,)),
            lambda secret: self._create(step, secret),
            failed=step.failed,
        )

    # The store.

    def _create(self, step: Step, secret: str) -> None:
        entrance = self._entrance
        plan = _Plan(
            entrance.directory, self._name, self._headquarters, entrance.kdf, entrance.words.language
        )
        step.busy(entrance.words("first_run.creating"))
        entrance.tasks.aside(step, lambda: plan.make(secret), self._created, failed=step.failed)

    def _created(self, workspace: Workspace) -> None:
        self._secret = ""
        self._entrance.opened(workspace)
        if self._headquarters:
            self._go_on(KitFlow(self._entrance, self.stage, founding=True, parent=self))
        else:
            self._ask_invitation()

    def _ask_invitation(self) -> None:
        step = AskInvitation(self._entrance)
        step.done.connect(self._join)
        step.later.clicked.connect(self.finished)
        self.show(step)

    def _join(self) -> None:
        flow = JoinFlow(self._entrance, self.stage, way_out=self._entrance.words("common.back"), parent=self)
        flow.left.connect(self._ask_invitation)
        self._go_on(flow)

    def _go_on(self, flow: Flow) -> None:
        self.step = None
        self._after = flow
        flow.finished.connect(self.finished)
        flow.begin()
