"""A level from 0 up to a highest one, or none: a row of numbers, one of which is chosen; quick by keyboard."""

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import current
from ui.widgets.wording import say

_CELL: Final = 30
_HEIGHT: Final = 28


class Scale(QWidget):
    """Digits choose, left and right step, Delete and Backspace choose none; a click on the chosen one takes it back.

    tones: a level of the theme for each number, drawn only where it is chosen.
    """

    edited = Signal()

    def __init__(
        self,
        name: str,
        highest: int,
        value: int | None = None,
        *,
        tones: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Make one; `name` is what a screen reader calls it."""
        super().__init__(parent)
        self._name, self._highest, self._tones = name, highest, tones
        self._value: int | None = None
        self._over: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_value(value)

    def value(self) -> int | None:
        """Return the level, None for none."""
        return self._value

    def set_value(self, value: int | None) -> None:
        """Show a level."""
        self._value = value
        said = say("widgets.none_chosen") if value is None else f"{value} / {self._highest}"
        self.setAccessibleName(f"{self._name}: {said}")
        self.update()

    def sizeHint(self) -> QSize:
        """Be as wide as its numbers."""
        return QSize(_CELL * (self._highest + 1) + 2, _HEIGHT)

    def _choose(self, value: int | None) -> None:
        self.set_value(value)
        self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by digit, step with the arrows, take back with Delete."""
        key, text = event.key(), event.text()
        if text.isascii() and text.isdigit() and int(text) <= self._highest:
            self._choose(int(text))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._choose(None)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key == Qt.Key.Key_Right else -1
            now = -1 if self._value is None else self._value
            self._choose(max(0, min(self._highest, now + step)))
        else:
            super().keyPressEvent(event)

    def _at(self, x: float) -> int:
        return max(0, min(self._highest, int((x - 1) // _CELL)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is clicked, or take it back."""
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled():
            clicked = self._at(event.position().x())
            self._choose(None if clicked == self._value else clicked)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would choose."""
        self._over = self._at(event.position().x())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the mouse."""
        self._over = None
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Draw again when enabled or disabled."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the numbers in one frame, the chosen one on its colour."""
        t = current().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(1, 1, _CELL * (self._highest + 1), _HEIGHT - 2)
        painter.setPen(QPen(QColor(t.line_strong if self.isEnabled() else t.line), 1))
        painter.setBrush(QColor(t.surface))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), t.radius, t.radius)
        for number in range(self._highest + 1):
            self._cell(painter, QRectF(1 + number * _CELL, 1, _CELL, _HEIGHT - 2), number)
        if self.hasFocus():
            painter.setPen(QPen(QColor(t.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, t.radius, t.radius)

    def _cell(self, painter: QPainter, cell: QRectF, number: int) -> None:
        t = current().tokens
        text, chosen = t.text_soft, number == self._value
        if chosen or (number == self._over and self.isEnabled()):
            look = t.level(self._tones[number]) if self._tones else None
            ground = (look.ground if look else t.selected) if chosen else t.hover
            line = (look.line if look else t.accent) if chosen else ground
            text = (look.text if look else t.text) if chosen else t.text
            painter.setPen(QPen(QColor(line), 1))
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(cell.adjusted(2.5, 2.5, -2.5, -2.5), t.radius_small, t.radius_small)
        painter.setFont(current().font("strong" if chosen else "hint"))
        painter.setPen(QColor(text if self.isEnabled() else t.text_disabled))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(number))
