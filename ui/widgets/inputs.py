"""Fields for text and numbers.

Every field of ours has `value()`, `set_value()` and the signal `edited`, which only a person's doing emits. Text is
plain whatever is pasted; the menu of the right button speaks the program's language.
"""

from math import ceil

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QIntValidator,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from ui.theme import current
from ui.widgets.wording import say


def edit_menu(field: QLineEdit | QPlainTextEdit) -> QMenu:
    """Return the menu of the right button for a text field."""
    if isinstance(field, QLineEdit):
        selected, undo, redo = field.hasSelectedText(), field.isUndoAvailable(), field.isRedoAvailable()
    else:
        document = field.document()
        selected = field.textCursor().hasSelection()
        undo, redo = document.isUndoAvailable(), document.isRedoAvailable()
    writable = not field.isReadOnly()
    paste = writable and bool(QGuiApplication.clipboard().text())
    menu = QMenu(field)
    offers = (
        (say("widgets.undo"), field.undo, undo and writable),
        (say("widgets.redo"), field.redo, redo and writable),
        (say("widgets.cut"), field.cut, selected and writable),
        (say("widgets.copy"), field.copy, selected),
        (say("widgets.paste"), field.paste, paste),
        (say("widgets.select_all"), field.selectAll, True),
    )
    for name, work, possible in offers:
        action = QAction(name, menu)
        action.triggered.connect(work)
        action.setEnabled(possible)
        menu.addAction(action)
    return menu


class LineEdit(QLineEdit):
    """One line of text."""

    edited = Signal()

    def __init__(
        self,
        text: str = "",
        placeholder: str = "",
        *,
        max_length: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setPlaceholderText(placeholder)
        self.setFont(current().font("body"))
        if max_length is not None:
            self.setMaxLength(max_length)
        self.textEdited.connect(lambda _text: self.edited.emit())

    def value(self) -> str:
        """Return the text without white space around it."""
        return self.text().strip()

    def set_value(self, value: str) -> None:
        """Show a text."""
        self.setText(value)
        self.setCursorPosition(0)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with text."""
        menu = edit_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())


class SearchField(LineEdit):
    """A line to search or filter with; Escape empties it. `searched` is emitted when typing pauses, and on Enter."""

    searched = Signal(str)

    def __init__(self, placeholder: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__("", placeholder or say("widgets.search"), parent=parent)
        self.setAccessibleName(placeholder or say("widgets.search"))
        self.addAction(current().icon("search", "soft"), QLineEdit.ActionPosition.LeadingPosition)
        self._clear = self.addAction(
            current().icon("close", "soft"), QLineEdit.ActionPosition.TrailingPosition
        )
        self._clear.setText(say("widgets.clear"))
        self._clear.setToolTip(say("widgets.clear"))
        self._clear.triggered.connect(self._on_cleared)
        self._clear.setVisible(False)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(120)
        self._pause.timeout.connect(self._tell)
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        self.edited.connect(self._pause.start)

    def _on_cleared(self) -> None:
        self.clear()
        self.edited.emit()
        self._tell()

    def _tell(self) -> None:
        self._pause.stop()
        self.searched.emit(self.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Search at once on Enter; empty on Escape, which goes on to the window when there is nothing to empty."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Not handed on: in a dialog it would press the button too.
            self._tell()
            self.returnPressed.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self._on_cleared()
        else:
            super().keyPressEvent(event)


class TextEdit(QPlainTextEdit):
    """Several lines of text; Tab goes to the next field. It grows with its text from `lines` to `most` lines."""

    edited = Signal()

    def __init__(
        self,
        text: str = "",
        placeholder: str = "",
        *,
        lines: int = 3,
        most: int = 14,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lines, self._most, self._quiet = lines, most, False
        self.setFont(current().font("body"))
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.set_value(text)
        self.textChanged.connect(self._on_changed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()

    def value(self) -> str:
        """Return the text without white space around it."""
        return self.toPlainText().strip()

    def set_value(self, value: str) -> None:
        """Show a text."""
        self._quiet = True
        self.setPlainText(value)
        self._quiet = False

    def _on_changed(self) -> None:
        if not self._quiet:
            self.edited.emit()

    def _fit(self) -> None:
        lines = max(self._lines, min(self._most, round(self.document().size().height())))
        # Qt lays each line on whole points; a little less, and a scroll bar stands beside a text that fits.
        self.setFixedHeight(lines * ceil(QFontMetricsF(self.font()).lineSpacing()) + 16)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with text."""
        menu = edit_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())


class CountField(LineEdit):
    """A whole number, or nothing."""

    def __init__(
        self, value: int | None = None, *, least: int = 0, most: int = 9999, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent=parent)
        self._least, self._most = least, most
        self.setValidator(QIntValidator(least, most, self))
        self.setMaximumWidth(110)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.set_count(value)

    def count(self) -> int | None:
        """Return the number, or None when there is none in the bounds."""
        text = self.value()
        number = int(text) if text.lstrip("-").isdecimal() else None
        return number if number is not None and self._least <= number <= self._most else None

    def set_count(self, value: int | None) -> None:
        """Show a number, or nothing."""
        self.set_value("" if value is None else str(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Count up and down with the arrows."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None or self.isReadOnly():
            super().keyPressEvent(event)
            return
        now = self.count()
        self.set_count(max(self._least, min(self._most, self._least if now is None else now + step)))
        self.edited.emit()
