"""How pages are put together: a page with its title and actions, columns, lines between, rows of a form."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import current, restyle
from ui.widgets.labels import PlainLabel
from ui.widgets.shown import show_when


class Divider(QFrame):
    """A thin line between what is above and what is below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)
            inner.deleteLater()


def place(layout: QBoxLayout, widget: QWidget, stretch: int = 0) -> None:
    """Put a widget at the end; one that says `natural_width` (a button, a badge) is not drawn out to the full width."""
    natural = getattr(widget, "natural_width", False)
    layout.addWidget(widget, stretch, Qt.AlignmentFlag.AlignLeft if natural else Qt.AlignmentFlag(0))


class Columns(QWidget):
    """Widgets side by side, each from the top; `stretch` says how they share the width."""

    def __init__(
        self, *widgets: QWidget, stretch: Sequence[int] = (), gap: int = 5, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(current().space(gap))
        for index, widget in enumerate(widgets):
            share = stretch[index] if index < len(stretch) else 1
            box.addWidget(widget, share, Qt.AlignmentFlag.AlignTop if share else Qt.AlignmentFlag(0))


class Rows(QWidget):
    """Widgets under each other."""

    def __init__(self, *widgets: QWidget, gap: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(current().space(gap))
        for widget in widgets:
            place(self._box, widget)

    def add(self, widget: QWidget) -> None:
        """Add one below."""
        place(self._box, widget)

    def clear(self) -> None:
        """Remove all."""
        clear(self._box)


class Scroll(QScrollArea):
    """Scrolls `body` when it is too high, never sideways; takes the keyboard only through what is in it."""

    def __init__(self, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body.setProperty("ground", "clear")
        self.setWidget(body)


class Page(QWidget):
    """A page: title, a line under it, actions at the right, and below a body that scrolls.

    `add` puts widgets into the body. `wide` lets the body use the whole width; otherwise lines stay readable.
    `scroll=False` is for a body that scrolls by itself, as a table does: add it with a stretch.
    """

    def __init__(
        self,
        title: str = "",
        subtitle: str = "",
        actions: Sequence[QWidget] = (),
        *,
        wide: bool = True,
        scroll: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        space = current().space
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.title = PlainLabel(title, "title")
        self.subtitle = PlainLabel(subtitle, "hint")
        show_when(self.subtitle, bool(subtitle))
        self._actions = QHBoxLayout()
        self._actions.setSpacing(space(2))
        if title or subtitle or actions:
            outer.addWidget(self._head(actions))
        body = QWidget()
        if not wide:
            body.setMaximumWidth(current().tokens.reading)
        holder = QVBoxLayout(body)
        holder.setContentsMargins(space(5), space(1), space(5), space(5))
        self.body = QVBoxLayout()
        self.body.setSpacing(space(4))
        holder.addLayout(self.body, 0 if scroll else 1)
        if scroll:
            # Without this, Qt would share the room that is left among everything that can grow.
            holder.addStretch(1)
            outer.addWidget(Scroll(body), 1)
        else:
            outer.addWidget(body, 1)

    def _head(self, actions: Sequence[QWidget]) -> QWidget:
        space = current().space
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(space(5), space(4), space(5), space(3))
        row.setSpacing(space(4))
        texts = QVBoxLayout()
        texts.setSpacing(space(1))
        texts.addWidget(self.title)
        texts.addWidget(self.subtitle)
        row.addLayout(texts, 1)
        for action in actions:
            self._actions.addWidget(action)
        row.addLayout(self._actions)
        return head

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Say another title."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        show_when(self.subtitle, bool(subtitle))

    def set_actions(self, actions: Sequence[QWidget]) -> None:
        """Offer other actions."""
        clear(self._actions)
        for action in actions:
            self._actions.addWidget(action)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget at the end of the body."""
        place(self.body, widget, stretch)

    def clear(self) -> None:
        """Remove everything from the body."""
        clear(self.body)


class FieldRow(QWidget):
    """A field with its label, a hint under it and, when something is wrong, what.

    The label stands over the field, or beside it (`beside`), and brings the focus to it.
    """

    def __init__(
        self,
        label: str,
        field: QWidget,
        hint: str = "",
        error: str = "",
        *,
        beside: bool = False,
        required: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        space = current().space
        self.field = field
        self.label = PlainLabel(f"{label} *" if required else label, "small")
        self.label.setProperty("role", "body")
        self.label.setBuddy(field)
        self._hint = PlainLabel(hint, "hint")
        show_when(self._hint, bool(hint))
        self._wrong = PlainLabel(error, "wrong")
        if not field.accessibleName():
            field.setAccessibleName(label)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        box = QBoxLayout(direction, self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(space(4) if beside else space(1))
        if beside:
            self.label.setFixedWidth(180)
            self.label.setMinimumHeight(current().tokens.control)
        box.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop if beside else Qt.AlignmentFlag(0))
        holder = QWidget()
        right = QVBoxLayout(holder)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(space(1))
        for widget in (field, self._hint, self._wrong):
            right.addWidget(widget)
        box.addWidget(holder, 1)
        self.set_error(error)

    def set_hint(self, hint: str) -> None:
        """Say something else under the field."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def set_error(self, error: str) -> None:
        """Say what is wrong, or that nothing is ("")."""
        self._wrong.setText(error)
        show_when(self._wrong, bool(error))
        self.field.setAccessibleDescription(error or self._hint.text())
        restyle(self.field, wrong="true" if error else "false")

    def error(self) -> str:
        """Return what is said to be wrong."""
        return self._wrong.text()


class Actions(QWidget):
    """Buttons in a row: the default one last, at the right."""

    def __init__(
        self, *buttons: QAbstractButton, left: Sequence[QWidget] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().space(2))
        for widget in left:
            row.addWidget(widget)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


class Spacer(QWidget):
    """Empty room of a step of the spacing scale."""

    def __init__(self, n: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = current().space(n)
        self.setFixedHeight(self._side)

    def sizeHint(self) -> QSize:
        """Want just that."""
        return QSize(self._side, self._side)
