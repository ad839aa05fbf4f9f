"""What every editor of a value is, and those of plain text and numbers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import current, restyle
from ui.widgets.inputs import CountField, LineEdit, TextEdit
from ui.widgets.tags import TagsEdit


class Editor(QWidget):
    """Gives one value as JSON, None for none. `edited` is emitted by a person's doing only.

    What it gives need not be valid: `app` says so, and the form shows it.
    """

    edited = Signal()
    #: Whether it wants the whole width of a form.
    wide = False

    def __init__(self, field: QWidget, parent: QWidget | None = None) -> None:
        """Wrap the widget that takes the keyboard."""
        super().__init__(parent)
        self.field = field
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(current().space(1))
        self._box.addWidget(field)
        self.setFocusProxy(field)

    def value(self) -> object:
        """Return what is entered."""
        raise NotImplementedError

    def set_value(self, value: object) -> None:
        """Show a value that the model understands, or None; emits nothing."""
        raise NotImplementedError

    def call(self, name: str) -> None:
        """Say what a screen reader calls it."""
        self.field.setAccessibleName(name)

    def mark(self, wrong: bool) -> None:
        """Show whether what is entered is wrong."""
        restyle(self.field, wrong="true" if wrong else "false")


class ShortText(Editor):
    """One line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._line = LineEdit()
        super().__init__(self._line, parent)
        self._line.edited.connect(self.edited)

    def value(self) -> object:
        """Return the text."""
        return self._line.value() or None

    def set_value(self, value: object) -> None:
        """Show a text."""
        self._line.set_value(value if isinstance(value, str) else "")


class LongText(Editor):
    """Several lines; the field grows with them."""

    wide = True

    def __init__(self, parent: QWidget | None = None) -> None:
        self._text = TextEdit(lines=2)
        super().__init__(self._text, parent)
        self._text.edited.connect(self.edited)

    def value(self) -> object:
        """Return the text."""
        return self._text.value() or None

    def set_value(self, value: object) -> None:
        """Show a text."""
        self._text.set_value(value if isinstance(value, str) else "")


class ShortTexts(Editor):
    """Several short texts."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        self._tags = TagsEdit(placeholder=hint)
        super().__init__(self._tags, parent)
        self._tags.edited.connect(self.edited)

    def value(self) -> object:
        """Return the texts in their order."""
        return list(self._tags.value()) or None

    def set_value(self, value: object) -> None:
        """Show texts."""
        self._tags.set_value([str(one) for one in value] if isinstance(value, list) else [])

    def call(self, name: str) -> None:
        """Name the line that is typed into."""
        self._tags.line.setAccessibleName(name)


class Count(Editor):
    """A whole number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._number = CountField()
        super().__init__(self._number, parent)
        self._number.edited.connect(self.edited)

    def value(self) -> object:
        """Return the number; what is none as it was typed, for app to refuse."""
        count = self._number.count()
        return count if count is not None else self._number.value() or None

    def set_value(self, value: object) -> None:
        """Show a number, or what was typed in place of one."""
        self._number.set_value("" if value is None else str(value))
