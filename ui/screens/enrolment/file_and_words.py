"""A step that wants a file from the other side and the words that came another way; both, or it does not go on."""

from __future__ import annotations

from ui.screens.enrolment.fields import FilePick, SpokenField
from ui.screens.enrolment.step import Step
from ui.widgets.layout import FieldRow


class FileAndWords(Step):
    """Asks for both; who makes it says what the file is and which words."""

    def ask(self, file: FilePick, file_label: str, spoken: SpokenField, spoken_label: str) -> None:
        """Show the two fields."""
        self.file, self.words_field = file, spoken
        self.add(FieldRow(file_label, file))
        self.add(FieldRow(spoken_label, spoken, self.room.words("enrolment.numbers_hint")))
        file.edited.connect(self._on_edited)
        spoken.edited.connect(self._on_edited)
        spoken.entered.connect(self.primary.click)
        self.allow(False)

    def begin(self) -> None:
        """Ask for the file first."""
        (self.file if self.file.value() is None else self.words_field).setFocus()

    def _on_edited(self) -> None:
        self.allow(self.file.value() is not None and self.words_field.is_complete())
