"""The frame of every dialog: a title, a body, buttons below; over its window, never blocking the program's loop.

It is as high as its texts need, never higher than the screen, and never sticks out of it: what does not fit scrolls, and the
buttons stay in sight.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QVBoxLayout, QWidget

from ui.theme import current
from ui.widgets.buttons import Button
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import Actions, Scroll, place
from ui.widgets.shown import show_when
from ui.widgets.wording import say


class _Body(Scroll):
    """A body that is higher than the screen; it wants to be as high as it would be without."""

    def sizeHint(self) -> QSize:
        body = self.widget()
        if body is None:
            return super().sizeHint()
        return QSize(
            body.sizeHint().width(), max(body.sizeHint().height(), body.heightForWidth(self.width()))
        )


class Dialog(QDialog):
    """A dialog. Escape rejects, Enter presses the primary button; shown with `open()`, gone when closed.

    `add` puts widgets into the body; `set_actions` the buttons, the default one last. `scroll` is for long bodies.
    """

    def __init__(
        self,
        title: str,
        what: str = "",
        *,
        width: int = 520,
        scroll: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(width)
        space = current().space
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(space(5), space(5), space(5), space(5))
        self._outer.setSpacing(space(4))
        head = QVBoxLayout()
        head.setSpacing(space(1))
        self.heading = PlainLabel(title, "heading")
        self.what = PlainLabel(what)
        show_when(self.what, bool(what))
        head.addWidget(self.heading)
        head.addWidget(self.what)
        self._outer.addLayout(head)
        self._holder = holder = QWidget()
        self._scrolls = scroll
        self.body = QVBoxLayout(holder)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(space(4))
        self._outer.addWidget(Scroll(holder) if scroll else holder, 1)
        self._actions: Actions | None = None

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget at the end of the body."""
        place(self.body, widget, stretch)

    def set_what(self, what: str) -> None:
        """Say another sentence under the title."""
        self.what.setText(what)
        self.what.setVisible(bool(what))

    def event(self, event: QEvent) -> bool:
        """Grow to what its texts need at this width: Qt counts lines that wrap as if there were more room."""
        done = super().event(event)
        if event.type() in (QEvent.Type.Show, QEvent.Type.LayoutRequest) and self.isVisible():
            self.fit_screen()
        return done

    def fit_screen(self, *, shrink: bool = False) -> None:
        """Be as high as its texts need, at least as high as it is or, with `shrink`, no higher; and all of it on the screen."""
        room = self.screen().availableGeometry()
        most = room.height() - (self.frameGeometry().height() - self.height())
        wanted = self._outer.totalHeightForWidth(self.width())
        if not self._scrolls and max(wanted, self.minimumSizeHint().height()) > most:
            self._let_scroll()
            wanted = self._outer.totalHeightForWidth(self.width())
        high = min(wanted if shrink else max(wanted, self.height()), most)
        if high != self.height():
            self.resize(self.width(), high)
        frame = self.frameGeometry()
        x = max(room.left(), min(frame.x(), room.right() + 1 - frame.width()))
        y = max(room.top(), min(frame.y(), room.bottom() + 1 - frame.height()))
        if (x, y) != (frame.x(), frame.y()):
            self.move(x, y)

    def _let_scroll(self) -> None:
        self._scrolls = True
        focused = self.focusWidget()
        body = _Body(QWidget())
        self._outer.replaceWidget(self._holder, body)
        self._holder.setProperty("ground", "clear")
        body.setWidget(self._holder)
        self._holder.show()
        if focused is not None:  # it was taken out of the window for a moment
            focused.setFocus()

    def set_actions(
        self, *buttons: QAbstractButton, left: Sequence[QWidget] = (), cancel: bool = True
    ) -> None:
        """Offer buttons, the default one last; with `cancel` one that rejects before them."""
        if self._actions is not None:
            self._outer.removeWidget(self._actions)
            self._actions.deleteLater()
        first = (Button(say("widgets.cancel"), clicked=self.reject),) if cancel else ()
        self._actions = Actions(*first, *buttons, left=left)
        self._outer.addWidget(self._actions)
