"""The rail on the left: where to go, each entry with a count when something wants attention, and the lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ui.shell.words import Words
from ui.theme import Theme
from ui.widgets import Button, CountBadge

#: Entries in order: name of the screen, icon. Devices are for desks.
ENTRIES: Final[Sequence[tuple[str, str]]] = (
    ("today", "today"),
    ("people", "people"),
    ("houses", "houses"),
    ("messages", "messages"),
    ("exchange", "exchange"),
    ("devices", "devices"),
    ("settings", "settings"),
)
FOR_DESKS: Final = frozenset({"devices"})

_TITLES: Final[Mapping[str, str]] = {
    "today": "shell.today",
    "people": "shell.people",
    "houses": "shell.houses",
    "messages": "shell.messages",
    "exchange": "shell.exchange",
    "devices": "shell.devices",
    "settings": "shell.settings",
}
_ICON: Final = QSize(20, 20)
#: For two digits; more of them come closer to the name.
_COUNT_ROOM: Final = 32


class _Entry(QToolButton):
    """One entry; its count lies at its right end."""

    def __init__(self, text: str, icon: str, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("rail_entry")
        self._name = text
        # Qt leaves four pixels between icon and text, whatever the style sheet says.
        self.setText(f"\N{EN SPACE}{text}")
        self.setIcon(theme.icon(icon))
        self.setIconSize(_ICON)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setSizePolicy(self.sizePolicy().Policy.Expanding, self.sizePolicy().verticalPolicy())
        self._count = CountBadge()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.space(2), 0)
        row.addStretch()
        row.addWidget(self._count)

    def sizeHint(self) -> QSize:
        """Leave room for a count beside the name, whether there is one or not: the rail does not change its width."""
        return super().sizeHint() + QSize(_COUNT_ROOM, 0)

    def show_count(self, count: int) -> None:
        self._count.set_count(count)
        self.setAccessibleName(f"{self._name}, {count}" if count else self._name)


class Rail(QWidget):
    """All entries that this device has; `chosen` carries the name of a screen."""

    chosen = Signal(str)
    lock = Signal()

    def __init__(self, words: Words, theme: Theme, *, is_desk: bool) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        gap = theme.space(2)
        column.setContentsMargins(gap, gap * 2, gap, gap * 2)
        column.setSpacing(theme.space(1))
        self._entries: dict[str, _Entry] = {}
        for place, (name, icon) in enumerate(
            (one for one in ENTRIES if is_desk or one[0] not in FOR_DESKS), 1
        ):
            entry = _Entry(words(_TITLES[name]), icon, theme)
            # Not the button's own: that waits for the button to look pressed.
            QShortcut(f"Ctrl+{place}", self).activated.connect(entry.click)
            entry.setToolTip(f"{words(_TITLES[name])} (Ctrl+{place})")
            entry.clicked.connect(lambda _checked=False, name=name: self.chosen.emit(name))
            column.addWidget(entry)
            self._entries[name] = entry
        column.addStretch()
        lock = Button(words("shell.lock"), icon="lock", kind="primary")
        lock.setObjectName("lock_button")
        lock.setToolTip(words("shell.lock_keys"))
        lock.clicked.connect(self.lock)
        column.addWidget(lock)

    def mark(self, name: str) -> None:
        """Show which screen is open; one that has no entry marks the entry it belongs to, or none."""
        entry = self._entries.get(name)
        if entry is not None:
            entry.setChecked(True)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how much wants attention, by name of the screen."""
        for name, entry in self._entries.items():
            entry.show_count(counts.get(name, 0))
