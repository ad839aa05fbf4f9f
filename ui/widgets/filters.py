"""A button that opens a list of codes to filter by, and says how many are chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.widgets.buttons import Button
from ui.widgets.choices import PickList
from ui.widgets.plain import unmarked
from ui.widgets.popups import show_under


class FilterButton(Button):
    """Any of (code, label) pairs; none chosen lets everything through."""

    edited = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(unmarked(name), "down", parent=parent)
        self._name = name
        self._labels: dict[str, str] = {}
        self._value: tuple[str, ...] = ()
        self._list: PickList | None = None
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.clicked.connect(lambda _checked=False: self.open())

    def set_codes(self, codes: Sequence[tuple[str, str]]) -> None:
        """Offer these; what is chosen stays chosen."""
        if dict(codes) == self._labels and self._list is not None:
            return
        if self._list is not None:
            self._list.deleteLater()
        self._labels = dict(codes)
        self._list = PickList(codes, self)
        self._list.setWindowFlag(Qt.WindowType.Popup)
        self._list.hide()
        self._list.picked.connect(self._on_picked)
        self._list.left.connect(self._list.hide)
        self.set_value(self._value)

    def label(self, code: str) -> str:
        """Return the label of a code; the code where it is not offered."""
        return self._labels.get(code, code)

    def value(self) -> tuple[str, ...]:
        """Return the chosen codes."""
        return self._value

    def set_value(self, value: Sequence[str]) -> None:
        """Choose these, without a signal."""
        self._value = tuple(value)
        if self._list is not None:
            self._list.set_codes(self._value)
        self._say()

    def open(self) -> None:
        """Open the list under the button."""
        if self._list is None:
            return
        self._list.search.clear()
        self._list.resize(320, min(360, 76 + 32 * len(self._labels)))
        show_under(self._list, self)
        self._list.search.setFocus()

    def picker(self) -> PickList:
        """Return the list that the button opens. Raises: RuntimeError before any codes were offered."""
        if self._list is None:
            raise RuntimeError("nothing to choose from yet")
        return self._list

    def _on_picked(self) -> None:
        chosen = self._list.codes() if self._list is not None else ()
        self._value = chosen + tuple(code for code in self._value if code not in self._labels)
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        many = f" ({len(self._value)})" if self._value else ""
        self.setText(unmarked(self._name) + many)
        self.setAccessibleDescription(", ".join(map(self.label, self._value)))
