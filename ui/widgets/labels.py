"""Texts: a plain label in one of the roles of the typeface, one that shortens itself, and two sentences.

Plain text only. A label that may be selected can be copied from by keyboard.
"""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import current, restyle
from ui.widgets.plain import breakable, one_line, tip

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_FONTS = {"wrong": "hint"}
_ONE_LINE = 560


class PlainLabel(QLabel):
    """Plain text that wraps, inside of words that no line has room for too.

    role: `body`, `strong`, `hint`, `small`, `quote`, `heading`, `title`, `display`, `mono`, `words`, or `wrong` for
    what is wrong with an input.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        *,
        wrap: bool = True,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setOpenExternalLinks(False)
        self.setWordWrap(wrap)
        self.set_role(role)
        if selectable:
            self.setTextInteractionFlags(_SELECTABLE)
        self.setText(text)

    def text(self) -> str:
        """Return the text as it was given."""
        return self._text

    def setText(self, text: str) -> None:
        """Show another text."""
        self._text = text
        super().setText(breakable(text) if self.wordWrap() else text)

    def sizeHint(self) -> QSize:
        """Want one line where there is room for it; Qt's own wish for text that wraps is a square."""
        if not self.wordWrap() or not self.text():
            return super().sizeHint()
        metrics = QFontMetricsF(self.font())
        longest = max(metrics.horizontalAdvance(line) for line in self.text().splitlines() or [""])
        margins = self.contentsMargins()
        width = min(int(longest) + 2 + margins.left() + margins.right(), _ONE_LINE)
        return QSize(width, self.heightForWidth(width))

    def set_role(self, role: str) -> None:
        """Take another role."""
        self.setFont(current().font(_FONTS.get(role, role)))
        restyle(self, role=role)


class ElidedLabel(QWidget):
    """One line that shortens itself to its width; the whole text is in the tip and read by a screen reader."""

    def __init__(
        self, text: str = "", role: str = "body", *, middle: bool = False, parent: QWidget | None = None
    ) -> None:
        """Shorten at the end, or in the middle, where names of files keep their ending."""
        super().__init__(parent)
        self._text = ""
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self._role = role
        self.setFont(current().font(_FONTS.get(role, role)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def setText(self, text: str) -> None:
        """Show another text."""
        self._text = one_line(text)
        self.setAccessibleName(self._text)
        self._tell()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Want the whole text."""
        metrics = QFontMetricsF(self.font())
        return QSize(int(metrics.horizontalAdvance(self._text)) + 2, int(metrics.height()) + 2)

    def minimumSizeHint(self) -> QSize:
        """Be content with a few characters."""
        metrics = QFontMetricsF(self.font())
        return QSize(
            min(self.sizeHint().width(), int(metrics.averageCharWidth() * 6)), self.sizeHint().height()
        )

    def is_elided(self) -> bool:
        """Whether the width is too small for the whole text."""
        return self._shown() != self._text

    def _shown(self) -> str:
        return QFontMetricsF(self.font()).elidedText(self._text, self._mode, self.width() + 0.5)

    def _tell(self) -> None:
        tip(self, self._text if self.is_elided() else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text as a tip when it no longer fits."""
        super().resizeEvent(event)
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        """Draw again when enabled or disabled."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as fits."""
        painter = QPainter(self)
        painter.setFont(self.font())
        tone = "soft" if self._role in ("hint", "small") else "default"
        painter.setPen(current().tone(tone if self.isEnabled() else "disabled"))
        left = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(self.rect()), side | Qt.AlignmentFlag.AlignVCenter, self._shown())


class Said(QWidget):
    """What happened, and under it what to do."""

    def __init__(self, what: str, to_do: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(current().space(1))
        box.addWidget(PlainLabel(what, "strong", selectable=True))
        if to_do:
            box.addWidget(PlainLabel(to_do, selectable=True))
