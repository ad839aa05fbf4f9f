"""Tabs, with a count where something wants attention; and a button that opens a menu."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QTabBar, QTabWidget, QToolButton, QWidget

from ui.theme import current
from ui.widgets.buttons import Button, IconButton
from ui.widgets.plain import unmarked
from ui.widgets.wording import say


class _Bar(QTabBar):
    """Draws a ring around the current tab while it has the focus."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.currentIndex() >= 0:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(current().tokens.focus), 2))
            painter.drawRoundedRect(QRectF(self.tabRect(self.currentIndex())).adjusted(2, 3, -2, -5), 4, 4)


class Tabs(QTabWidget):
    """Tabs across the top of what they show; Ctrl+Tab goes on. `currentChanged(int)` is Qt's."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Make them; `name` is what a screen reader calls the row."""
        super().__init__(parent)
        self.setTabBar(_Bar())
        self.setDocumentMode(True)
        self.tabBar().setAccessibleName(name)
        self.tabBar().setFont(current().font("control"))
        self.tabBar().setDrawBase(False)
        self.tabBar().setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self._names: list[str] = []
        for button, icon, name in zip(
            self.tabBar().findChildren(QToolButton),
            ("left", "right"),
            (say("widgets.tabs_left"), say("widgets.tabs_right")),
            strict=False,
        ):
            button.setArrowType(Qt.ArrowType.NoArrow)
            button.setIcon(current().icon(icon))
            button.setAccessibleName(name)

    def add(self, widget: QWidget, text: str, count: int = 0) -> int:
        """Add a tab and return its index."""
        self._names.append(text)
        index = self.addTab(widget, "")
        self.set_count(index, count)
        return index

    def set_count(self, index: int, count: int) -> None:
        """Say behind a tab's name how many there are; nothing for none."""
        name = unmarked(self._names[index])
        self.setTabText(index, f"{name} ({count})" if count else name)


Choice = tuple[str, Callable[[], object]]


def menu(parent: QWidget, choices: Sequence[Choice | None]) -> QMenu:
    """Return a menu of (text, what to call); None is a line between. Data in a text goes through `plain.unmarked`."""
    made = QMenu(parent)
    made.setFont(current().font("body"))
    for choice in choices:
        if choice is None:
            made.addSeparator()
            continue
        text, work = choice
        action = QAction(text, made)
        action.triggered.connect(lambda _checked=False, work=work: work())
        made.addAction(action)
    return made


class MenuButton(Button):
    """A button that opens a menu."""

    def __init__(
        self,
        text: str,
        choices: Sequence[Choice | None],
        icon: str | None = "down",
        kind: str = "normal",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, icon, kind, parent=parent)
        self.choices = menu(self, choices)
        self.clicked.connect(
            lambda _checked=False: self.choices.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
        )


class MenuIcon(IconButton):
    """Three dots that open a menu."""

    def __init__(self, name: str, choices: Sequence[Choice | None], *, parent: QWidget | None = None) -> None:
        super().__init__("more", name, parent=parent)
        self.choices = menu(self, choices)
        self.clicked.connect(
            lambda _checked=False: self.choices.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
        )
