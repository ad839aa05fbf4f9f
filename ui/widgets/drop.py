"""Where files are dropped; a button beside it does the same for the keyboard."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.theme import current, restyle
from ui.widgets.cards import IconLabel
from ui.widgets.labels import PlainLabel


def local_files(data: QMimeData) -> list[str]:
    """Return the files of this machine that are dragged; nothing else is taken, least of all an address."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile() and url.toLocalFile()]


class DropZone(QFrame):
    """Takes files that are dropped on it, and shows that it would."""

    dropped = Signal(list)  # paths

    def __init__(
        self, text: str, hint: str = "", action: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.setProperty("over", "false")
        space = current().space
        box = QVBoxLayout(self)
        box.setContentsMargins(space(5), space(5), space(5), space(5))
        box.setSpacing(space(2))
        middle = Qt.AlignmentFlag.AlignHCenter
        box.addStretch(1)
        box.addStretch(1)
        box.addWidget(IconLabel("file-in", "soft", 32), 0, middle)
        for said, role in ((text, "strong"), (hint, "hint")):
            if said:
                label = PlainLabel(said, role)
                label.setAlignment(middle)
                box.addWidget(label)
        if action is not None:
            box.addWidget(action, 0, middle)
        box.addStretch(1)
        box.addStretch(1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take local files."""
        if local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            restyle(self, over="true")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Show that nothing is over it."""
        restyle(self, over="false")

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand over the paths."""
        restyle(self, over="false")
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.dropped.emit(local_files(event.mimeData()))
