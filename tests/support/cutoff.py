"""Which texts of a shown widget do not fit: labels, buttons, boxes, tabs, titles of columns.

Says who they are; an empty list means that nothing is cut off. What shortens itself on purpose (`ElidedLabel`, cells
of tables, names of a stepper's later stages) offers its whole text otherwise and is not reported.
"""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QComboBox, QHeaderView, QLabel, QPushButton, QTabBar, QToolButton, QWidget

from ui.widgets.badges import Badge, Chip, CountBadge
from ui.widgets.cards import Bar
from ui.widgets.tables import Header

_SLACK = 1.0


def cut_off(root: QWidget) -> list[str]:
    """Return a sentence for every text under `root` that its widget is too small for."""
    shown = (widget for widget in [root, *root.findChildren(QWidget)] if widget.isVisible())
    return [f"{type(widget).__name__}: {reason}" for widget in shown if (reason := _judge(widget))]


def _judge(widget: QWidget) -> str:
    if isinstance(widget, QLabel):
        return _label(widget)
    if isinstance(widget, QPushButton):
        return _narrow(widget, widget.text())
    if isinstance(widget, Badge):
        return _narrow(widget, widget.text())
    if isinstance(widget, Chip):
        return _narrow(widget, widget.label())
    if isinstance(widget, CountBadge):
        return _narrow(widget, str(widget.count()))
    if isinstance(widget, Bar):
        return _narrow(widget, widget.accessibleName())
    if isinstance(widget, QTabBar):
        return _tabs(widget)
    if isinstance(widget, Header):
        return _titles(widget)
    if isinstance(widget, QComboBox):
        return _combo(widget)
    return ""


def _narrow(widget: QWidget, text: str) -> str:
    wanted, has = widget.sizeHint(), widget.size()
    if wanted.width() > has.width() + _SLACK or wanted.height() > has.height() + _SLACK:
        return f"{text!r} wants {_size(wanted)}, has {_size(has)}"
    return _outside(widget, text)


def _label(label: QLabel) -> str:
    text = QLabel.text(label)  # with the places where `plain.breakable` lets a line end
    if not text:
        return ""
    room = label.contentsRect()
    flags = Qt.TextFlag.TextWordWrap if label.wordWrap() else Qt.TextFlag.TextSingleLine
    metrics = QFontMetricsF(label.font())
    need = metrics.boundingRect(QRect(0, 0, room.width(), 100_000).toRectF(), int(flags), text)
    words = text.replace("\u200b", " ").split()
    widest = max(metrics.horizontalAdvance(word) for word in words) if label.wordWrap() and words else 0
    width = max(need.width(), widest)
    if width > room.width() + _SLACK or need.height() > room.height() + _SLACK:
        return f"{text!r} wants {width:.0f}×{need.height():.0f}, has {room.width()}×{room.height()}"
    return _outside(label, text)


def _outside(widget: QWidget, text: str) -> str:
    """Say so when the parent, or the port of a scroll area, does not show the whole width."""
    parent = widget.parentWidget()
    if parent is None or widget.isWindow():
        return ""
    place = widget.geometry()
    if place.left() < -_SLACK or place.right() > parent.width() + _SLACK:
        return f"{text!r} sticks out of its parent: {place.left()}…{place.right()} of {parent.width()}"
    return ""


def _tabs(bar: QTabBar) -> str:
    if any(button.isVisible() for button in bar.findChildren(QToolButton)):
        return f"the tabs do not fit into {bar.width()}: they scroll"
    for index in range(bar.count()):
        wanted = QFontMetricsF(bar.font()).horizontalAdvance(bar.tabText(index).replace("&&", "&"))
        rect = bar.tabRect(index)
        if wanted > rect.width() + _SLACK:
            return f"tab {bar.tabText(index)!r} wants {wanted:.0f}, has {rect.width()}"
        if rect.right() > bar.width() + _SLACK or rect.left() < -_SLACK:
            return f"tab {bar.tabText(index)!r} is out of sight"
    return ""


def _titles(header: QHeaderView) -> str:
    for section in range(header.count()):
        if header.isSectionHidden(section):
            continue
        wanted = header.sectionSizeFromContents(section).width()
        if wanted > header.sectionSize(section) + _SLACK:
            return f"column {section} wants {wanted}, has {header.sectionSize(section)}"
    return ""


def _combo(box: QComboBox) -> str:
    wanted = QFontMetricsF(box.font()).horizontalAdvance(box.currentText()) + 42
    if wanted > box.width() + _SLACK:
        return f"{box.currentText()!r} wants {wanted:.0f}, has {box.width()}"
    return ""


def _size(size: QSize) -> str:
    return f"{size.width()}×{size.height()}"
