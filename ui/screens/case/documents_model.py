"""The documents of a case as a table. A model of Qt over what `app.attached` gave; reads no store."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.attached import Bytes, Document, Documents
from app.casework.compartments import Compartment
from ui.shell.context import Context
from ui.widgets.tables import LEVEL, SOFT, STRONG

Index = QModelIndex | QPersistentModelIndex
TITLE, TYPE, WHOSE, DATE, SIZE, LANGUAGE, HIDDEN_DATA, WHERE = range(8)

_ICONS: Final = {"application/pdf": "pdf"}
_LEVELS: Final = {Bytes.AWAY: "warning", Bytes.ASKED: "info", Bytes.COMING: "info"}
_WHERE: Final = {
    Bytes.HERE: "documents.where_here",
    Bytes.COMING: "documents.where_coming",
    Bytes.ASKED: "documents.where_asked",
    Bytes.AWAY: "documents.where_away",
}


def title_of(ctx: Context, document: Document) -> str:
    """Return what a document is called: its title, else its type, else only that it is one."""
    title, type_ = document.fields.get("title"), document.fields.get("type")
    if isinstance(title, str):
        return title
    return ctx.words.value("document", "type", type_) if type_ else ctx.words("documents.untitled")


class DocumentsModel(QAbstractTableModel):
    """One row a document, in the order of the list."""

    def __init__(self, ctx: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        words = ctx.words
        self._titles = (
            words.field("title"),
            words.field("type"),
            words("documents.about"),
            words.field("date"),
            words("documents.column_size"),
            words.field("language"),
            words("documents.column_hidden_data"),
            words("documents.column_where"),
        )
        self._documents: list[Document] = []
        self._names: dict[bytes, str] = {}

    def show(self, documents: Documents) -> None:
        """Show other documents."""
        self.beginResetModel()
        self._documents, self._names = documents.found, documents.names
        self.endResetModel()

    def document(self, row: int) -> Document | None:
        """Return the document of a row."""
        return self._documents[row] if 0 <= row < len(self._documents) else None

    def row_of(self, record: bytes | None) -> int:
        """Return the row of a document, -1 where it is not listed."""
        return next((row for row, one in enumerate(self._documents) if one.id == record), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._documents)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the titles of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section] if 0 <= section < len(self._titles) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a text, or how it is drawn."""
        document = self.document(index.row()) if index.isValid() else None
        if document is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(document, column)
        if role == LEVEL and column == WHERE:
            return _LEVELS.get(document.where)
        if role == STRONG:
            return column == TITLE
        if role == SOFT:
            return column in (SIZE, DATE) or (column == WHERE and document.where is Bytes.HERE)
        if role == Qt.ItemDataRole.DecorationRole and column == TITLE:
            return self._ctx.theme.icon(self._icon(document), "soft")
        return None

    def _icon(self, document: Document) -> str:
        kind = str(document.fields.get("media_type"))
        return "picture" if kind.startswith("image/") else _ICONS.get(kind, "document")

    def _text(self, document: Document, column: int) -> str:
        words, fields = self._ctx.words, document.fields
        if column == TITLE:
            return title_of(self._ctx, document)
        if column == WHOSE:
            return self._whose(document)
        if column == SIZE:
            size = fields.get("size")
            return words.size(size) if isinstance(size, int) else ""
        if column == WHERE:
            return words(_WHERE[document.where])
        name = {TYPE: "type", DATE: "date", LANGUAGE: "language", HIDDEN_DATA: "metadata"}[column]
        return words.value("document", name, fields.get(name))

    def _whose(self, document: Document) -> str:
        """Whom it is about, and the part that it lies in where that is not the case itself."""
        words = self._ctx.words
        name = words("documents.the_case")
        if document.person is not None:
            name = self._names.get(document.person) or words("forms.unnamed")
        if document.compartment in (None, Compartment.CORE):
            return name
        return f"{name} · {words.compartment(document.compartment.word)}"
