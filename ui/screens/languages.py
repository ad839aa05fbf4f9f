"""The two languages, quietly in a corner, before there is a store that could know the reader's."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.shell.entrance import Entrance
from ui.widgets.buttons import Button


class Languages(QWidget):
    """Each language in its own name; the one in force is marked."""

    def __init__(self, entrance: Entrance) -> None:
        super().__init__()
        words = entrance.words
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(entrance.theme.space(1))
        self.buttons: dict[str, Button] = {}
        for code, name in (("en", words("unlock.language_en")), ("ru", words("unlock.language_ru"))):
            button = Button(name, kind="quiet")
            button.setEnabled(code != words.language)
            button.clicked.connect(lambda _checked=False, code=code: entrance.speak(code))
            row.addWidget(button)
            self.buttons[code] = button
