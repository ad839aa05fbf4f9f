"""The stages of a case in a row, with the one it is in; shortens the names when the width is small."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme import current, icons
from ui.widgets.badges import Badge
from ui.widgets.plain import one_line, tip
from ui.widgets.wording import say

_DOT = 18
_GAP = 6
_LINE = 14
# A name is shortened to six tenths at most, and never below what still can be guessed.
_SHORTER = 0.6
_LEAST = 52.0


class _Track(QWidget):
    def __init__(self, steps: Sequence[str], at: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = tuple(one_line(step) for step in steps)
        self._at = at
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        names = sum(self._width(i) for i in range(len(self._steps)))
        fixed = len(self._steps) * (_DOT + _GAP) + (len(self._steps) - 1) * (_LINE + 2 * _GAP)
        return QSize(int(names + fixed) + 1, 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(len(self._steps) * (_DOT + 2 * _GAP + _LINE) + 60, 28)

    def _font_role(self, index: int) -> str:
        return "strong" if index == self._at else "hint"

    def _width(self, index: int) -> float:
        return QFontMetricsF(current().font(self._font_role(index))).horizontalAdvance(self._steps[index]) + 1

    def _rooms(self) -> list[float]:
        """Share the width: the current name stays whole, others are shortened a little, and then left out, far ones first."""
        rooms = [self._width(i) for i in range(len(self._steps))]
        missing = float(self.sizeHint().width() - self.width())
        far = sorted(
            (i for i in range(len(rooms)) if i != self._at),
            key=lambda i: abs(i - max(0, self._at)),
            reverse=True,
        )
        while missing > 0.5 and far:
            spare = [rooms[i] - max(_LEAST, rooms[i] * _SHORTER) for i in far]
            if sum(max(0.0, room) for room in spare) >= missing:
                _shorten(rooms, far, missing)
                break
            left_out = far.pop(0)
            missing -= rooms[left_out] + _GAP
            rooms[left_out] = 0.0
        return rooms

    def shown(self) -> list[str]:
        """Return the names as they are drawn."""
        return [
            QFontMetricsF(current().font(self._font_role(i))).elidedText(
                step, Qt.TextElideMode.ElideRight, room + 0.5
            )
            for i, (step, room) in enumerate(zip(self._steps, self._rooms(), strict=True))
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, middle = 0.0, self.height() / 2
        rooms = self._rooms()
        for index, name in enumerate(self.shown()):
            dot = QRectF(x, middle - _DOT / 2, _DOT, _DOT)
            self._dot(painter, dot, index)
            x += _DOT + _GAP
            role = self._font_role(index)
            painter.setFont(current().font(role))
            painter.setPen(QColor(t.text if index <= self._at else t.text_soft))
            painter.drawText(
                QRectF(x, 0, rooms[index] + 2, self.height()),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                name,
            )
            x += rooms[index] + (_GAP if rooms[index] else 0)
            if index + 1 < len(self._steps):
                painter.setPen(QPen(QColor(t.accent if index < self._at else t.line_strong), 1.5))
                painter.drawLine(QPointF(x, middle), QPointF(x + _LINE, middle))
                x += _LINE + _GAP

    def _dot(self, painter: QPainter, dot: QRectF, index: int) -> None:
        t = current().tokens
        if index < self._at:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.accent))
            painter.drawEllipse(dot)
            icons.draw(painter, dot.adjusted(3, 3, -3, -3), "check", QColor(t.on_accent))
            return
        now = index == self._at
        painter.setPen(QPen(QColor(t.accent if now else t.line_strong), 2 if now else 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(dot.adjusted(1, 1, -1, -1))
        if now:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.accent))
            painter.drawEllipse(dot.adjusted(5, 5, -5, -5))


def _shorten(rooms: list[float], which: Sequence[int], missing: float) -> None:
    """Take `missing` pixels from the longest of `which`, bit by bit."""
    while missing > 0.5:
        longest = max(which, key=lambda i: rooms[i])
        cut = min(missing, 4.0)
        rooms[longest] -= cut
        missing -= cut


class Stepper(QWidget):
    """Where in its stages something is. `beside`: a status that is none of the stages, as (text, level)."""

    def __init__(
        self,
        steps: Sequence[str],
        at: int,
        beside: tuple[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Show `steps`; `at` is the index of the current one, -1 for none."""
        super().__init__(parent)
        self._track = _Track(steps, at)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(current().space(3))
        box.addWidget(self._track, 1)
        if beside:
            box.addWidget(Badge(*beside))
        if 0 <= at < len(steps):
            said = say("widgets.step", n=at + 1, all=len(steps), name=one_line(steps[at]))
            self.setAccessibleName(said)
            tip(self, "\n".join((said, " → ".join(one_line(step) for step in steps))))

    def shown(self) -> list[str]:
        """Return the names as they are drawn, shortened or not."""
        return self._track.shown()
