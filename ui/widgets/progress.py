"""What takes time: a line that appears by itself when something is not done at once, and can cancel it."""

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import current
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel
from ui.widgets.shown import show_when
from ui.widgets.wording import say

SHOWN_AFTER_MS: Final = 100


class ProgressLine(QWidget):
    """A text, a bar and a button to cancel. `start` shows it after a tenth of a second unless `finish` came first."""

    cancelled = Signal()

    def __init__(self, text: str = "", *, cancellable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ElidedLabel(text, "body")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(text)
        self.cancel = Button(say("widgets.cancel"), clicked=self._on_cancel)
        show_when(self.cancel, cancellable)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().space(3))
        left = QVBoxLayout()
        left.setSpacing(current().space(1))
        left.addWidget(self._label)
        left.addWidget(self._bar)
        row.addLayout(left, 1)
        row.addWidget(self.cancel)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_AFTER_MS)
        self._timer.timeout.connect(self.show)
        self.hide()

    def start(self, text: str = "") -> None:
        """Begin; how much there is to do is unknown until `set_progress`."""
        if text:
            self.set_text(text)
        self._bar.setRange(0, 0)
        self.cancel.setEnabled(True)
        self._timer.start()

    def set_text(self, text: str) -> None:
        """Say what is being done."""
        self._label.setText(text)
        self._bar.setAccessibleName(text)

    def set_progress(self, done: int, of: int) -> None:
        """Say how much is done; with nothing to do the bar only moves. Large numbers are scaled to what Qt counts."""
        if of <= 0:
            self._bar.setRange(0, 0)
            return
        self._bar.setRange(0, 1000)
        self._bar.setValue(min(1000, done * 1000 // of))

    def progress(self) -> float | None:
        """Return how much is shown as done, 0 … 1, or None while unknown."""
        return self._bar.value() / 1000 if self._bar.maximum() else None

    def finish(self) -> None:
        """End, and take no room."""
        self._timer.stop()
        self.hide()

    def _on_cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.cancelled.emit()
