"""The editor of a date, as precise as somebody knows it, typed as people type dates."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.texts import typed_dates, values
from ui.forms.editor import Editor
from ui.widgets.dates import DateField


class Date(Editor):
    """A partial date, or for messages and deadlines a day with a time."""

    def __init__(self, language: str, hint: str, parent: QWidget | None = None) -> None:
        self._language = language
        self._stored: str | None = None
        self._date = DateField(
            read=self._read,
            iso=lambda typed: typed_dates.read(typed) or "",
            spell=lambda day: typed_dates.spelled(day, language),
            placeholder=hint,
        )
        super().__init__(self._date, parent)
        self._date.edited.connect(self._on_edited)

    def _read(self, typed: str) -> tuple[bool, str]:
        """Say what is understood, where that is not plain to see."""
        meant = typed_dates.read(typed)
        if meant is None:
            return False, ""
        plain = typed_dates.spelled(meant, self._language) == typed
        return True, "" if plain else values.day(meant, self._language)

    def _on_edited(self) -> None:
        self._stored = None
        self.edited.emit()

    def value(self) -> object:
        """Return the date as ISO 8601; what is none as it was typed, for app to refuse."""
        typed = self._date.value()
        if not typed:
            return None
        return self._stored or typed_dates.read(typed) or typed

    def set_value(self, value: object) -> None:
        """Show a date; as long as nobody types, its exact form is kept (a time has seconds, and a zone)."""
        self._stored = value if isinstance(value, str) else None
        self._date.set_value(typed_dates.spelled(self._stored or "", self._language))

    def call(self, name: str) -> None:
        """Name the line that is typed into."""
        self._date.line.setAccessibleName(name)
