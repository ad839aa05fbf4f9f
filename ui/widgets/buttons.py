"""Buttons: one that says what it does, one that is an icon, a large choice, and one that must be held.

Texts may carry a `&` for a shortcut, so data never goes into a button unescaped (`plain.unmarked`).
"""

from collections.abc import Callable
from typing import ClassVar, Final

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.theme import current, icons
from ui.widgets.labels import PlainLabel
from ui.widgets.plain import tip
from ui.widgets.wording import say

_TONES: Final = {"primary": "on_accent", "danger": "on_danger", "danger-quiet": "danger", "quiet": "accent"}
_LEAD: Final = 68


class Button(QPushButton):
    """A button with a text. kind: `normal`, `primary` (one a page), `danger`, `danger-quiet` or `quiet`."""

    natural_width: ClassVar[bool] = True

    def __init__(
        self,
        text: str,
        icon: str | None = None,
        kind: str = "normal",
        *,
        clicked: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Make it, and call `clicked` without arguments when it is pressed."""
        super().__init__(text, parent)
        self.setProperty("kind", kind)
        self.setFont(current().font("control"))
        self.setAutoDefault(kind == "primary")
        if icon:
            self.setIcon(current().icon(icon, _TONES.get(kind, "default")))
            # Wider than high: Qt puts the text close to the icon.
            self.setIconSize(QSize(current().tokens.icon + 4, current().tokens.icon))
        if clicked is not None:
            self.clicked.connect(lambda _checked=False: clicked())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring of a filled button inside it: around it, it would vanish in the ground."""
        super().paintEvent(event)
        kind = self.property("kind")
        if self.hasFocus() and kind in ("primary", "danger"):
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(current().tone(_TONES[kind]), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5), 4, 4)


class IconButton(QToolButton):
    """A button that is only an icon; its name is its tip and what a screen reader says."""

    natural_width: ClassVar[bool] = True

    def __init__(
        self,
        icon: str,
        name: str,
        *,
        tone: str = "default",
        clicked: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setIconSize(QSize(current().tokens.icon, current().tokens.icon))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_icon(icon, name, tone)
        if clicked is not None:
            self.clicked.connect(lambda _checked=False: clicked())

    def set_icon(self, icon: str, name: str, tone: str = "default") -> None:
        """Show another icon under another name."""
        self.setIcon(current().icon(icon, tone))
        self.setAccessibleName(name)
        tip(self, name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter like Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class BigChoice(QAbstractButton):
    """A large choice of a few: an icon, a title and a sentence, all of it to be pressed."""

    def __init__(
        self,
        title: str,
        subtitle: str = "",
        icon: str | None = None,
        *,
        clicked: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setAccessibleName(title)
        self.setAccessibleDescription(subtitle)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        space = current().space
        box = QVBoxLayout(self)
        box.setContentsMargins(_LEAD if icon else space(4), space(4), space(4), space(4))
        box.setSpacing(space(1))
        box.addStretch(1)
        for text, role in ((title, "heading"), (subtitle, "body")):
            if text:
                label = PlainLabel(text, role)
                label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                box.addWidget(label)
        box.addStretch(1)
        if clicked is not None:
            self.clicked.connect(lambda _checked=False: clicked())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter like Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame and the icon; the texts are labels."""
        t = current().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = (
            t.pressed if self.isDown() else t.hover if self.underMouse() and self.isEnabled() else t.surface
        )
        if self.isChecked():
            ground = t.selected
        width = 2 if self.hasFocus() else 1
        strong = t.accent if self.isChecked() else t.line_strong
        painter.setPen(QPen(QColor(t.focus if self.hasFocus() else strong), width))
        painter.setBrush(QColor(ground))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)
        if self._icon:
            colour = current().tone("accent" if self.isEnabled() else "disabled")
            square = QRectF(current().space(5) - 4, (self.height() - 32) / 2, 32, 32)
            icons.draw(painter, square, self._icon, colour)


class HoldButton(QPushButton):
    """A button for what cannot be undone: fires `held` only when mouse or Space kept it down to the end."""

    natural_width: ClassVar[bool] = True
    held = Signal()
    _STEP_MS: Final = 30

    def __init__(self, text: str, seconds: float = 3.0, *, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", "danger-quiet")
        self.setFont(current().font("control"))
        self.setAutoDefault(False)
        self._length = int(seconds * 1000)
        self._timer = QTimer(self)
        self._timer.setInterval(self._STEP_MS)
        self._timer.timeout.connect(self._on_step)
        self._clock = QElapsedTimer()
        hint = say("widgets.hold", n=max(1, round(seconds)))
        self.setAccessibleDescription(hint)
        tip(self, hint)
        self.pressed.connect(self._on_pressed)
        self.released.connect(self._stop)

    def progress(self) -> float:
        """Return how far it has been held, 0 … 1."""
        if not self._timer.isActive():
            return 0.0
        return min(1.0, self._clock.elapsed() / self._length)

    def _on_pressed(self) -> None:
        self._clock.start()
        self._timer.start()
        self.update()

    def _stop(self) -> None:
        self._timer.stop()
        self.update()

    def _on_step(self) -> None:
        self.update()
        if self.progress() >= 1.0:
            self._stop()
            self.setDown(False)
            self.held.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go."""
        self._stop()
        self.setDown(False)
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button, and over its lower edge how far it is held."""
        super().paintEvent(event)
        done = self.progress()
        if done > 0:
            painter = QPainter(self)
            width = (self.width() - 8) * done
            painter.fillRect(QRectF(4, self.height() - 6, width, 3), current().tone("danger"))
