"""One field in a form: its label, its editor, and under it what app says of the value, what stands there and what came meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from app.casework import entry
from app.casework.schema import Field
from app.casework.tiers import Tier
from app.errors import UserError
from app.texts import values
from ui.forms import factory
from ui.forms.choices import Options
from ui.forms.groups import HINTS
from ui.shell.words import Words
from ui.theme import current
from ui.widgets.cards import IconLabel
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import FieldRow
from ui.widgets.plain import tip

#: What is said while somebody still types; the rest waits until the field is left.
_AT_ONCE = frozenset({"too_long", "too_large", "too_many", "control_character", "twice"})


class FormRow(FieldRow):
    """A field of a kind. `edited` carries its name."""

    edited = Signal(str)

    def __init__(
        self, words: Words, kind: str, field: Field, records: Options = (), *, whole: bool = True
    ) -> None:
        """records: what a reference may refer to. whole: whether what is required is marked so."""
        self._words, self._kind, self.declared = words, kind, field
        self.editor = factory.make(field.type, words, records)
        label = words.field(field.name)
        hint = HINTS.get((kind, field.name))
        super().__init__(label, self.editor, words(hint) if hint else "", required=field.required and whole)
        self.editor.call(label)
        self.editor.edited.connect(self._on_edited)
        self._baseline: object = None
        self._shown: object = None
        self._conflict: QWidget | None = None
        self._literal = PlainLabel("", "hint", selectable=True)
        self._meanwhile = PlainLabel("", "hint", selectable=True)
        for note in (self._literal, self._meanwhile):
            note.hide()
            self._column().addWidget(note)
        if field.tier is Tier.IDENTITY:
            self._lock()

    def _column(self) -> QBoxLayout:
        layout = self.layout()
        if not isinstance(layout, QBoxLayout):
            raise TypeError("a row is a column of widgets")
        return layout

    def _lock(self) -> None:
        """Show that the field gives somebody away, and say where it is kept."""
        column = self._column()
        column.removeWidget(self.label)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().space(1))
        row.addWidget(self.label)
        sign = IconLabel("lock", "soft", 13)
        tip(sign, self._words("forms.identity_tip"))
        row.addWidget(sign)
        row.addStretch(1)
        column.insertWidget(0, line)

    @property
    def name(self) -> str:
        """The field's name."""
        return self.declared.name

    # What stands there.

    def show_value(self, value: object) -> None:
        """Show a stored value; one that this version does not understand stands beside an empty editor."""
        self._shown = value
        understood = value is None or entry.understood(self._kind, self.name, value)
        self.editor.set_value(value if understood else None)
        self._baseline = self.editor.value()
        text = "" if understood else values.literal(value, self._words.language)
        self._literal.setText(self._words("forms.not_understood", value=text) if text else "")
        self._literal.setVisible(bool(text))
        self.set_meanwhile("")
        self.set_error("")

    def shown(self) -> object:
        """Return the stored value that it shows, or showed before somebody typed."""
        return self._shown

    def put(self, value: object) -> None:
        """Show what somebody typed before, as typed."""
        self.editor.set_value(value)

    def value(self) -> object:
        """Return what is entered."""
        return self.editor.value()

    def typed(self) -> bool:
        """Whether somebody entered something else than stood there."""
        return self.editor.value() != self._baseline

    def says(self) -> bool:
        """Whether there is anything to see here: a value, typed or stored, or a refusal."""
        return self.value() is not None or self._shown is not None or bool(self.error())

    def set_meanwhile(self, value: str) -> None:
        """Say what somebody else wrote while it was typed into; "" for nothing."""
        self._meanwhile.setText(self._words("forms.meanwhile", value=value) if value else "")
        self._meanwhile.setVisible(bool(value))

    def set_conflict(self, panel: QWidget | None) -> None:
        """Show under the field the values that are in conflict; None for none."""
        if self._conflict is not None:
            self._column().removeWidget(self._conflict)
            self._conflict.hide()
            self._conflict.deleteLater()
        self._conflict = panel
        if panel is not None:
            self._column().addWidget(panel)

    # What app says of it.

    def set_error(self, error: str) -> None:
        """Say what is wrong, or that nothing is ("")."""
        super().set_error(error)
        self.editor.mark(bool(error))

    def check(self, *, new: bool = False) -> bool:
        """Ask app whether what was typed can be saved; show what it says. new: also whether it may be empty."""
        asked = self.typed() or (new and self.declared.required)
        error = self._refusal() if asked else None
        self.set_error(self._words.error(error).what if error is not None else "")
        return error is None

    def _refusal(self) -> UserError | None:
        try:
            entry.validate_entry(self._kind, self.name, self.editor.value())
        except UserError as error:
            return error
        return None

    def _on_edited(self) -> None:
        error = self._refusal()
        if error is None:
            self.set_error("")
        elif self.error() or error.facts.get("why") in _AT_ONCE:
            self.set_error(self._words.error(error).what)
        self.edited.emit(self.name)
