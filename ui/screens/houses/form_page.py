"""A form in place of the rest of the screen: what it is about, the way back, and the form."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.safehouses import HouseCard, StayBar
from ui.forms.form import RecordForm
from ui.forms.groups import GROUPS, Group
from ui.screens.houses import said
from ui.shell.context import Context
from ui.theme import current
from ui.widgets import Button, PlainLabel

#: How a house stands is changed by itself: what it means is said there (ui.screens.houses.status).
GROUPS_OF_HOUSE = tuple(
    Group(tuple(name for name in group.fields if name != "status"), group.title, group.why)
    for group in GROUPS["house"]
)


class FormPage(QWidget):
    """`saved` carries a Saved, `closed` nothing."""

    saved = Signal(object)
    closed = Signal()

    def __init__(
        self, ctx: Context, title: str, hint: str, form: RecordForm, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        words, space = ctx.words, current().space
        self.form = form
        form.saved.connect(self.saved)
        form.closed.connect(self.closed)
        row = QHBoxLayout()
        row.setContentsMargins(space(4), space(4), space(5), 0)
        row.setSpacing(space(2))
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(Button(words("common.back"), "back", "quiet", clicked=self.closed.emit), 0, top)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(PlainLabel(title, "heading"))
        names.addWidget(PlainLabel(hint, "hint"))
        row.addLayout(names, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(row)
        box.addWidget(form, 1)
        form.open()

    def leave(self) -> None:
        """Close; what is typed is kept."""
        self.form.leave()


def of_stay(
    ctx: Context,
    bar: StayBar,
    *,
    values: Mapping[str, object] | None = None,
    focus: str | None = None,
    refusal: Exception | None = None,
) -> FormPage:
    """Make the form of a stay. values: filled in as if typed; refusal: what app said to them, shown where it is answered."""
    form = RecordForm(ctx, "stay", bar.id, case=bar.case, values=values, focus=focus)
    if refusal is not None:
        form.ready.connect(lambda: form.show_refusal(refusal))
    title = ctx.words("houses.stay_of", person=said.person(ctx.words, bar))
    return FormPage(ctx, title, said.period(ctx.words, bar, ctx.now()), form)


def of_house(ctx: Context, card: HouseCard) -> FormPage:
    """Make the form of a house."""
    form = RecordForm(ctx, "house", card.id, groups=GROUPS_OF_HOUSE)
    return FormPage(ctx, said.name(ctx.words, card), ctx.words("houses.new_house"), form)


def of_new_house(ctx: Context) -> FormPage:
    """Make the form of a house that has no record: at a house its own, at a desk one without a laptop."""
    hint = ctx.words("houses.new_desk" if ctx.facts.is_desk else "houses.new_house")
    return FormPage(ctx, ctx.words("houses.new"), hint, RecordForm(ctx, "house", groups=GROUPS_OF_HOUSE))
