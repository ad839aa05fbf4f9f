"""A record to be read: what is said in it, group by group, and in a line what is not.

Conflicts stand at their fields and can be settled there; what is not on this laptop is said with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.casework import entry
from app.casework.kinds import KINDS
from app.views import Past, Shown
from ui.forms.absent import AbsentNote
from ui.forms.conflict import ConflictPanel
from ui.forms.groups import GROUPS, QUIET, WHEN, Group
from ui.forms.levels import TONES
from ui.forms.loading import Loaded
from ui.shell.context import Context
from ui.theme import current
from ui.widgets.badges import Badge
from ui.widgets.banners import Banner
from ui.widgets.cards import Section
from ui.widgets.flow import FlowLayout
from ui.widgets.keyvalue import KeyValue
from ui.widgets.labels import PlainLabel

_LABELS: Final = 190


class RecordView(QWidget):
    """Shows a record that was read. `stale` is emitted when something here changed it: read it again."""

    stale = Signal()

    def __init__(
        self,
        ctx: Context,
        kind: str,
        loaded: Loaded,
        *,
        groups: Sequence[Group] | None = None,
        skip: Iterable[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        """skip: fields that are said elsewhere."""
        super().__init__(parent)
        if loaded.shown is None:
            raise ValueError("nothing was read")
        self._ctx, self._kind, self._loaded, self._skip = ctx, kind, loaded, frozenset(skip)
        self._shown: Shown = loaded.shown
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(current().space(5))
        self._say_deleted()
        for group in GROUPS[kind] if groups is None else groups:
            self._add_group(group)
        self._say_who()

    def _say_deleted(self) -> None:
        if self._shown.deleted:
            words = self._ctx.words
            slug = "forms.deleted_changed_there" if self._shown.changed_there else "forms.deleted"
            self._box.addWidget(Banner("warning", words(slug)))

    def _add_group(self, group: Group) -> None:
        words = self._ctx.words
        section = Section(words(group.title) if group.title else "")
        absent = next((one for one in self._shown.absent if one.compartment is group.compartment), None)
        if absent is not None:
            note = AbsentNote(self._ctx, self._shown.id, absent)
            note.asked.connect(self.stale)
            section.add(note)
            self._box.addWidget(section)
            return
        names = [name for name in group.fields if name not in self._skip]
        said = [name for name in names if self._shown.fields.get(name) is not None]
        if said and group.alone:
            section.add(self._alone(said[0]))
        elif said:
            section.add(
                KeyValue([(words.field(name), self._value(name)) for name in said], label_width=_LABELS)
            )
        for name in names:
            self._add_conflict(section, name)
        self._add_unsaid(section, [name for name in names if name not in said])
        quiet = all((self._kind, name) in QUIET or (self._kind, name) in WHEN for name in names)
        if said or (group.title and not quiet):
            self._box.addWidget(section)

    def _alone(self, name: str) -> QWidget:
        """Show the only field of a group under the title that says what it is."""
        value = self._value(name)
        return PlainLabel(value, selectable=True) if isinstance(value, str) else value

    def _add_unsaid(self, section: Section, names: Sequence[str]) -> None:
        """Say in a line what is not said: so nobody takes a gap for an answer."""
        asked = [name for name in names if not {(self._kind, name)} & (WHEN.keys() | QUIET)]
        if asked:
            words = self._ctx.words
            labels = words.listed([words.field(name) for name in asked])
            section.add(PlainLabel(words("forms.unsaid", fields=labels), "hint"))

    def _value(self, name: str) -> str | QWidget:
        value, words = self._shown.fields[name], self._ctx.words
        if not entry.understood(self._kind, name, value):
            return words("forms.literally", value=words.value(self._kind, name, value))
        type_ = KINDS[self._kind].fields[name].type.name
        if type_ == "record":
            return self._loaded.name_of(name, value) or words("forms.not_here")
        if type_ == "levels" and isinstance(value, dict):
            return _levels(self._ctx, self._kind, name, value)
        return words.value(self._kind, name, value)

    def _add_conflict(self, section: Section, name: str) -> None:
        found = self._loaded.conflicts.get(name)
        if found is not None:
            words = self._ctx.words
            panel = ConflictPanel(self._ctx, self._shown.id, found, in_form=False)
            panel.settled.connect(self.stale)
            section.add(PlainLabel(words.field(name), "strong"))
            section.add(panel)

    def _say_who(self) -> None:
        past = [one for one in self._loaded.past if one.field != "deleted"]
        if past:
            self._box.addWidget(PlainLabel(who_and_when(self._ctx, past), "hint"))


def who_and_when(ctx: Context, past: Sequence[Past]) -> str:
    """Say who entered a record, and who changed it last."""
    first, last = past[0], max(past, key=lambda one: one.wall)
    now = ctx.now()
    entered = ctx.words("forms.entered_by", who=first.author, when=ctx.words.moment(first.wall, now))
    if last.wall <= first.wall:
        return entered
    changed = ctx.words("forms.changed_by", who=last.author, when=ctx.words.moment(last.wall, now))
    return f"{entered} {changed}"


def _levels(ctx: Context, kind: str, name: str, value: dict[str, int]) -> QWidget:
    """Show levels as signs, the highest first."""
    holder = QWidget()
    flow = FlowLayout(holder)
    listed = KINDS[kind].fields[name].type.codes
    order = listed.codes if listed is not None else ()
    for code in sorted(value, key=lambda code: (-value[code], order.index(code))):
        label = ctx.words.label(listed.name if listed is not None else "", code)
        tone = TONES[min(value[code], len(TONES) - 1)]
        flow.addWidget(Badge(f"{label} {value[code]}", tone))
    return holder
