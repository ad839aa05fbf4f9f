"""What stands over every tab of a case: its alias, how great the danger is, where its people are, where it stands on its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import people, views
from app.casework.codes import CaseStatus, RiskLevel
from app.people import PersonRow
from app.views import Shown
from app.workspace import Workspace
from ui.forms.saving import Saved, Saving
from ui.screens.case.keys import editing_keys
from ui.screens.case.saved_line import SavedLine
from ui.screens.case.stage import StageBar, StepPanel
from ui.shell.context import Context
from ui.theme import current
from ui.widgets.badges import Badge
from ui.widgets.buttons import IconButton
from ui.widgets.cards import IconLabel
from ui.widgets.labels import ElidedLabel
from ui.widgets.layout import clear


@dataclass(frozen=True, slots=True)
class Over:
    """What the header shows: the case, and its line in the table of people (None where the case itself is not here)."""

    shown: Shown
    row: PersonRow | None


def read(workspace: Workspace, case: bytes) -> Over:
    """Read what the header shows. Raises: UserError("unknown_record")."""
    rows = people.rows(workspace, [case])
    return Over(views.show(workspace, case), rows[0] if rows else None)


class CaseHeader(QWidget):
    """Shows the case and lets it take its steps. `back` is emitted to leave the case."""

    back = Signal()

    def __init__(self, ctx: Context, case: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx, self.case = ctx, case
        self._over: Over | None = None
        self.stage: StageBar | None = None
        self.panel: StepPanel | None = None
        space = current().space
        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(3), space(5), 0)
        column.setSpacing(space(2))
        self._line = QHBoxLayout()
        self._line.setSpacing(space(2))
        self._stage = QVBoxLayout()
        self.saved_line = SavedLine(ctx, inset=False)
        column.addLayout(self._line)
        column.addLayout(self._stage)
        column.addWidget(self.saved_line)
        editing_keys(self, undo=self.saved_line.undo)

    def over(self) -> Over | None:
        """Return what is shown."""
        return self._over

    def show_case(self, over: Over) -> None:
        """Show a case; who was at its stage stays there, and what is typed for a step stays as long as the stage does."""
        self._over = over
        at_stage = self.stage is not None and self.stage.menu.hasFocus()
        clear(self._line)
        for widget, stretch in self._widgets(over):
            self._line.addWidget(widget, stretch)
        status = over.shown.fields.get("status")
        if self.panel is not None and (over.row is None or not self.panel.begins_at(status)):
            self._take_out(self.panel)
            self.panel = None
        if self.stage is not None:
            self._take_out(self.stage)
            self.stage = None
        if over.row is not None:
            self.stage = StageBar(self.ctx.words, status)
            self.stage.step.connect(self._step)
            self.stage.ask.connect(self._ask)
            self._stage.insertWidget(0, self.stage)
            if at_stage:
                self.stage.menu.setFocus()

    def _take_out(self, widget: QWidget) -> None:
        self._stage.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def _widgets(self, over: Over) -> list[tuple[QWidget, int]]:
        words = self.ctx.words
        back = IconButton("back", words("case.back"), clicked=self.back.emit)
        alias = over.shown.fields.get("alias")
        title = ElidedLabel(alias if isinstance(alias, str) else words("case.not_here"), "title")
        found: list[tuple[QWidget, int]] = [(back, 0), (title, 3)]
        if over.row is not None:
            found += [(Badge(text, level), 0) for text, level in signs(self.ctx, over.row)]
            where = words.listed(
                [house.codename or words("forms.unnamed_house") for house in over.row.houses]
            )
            if where:
                found.append((IconLabel("house"), 0))
                place = ElidedLabel(where)
                # It gives way before the signs do, and never leaves a gap behind a short name.
                place.setMaximumWidth(min(place.sizeHint().width(), current().space(8) * 4))
                place.setAccessibleName(words("case.is_in", house=where))
                found.append((place, 1))
        return found

    # Steps.

    def _ask(self, wanted: object) -> None:
        """Ask what a step wants said, in place."""
        if self._over is None:
            return
        status = wanted if isinstance(wanted, CaseStatus) else None
        self._close_panel()
        self.panel = StepPanel(self.ctx, self._over.shown.fields.get("status"), status)
        self.panel.step.connect(self._step)
        self.panel.left.connect(self._close_panel)
        self._stage.addWidget(self.panel)
        self.panel.begin()

    def _close_panel(self) -> None:
        if self.panel is not None:
            self._take_out(self.panel)
            self.panel = None
            if self.stage is not None:
                self.stage.menu.setFocus()

    def _step(self, fields: Mapping[str, object]) -> None:
        if self._over is None:
            return
        saving = Saving("case", self.case, fields=fields, seen=self._over.shown.seen)
        self.ctx.tasks.write(self, saving, self._on_stepped)

    def _on_stepped(self, saved: Saved) -> None:
        self._close_panel()
        self.saved_line.tell(self.ctx.words("case.stepped"), saved)


def signs(ctx: Context, row: PersonRow) -> list[tuple[str, str]]:
    """Return the signs of a case: how great the danger is, how urgent, what is in conflict, what exists only here."""
    words = ctx.words
    found = []
    if row.risk_level in set(RiskLevel):
        label = words.label("risk_level", str(row.risk_level))
        found.append((words("case.risk_sign", level=label), str(row.risk_level)))
    if row.priority in ("emergency", "urgent"):
        level = "critical" if row.priority == "emergency" else "high"
        found.append((words.label("priority", str(row.priority)), level))
    if row.conflicts:
        found.append((words("case.in_conflict"), "warning"))
    if row.only_here:
        found.append((words("case.only_here"), "info"))
    return found
