"""Yes or no, and one of several: a box or a circle that is drawn here, with a text that wraps."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import current, icons
from ui.widgets.labels import PlainLabel

_BOX: Final = 18


def draw_tick(
    painter: QPainter, box: QRectF, on: bool, *, enabled: bool = True, hovered: bool = False
) -> None:
    """Draw a box with or without its tick."""
    t = current().tokens
    fill = _fill(on, enabled, hovered)
    painter.setPen(QPen(QColor(fill if on else t.line_strong), 1))
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(box, 4, 4)
    if on:
        icons.draw(
            painter, box.adjusted(2, 2, -2, -2), "check", QColor(t.on_accent if enabled else t.surface)
        )


def _fill(on: bool, enabled: bool, hovered: bool) -> str:
    t = current().tokens
    if on:
        return t.accent if enabled else t.text_disabled
    if not enabled:
        return t.sunken
    return t.hover if hovered else t.surface


class Checkbox(QAbstractButton):
    """Yes or no, with a text that wraps."""

    edited = Signal()

    def __init__(
        self, text: str, value: bool = False, hint: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setChecked(value)
        self.setAccessibleName(text)
        self.setAccessibleDescription(hint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        row = QVBoxLayout(self)
        row.setContentsMargins(_BOX + 10, 4, 4, 4)
        row.setSpacing(0)
        self._first: PlainLabel | None = None
        for shown, role in ((text, "body"), (hint, "hint")):
            if shown:
                label = PlainLabel(shown, role)
                label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
                self._first = self._first or label
                label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                row.addWidget(label)
        self.clicked.connect(lambda _checked=False: self.edited.emit())

    def value(self) -> bool:
        """Return whether it is ticked."""
        return self.isChecked()

    def set_value(self, value: bool) -> None:
        """Tick it or not."""
        self.setChecked(value)

    def _box(self) -> QRectF:
        x = 2 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else self.width() - _BOX - 2
        # Beside the first line of the text, wherever the layout put that.
        first = QFontMetricsF(current().font("body")).height()
        y = self._first.geometry().top() + (first - _BOX) / 2 if self._first else (self.height() - _BOX) / 2
        return QRectF(x + 0.5, round(y) + 0.5, _BOX - 1, _BOX - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box and its tick; the text is a label."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_mark(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(current().tokens.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            self._draw_ring(painter)

    def _draw_mark(self, painter: QPainter) -> None:
        hovered = self.underMouse()
        draw_tick(painter, self._box(), self.isChecked(), enabled=self.isEnabled(), hovered=hovered)

    def _draw_ring(self, painter: QPainter) -> None:
        painter.drawRoundedRect(self._box().adjusted(-2.5, -2.5, 2.5, 2.5), 6, 6)


class Radio(Checkbox):
    """One of several under the same parent."""

    def __init__(
        self, text: str, value: bool = False, hint: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, value, hint, parent=parent)
        self.setAutoExclusive(True)

    def _draw_mark(self, painter: QPainter) -> None:
        t = current().tokens
        on, enabled = self.isChecked(), self.isEnabled()
        fill = _fill(on, enabled, self.underMouse())
        painter.setPen(QPen(QColor(fill if on else t.line_strong), 1))
        painter.setBrush(QColor(fill))
        painter.drawEllipse(self._box())
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.on_accent if enabled else t.surface))
            painter.drawEllipse(self._box().adjusted(5, 5, -5, -5))

    def _draw_ring(self, painter: QPainter) -> None:
        painter.drawEllipse(self._box().adjusted(-2.5, -2.5, 2.5, 2.5))


class RadioList(QWidget):
    """One of several codes, each on a line of its own with a hint."""

    edited = Signal()

    def __init__(
        self,
        codes: Sequence[tuple[str, str] | tuple[str, str, str]],
        value: str | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        """Offer (code, label) or (code, label, hint)."""
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(current().space(1))
        self._radios: dict[str, Radio] = {}
        for code, label, *hint in codes:
            radio = Radio(label, code == value, hint[0] if hint else "")
            radio.edited.connect(self.edited)
            self._radios[code] = radio
            box.addWidget(radio)
            if code == value:
                self.setFocusProxy(radio)

    def value(self) -> str | None:
        """Return the chosen code."""
        return next((code for code, radio in self._radios.items() if radio.isChecked()), None)

    def set_value(self, value: str | None) -> None:
        """Choose a code."""
        for code, radio in self._radios.items():
            radio.setAutoExclusive(False)
            radio.setChecked(code == value)
            radio.setAutoExclusive(True)
