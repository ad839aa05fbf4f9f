"""A page to look at: scaled, moved by mouse, wheel and keys. Shows what it is given; drawing pages is not its business."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.theme import current

LEAST: Final = 0.1
MOST: Final = 5.0
STEP: Final = 1.25
_NEAR: Final = 2


def _alike(one: QSize, other: QSize) -> bool:
    """Say whether two sizes differ by no more than rounding."""
    return abs(one.width() - other.width()) <= _NEAR and abs(one.height() - other.height()) <= _NEAR


class _Sheet(QWidget):
    """The page itself, as large as it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what there is, stretched until it comes in the right size."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        page = QRectF(self.rect())
        if not self.image.isNull():
            painter.drawImage(page, self.image)
        painter.setPen(QColor(current().tokens.line))
        painter.drawRect(page.adjusted(0, 0, -1, -1))


class PageView(QScrollArea):
    """Shows one page. `zoom` None fits its width.

    wanted: the page is needed in this size, in real pixels. leafed: the next (1) or previous (-1) page is wanted.
    """

    wanted = Signal(QSize)
    leafed = Signal(int)
    zoomed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = QSize()
        self._zoom: float | None = None
        self._enlarge = False
        self._coming = False
        self._asked = QSize()
        self._held: QPoint | None = None
        self._sheet = _Sheet()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("ground", "sunken")
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Always there: a bar that comes and goes would change the width that a page is fitted to.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setWidget(self._sheet)
        self.setAccessibleName(name)
        self._sheet.setAccessibleName(name)

    # What is shown.

    def show_page(self, image: QImage, whole: QSize, *, enlarge: bool) -> None:
        """Show a page. whole: its size at 100 %; enlarge: whether fitting the width may make it larger than that."""
        self._sheet.image, self._whole, self._enlarge = image, whole, enlarge
        self._coming = False
        self._lay()
        self._sheet.update()
        self.ask()

    def clear(self) -> None:
        """Forget the page."""
        self._sheet.image = QImage()
        self._whole, self._asked = QSize(), QSize()
        self._sheet.update()

    def forget_shape(self) -> None:
        """Expect a page of another shape; the old one stays until it comes."""
        self._coming, self._asked = True, QSize()

    def top(self, *, end: bool = False) -> None:
        """Go to the beginning of a page, or to its end."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum() if end else 0)

    def image(self) -> QImage:
        """Return the picture that is shown."""
        return self._sheet.image

    # How large.

    def zoom(self) -> float:
        """Return how large the page is shown, 1.0 for its own size."""
        if self._zoom is not None:
            return self._zoom
        fit = self._room() / max(1, self._whole.width()) if not self._whole.isEmpty() else 1.0
        return max(LEAST, min(fit, MOST if self._enlarge else 1.0))

    def set_zoom(self, zoom: float | None) -> None:
        """Show it so large; None fits the width."""
        self._zoom = None if zoom is None else max(LEAST, min(zoom, MOST))
        self._lay()
        self.ask()

    def in_or_out(self, steps: int) -> None:
        """Make it larger or smaller by steps."""
        self.set_zoom(self.zoom() * STEP**steps)

    def ask(self) -> None:
        """Ask for the page in the size in which it is shown now."""
        ratio = self.devicePixelRatioF()
        if self._coming or self._whole.isEmpty():
            # Of what shape it is nobody knows yet: as wide as there is room, as high as it may be.
            size = QSize(self._room(), self._room() * 20) * ratio
        else:
            size = self._size() * ratio
            if _alike(size, self._sheet.image.size()):
                return
        # Asked once: a page can be larger than what the helper gives, and a picture has no more than its own dots.
        if size != self._asked:
            self._asked = size
            self.wanted.emit(size)

    def _room(self) -> int:
        return max(1, self.viewport().width() - 2 * current().space(3))

    def _size(self) -> QSize:
        zoom = self.zoom()
        return QSize(
            max(1, round(self._whole.width() * zoom)),
            max(1, round(self._whole.height() * zoom)),
        )

    def _lay(self) -> None:
        if not self._whole.isEmpty():
            self._sheet.setFixedSize(self._size())
        self.zoomed.emit()

    # Keys, wheel and mouse.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the new width."""
        super().resizeEvent(event)
        if self._zoom is None and event.size().width() != event.oldSize().width():
            self._lay()
            self.ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leaf with Page Up and Page Down, where a page ends; with Ctrl at once. Arrows, Home and End move."""
        key, bar = event.key(), self.verticalScrollBar()
        if key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            step = 1 if key == Qt.Key.Key_PageDown else -1
            end = bar.maximum() if step > 0 else bar.minimum()
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier or bar.value() == end:
                self.leafed.emit(step)
            else:
                bar.setValue(bar.value() + step * bar.pageStep())
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.top(end=key == Qt.Key.Key_End)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scale with Ctrl, scroll without."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.in_or_out(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the page."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position().toPoint()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the page along."""
        if self._held is None:
            return
        at = event.position().toPoint()
        moved, self._held = at - self._held, at
        for bar, by in (
            (self.horizontalScrollBar(), moved.x()),
            (self.verticalScrollBar(), moved.y()),
        ):
            bar.setValue(bar.value() - by)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held = None
        self.unsetCursor()

    def changeEvent(self, event: QEvent) -> None:
        """Ask again on a screen of another density."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.ask()
