"""What somebody in front of the screen could use: widgets found by what they are called, and where a mouse would hit them.

Everything here runs in the GUI thread and gives plain data: where to click, what is written there. A widget that is not
seen, not enabled, or under another one is not found, as it would not be by a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QTextEdit,
    QWidget,
)

from ui.widgets import FieldRow

#: Finds one widget, and which part of it is meant; None while it is not there.
Find = Callable[[QWidget], "tuple[QWidget, QRect] | None"]
_TEXTS = (QTextEdit, QPlainTextEdit)


@dataclass(frozen=True)
class Spot:
    """Where to click; or, where it is out of sight, where to turn the wheel and which way."""

    x: int
    y: int
    wheel: int = 0


def plain(text: str) -> str:
    """Return a text as it is read: without the sign of a mnemonic."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def top(window: QWidget) -> QWidget:
    """Return the window that can be used now: a popup, else the dialog on top, else the main window."""
    return QApplication.activePopupWidget() or QApplication.activeModalWidget() or window


def each(root: QWidget, kind: type[QWidget] = QWidget) -> Iterator[QWidget]:
    """Go through what can be seen below a widget."""
    for one in root.findChildren(kind):
        if one.isVisible() and one.window() is root.window():
            yield one


def whole(widget: QWidget) -> tuple[QWidget, QRect]:
    """Mean all of a widget."""
    return widget, widget.rect()


def button(name: str) -> Find:
    """Find a button by its text or its name."""

    def find(root: QWidget) -> tuple[QWidget, QRect] | None:
        for one in each(root, QAbstractButton):
            if one.isEnabled() and name in (plain(one.text()), one.accessibleName()):  # type: ignore[attr-defined]
                return whole(one)
        return None

    return find


def rows(root: QWidget, label: str) -> list[FieldRow]:
    """Find the rows of a form by their label."""
    found = (one for one in each(root, FieldRow) if isinstance(one, FieldRow))
    return [one for one in found if one.label.text() in (label, f"{label} *")]


def field(label: str, place: int = 0) -> Find:
    """Find what is typed into under a label, or by its name where it has none. place: of several."""

    def find(root: QWidget) -> tuple[QWidget, QRect] | None:
        typed = (QLineEdit, *_TEXTS, QComboBox)
        inside = [one for found in rows(root, label) for one in each(found) if isinstance(one, typed)]
        named = [one for one in each(root) if isinstance(one, typed) and one.accessibleName() == label]
        both = [one for one in inside or named if one.isEnabled()]
        return whole(both[place]) if len(both) > place else None

    return find


def in_row(label: str, name: str) -> Find:
    """Find a button in the row of a form: a chip, a tick."""

    def find(root: QWidget) -> tuple[QWidget, QRect] | None:
        found = rows(root, label)
        return button(name)(found[0]) if found else None

    return find


def tab(name: str) -> Find:
    """Find a tab by its text."""

    def find(root: QWidget) -> tuple[QWidget, QRect] | None:
        for one in each(root, QTabBar):
            for place in range(one.count()):  # type: ignore[attr-defined]
                if plain(one.tabText(place)).startswith(name):  # type: ignore[attr-defined]
                    return one, one.tabRect(place)  # type: ignore[attr-defined]
        return None

    return find


def option(text: str) -> Find:
    """Find an entry of the menu that is open, or a line of the list that has dropped down."""

    def find(root: QWidget) -> tuple[QWidget, QRect] | None:
        if isinstance(root, QMenu):
            for action in root.actions():
                if plain(action.text()) == text:
                    return root, root.actionGeometry(action)
            return None
        return line(text)(root)

    return find


def line(text: str) -> Find:
    """Find a line of a list or a table by what it says."""

    def find(root: QWidget) -> tuple[QWidget, QRect] | None:
        for one in each(root, QAbstractScrollArea):
            model = getattr(one, "model", lambda: None)()
            if model is None or not hasattr(one, "visualRect"):
                continue
            for place in range(model.rowCount()):
                index = model.index(place, 0)
                if text in " ".join(_said(index)):
                    return one.viewport(), one.visualRect(index)
        return None

    return find


def _said(index: QModelIndex) -> Iterator[str]:
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        said = index.data(role)
        if isinstance(said, str):
            yield said


def spot(window: QWidget, find: Find) -> Spot | None:
    """Say where to click what is meant, or how to bring it into sight; None while it is not there."""
    root = top(window)
    found = find(root)
    if found is None:
        return None
    widget, part = found
    seen = widget.visibleRegion().boundingRect().intersected(part)
    middle = part.center()
    if seen.height() >= min(part.height(), 12) and seen.width() >= min(part.width(), 12):
        middle = middle if seen.contains(middle) else seen.center()
        at = widget.mapToGlobal(middle)
        hit = QApplication.widgetAt(at)
        if hit is not None and (hit is widget or widget.isAncestorOf(hit) or hit.isAncestorOf(widget)):
            return Spot(at.x(), at.y())
        return None
    return _wheel(widget, widget.mapToGlobal(middle))


def _wheel(widget: QWidget, middle: QPoint) -> Spot | None:
    """Turn the wheel over the scroll bar: over a field it might mean the field."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QAbstractScrollArea) and above.verticalScrollBar().isVisible():
            bar = above.verticalScrollBar()
            at = bar.mapToGlobal(bar.rect().center())
            return Spot(at.x(), at.y(), 1 if middle.y() > at.y() else -1)
        above = above.parentWidget()
    return None


def written(widget: QWidget | None) -> str:
    """Return what is written in a field."""
    if isinstance(widget, QLineEdit):
        return widget.text()
    if isinstance(widget, _TEXTS):
        return widget.toPlainText()
    return widget.currentText() if isinstance(widget, QComboBox) else ""


def texts(root: QWidget) -> str:
    """Return everything that can be read below a widget, for what is waited for and for a failure to say."""
    said: list[str] = []
    for one in each(root):
        if isinstance(one, (QLabel, QAbstractButton)):
            said.append(plain(one.text()))
        said += [one.accessibleName(), written(one)]
        if isinstance(one, QTabBar):
            said += [plain(one.tabText(place)) for place in range(one.count())]
        if isinstance(one, QAbstractScrollArea):
            model = getattr(one, "model", lambda: None)()
            rows = min(model.rowCount(), 200) if model is not None else 0
            for place in range(rows):
                columns = model.columnCount() if isinstance(one, QTableView) else 1
                for column in range(columns):
                    said += _said(model.index(place, column))
    return "\n".join(dict.fromkeys(one for one in said if one))
