"""Editors that choose: codes, languages, countries, yes or no, and another record by what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from ui.forms.editor import Editor
from ui.widgets.badges import ChipRow
from ui.widgets.choices import ComboBox, MultiPick

Options = Sequence[tuple[str, str]]

#: So many codes can be seen at once; more drop down.
FEW: Final = 5
#: What a chip takes beside its text, and what fits into half of a form, both in characters.
_CHIP: Final = 6
_HALF: Final = 44


class FewCodes(Editor):
    """One of a few codes, all in sight; a click on the chosen one takes it back."""

    def __init__(self, options: Options, parent: QWidget | None = None) -> None:
        self._chips = ChipRow(options)
        super().__init__(self._chips, parent)
        self.wide = sum(len(label) + _CHIP for _, label in options) > _HALF
        self._other: str | None = None
        self._chips.chosen.connect(self._on_chosen)

    def _on_chosen(self, _code: object) -> None:
        self._other = None
        self.edited.emit()

    def value(self) -> object:
        """Return the code."""
        codes = self._chips.codes()
        return codes[0] if codes else self._other

    def set_value(self, value: object) -> None:
        """Choose a code; one that is not offered stays until another is chosen."""
        self._chips.set_codes([str(value)] if value is not None else [])
        self._other = str(value) if value is not None and not self._chips.codes() else None


class Choice(Editor):
    """One of many: codes, languages, or records by their text ids, which are never shown."""

    def __init__(
        self, options: Options, empty: str | None, not_here: str = "", parent: QWidget | None = None
    ) -> None:
        """Offer options; `empty` is the label of none, `not_here` what a value is called that is not among them."""
        self._combo = ComboBox(options, empty=empty)
        super().__init__(self._combo, parent)
        self._options, self._not_here = list(options), not_here
        self._combo.edited.connect(self.edited)

    def value(self) -> object:
        """Return what is chosen."""
        return self._combo.value()

    def set_value(self, value: object) -> None:
        """Choose; what is not offered is kept, under its own name or as not here."""
        chosen = value if isinstance(value, str) else None
        if chosen is not None and self._not_here and chosen not in dict(self._options):
            self._combo.set_codes([*self._options, (chosen, self._not_here)])
        self._combo.set_value(chosen)


class YesNo(Editor):
    """Yes, no or nothing said."""

    def __init__(self, yes: str, no: str, parent: QWidget | None = None) -> None:
        self._chips = ChipRow([("yes", yes), ("no", no)])
        super().__init__(self._chips, parent)
        self._chips.chosen.connect(lambda _code: self.edited.emit())

    def value(self) -> object:
        """Return what is chosen."""
        codes = self._chips.codes()
        return codes[0] == "yes" if codes else None

    def set_value(self, value: object) -> None:
        """Choose."""
        self._chips.set_codes(["yes" if value else "no"] if isinstance(value, bool) else [])


class Several(Editor):
    """Several codes, languages or countries."""

    def __init__(self, options: Options, parent: QWidget | None = None) -> None:
        self._pick = MultiPick(options)
        super().__init__(self._pick, parent)
        self._pick.edited.connect(self.edited)

    def value(self) -> object:
        """Return what is chosen."""
        return list(self._pick.value()) or None

    def set_value(self, value: object) -> None:
        """Choose; what is not offered stays and shows as it is."""
        self._pick.set_value([str(one) for one in value] if isinstance(value, list) else [])

    def call(self, name: str) -> None:
        """Name the button that opens the list; the list itself is made when it is opened."""
        self._pick.button.setAccessibleName(name)
