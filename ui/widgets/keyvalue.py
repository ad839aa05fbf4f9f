"""Labels and their values in two columns; a value can be copied."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme import current
from ui.widgets.buttons import IconButton
from ui.widgets.labels import PlainLabel
from ui.widgets.layout import clear
from ui.widgets.wording import say


class KeyValue(QWidget):
    """Rows of (label, value). An empty value is shown as "Not set"; one of `copyable` labels gets a button."""

    def __init__(
        self,
        pairs: Sequence[tuple[str, str | QWidget]] = (),
        *,
        copyable: Sequence[str] = (),
        label_width: int = 180,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(current().space(4))
        self._grid.setVerticalSpacing(current().space(2))
        self._grid.setColumnStretch(1, 1)
        self._label_width = label_width
        self.set(pairs, copyable=copyable)

    def set(self, pairs: Sequence[tuple[str, str | QWidget]], *, copyable: Sequence[str] = ()) -> None:
        """Show other rows."""
        clear(self._grid)
        for row, (label, value) in enumerate(pairs):
            self._add(row, label, value, label in copyable)

    def _add(self, row: int, label: str, value: str | QWidget, copyable: bool) -> None:
        top = Qt.AlignmentFlag.AlignTop
        name = PlainLabel(label, "hint")
        name.setFixedWidth(self._label_width)
        name.setContentsMargins(0, 1, 0, 0)
        self._grid.addWidget(name, row, 0, top)
        if isinstance(value, QWidget):
            self._grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignLeft | top)
            return
        shown = PlainLabel(
            value or say("widgets.not_set"), "body" if value else "hint", selectable=bool(value)
        )
        shown.setAccessibleName(f"{label}: {shown.text()}")
        self._grid.addWidget(shown, row, 1, top)
        if copyable and value:
            button = IconButton("copy", say("widgets.copy_of", label=label), tone="soft")
            button.setIconSize(QSize(14, 14))
            button.setProperty("small", "true")
            button.setFixedSize(22, 22)
            button.clicked.connect(lambda: QGuiApplication.clipboard().setText(value))
            self._grid.addWidget(button, row, 2, top)
