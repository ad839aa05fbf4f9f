"""The documents of a case: what there is, put in, opened inside the program, taken out; and what is not here, with the reason.

Files can be dropped anywhere on it. Nothing here reads a file or a document's bytes: the viewer and the dialogs do, elsewhere
than in the GUI thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app import attached, sharing
from app.attached import Bytes, Document, Documents
from app.changed import Changed
from ui.dialogs import files
from ui.dialogs.attach import AttachDialog
from ui.forms.absent import AbsentNote
from ui.forms.saving import Saved
from ui.screens.case.deleting import DeletePanel
from ui.screens.case.document_form import DocumentDialog
from ui.screens.case.documents_model import DocumentsModel, title_of
from ui.screens.case.keys import editing_keys
from ui.screens.case.saved_line import SavedLine
from ui.screens.case.tab import Tab
from ui.screens.documents.taking import Taken, take_out
from ui.screens.documents.viewer import Viewer
from ui.shell.context import Context
from ui.widgets.buttons import Button
from ui.widgets.cards import EmptyState
from ui.widgets.drop import local_files
from ui.widgets.labels import ElidedLabel
from ui.widgets.layout import Rows
from ui.widgets.progress import ProgressLine
from ui.widgets.tables import TableView
from ui.widgets.tabs import MenuIcon

_WIDTHS = (240, 125, 165, 130, 95, 95, 130, 95)
_LEAST = (170, 75, 115, 128, 75, 60, 100, 70)
_BLOB = "blob"


class DocumentsTab(Tab):
    """A table of documents, and what can be done with the chosen one."""

    slug: ClassVar[str] = "documents"

    def __init__(self, ctx: Context, case: bytes, parent: QWidget | None = None) -> None:
        super().__init__(ctx, case, parent)
        words = ctx.words
        self._record: bytes | None = None
        self._meant: bytes | None = None
        self.setAcceptDrops(True)
        self.attach_button = Button(words("documents.attach"), "attach", "primary", clicked=self.choose_files)
        self.open_button = Button(words("common.open"), "eye", clicked=self.open_document)
        self.edit_button = Button(words("documents.edit"), "edit", clicked=self.edit_document)
        self.take_button = Button(words("documents.take_out"), "file-out", clicked=self.take_out)
        self.ask_button = Button(words("documents.ask_for_it"), "receive", clicked=self.ask_for_it)
        self.model = DocumentsModel(ctx, self)
        self.table = TableView(words("documents.table"))
        self.table.setModel(self.model)
        self.table.set_columns(_WIDTHS, stretch=0, least=_LEAST)
        self.table.opened.connect(lambda _index: self.open_document())
        self.table.chosen.connect(self._on_chosen)
        self.more = MenuIcon(words("case.more"), [(words("case.delete_more"), self.ask_delete)])
        self.saved_line = SavedLine(ctx, inset=False)
        self.saved_line.undone.connect(self.table.setFocus)
        self.panel: DeletePanel | None = None
        self._asking = Rows()
        self.progress = ProgressLine()
        self._absent = Rows(gap=2)
        self._build()
        self.setFocusProxy(self.table)
        keys = QShortcut(QKeySequence("Ctrl+Shift+A"), self)
        keys.setContext(Qt.ShortcutContext.WindowShortcut)
        keys.activated.connect(self.choose_files)
        delete = QShortcut(QKeySequence.StandardKey.Delete, self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.ask_delete)
        editing_keys(self, self.edit_document, self.saved_line.undo)

    def _build(self) -> None:
        space, words = self.ctx.theme.space, self.ctx.words
        bar = QHBoxLayout()
        bar.setSpacing(space(2))
        for button in (self.open_button, self.edit_button, self.take_button, self.ask_button, self.more):
            bar.addWidget(button)
        bar.addStretch(1)
        bar.addWidget(ElidedLabel(words("documents.drop_hint"), "hint"))
        bar.addWidget(self.attach_button)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._empty = EmptyState("documents", words("documents.none"), words("documents.none_hint"))
        self._stack.addWidget(self._empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(space(5), space(4), space(5), space(4))
        outer.setSpacing(space(3))
        outer.addLayout(bar)
        outer.addWidget(self.saved_line)
        outer.addWidget(self._asking)
        self._asking.hide()
        outer.addWidget(self.progress)
        outer.addWidget(self._absent)
        outer.addWidget(self._stack, 1)
        self._on_chosen(QModelIndex())

    # Reading.

    def open(self, record: bytes | None) -> None:
        """Read the list; choose the document that somebody came for."""
        self._record, self._meant = record, record
        self._read()

    def changed(self, changed: Changed) -> None:
        """Read again when a document or its bytes came, or went."""
        if changed.concerns((_BLOB,), case=self.case):
            self._read()

    def record(self) -> bytes | None:
        """Say which document is chosen."""
        document = self._document()
        return document.id if document is not None else self._record

    def _read(self) -> None:
        case = self.case
        self.ctx.tasks.read(
            self, lambda workspace: attached.of_case(workspace, case), self._show, key="documents"
        )

    def _show(self, documents: Documents) -> None:
        record, self._meant = self._meant or self.record(), None
        self.model.show(documents)
        self._show_absent(documents)
        here = self.table.hasFocus()
        self._stack.setCurrentWidget(self.table if documents.found else self._empty)
        if here and not documents.found:
            self.attach_button.setFocus(Qt.FocusReason.OtherFocusReason)
        row = self.model.row_of(record)
        if row >= 0 or documents.found:
            self.table.setCurrentIndex(self.model.index(max(row, 0), 0))
        self._on_chosen(self.table.currentIndex())

    def _show_absent(self, documents: Documents) -> None:
        self._absent.clear()
        for one in documents.absent:
            whose = documents.names.get(one.person or b"") or self.ctx.words("forms.unnamed")
            note = AbsentNote(self.ctx, one.person or self.case, one, whose if one.person else "")
            note.asked.connect(note.hide)
            self._absent.add(note)
        self._absent.setVisible(bool(documents.absent))

    def _document(self) -> Document | None:
        index = self.table.currentIndex()
        return self.model.document(index.row()) if index.isValid() else None

    def _on_chosen(self, _index: QModelIndex) -> None:
        document = self._document()
        here = document is not None and document.where is Bytes.HERE
        self.open_button.setEnabled(here)
        self.take_button.setEnabled(here)
        self.edit_button.setEnabled(document is not None)
        self.more.setEnabled(document is not None)
        if self.panel is not None and document is not None and self.panel.record != document.id:
            self._close_panel()
        away = document is not None and document.where is Bytes.AWAY
        self.ask_button.setVisible(away)
        self.take_button.setVisible(not away)

    # What a person does.

    def open_document(self) -> None:
        """Show the chosen document inside the program, or say that it is not here."""
        document = self._document()
        if document is None:
            return
        if document.where is Bytes.HERE:
            Viewer(self.ctx, document.id, title_of(self.ctx, document), self).open()
        else:
            self.ctx.notices.tell(
                self.ctx.words("documents.not_here"), self.ctx.words("documents.not_here_to_do"), level="info"
            )

    def edit_document(self) -> None:
        """Change what is said about the chosen document."""
        document = self._document()
        if document is not None:
            dialog = DocumentDialog(self.ctx, document.id, self.case, title_of(self.ctx, document), self)
            dialog.form.saved.connect(lambda saved: self.saved_line.tell(self.ctx.words("case.saved"), saved))
            dialog.open()

    def ask_delete(self) -> None:
        """Ask why the chosen document is to be deleted: a file can be put into the wrong case."""
        document = self._document()
        if document is None:
            return
        self._close_panel()
        self.panel = DeletePanel(self.ctx, document.id, title_of(self.ctx, document))
        self.panel.deleted.connect(self._on_deleted)
        self.panel.kept.connect(self._on_kept)
        self._asking.add(self.panel)
        self._asking.show()
        self.panel.begin()

    def _close_panel(self) -> None:
        self.panel = None
        self._asking.clear()
        self._asking.hide()

    def _on_kept(self) -> None:
        self._close_panel()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_deleted(self, saved: Saved) -> None:
        self._close_panel()
        self.saved_line.tell(self.ctx.words("case.deleted"), saved)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_out(self) -> None:
        """Take the chosen document out of the store."""
        document = self._document()
        if document is not None and document.where is Bytes.HERE:
            kind = document.fields.get("media_type")
            taken = Taken(document.id, title_of(self.ctx, document), kind)
            take_out(self.ctx, self, taken, self.progress)

    def ask_for_it(self) -> None:
        """Ask for the bytes of the chosen document."""
        document = self._document()
        if document is None:
            return
        record = document.id

        def asked(_result: object) -> None:
            self.ctx.notices.tell(self.ctx.words("forms.asked_for"))
            self._read()

        self.ctx.tasks.write(self, lambda workspace: sharing.want(workspace, record), asked)

    def choose_files(self) -> None:
        """Let files be chosen that are to be put in."""
        files.open_files(self, self.attach, title=self.ctx.words("documents.attach_title"))

    def attach(self, paths: list[Path]) -> None:
        """Ask what is to be known of some files, and put them in."""
        if paths:
            AttachDialog(self.ctx, self.case, paths, self).open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files of this machine."""
        if local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask about the files that were dropped."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.attach([Path(path) for path in local_files(event.mimeData())])
