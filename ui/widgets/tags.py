"""A list of short texts: typed one after the other, each shown as a chip that can be removed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import current
from ui.widgets.badges import Chip
from ui.widgets.flow import FlowLayout
from ui.widgets.inputs import LineEdit
from ui.widgets.layout import clear
from ui.widgets.plain import one_line


class _Line(LineEdit):
    finished = Signal()
    back = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if (enter and self.value()) or event.text() in (",", ";"):
            self.finished.emit()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.back.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.finished.emit()
        super().focusOutEvent(event)


class TagsEdit(QWidget):
    """Short texts. Enter, a comma or leaving the line adds what is typed; Backspace takes the last one back."""

    edited = Signal()

    def __init__(
        self,
        value: Sequence[str] = (),
        placeholder: str = "",
        *,
        most: int = 50,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._value: tuple[str, ...] = ()
        self._most = most
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(current().space(2))
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self.line = _Line("", placeholder)
        box.addWidget(self._chips)
        box.addWidget(self.line)
        self.setFocusProxy(self.line)
        self.line.finished.connect(self._on_finished)
        self.line.back.connect(self._on_back)
        self.line.edited.connect(self.edited)
        self.set_value(value)

    def value(self) -> tuple[str, ...]:
        """Return the texts, with what is typed and not yet added."""
        typed = one_line(self.line.value())
        return self._value if not typed or typed in self._value else (*self._value, typed)

    def set_value(self, value: Sequence[str]) -> None:
        """Show these."""
        self._value = tuple(dict.fromkeys(one_line(text) for text in value if text.strip()))[: self._most]
        self.line.clear()
        clear(self._flow)
        for text in self._value:
            chip = Chip(text, removable=True)
            chip.removed.connect(lambda text=text: self._remove(text))
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(self._value))
        self.updateGeometry()

    def _on_finished(self) -> None:
        if self.line.value():
            self.set_value(self.value())
            self.edited.emit()

    def _on_back(self) -> None:
        if self._value:
            self._remove(self._value[-1])

    def _remove(self, text: str) -> None:
        self.set_value([other for other in self._value if other != text])
        self.line.setFocus()
        self.edited.emit()
