"""One record of a case: read, edited, begun anew or deleted; the right side of a tab.

What is typed and not saved opens as a form again, whoever comes by; leaving keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.changed import Changed
from app.errors import UserError
from app.placing import Place
from ui.forms.form import RecordForm
from ui.forms.loading import Loaded, load
from ui.forms.saving import Saved, Saving, draft_key
from ui.forms.view import RecordView
from ui.screens.case.column import column
from ui.screens.case.deleting import DeletePanel
from ui.screens.case.head import Act, Head, HeadBar
from ui.screens.case.keys import editing_keys
from ui.screens.case.saved_line import SavedLine
from ui.shell.context import Context
from ui.theme import current
from ui.widgets.banners import Banner
from ui.widgets.buttons import Button
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import Scroll, clear

Describe = Callable[[Loaded], Head]


class RecordPane(QWidget):
    """Shows one record of `kind`. `saved` carries a Saved, `left` nothing: the list wants the keyboard again."""

    saved = Signal(object)
    left = Signal()
    #: A form was left: of which record (None: a new one), and whether something typed is kept of it.
    kept = Signal(object, bool)
    turned = Signal(bool)  # whether a form stands here now, where before none did, or the other way round
    edited = Signal(object, str)  # the form, and the name of a field

    def __init__(
        self,
        ctx: Context,
        kind: str,
        case: bytes,
        describe: Describe,
        *,
        empty: Callable[[], QWidget],
        may_delete: bool = True,
        title: Callable[[], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Show nothing yet. title: what a form is about, where its kind alone does not say it."""
        super().__init__(parent)
        self.ctx, self.kind, self.case = ctx, kind, case
        self._describe, self._empty, self._may_delete, self._title = describe, empty, may_delete, title
        self._record: bytes | None = None
        self._loaded: Loaded | None = None
        self.form: RecordForm | None = None
        self.head: HeadBar | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.saved_line = SavedLine(ctx)
        self.saved_line.undone.connect(self._on_undone)
        box.addWidget(self.saved_line)
        self._holder = QVBoxLayout()
        self._holder.setSpacing(0)
        box.addLayout(self._holder, 1)
        self.clear()

    def take_keys(self, owner: QWidget) -> None:
        """Let the keys for editing and taking back work wherever the keyboard is in a tab."""
        editing_keys(owner, self.edit, self.saved_line.undo)

    # What is shown.

    def record(self) -> bytes | None:
        """Return the record that is read or edited."""
        return self._record

    def loaded(self) -> Loaded | None:
        """Return what was read of it."""
        return self._loaded

    def _put(self, *widgets: QWidget) -> None:
        form, self.form, self.head = self.form, None, None
        if form is not None:
            form.leave()
            self.turned.emit(False)
            self.kept.emit(form.record, form.unsaved() is not None)
        clear(self._holder)
        for widget in widgets:
            self._holder.addWidget(widget, 0 if isinstance(widget, HeadBar) else 1)

    def clear(self) -> None:
        """Show that nothing is chosen."""
        self._record = self._loaded = None
        self._put(self._empty())

    def show_record(self, record: bytes) -> None:
        """Read a record and show it; as a form where something was typed and not saved."""
        if record != self._record:
            self.saved_line.hide()
        self._record = record
        self._read(self._on_read)

    def _read(self, done: Callable[[Loaded], None]) -> None:
        words, kind, record, case = self.ctx.words, self.kind, self._record, self.case
        key = draft_key(kind, record, case)
        self.ctx.tasks.read(
            self,
            lambda workspace: load(workspace, words, kind, record, case, key),
            lambda loaded: done(loaded) if record == self._record else None,
            failed=self._on_failed_read,
            key="record",
        )

    def _on_failed_read(self, error: Exception) -> None:
        self.clear()
        self.ctx.notices.error(error)

    def _on_read(self, loaded: Loaded) -> None:
        self._loaded = loaded
        if loaded.draft is not None and loaded.draft.typed:
            self.edit()
        else:
            self._show_view(loaded)

    def _show_view(self, loaded: Loaded, *, unsaved: bool = False) -> None:
        head = self._describe(loaded)
        view = RecordView(self.ctx, self.kind, loaded, skip=head.skip)
        view.stale.connect(self.reload)
        bar = self._bar(head, loaded)
        notes = []
        if unsaved:
            words = self.ctx.words
            notes.append(Banner("info", words("case.kept_draft"), action=words("case.go_on")))
            notes[0].acted.connect(self.edit)
        self._put(bar, Scroll(column(*notes, view)))
        self.head = bar

    def _bar(self, head: Head, loaded: Loaded) -> HeadBar:
        words = self.ctx.words
        edit = Button(words("common.edit"), "edit", clicked=self.edit)
        shown = loaded.shown
        if not _may_edit(loaded):
            edit.hide()
        choices = [(words("case.delete_more"), self.ask_delete)] if self._may_delete and shown else []
        return HeadBar(
            head,
            edit=edit,
            more=(words("case.more"), choices if not shown or not shown.deleted else []),
            act=self.act,
        )

    def reload(self) -> None:
        """Read what is shown again."""
        if self.form is not None:
            self.form.refresh()
        elif self._record is not None:
            self._read(self._on_read)

    def changed(self, changed: Changed) -> None:
        """Take in what arrived."""
        if self.form is not None:
            self.form.changed(changed)
        elif self._record is not None and changed.concerns((), record=self._record, case=None):
            self._read(self._on_read)

    # Editing.

    def edit(self) -> None:
        """Edit what is shown."""
        if self._record is not None and self.form is None and _may_edit(self._loaded):
            self._show_form(RecordForm(self.ctx, self.kind, self._record, case=self.case), "case.editing")

    def edit_with(self, act: Act, refusal: Exception | None = None) -> None:
        """Edit what is shown, with some fields filled in; `refusal` is said where app refused them as they are."""
        if self._record is None:
            return
        form = RecordForm(
            self.ctx, self.kind, self._record, case=self.case, values=act.values, focus=act.focus or None
        )
        if refusal is not None:
            form.ready.connect(lambda: form.show_refusal(refusal))
        self._show_form(form, "case.editing")

    def new(
        self,
        values: Mapping[str, object] | None = None,
        *,
        place: Place | None = None,
        fixed: Mapping[str, object] | None = None,
        key: str | None = None,
    ) -> None:
        """Begin a new record; the rest as `RecordForm`."""
        self._record = self._loaded = None
        self.saved_line.hide()
        form = RecordForm(
            self.ctx, self.kind, case=self.case, place=place, values=values, fixed=fixed, key=key
        )
        self._show_form(form, "case.new_record")

    def _show_form(self, form: RecordForm, title: str) -> None:
        words = self.ctx.words
        own = self._title() if self._title is not None else words(title, kind=words.kind(self.kind))
        heading = PlainLabel(own, "heading")
        space = current().space
        heading.setContentsMargins(space(5), space(4), space(5), space(2))
        self._put(heading, form)
        self._holder.setStretch(0, 0)
        self.form = form
        self.turned.emit(True)
        form.saved.connect(self._on_saved)
        form.closed.connect(self._on_closed)
        form.edited.connect(lambda name: self.edited.emit(form, name))
        form.open()

    def act(self, act: Act) -> None:
        """Do one thing at once; what app refuses so is answered in the form."""
        if act.ask or self._loaded is None or self._loaded.shown is None or self._record is None:
            self.edit_with(act)
            return
        saving = Saving(self.kind, self._record, fields=act.values, seen=self._loaded.shown.seen)

        def refused(error: Exception) -> None:
            if isinstance(error, UserError):
                self.edit_with(act, error)
            else:
                self.ctx.notices.error(error)

        self.ctx.tasks.write(self, saving, self._on_saved, failed=refused)

    def ask_delete(self) -> None:
        """Ask why the record that is shown is to be deleted."""
        if self._record is None or self._loaded is None or self.form is not None or not self._may_delete:
            return
        panel = DeletePanel(self.ctx, self._record, self._describe(self._loaded).title)
        panel.deleted.connect(self._on_deleted)
        panel.kept.connect(lambda: self._read(self._on_read))
        self._put(column(panel))
        panel.begin()

    # What came of it.

    def _on_saved(self, saved: Saved) -> None:
        self._record = saved.record
        self.saved_line.tell(self.ctx.words("case.saved"), saved)
        self._read(self._on_read)
        self.saved.emit(saved)
        self.left.emit()

    def _on_closed(self) -> None:
        """Show the record itself again; of what is typed and not saved it says that it is kept."""
        unsaved = self.form is not None and self.form.unsaved() is not None
        if self._record is None:
            self.clear()
        else:
            self._read(lambda loaded: self._show_closed(loaded, unsaved=unsaved))
        self.left.emit()

    def _show_closed(self, loaded: Loaded, *, unsaved: bool) -> None:
        self._loaded = loaded
        self._show_view(loaded, unsaved=unsaved)

    def _on_deleted(self, saved: Saved) -> None:
        self.clear()
        self.saved_line.tell(self.ctx.words("case.deleted"), saved)
        self.saved.emit(saved)
        self.left.emit()

    def _on_undone(self) -> None:
        record, self._record = self._record, None
        self.clear()
        if record is not None:
            self._record = record
            self._read(self._on_read_after_undo)

    def _on_read_after_undo(self, loaded: Loaded) -> None:
        if loaded.shown is None or loaded.shown.deleted:
            self.clear()
        else:
            self._on_read(loaded)

    def leave(self) -> None:
        """Be closed: what is typed is kept."""
        if self.form is not None:
            self.form.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the keyboard back to the list on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


def _may_edit(loaded: Loaded | None) -> bool:
    """Say whether what was read is here and not deleted; what is not read yet may be."""
    shown = loaded.shown if loaded is not None else None
    return loaded is None or (shown is not None and bool(shown.scopes) and not shown.deleted)
