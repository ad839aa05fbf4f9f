"""Where a passphrase is typed: hidden or shown, with the keyboard layout and Caps Lock said.

- Nothing can be copied, cut or dragged out, not even while shown; nothing can be undone back into sight.
- Qt knows the layout on some desktops only and Caps Lock on none: both are told from what the keys yield, the layout
  from the desktop also before the first key where it says it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QMetaMethod, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.theme import current
from ui.widgets.buttons import IconButton
from ui.widgets.cards import IconLabel
from ui.widgets.labels import PlainLabel
from ui.widgets.wording import say

_HINTS: Final = (
    Qt.InputMethodHint.ImhHiddenText
    | Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
)
_FORBIDDEN: Final = (
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
)
_PLATFORMS_THAT_SAY: Final = frozenset({"windows", "cocoa", "wayland"})


class _Line(QLineEdit):
    typed = Signal(str, bool)  # the character, whether Shift was down
    caps_pressed = Signal()
    enter_pressed = Signal()

    def __init__(self, takes_enter: Callable[[], bool], parent: QWidget) -> None:
        super().__init__(parent)
        self.takes_enter = takes_enter
        self.setFont(current().font("body"))
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(_HINTS)
        self.setDragEnabled(False)
        self.setAcceptDrops(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if any(event.matches(key) for key in _FORBIDDEN):
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.takes_enter():
            self.enter_pressed.emit()
            return
        if event.key() == Qt.Key.Key_CapsLock:
            self.caps_pressed.emit()
        if len(event.text()) == 1 and event.text().isprintable():
            self.typed.emit(event.text(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        # Qt would hand a selection that the mouse made to every other program (the primary selection of X11).
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()


class PassphraseField(QWidget):
    """A passphrase. `entered` is emitted on Enter, which presses a dialog's button when nobody listens to it."""

    edited = Signal()
    entered = Signal()

    def __init__(self, name: str, *, placeholder: str = "", parent: QWidget | None = None) -> None:
        """Make the field; `name` is what a screen reader calls it."""
        super().__init__(parent)
        self._caps: bool | None = None
        self._layout = ""
        self.line = _Line(lambda: self.isSignalConnected(QMetaMethod.fromSignal(self.entered)), self)
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(placeholder)
        self.eye = IconButton("eye", say("widgets.show_passphrase"), clicked=self._on_eye)
        self._keys = IconLabel("keyboard")
        self._layout_label = PlainLabel("", "hint", wrap=False)
        self._caps_sign = IconLabel("capslock", "high")
        self._caps_label = PlainLabel("", "small", wrap=False)
        self._build()
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.enter_pressed.connect(self.entered)
        self.line.typed.connect(self._on_typed)
        self.line.caps_pressed.connect(self._on_caps_pressed)
        method = QGuiApplication.inputMethod()
        method.localeChanged.connect(self._on_desktop_layout)
        self._on_desktop_layout()

    def _build(self) -> None:
        space = current().space
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(space(1))
        row = QHBoxLayout()
        row.setSpacing(space(1))
        row.addWidget(self.line, 1)
        row.addWidget(self.eye)
        box.addLayout(row)
        below = QWidget(self)
        below.setFixedHeight(22)
        signs = QHBoxLayout(below)
        signs.setContentsMargins(0, 0, 0, 0)
        signs.setSpacing(space(1))
        for widget in (self._keys, self._layout_label, self._caps_sign, self._caps_label):
            signs.addWidget(widget)
        signs.addStretch(1)
        box.addWidget(below)
        self._show_state()

    def text(self) -> str:
        """Return what was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forget what was typed, and hide what comes next."""
        self.line.clear()
        self.set_shown(False)

    def is_shown(self) -> bool:
        """Whether what is typed can be read."""
        return self.line.echoMode() == QLineEdit.EchoMode.Normal

    def set_shown(self, shown: bool) -> None:
        """Show or hide what is typed."""
        self.line.deselect()
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        name = say("widgets.hide_passphrase") if shown else say("widgets.show_passphrase")
        self.eye.set_icon("eye-off" if shown else "eye", name)

    def caps_lock(self) -> bool | None:
        """Whether Caps Lock is on; None before a letter told."""
        return self._caps

    def keyboard(self) -> str:
        """Return the layout: `EN`, `RU`, another language's two letters, or nothing while unknown."""
        return self._layout

    def _on_eye(self) -> None:
        self.set_shown(not self.is_shown())
        self.line.setFocus()

    def _on_typed(self, char: str, shift: bool) -> None:
        if char.isalpha() and char.lower() != char.upper():
            self._caps = char.isupper() != shift
            self._layout = "RU" if "\u0400" <= char <= "\u04ff" else "EN"
        self._show_state()

    def _on_caps_pressed(self) -> None:
        if self._caps is not None:
            self._caps = not self._caps
        self._show_state()

    def _on_desktop_layout(self) -> None:
        if QGuiApplication.platformName() in _PLATFORMS_THAT_SAY:
            self._layout = QGuiApplication.inputMethod().locale().name()[:2].upper()
        self._show_state()

    def _show_state(self) -> None:
        known, caps = bool(self._layout), self._caps is True
        self._keys.setVisible(known)
        self._layout_label.setVisible(known)
        self._layout_label.setText(self._layout)
        self._layout_label.setAccessibleName(say("widgets.layout", layout=self._layout) if known else "")
        self._caps_sign.setVisible(caps)
        self._caps_label.setVisible(caps)
        self._caps_label.setText(say("widgets.caps_lock"))
        self.line.setAccessibleDescription(say("widgets.caps_lock") if caps else "")

    def minimumSizeHint(self) -> QSize:
        """Leave room for seven words."""
        return QSize(320, super().minimumSizeHint().height())
