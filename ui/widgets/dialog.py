"""The frame of every dialog: a title, a body, buttons below; over its window, never blocking the program's loop."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QVBoxLayout, QWidget

from ui.theme import current
from ui.widgets.buttons import Button
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import Actions, Scroll, place
from ui.widgets.shown import show_when
from ui.widgets.wording import say


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
        holder = QWidget()
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
            wanted = self._outer.totalHeightForWidth(self.width())
            most = self.screen().availableGeometry().height()
            if self.height() < min(wanted, most):
                self.resize(self.width(), min(wanted, most))
        return done

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
