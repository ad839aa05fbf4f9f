"""Short signs: a level with its text and its own shape, a count, and chips that can be chosen or removed."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme import current, icons
from ui.widgets.flow import FlowLayout
from ui.widgets.plain import one_line, tip
from ui.widgets.shown import show_when
from ui.widgets.wording import say

HEIGHT = 24


def badge_width(text: str) -> float:
    """Return how wide a badge with this text is."""
    return QFontMetricsF(current().font("small")).horizontalAdvance(text) + 34


def draw_badge(painter: QPainter, rect: QRectF, text: str, level: str) -> None:
    """Draw a badge at the left of `rect`, shortened when it does not fit; delegates of tables use it too."""
    look = current().tokens.level(level)
    font = current().font("small")
    box = QRectF(rect.x(), rect.center().y() - HEIGHT / 2, min(badge_width(text), rect.width()), HEIGHT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(look.line), 1))
    painter.setBrush(QColor(look.ground))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    side = 8 if level == "neutral" else 14
    middle = QPointF(box.x() + 14, box.center().y())
    icons.draw(
        painter,
        QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side),
        look.icon,
        QColor(look.text),
    )
    painter.setFont(font)
    painter.setPen(QColor(look.text))
    room = box.adjusted(25, 0, -7, 0)
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width() + 1)
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    painter.restore()


class Badge(QWidget):
    """A level in words, with a shape of its own.

    level: `critical`, `high`, `medium`, `low`, `neutral`, `good`, `info`, `warning` or `error`.
    """

    natural_width: ClassVar[bool] = True

    def __init__(self, text: str, level: str = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._level = level
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set(text, level)

    def text(self) -> str:
        """Return what it says."""
        return self._text

    def level(self) -> str:
        """Return its level."""
        return self._level

    def set(self, text: str, level: str) -> None:
        """Say something else."""
        current().tokens.level(level)
        self._text, self._level = one_line(text), level
        self.setAccessibleName(self._text)
        tip(self, self._text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Want the whole text."""
        return QSize(int(badge_width(self._text)) + 1, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Be content with a few characters."""
        return QSize(min(self.sizeHint().width(), 60), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        draw_badge(QPainter(self), QRectF(self.rect()), self._text, self._level)


class CountBadge(QWidget):
    """How many want attention; nothing at all when none does."""

    natural_width: ClassVar[bool] = True

    def __init__(self, count: int = 0, level: str = "info", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._level = level
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(count)

    def count(self) -> int:
        """Return how many."""
        return self._count

    def set_count(self, count: int, level: str | None = None) -> None:
        """Show another number."""
        self._count, self._level = count, level or self._level
        self.setAccessibleName(str(count) if count else "")
        show_when(self, count > 0)
        self.updateGeometry()
        self.update()

    def _shown(self) -> str:
        return str(self._count) if self._count < 1000 else "999+"

    def sizeHint(self) -> QSize:
        """Be a circle for one digit, longer for more."""
        width = QFontMetricsF(current().font("small")).horizontalAdvance(self._shown())
        return QSize(max(20, int(width) + 13), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        look = current().tokens.level(self._level)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.line), 1))
        painter.setBrush(QColor(look.ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 9.5, 9.5)
        painter.setFont(current().font("small"))
        painter.setPen(QColor(look.text))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self._shown())


class Chip(QAbstractButton):
    """A short text that can be chosen (`checkable`) or removed (its cross, Delete or Backspace)."""

    natural_width: ClassVar[bool] = True
    removed = Signal()

    def __init__(
        self, text: str, *, checkable: bool = False, removable: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shown = one_line(text)
        self._removable = removable
        self.setCheckable(checkable)
        self.setAccessibleName(self._shown)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if removable:
            self.setAccessibleDescription(say("widgets.remove", text=self._shown))
        tip(self, self._shown)

    def label(self) -> str:
        """Return what it says."""
        return self._shown

    def sizeHint(self) -> QSize:
        """Want the whole text; a tick takes its place whether it is there or not, so that nothing moves."""
        width = QFontMetricsF(current().font("hint")).horizontalAdvance(self._shown)
        return QSize(int(width) + 1 + (42 if self.isCheckable() or self._removable else 24), 28)

    def minimumSizeHint(self) -> QSize:
        """Be content with a few characters."""
        return QSize(min(self.sizeHint().width(), 72), 28)

    def _cross(self) -> QRectF:
        return QRectF(self.width() - 24, self.height() / 2 - 7, 14, 14)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Remove when the cross was pressed."""
        inside = self._cross().adjusted(-6, -8, 12, 8).contains(event.position())
        super().mouseReleaseEvent(event)
        if self._removable and inside:
            self.removed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove with Delete or Backspace, choose with Space or Enter."""
        key = event.key()
        if self._removable and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.isCheckable():
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw again when enabled or disabled."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        t = current().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        ground = t.selected if on else t.hover if self.underMouse() and self.isEnabled() else t.surface
        width = 2 if self.hasFocus() else 1
        line = t.focus if self.hasFocus() else t.accent if on else t.line_strong
        painter.setPen(QPen(QColor(line), width))
        painter.setBrush(QColor(ground))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 13, 13)
        colour = current().tone("default" if self.isEnabled() else "disabled")
        left = right = 12
        if on:
            icons.draw(painter, QRectF(9, self.height() / 2 - 7, 14, 14), "check", colour)
            left = 27
        if self._removable:
            icons.draw(painter, self._cross(), "close", colour)
            right = 28
        room = QRectF(left, 0, self.width() - left - right, self.height())
        if self.isCheckable() and not on:
            room = QRectF(12, 0, self.width() - 24, self.height())
        font = current().font("hint")
        painter.setFont(font)
        painter.setPen(colour)
        shown = QFontMetricsF(font).elidedText(self._shown, Qt.TextElideMode.ElideRight, room.width() + 1)
        align = Qt.AlignmentFlag.AlignVCenter | (
            Qt.AlignmentFlag.AlignHCenter if self.isCheckable() and not on else Qt.AlignmentFlag.AlignLeft
        )
        painter.drawText(room, align, shown)


class ChipRow(QWidget):
    """Chips that choose among codes: one at most, or any number (`many`)."""

    chosen = Signal(object)  # the code or None; with `many` a tuple of codes

    def __init__(
        self, codes: Sequence[tuple[str, str]], *, many: bool = False, parent: QWidget | None = None
    ) -> None:
        """Offer (code, label) pairs."""
        super().__init__(parent)
        self._many = many
        self._chips: dict[str, Chip] = {}
        flow = FlowLayout(self)
        for code, label in codes:
            chip = Chip(label, checkable=True)
            chip.clicked.connect(lambda _=False, code=code: self._on_clicked(code))
            self._chips[code] = chip
            flow.addWidget(chip)

    def codes(self) -> tuple[str, ...]:
        """Return the chosen codes."""
        return tuple(code for code, chip in self._chips.items() if chip.isChecked())

    def set_codes(self, codes: Sequence[str]) -> None:
        """Choose these, without a signal."""
        for code, chip in self._chips.items():
            chip.setChecked(code in codes)

    def _on_clicked(self, code: str) -> None:
        if not self._many:
            for other, chip in self._chips.items():
                if other != code:
                    chip.setChecked(False)
        codes = self.codes()
        self.chosen.emit(codes if self._many else (codes[0] if codes else None))
