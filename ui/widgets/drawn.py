"""One row of text as painters draw it: plain, in a role of the theme, shortened to its room."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ui.theme import current
from ui.widgets.plain import one_line


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    role: str,
    colour: str,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Draw anybody's text into `rect`, in the middle of its height; ends in an ellipsis where it is too long."""
    font = current().font(role)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(font).elidedText(one_line(text), Qt.TextElideMode.ElideRight, rect.width() + 0.5)
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
