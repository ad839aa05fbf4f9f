"""What holds content: a card, a section, what is shown where nothing is, and a bar of how much is used."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import current, icons
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import clear, place


class _Titled(QFrame):
    """A title with actions at its right and a body below."""

    def __init__(
        self, title: str, actions: Sequence[QWidget], role: str, inset: int, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        space = current().space
        outer = QVBoxLayout(self)
        outer.setContentsMargins(inset, inset, inset, inset)
        outer.setSpacing(space(2))
        self.title = PlainLabel(title, role)
        if title or actions:
            head = QHBoxLayout()
            head.setSpacing(space(2))
            # As high as a button, so that titles side by side stand on one line with or without actions.
            outer.setContentsMargins(inset, max(0, inset - space(2)), inset, inset)
            self.title.setMinimumHeight(current().tokens.control)
            head.addWidget(self.title, 1)
            for action in actions:
                low = action.sizeHint().height() < current().tokens.control  # a badge
                head.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter if low else Qt.AlignmentFlag.AlignTop)
            outer.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(space(3))
        outer.addLayout(self.body)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget at the end."""
        place(self.body, widget, stretch)

    def clear(self) -> None:
        """Remove what was put in."""
        clear(self.body)


class Card(_Titled):
    """A framed group on the page; `add` puts widgets in."""

    def __init__(
        self, title: str = "", actions: Sequence[QWidget] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(title, actions, "heading", current().space(4), parent)


class Section(_Titled):
    """A group without a frame, under a heading."""

    def __init__(
        self, title: str = "", actions: Sequence[QWidget] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(title, actions, "heading", 0, parent)


class IconLabel(QWidget):
    """An icon alone, for the eye; it says nothing to a screen reader, because a text beside it does."""

    def __init__(self, icon: str, tone: str = "soft", size: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._tone = icon, tone
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        icons.draw(painter, QRectF(self.rect()), self._icon, current().tone(self._tone))


class EmptyState(QFrame):
    """What is shown where nothing is: what would be here, and what to do to have it."""

    def __init__(
        self,
        icon: str,
        title: str,
        hint: str = "",
        action: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        space = current().space
        box = QVBoxLayout(self)
        box.setContentsMargins(space(5), space(5), space(5), space(5))
        box.setSpacing(space(2))
        middle = Qt.AlignmentFlag.AlignHCenter
        box.addStretch(1)
        box.addWidget(IconLabel(icon, "soft", 32), 0, middle)
        for text, role in ((title, "strong"), (hint, "hint")):
            if text:
                label = PlainLabel(text, role)
                label.setAlignment(middle)
                box.addWidget(label)
        if action is not None:
            box.addSpacing(space(2))
            box.addWidget(action, 0, middle)
        box.addStretch(1)


class Bar(QWidget):
    """How much of something is used, as a bar and in words."""

    def __init__(self, n: int, of: int, text: str, level: str = "", parent: QWidget | None = None) -> None:
        """Show n of `of` and say `text`; `level` colours it (`good`, `high`, …), the accent otherwise."""
        super().__init__(parent)
        self._n, self._of, self._text, self._level = n, of, text, level
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, n: int, of: int, text: str, level: str = "") -> None:
        """Show something else."""
        self._n, self._of, self._text, self._level = n, of, text, level
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        """Want room for the text and the bar under it."""
        width = QFontMetricsF(current().font("hint")).horizontalAdvance(self._text)
        return QSize(max(120, int(width) + 2), 32)

    def minimumSizeHint(self) -> QSize:
        """Be content with a short bar."""
        return QSize(80, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, and under it the bar; what is over the full measure is drawn in another pattern."""
        t = current().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = current().font("hint")
        painter.setFont(font)
        painter.setPen(QColor(t.text))
        shown = QFontMetricsF(font).elidedText(self._text, Qt.TextElideMode.ElideRight, self.width() + 0.5)
        painter.drawText(
            QRectF(0, 0, self.width(), 20), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown
        )
        track = QRectF(0, 23, self.width(), 7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.pressed))
        painter.drawRoundedRect(track, 3.5, 3.5)
        share = min(1.0, self._n / self._of) if self._of > 0 else float(self._n > 0)
        if share > 0:
            painter.setBrush(QColor(t.level(self._level).text if self._level else t.accent))
            painter.drawRoundedRect(QRectF(0, 23, max(7.0, track.width() * share), 7), 3.5, 3.5)
