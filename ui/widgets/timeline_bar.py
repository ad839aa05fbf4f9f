"""One bar of a time line: a button with a name, drawn filled for what is so, hatched for what is planned."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.theme import current, icons
from ui.widgets.lanes import Placed
from ui.widgets.plain import one_line, tip

HEIGHT: Final = 24
_SIGN: Final = 15
_HATCH: Final = 90
_STEPS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_TURNS: Final = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class BarButton(QAbstractButton):
    """One bar. cut: whether it goes on to the left, to the right, out of sight."""

    stepped = Signal(int, int)
    turned = Signal(int)
    opened = Signal()
    focused = Signal()

    def __init__(self, placed: Placed, parent: QWidget) -> None:
        super().__init__(parent)
        self.placed = placed
        self.bar = placed.bar
        self.chosen = False
        self.cut = (False, False)
        self.setAccessibleName(self.bar.spoken)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        tip(self, self.bar.spoken)

    def choose(self, chosen: bool) -> None:
        """Be the one that Tab enters at, or not any more."""
        self.chosen = chosen
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)
        self.update()

    def sizeHint(self) -> QSize:
        """Its place says how large it is."""
        return QSize(HEIGHT, HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, turn or open."""
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key in _STEPS:
            self.stepped.emit(*_STEPS[key])
        elif plain and key in _TURNS:
            self.turned.emit(_TURNS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def event(self, event: QEvent) -> bool:
        """Hear that the keyboard is here, however it came."""
        if event.type() == QEvent.Type.FocusIn:
            self.focused.emit()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar, its text and its signs."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._box(painter)
        self._write(painter, self._signs(painter))

    def _box(self, painter: QPainter) -> None:
        t, bar = current().tokens, self.bar
        strong = self.hasFocus() or self.chosen
        width = 3.0 if self.hasFocus() else 2.0 if strong else 1.0
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        box.adjust(-HEIGHT if self.cut[0] else 0, 0, HEIGHT if self.cut[1] else 0, 0)
        ground = t.surface if bar.soft else t.pressed if bar.past else t.selected
        draw_ground(painter, box, soft=bar.soft, colour=t.hover if self.underMouse() else ground)
        line = t.focus if self.hasFocus() else t.line_strong if bar.past and not self.chosen else t.accent
        pen = QPen(QColor(line), width)
        if bar.soft and not strong:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 5, 5)

    def _signs(self, painter: QPainter) -> QRectF:
        """Draw the signs at the right end; return the room that is left."""
        t = current().tokens
        room = QRectF(self.rect()).adjusted(8, 0, -6, 0)
        for icon, level in reversed(self.bar.marks):
            if room.width() < _SIGN - 4:
                break
            square = QRectF(max(room.right() - _SIGN, 2.0), room.center().y() - _SIGN / 2, _SIGN, _SIGN)
            self._plate(painter, square.adjusted(-1, -1, 1, 1))
            icons.draw(painter, square, icon, QColor(t.level(level).text))
            room.adjust(0, 0, -_SIGN - 4, 0)
        return room

    def _write(self, painter: QPainter, room: QRectF) -> None:
        t, font = current().tokens, current().font("hint")
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(one_line(self.bar.text), Qt.TextElideMode.ElideRight, room.width() + 0.5)
        if len(shown) < 2 and shown != self.bar.text:
            return
        width = metrics.horizontalAdvance(shown)
        self._plate(painter, QRectF(room.x() - 4, room.center().y() - 9, width + 8, 18))
        painter.setFont(font)
        painter.setPen(QColor(t.text_soft if self.bar.past else t.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _plate(self, painter: QPainter, rect: QRectF) -> None:
        """Clear a place on the hatching: letters on it are hard to read."""
        if self.bar.soft:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(current().tokens.surface))
            painter.drawRoundedRect(rect, 4, 4)


class Swatch(QWidget):
    """A small piece of a bar, for a legend; the text beside it says what it means."""

    def __init__(self, *, soft: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._soft = soft
        self.setFixedSize(28, 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_ground(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), soft=self._soft)
        pen = QPen(QColor(current().tokens.accent), 1)
        if self._soft:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)


def draw_ground(painter: QPainter, box: QRectF, *, soft: bool, colour: str = "") -> None:
    """Fill a bar: hatched for what is planned."""
    t = current().tokens
    brushes = [QBrush(QColor(colour or (t.surface if soft else t.selected)))]
    if soft:
        hatch = QColor(t.accent)
        hatch.setAlpha(_HATCH)
        brushes.append(QBrush(hatch, Qt.BrushStyle.BDiagPattern))
    painter.setPen(Qt.PenStyle.NoPen)
    for brush in brushes:
        painter.setBrush(brush)
        painter.drawRoundedRect(box, 5, 5)
