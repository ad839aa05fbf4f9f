"""The rows of one kind in their groups: two columns, what wants room across both, and only what is asked for.

Knows nothing of saving; RecordForm and the intake put it to use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.casework.kinds import KINDS
from ui.forms.choices import Options
from ui.forms.groups import WHEN, Group
from ui.forms.row import FormRow
from ui.shell.words import Words
from ui.theme import current
from ui.widgets.cards import Section
from ui.widgets.labels import PlainLabel


class FieldGroup(Section):
    """One group of rows under its title, with what it is for."""

    def __init__(self, words: Words, group: Group, rows: Sequence[FormRow]) -> None:
        super().__init__(words(group.title) if group.title else "")
        self.group, self.rows = group, list(rows)
        self.why = PlainLabel(words(group.why) if group.why else "", "hint")
        self.add(self.why)
        self.why.setVisible(bool(group.why))
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(current().space(5))
        self._grid.setVerticalSpacing(current().space(3))
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)
            self._grid.setColumnMinimumWidth(column, current().space(8))
        self.add(self._holder)
        for row in rows:
            row.setParent(self._holder)  # never a window of its own
        self._other: QWidget | None = None
        self._laid: list[FormRow] | None = None
        if group.alone:
            rows[0].label.hide()

    def lay_out(self, shown: Sequence[FormRow]) -> None:
        """Show these of the rows, and no gap where another one is not."""
        if list(shown) == self._laid:
            return
        self._laid = list(shown)
        for row in self.rows:
            self._grid.removeWidget(row)
            if row not in shown:
                row.hide()
            elif row.isHidden() and row.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
                row.show()
        line, column = 0, 0
        for row in shown:
            if row.editor.wide:
                line, column = line + (column > 0), 0
                self._grid.addWidget(row, line, 0, 1, 2)
                line += 1
                continue
            self._grid.addWidget(row, line, column, Qt.AlignmentFlag.AlignTop)
            line, column = (line + 1, 0) if column else (line, 1)
        self.setVisible(bool(shown) or self._other is not None)

    def replace(self, other: QWidget) -> None:
        """Show something else in place of the rows: why they are not here."""
        self.why.hide()
        self._holder.hide()
        self._other = other
        self.add(other)
        self.show()


class Fields(QWidget):
    """All rows of a kind, by name. `edited` carries the name of a field."""

    edited = Signal(str)

    def __init__(
        self,
        words: Words,
        kind: str,
        groups: Sequence[Group],
        options: Mapping[str, Options],
        *,
        whole: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """whole: whether there will be a record; else what it requires is not marked."""
        super().__init__(parent)
        self.kind, self._whole = kind, whole
        self.rows: dict[str, FormRow] = {}
        self.groups: list[FieldGroup] = []
        self._asked: set[str] = set()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(current().space(5))
        for group in groups:
            made = FieldGroup(words, group, [self._row(words, name, options) for name in group.fields])
            self.groups.append(made)
            box.addWidget(made)
        self.lay_out()

    def _row(self, words: Words, name: str, options: Mapping[str, Options]) -> FormRow:
        row = FormRow(
            words, self.kind, KINDS[self.kind].fields[name], options.get(name, ()), whole=self._whole
        )
        row.edited.connect(self._on_edited)
        self.rows[name] = row
        return row

    def __iter__(self) -> Iterator[FormRow]:
        return iter(self.rows.values())

    def _on_edited(self, name: str) -> None:
        self.lay_out()
        self.edited.emit(name)

    def ask_for(self, name: str) -> None:
        """Show a field that is usually not asked for."""
        self._asked.add(name)
        self.lay_out()

    def lay_out(self) -> None:
        """Show the rows that are asked for as things stand."""
        entered = self.entered()
        for group in self.groups:
            group.lay_out([row for row in group.rows if self._wanted(row, entered)])

    def _wanted(self, row: FormRow, entered: Mapping[str, object]) -> bool:
        when = WHEN.get((self.kind, row.name))
        return when is None or row.name in self._asked or row.says() or when(entered)

    def entered(self) -> dict[str, object]:
        """Return every field as it stands now, those without a value as None."""
        return {row.name: row.value() for row in self}

    def typed(self) -> dict[str, object]:
        """Return the fields in which somebody entered something else than stood there."""
        return {row.name: row.value() for row in self if row.typed()}

    def check(self, *, new: bool) -> bool:
        """Ask app about every field, of a new record also about what is empty; go to the first that is refused."""
        wrong = [row for row in self if not row.check(new=new)]
        if wrong:
            self.lay_out()
            wrong[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    def take_out(self, group: FieldGroup) -> None:
        """Forget the rows of a group: what they would show is not here."""
        for row in group.rows:
            self.rows.pop(row.name, None)
        group.rows = []

    def row_with(self, widget: QWidget | None) -> FormRow | None:
        """Return the row that a widget is part of."""
        while widget is not None and not isinstance(widget, FormRow):
            widget = widget.parentWidget()
        return widget if isinstance(widget, FormRow) and widget in self.rows.values() else None
