"""What was copied leaves the clipboard after twenty seconds, at a lock and at the end, if it is still ours (security 19).

Other programs read the clipboard freely and some keep all of it; that cannot be helped from here, only kept short.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard

from ui.widgets.plain import unbroken

_KEEP_MS: Final = 20_000
_MODES: Final = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)


class Clipboard(QObject):
    """Watches the clipboard of the application; made once a session."""

    def __init__(self, clipboard: QClipboard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self.timer = QTimer(self, interval=_KEEP_MS, singleShot=True)
        self.timer.timeout.connect(self.clear)
        clipboard.changed.connect(self._on_changed)

    def clear(self) -> None:
        """Empty it as far as what is in it came from here."""
        self.timer.stop()
        for mode in _MODES:
            if self._owns(mode):
                self._clipboard.clear(mode)

    def _owns(self, mode: QClipboard.Mode) -> bool:
        if mode is QClipboard.Mode.Selection:
            return self._clipboard.supportsSelection() and self._clipboard.ownsSelection()
        return self._clipboard.ownsClipboard()

    def _on_changed(self, mode: QClipboard.Mode) -> None:
        held = self._clipboard.mimeData(mode)
        # Nothing is held after it was emptied, whatever the stub of Qt says.
        if mode in _MODES and self._owns(mode) and held is not None and held.formats():
            self._as_written(mode)
            self.timer.start()

    def _as_written(self, mode: QClipboard.Mode) -> None:
        """Take out what labels put into long words so that they can break."""
        text = self._clipboard.text(mode)
        if unbroken(text) != text:
            self._clipboard.setText(unbroken(text), mode)
