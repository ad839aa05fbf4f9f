"""Taking somebody in: one page with what is known in the first ten minutes, written as one piece of work (app.intake).

What is typed is kept like everywhere; the alias is suggested, and says nothing about anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import drafts, intake, lists
from app.cases import Added
from app.casework.codes import Purpose, StayStatus
from app.drafts import Draft
from app.ids import to_text
from app.intake import Intake
from app.lists import Query
from app.workspace import Workspace
from ui.forms import refused, titles
from ui.forms.bar import FormBar, save_keys
from ui.forms.choices import FewCodes, Options
from ui.forms.fields import Fields
from ui.forms.groups import Group
from ui.screens.case import days
from ui.shell.context import Context
from ui.shell.words import Words
from ui.widgets.banners import Banner
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.focus import focus_next
from ui.widgets.hold import Hold
from ui.widgets.layout import Columns, FieldRow, Page, Rows

KEY: Final = "form/intake"
_ASKED: Final = (
    (Purpose.CASE_MANAGEMENT, "case.ask_work"),
    (Purpose.SHARE_WITH_HQ, "case.ask_hq"),
)
_ANSWERS: Final = ("given", "refused", "not_asked")
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "case": ("alias", "intake_channel", "profile"),
    "person": ("chosen_name", "pronouns", "languages", "safe_to_contact"),
    "risk": ("level", "text"),
    "stay": ("house", "room", "planned_to", "exception_reason"),
    "consent": ("how_obtained", "interpreter"),
}


@dataclass(frozen=True, slots=True)
class Begun:
    """What the page begins with."""

    alias: str
    houses: Options
    own_house: str | None
    draft: Draft | None


def begin(workspace: Workspace, words: Words) -> Begun:
    """Read what the page begins with, on the reader thread."""
    houses = lists.list_records(workspace, Query("house"))
    own = to_text(workspace.house_id) if workspace.house_id is not None else None
    return Begun(
        intake.suggest_alias(workspace, words.language),
        titles.options(words, "house", houses),
        own if any(to_text(house.id) == own for house in houses) else None,
        drafts.load(workspace, KEY),
    )


class IntakePage(QWidget):
    """`taken_in` carries the id of the new case, `left` nothing."""

    taken_in = Signal(object)
    left = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.fields: dict[str, Fields] = {}
        self.answers: dict[str, FewCodes] = {}
        self.answer_rows: dict[str, FieldRow] = {}
        self._saving = False
        words = ctx.words
        bar = FormBar(
            words, words("case.take_in"), save=self.save, close=self.left.emit, discard=self.discard
        )
        self.save_button, self.discard_button = bar.save_button, bar.discard_button
        self._page = Page(words("case.intake"), words("case.intake_why"))
        self._notes = Rows(gap=2)
        self._hold = Hold(self._page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._page, 1)
        box.addWidget(bar)
        save_keys(self, self.save)

    # Showing.

    def open(self) -> None:
        """Read what it begins with, and show it."""
        words = self.ctx.words
        self.ctx.tasks.read(self, lambda workspace: begin(workspace, words), self._show, key="begin")

    def _show(self, begun: Begun) -> None:
        words = self.ctx.words
        self._page.clear()
        self._page.add(self._notes)
        for kind, names in _FIELDS.items():
            options = {"house": begun.houses} if kind == "stay" else {}
            self.fields[kind] = Fields(words, kind, [Group(names)], options, whole=kind == "case")
            self.fields[kind].edited.connect(self._on_edited)
            for row in self.fields[kind]:
                row.show_value(None)
        self.fields["case"].rows["alias"].show_value(begun.alias)
        if not self.ctx.facts.is_desk:
            self.fields["stay"].rows["house"].show_value(begun.own_house)
        left = Rows(self._card("case.intake_case", "case"), self._card("case.intake_person", "person"), gap=4)
        right = Rows(
            self._consent(),
            self._card("case.intake_risk", "risk"),
            self._card("case.intake_stay", "stay"),
            gap=4,
        )
        self._page.add(Columns(left, right, gap=4))
        if begun.draft is not None and begun.draft.typed:
            self._put_back(begun.draft)
        self.ctx.drafts.register(self, KEY, self.unsaved)
        self.save_button.setEnabled(True)
        focus_next(self.fields["person"].rows["chosen_name"].editor)

    def _card(self, title: str, kind: str) -> Card:
        card = Card(self.ctx.words(title))
        if kind == "case":
            other = Button(self.ctx.words("case.other_alias"), "refresh", "quiet", clicked=self._other_alias)
            card = Card(self.ctx.words(title), [other])
        card.add(self.fields[kind])
        return card

    def _consent(self) -> Card:
        """The two questions without which nothing can be done, in the words in which they are asked."""
        words = self.ctx.words
        card = Card(words("case.intake_consent"))
        options = [(code, words.label("consent_decision", code)) for code in _ANSWERS]
        for purpose, question in _ASKED:
            editor = FewCodes(options)
            editor.edited.connect(lambda: self._on_edited("answers"))
            self.answers[str(purpose)] = editor
            row = FieldRow(words(question), editor)
            editor.call(words(question))
            self.answer_rows[str(purpose)] = row
            card.add(row)
        card.add(self.fields["consent"])
        return card

    def _other_alias(self) -> None:
        language = self.ctx.words.language

        def show(alias: str) -> None:
            self.fields["case"].rows["alias"].show_value(alias)

        self.ctx.tasks.read(
            self, lambda workspace: intake.suggest_alias(workspace, language), show, key="alias"
        )

    # Typing.

    def _on_edited(self, _name: str) -> None:
        self.ctx.drafts.touch(KEY)
        self.discard_button.setVisible(self.unsaved() is not None)

    def unsaved(self) -> Mapping[str, object] | None:
        """Return what is typed and not saved, by kind and field."""
        if self._saving:
            return None
        typed = {
            f"{kind}.{name}": value
            for kind, fields in self.fields.items()
            for name, value in fields.typed().items()
        }
        said = {
            f"answers.{purpose}": editor.value()
            for purpose, editor in self.answers.items()
            if editor.value() is not None
        }
        return {**typed, **said} or None

    def _put_back(self, draft: Draft) -> None:
        for name, value in draft.typed.items():
            kind, _, field = name.partition(".")
            if kind == "answers" and field in self.answers:
                self.answers[field].set_value(value)
            elif kind in self.fields and field in self.fields[kind].rows:
                self.fields[kind].rows[field].put(value)
        when = self.ctx.words.moment(draft.saved_at, self.ctx.now())
        self._notes.add(Banner("info", self.ctx.words("forms.put_back", when=when)))
        self.discard_button.show()

    def discard(self) -> None:
        """Forget what was typed."""
        self._saving = True
        self.ctx.drafts.forget(KEY)
        self.ctx.drafts.unregister(KEY, self)
        self.left.emit()

    def leave(self) -> None:
        """Be closed: what is typed is kept."""
        if not self._saving:
            self.ctx.drafts.unregister(KEY, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Escape; what was typed is kept."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    # Saving.

    def save(self) -> None:
        """Take them in, if app takes what was entered."""
        if self._saving or not self.save_button.isEnabled() or not self._checked():
            return
        self._saving = True
        self._hold.hold(True)
        self.save_button.setEnabled(False)
        entered, language = self.entered(), self.ctx.words.language
        self.ctx.tasks.write(
            self,
            lambda workspace: intake.take_in(workspace, entered, language=language, draft=KEY),
            self._on_taken_in,
            failed=self._on_failed,
        )

    def _checked(self) -> bool:
        """Ask app about every field; what was begun must be whole."""
        begun = {kind: kind == "case" or bool(_said(self.fields[kind])) for kind in self.fields}
        fine = [self.fields[kind].check(new=begun[kind] and kind != "consent") for kind in self.fields]
        return all(fine) and self._answered()

    def _answered(self) -> bool:
        """Say that how something was obtained says nothing, where nobody answered."""
        lacking = bool(_said(self.fields["consent"])) and not any(
            editor.value() is not None for editor in self.answers.values()
        )
        first = next(iter(self.answer_rows.values()))
        first.set_error(self.ctx.words("case.no_answer") if lacking else "")
        if lacking:
            first.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return not lacking

    def entered(self) -> Intake:
        """Return what was entered; who comes into a house today is there from today."""
        of = {kind: _said(fields) for kind, fields in self.fields.items()}
        today = days.today(self.ctx)
        came = {"status": str(StayStatus.CHECKED_IN), "actual_from": today}
        return Intake(
            case=of["case"],
            person=of["person"],
            risk=of["risk"],
            stay={**came, **of["stay"]} if of["stay"] else {},
            consent={**of["consent"], "date": today, "language": self.ctx.words.language},
            answers={purpose: editor.value() for purpose, editor in self.answers.items()},
        )

    def _on_taken_in(self, added: Added) -> None:
        self.ctx.drafts.forget(KEY)
        self.ctx.drafts.unregister(KEY, self)
        self.taken_in.emit(added.id)

    def _on_failed(self, error: Exception) -> None:
        self._saving = False
        self._hold.hold(False)
        self.save_button.setEnabled(True)
        self.ctx.drafts.touch(KEY)
        said = self.ctx.words.error(error)
        fields, name = self._place_of(error)
        self._notes.clear()
        if fields is None:
            self._notes.add(Banner("error", said.what, said.to_do))
            return
        row = fields.rows[name]
        row.set_error(f"{said.what} {said.to_do}")
        fields.ask_for(name)
        row.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place_of(self, error: Exception) -> tuple[Fields | None, str]:
        """Find the field under which a refusal is said; none where it is about the whole."""
        for fields in self.fields.values():
            name = refused.field_of(error, fields.entered())
            if name is not None and name in fields.rows:
                return fields, name
        return None, ""


def _said(fields: Fields) -> dict[str, object]:
    return {name: value for name, value in fields.entered().items() if value is not None}
