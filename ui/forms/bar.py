"""The foot of a form: Save, Close, and Discard while something is typed; and the keys that save."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.shell.words import Words
from ui.theme import current
from ui.widgets.buttons import Button
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import Actions, Divider
from ui.widgets.plain import tip

_KEYS: Final = ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter")


class FormBar(QWidget):
    """The buttons call what they are given; Save can be pressed once `save_button` is enabled."""

    def __init__(
        self,
        words: Words,
        save_text: str,
        *,
        save: Callable[[], object],
        close: Callable[[], object],
        discard: Callable[[], object],
    ) -> None:
        super().__init__()
        self.save_button = Button(save_text, "check", "primary", clicked=save)
        self.save_button.setEnabled(False)
        self.close_button = Button(words("common.close"), clicked=close)
        tip(self.close_button, words("forms.keeps"))
        self.discard_button = Button(words("forms.discard"), kind="quiet", clicked=discard)
        self.discard_button.hide()
        keys = PlainLabel(words("forms.keys"), "hint")
        row = Actions(self.close_button, self.save_button, left=[keys, self.discard_button])
        space = current().space
        row.setContentsMargins(space(5), space(2), space(5), space(3))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(Divider())
        box.addWidget(row)


def save_keys(owner: QWidget, save: Callable[[], object]) -> None:
    """Let the keys for saving work wherever the keyboard is in a form."""
    for keys in _KEYS:
        shortcut = QShortcut(QKeySequence(keys), owner)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(save)
