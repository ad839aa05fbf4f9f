"""The form of one record: rows, a draft that is never lost, and Save.

- Only what somebody typed is saved, over what the form showed when it was opened; what arrived since stays beside it.
- What is typed is a draft until it is saved or discarded: closing the form keeps it.
- While somebody types, what arrives is shown at its field and never put over the typing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.absence import Absent
from app.changed import Changed
from app.drafts import Draft
from app.placing import Place
from app.seen import Seen
from app.views import Shown
from ui.forms import refused
from ui.forms.absent import AbsentNote
from ui.forms.bar import FormBar, save_keys
from ui.forms.conflict import ConflictPanel
from ui.forms.fields import Fields
from ui.forms.groups import GROUPS, Group
from ui.forms.loading import Loaded, load
from ui.forms.saving import Saved, Saving, draft_key, placed
from ui.shell.context import Context
from ui.theme import current
from ui.widgets.banners import Banner
from ui.widgets.focus import focus_next
from ui.widgets.hold import Hold
from ui.widgets.layout import Rows, Scroll


class RecordForm(QWidget):
    """A new record, or one that is edited. `saved` carries a Saved, `closed` nothing; `ready` when it can be typed into."""

    saved = Signal(object)
    closed = Signal()
    ready = Signal()
    edited = Signal(str)

    def __init__(
        self,
        ctx: Context,
        kind: str,
        record: bytes | None = None,
        *,
        case: bytes | None = None,
        place: Place | None = None,
        values: Mapping[str, object] | None = None,
        fixed: Mapping[str, object] | None = None,
        groups: Sequence[Group] | None = None,
        key: str | None = None,
        focus: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Make a form; `open` reads and shows.

        Args: place: of a new record; else the case. values: what it begins with, as if it were typed when a record is
        edited. fixed: what is saved with a new record and not asked. focus: the field to begin in.
        """
        super().__init__(parent)
        self.ctx, self.kind, self.record, self._case = ctx, kind, record, case
        self._place = place or Place(case=case)
        self._values, self._fixed = dict(values or {}), dict(fixed or {})
        self._groups = GROUPS[kind] if groups is None else groups
        self.key = key or draft_key(kind, record, case)
        self._focus = focus
        self._seen: Seen | None = None
        self._saving = False
        self.fields: Fields | None = None
        self._build()

    def _build(self) -> None:
        words = self.ctx.words
        self._notes = Rows(gap=2)
        self._body = Rows(gap=4)
        self._hold = Hold(self._body)
        inside = QWidget()
        column = QVBoxLayout(inside)
        space = current().space
        column.setContentsMargins(space(5), space(3), space(5), space(5))
        column.setSpacing(space(3))
        column.addWidget(self._notes)
        column.addWidget(self._body)
        column.addStretch(1)
        self._scroll = Scroll(inside)
        bar = FormBar(
            words, words("common.save"), save=self.save, close=self.closed.emit, discard=self.discard
        )
        self.save_button, self.discard_button = bar.save_button, bar.discard_button
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._scroll, 1)
        box.addWidget(bar)
        save_keys(self, self.save)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]

    # Reading.

    def open(self) -> None:
        """Read the record and its draft, and show them."""
        words, kind, record, case, key = self.ctx.words, self.kind, self.record, self._case, self.key
        self.ctx.tasks.read(
            self, lambda workspace: load(workspace, words, kind, record, case, key), self._show
        )

    def _show(self, loaded: Loaded) -> None:
        self.fields = Fields(self.ctx.words, self.kind, self._groups, loaded.options)
        self.fields.edited.connect(self._on_edited)
        self._body.add(self.fields)
        shown = loaded.shown.fields if loaded.shown is not None else self._values
        for row in self.fields:
            row.show_value(shown.get(row.name))
        if loaded.shown is not None:
            self._seen = loaded.shown.seen
            self._show_absent(loaded.shown)
            for name, value in self._values.items():
                self.fields.rows[name].put(value)
        if loaded.draft is not None and loaded.draft.typed:
            self._put_back(loaded.draft)
        self._show_conflicts(loaded)
        self.fields.lay_out()
        self._register()
        self.save_button.setEnabled(True)
        self._show_discard()
        self._begin()
        self.ready.emit()

    def _begin(self) -> None:
        """Put the cursor where somebody wants to begin."""
        if self.fields is None:
            return
        rows = [row for row in self.fields if not row.isHidden()]
        first = self.fields.rows.get(self._focus or "") or (rows[0] if rows else None)
        if first is not None and not first.isHidden():
            focus_next(first.editor)

    def _put_back(self, draft: Draft) -> None:
        """Show what was typed and not saved before, over what its form showed then."""
        fields = self._rows()
        known = {name: value for name, value in draft.typed.items() if name in fields.rows}
        for name, value in known.items():
            fields.rows[name].put(value)
        if self._seen is not None:
            then = draft.seen or {}
            self._seen = {**self._seen, **{name: then.get(name, ()) for name in known}}
        when = self.ctx.words.moment(draft.saved_at, self.ctx.now())
        self._notes.add(Banner("info", self.ctx.words("forms.put_back", when=when)))

    def _rows(self) -> Fields:
        if self.fields is None:
            raise RuntimeError("the form is not open")
        return self.fields

    def _show_absent(self, shown: Shown) -> None:
        by_compartment = {absent.compartment: absent for absent in shown.absent}
        for group in self._rows().groups:
            absent = by_compartment.get(group.group.compartment) if group.group.compartment else None
            if absent is not None:
                group.replace(self._absent_note(absent))
                self._rows().take_out(group)

    def _absent_note(self, absent: Absent) -> AbsentNote:
        note = AbsentNote(self.ctx, self.record or b"", absent)
        note.asked.connect(note.hide)
        return note

    def _show_conflicts(self, loaded: Loaded) -> None:
        for name, found in loaded.conflicts.items():
            row = self._rows().rows.get(name)
            if row is not None and self.record is not None:
                panel = ConflictPanel(self.ctx, self.record, found, in_form=True)
                panel.settled.connect(self.refresh)
                row.set_conflict(panel)

    # What happens elsewhere.

    def changed(self, changed: Changed) -> None:
        """Take in what arrived, if it is about this record."""
        if self.record is not None and not self._saving and changed.concerns(record=self.record):
            self.refresh()

    def refresh(self) -> None:
        """Read the record again; what somebody typed stays typed, and stands on what it stood on."""
        if self.fields is None or self.record is None:
            return
        words, kind, record, case = self.ctx.words, self.kind, self.record, self._case
        self.ctx.tasks.read(
            self, lambda workspace: load(workspace, words, kind, record, case), self._take_in, key="refresh"
        )

    def _take_in(self, loaded: Loaded) -> None:
        if loaded.shown is None or self._saving:
            return
        typed = self._rows().typed()
        before = self._seen or {}
        for row in self._rows():
            value = loaded.shown.fields.get(row.name)
            if row.name not in typed:
                if row.shown() != value:
                    row.show_value(value)
            elif value != row.shown() and row.name not in loaded.conflicts:
                said = self.ctx.words.value(self.kind, row.name, value)
                row.set_meanwhile(said or self.ctx.words("forms.empty_value"))
            row.set_conflict(None)
        self._seen = {**loaded.shown.seen, **{name: before.get(name, ()) for name in typed}}
        self._show_conflicts(loaded)
        self._rows().lay_out()
        self._register()
        if typed:
            self.ctx.drafts.touch(self.key)

    # Typing.

    def _on_edited(self, name: str) -> None:
        if name == "person":
            self._register()
        self.ctx.drafts.touch(self.key)
        self._show_discard()
        self.edited.emit(name)

    def _on_focus(self, left: QWidget | None, _now: QWidget | None) -> None:
        """Ask app about a field when it is left."""
        if self.fields is None or left is None:
            return
        row = self.fields.row_with(left)
        if row is not None and row.typed() and self.fields.row_with(_now) is not row:
            row.check()

    def unsaved(self) -> Mapping[str, object] | None:
        """Return what is typed and not saved; None when nothing is."""
        if self.fields is None or self._saving:
            return None
        return self.fields.typed() or None

    def _register(self) -> None:
        self.ctx.drafts.register(
            self,
            self.key,
            self.unsaved,
            record=self.record,
            kind=self.kind,
            place=placed(self.kind, self._place, self._rows().entered()),
            seen=self._seen,
        )

    def _show_discard(self) -> None:
        self.discard_button.setVisible(self.unsaved() is not None)

    def discard(self) -> None:
        """Forget what was typed, and show what stands."""
        self.ctx.drafts.forget(self.key)
        self._let_go()
        self.closed.emit()

    def _let_go(self) -> None:
        """Stop being a form with a draft: it was saved, or is not wanted."""
        self._saving = True
        self.ctx.drafts.unregister(self.key, self)

    def leave(self) -> None:
        """Close: what is typed and not saved is kept as a draft."""
        if not self._saving:
            self.ctx.drafts.unregister(self.key, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape; what was typed is kept."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    # Saving.

    def save(self) -> None:
        """Save what was typed, if app takes it."""
        if self.fields is None or self._saving or not self.save_button.isEnabled():
            return
        if not self.fields.check(new=self.record is None):
            self._show_refused()
            return
        if self.record is not None and not self.fields.typed():
            self.discard()
            return
        self._write(
            Saving(
                self.kind,
                self.record,
                self._place,
                self._to_save(),
                self._seen,
                self.key,
                self.ctx.words.language,
            )
        )

    def _to_save(self) -> dict[str, object]:
        fields = self._rows()
        if self.record is not None:
            return fields.typed()
        entered = {name: value for name, value in fields.entered().items() if value is not None}
        return {**self._fixed, **entered}

    def _write(self, saving: Saving) -> None:
        self._saving = True
        self._hold.hold(True)
        self.save_button.setEnabled(False)
        self.ctx.tasks.write(self, saving, self._on_saved, failed=self._on_failed)

    def _on_saved(self, saved: Saved) -> None:
        self._hold.hold(False)
        self.ctx.drafts.forget(self.key)
        self._let_go()
        self.saved.emit(saved)

    def _on_failed(self, error: Exception) -> None:
        self._saving = False
        self._hold.hold(False)
        self.save_button.setEnabled(True)
        self.ctx.drafts.touch(self.key)
        self.show_refusal(error)

    def show_refusal(self, error: Exception) -> None:
        """Say what app refuses: under its field, or over the form."""
        fields = self._rows()
        name = refused.field_of(error, fields.entered())
        row = fields.rows.get(name or "")
        said = self.ctx.words.error(error)
        self._notes.clear()
        if row is None:
            self._notes.add(Banner("error", said.what, said.to_do))
            self._scroll.verticalScrollBar().setValue(0)
            return
        row.set_error(f"{said.what} {said.to_do}")
        fields.ask_for(row.name)
        row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_refused()

    def _show_refused(self) -> None:
        """Bring the first refused field into sight."""
        wrong = next((row for row in self._rows() if row.error()), None)
        if wrong is not None:
            self._scroll.ensureWidgetVisible(wrong, 0, current().space(5))
