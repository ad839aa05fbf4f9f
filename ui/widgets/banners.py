"""Messages across the page: one banner, and the strip that holds those which are told while working."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import current
from ui.widgets.buttons import Button, IconButton
from ui.widgets.cards import IconLabel
from ui.widgets.labels import PlainLabel
from ui.widgets.wording import say

_MOST: Final = 3


class Banner(QFrame):
    """What happened and what to do, with a sign of its level; perhaps one action and a cross.

    level: `info`, `good`, `warning`, `error`, or one of a badge.
    """

    acted = Signal()
    closed = Signal()

    def __init__(
        self,
        level: str,
        text: str,
        to_do: str = "",
        action: str = "",
        *,
        closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("level", level)
        self.setAccessibleName(" ".join(part for part in (text, to_do) if part))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        space = current().space
        row = QHBoxLayout(self)
        row.setContentsMargins(space(3), space(2), space(2), space(2))
        row.setSpacing(space(3))
        sign = QVBoxLayout()
        sign.setContentsMargins(0, 6, 0, 0)
        sign.addWidget(IconLabel(current().tokens.level(level).icon, level, 18))
        sign.addStretch(1)
        row.addLayout(sign)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.setContentsMargins(0, 5, 0, 5)
        texts.addWidget(PlainLabel(text, "strong" if to_do else "body", selectable=True))
        if to_do:
            texts.addWidget(PlainLabel(to_do, selectable=True))
        row.addLayout(texts, 1)
        top = Qt.AlignmentFlag.AlignTop
        if action:
            row.addWidget(Button(action, clicked=self.acted.emit), 0, top)
        if closable:
            cross = IconButton("close", say("widgets.close"), tone=level, clicked=self.closed.emit)
            cross.setIconSize(QSize(14, 14))
            row.addWidget(cross, 0, top)

    def sizeHint(self) -> QSize:
        """Want the height that the texts need at this width: it grows no further, and a narrow one wraps."""
        wanted = super().sizeHint()
        return QSize(wanted.width(), max(wanted.height(), self.heightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Reckon the height anew."""
        super().resizeEvent(event)
        self.updateGeometry()


class NoticeStrip(QWidget):
    """The banners that were told lately, newest first, three at most; empty, it takes no room."""

    closed = Signal(object)  # the Banner

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        space = current().space
        self._box.setContentsMargins(space(5), space(2), space(5), 0)
        self._box.setSpacing(space(2))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_banner(self, banner: Banner) -> None:
        """Put a banner on top; the oldest makes room."""
        banner.closed.connect(lambda: self.remove(banner))
        self._box.insertWidget(0, banner)
        for old in self.banners()[_MOST:]:
            self.remove(old)
        self.show()

    def tell(self, level: str, text: str, to_do: str = "", action: str = "") -> Banner:
        """Show a new closable banner on top and return it."""
        banner = Banner(level, text, to_do, action, closable=True)
        self.show_banner(banner)
        return banner

    def remove(self, banner: Banner) -> None:
        """Take a banner away."""
        self._box.removeWidget(banner)
        banner.hide()
        banner.deleteLater()
        self.setVisible(bool(self.banners()))
        self.closed.emit(banner)

    def clear(self) -> None:
        """Take all away."""
        for banner in self.banners():
            self.remove(banner)

    def drop(self, level: str) -> None:
        """Take away those of one level."""
        for banner in self.banners():
            if banner.property("level") == level:
                self.remove(banner)

    def banners(self) -> list[Banner]:
        """Return the banners, newest first."""
        items = (self._box.itemAt(i) for i in range(self._box.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, Banner)]
