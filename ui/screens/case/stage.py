"""Where a case stands on its way, and the steps it can take. Which steps there are is app's (app.casework.status).

The way is shown in a few phases, because fifteen stages fit on no line; the stage itself is the button that opens the steps.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.casework import status as rules
from app.casework.codes import LISTS, CaseStatus
from app.errors import UserError
from ui.forms.editor import LongText
from ui.shell.context import Context
from ui.shell.words import Words
from ui.theme import current
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.choices import ComboBox
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import Actions, FieldRow
from ui.widgets.stepper import Stepper
from ui.widgets.tabs import Choice, MenuButton

S = CaseStatus

#: The phases of the way, each with its stages.
PHASES: Final[tuple[tuple[str, tuple[CaseStatus, ...]], ...]] = (
    ("case.phase_contact", (S.IDENTIFIED, S.INTAKE, S.VERIFIED, S.NOT_VERIFIED)),
    ("case.phase_shelter", (S.SHELTERED, S.SUPPORTED_IN_PLACE)),
    ("case.phase_application", (S.PATHWAY_SUBMITTED, S.PATHWAY_ACCEPTED, S.PATHWAY_REFUSED)),
    ("case.phase_travel", (S.TRAVEL_READY, S.IN_TRANSIT)),
    ("case.phase_settling", (S.ARRIVED, S.SETTLING, S.SETTLED)),
    ("case.phase_closed", (S.CLOSED,)),
)
_ALARMING: Final = frozenset({S.LOST_CONTACT, S.DETAINED, S.DECEASED})


def known(value: object) -> CaseStatus | None:
    """Return a stored status that this version knows."""
    return CaseStatus(str(value)) if value in set(CaseStatus) else None


def phase_of(status: CaseStatus | None) -> int:
    """Return in which phase a stage is; -1 for what is beside the way."""
    return next((place for place, (_, stages) in enumerate(PHASES) if status in stages), -1)


def steps(status: CaseStatus | None) -> tuple[list[CaseStatus], list[CaseStatus], list[CaseStatus]]:
    """Return what may follow: along the way, beside it, and what app wants a reason for; in the order of the way."""
    allowed = rules.next_steps(status) if status is not None else frozenset(CaseStatus)
    there = [one for one in CaseStatus if one is not status]
    along = [one for one in there if one in allowed and one not in rules.BESIDE]
    beside = [one for one in there if one in allowed and one in rules.BESIDE]
    return along, beside, [one for one in there if one not in allowed]


class StageBar(QWidget):
    """Phases, the stage, and its next steps. `step` carries a status to be written, `ask` one that wants more said first."""

    step = Signal(object)
    ask = Signal(object)

    def __init__(self, words: Words, status: object, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        at = known(status)
        space = current().space
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        phase = phase_of(at)
        row.addWidget(Stepper([words(slug) for slug, _ in PHASES], phase, _beside(words, at, status)), 1)
        along, beside, _ = steps(at)
        name = words.label("case_status", str(status)) if status else words("case.no_stage")
        self.menu = MenuButton(name, self._choices(words, along, beside))
        self.menu.setAccessibleName(words("case.stage_name", stage=name))
        row.addWidget(self.menu)

    def _choices(
        self, words: Words, along: list[CaseStatus], beside: list[CaseStatus]
    ) -> list[Choice | None]:
        def choice(status: CaseStatus) -> Choice:
            return words("case.step_to", stage=words.label("case_status", status)), lambda: self._take(status)

        other: Choice = (words("case.step_other"), lambda: self.ask.emit(None))
        return [*map(choice, along), None, *map(choice, beside), None, other]

    def _take(self, status: CaseStatus) -> None:
        """Go a usual step at once; what is beside the way, or its end, may want a word."""
        if status in rules.BESIDE or status is S.CLOSED:
            self.ask.emit(status)
        else:
            self.step.emit({"status": str(status), "status_reason": None})


def _beside(words: Words, at: CaseStatus | None, stored: object) -> tuple[str, str] | None:
    if stored is None or phase_of(at) >= 0:
        return None
    level = "critical" if at in _ALARMING else "warning"
    return words.label("case_status", str(stored)), level


class StepPanel(Card):
    """Asks what a step wants said: which one, the reason, why a case is closed. `step` carries the fields to write."""

    step = Signal(object)
    left = Signal()

    def __init__(
        self, ctx: Context, status: object, wanted: CaseStatus | None, parent: QWidget | None = None
    ) -> None:
        words = ctx.words
        super().__init__(words("case.step_title"), parent=parent)
        self._ctx, self._at = ctx, known(status)
        along, beside, others = steps(self._at)
        offered = others if wanted is None else [*along, *beside]
        self.which = ComboBox([(str(one), words.label("case_status", one)) for one in offered])
        self.which.set_value(str(wanted) if wanted is not None else None)
        self.which.edited.connect(self._fit)
        self.which_row = FieldRow(words("case.step_which"), self.which)
        self.add(self.which_row)
        closures = [(code, words.label("closure_reason", code)) for code in LISTS["closure_reason"].codes]
        self.closure = ComboBox(closures, empty=words("forms.nothing_said"))
        self._closure_row = FieldRow(words.field("closure_reason"), self.closure)
        self.add(self._closure_row)
        self.reason = LongText()
        self.reason.call(words.field("status_reason"))
        self.reason_row = FieldRow(words.field("status_reason"), self.reason)
        self.add(self.reason_row)
        self._said = PlainLabel("", "hint")
        self.add(self._said)
        take = Button(words("case.step_take"), "check", "primary", clicked=self._take)
        self.add(Actions(Button(words("common.cancel"), clicked=self.left.emit), take))
        self._fit()

    def begins_at(self, status: object) -> bool:
        """Say whether the steps that are offered here begin at a stage."""
        return known(status) is self._at

    def begin(self) -> None:
        """Put the cursor where something is asked."""
        first = self.which if self.which.value() is None else self.reason
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        chosen = known(self.which.value())
        self.which_row.set_error("")
        self._closure_row.setVisible(chosen is S.CLOSED)
        marked = chosen is not None and not rules.on_the_map(self._at, chosen)
        self._said.setText(self._ctx.words("case.step_marked") if marked else "")
        self._said.setVisible(marked)

    def _take(self) -> None:
        chosen, reason = known(self.which.value()), self.reason.value()
        if chosen is None:
            self.which_row.set_error(self._ctx.words("case.step_choose"))
            self.which.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        try:
            rules.check(self._at, chosen, reason if isinstance(reason, str) else None)
        except UserError as error:
            said = self._ctx.words.error(error)
            self.reason_row.set_error(f"{said.what} {said.to_do}")
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        fields: dict[str, object] = {"status": str(chosen), "status_reason": reason}
        if chosen is S.CLOSED:
            fields["closure_reason"] = self.closure.value()
        self.step.emit(fields)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
