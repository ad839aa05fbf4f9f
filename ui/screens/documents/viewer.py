"""A document opened inside the program: a picture, the pages of a PDF, or text. Out of the store and into memory, nowhere else.

Rules: pictures and pages are decoded by a helper process, in the size in which they are seen; what cannot be shown is said
in one sentence; what was in memory is let go when the window closes. The window's own title says nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.errors import UserError
from app.helpers import Errand
from ui import brand
from ui.screens.documents import drawing
from ui.screens.documents.drawing import Drawn, Opened
from ui.screens.documents.page_view import PageView
from ui.screens.documents.paper import Form, Question
from ui.screens.documents.text_view import TextView
from ui.shell.context import Context
from ui.widgets.buttons import Button, IconButton
from ui.widgets.cards import EmptyState
from ui.widgets.dialog import Dialog
from ui.widgets.labels import PlainLabel

#: Milliseconds in which several steps of the wheel are one question.
_GATHER_MS = 60
_LEAST_SIZE = QSize(720, 480)


class Viewer(Dialog):
    """Shows one document. `open` begins to read; Escape closes."""

    def __init__(self, ctx: Context, record: bytes, title: str, parent: QWidget) -> None:
        super().__init__(title, parent=parent.window())
        self.ctx, self._record, self._title = ctx, record, title
        self.opened: Opened | None = None
        self._errand: Errand | None = None
        self._page = self._pages = 0
        self._turns = 0
        self._turning_to: bool | None = None
        self.setWindowTitle(brand.TITLE)
        self.setMinimumSize(_LEAST_SIZE)
        self.resize(parent.window().size() * 0.94)
        self._gather = QTimer(self, interval=_GATHER_MS, singleShot=True)
        self._gather.timeout.connect(self._ask)
        self._asked_for = QSize()
        self._build()
        self._shortcuts()

    def _build(self) -> None:
        words = self.ctx.words
        self.page_view = PageView(self._title)
        self.text_view = TextView(self._title)
        self._stack = QStackedWidget()
        self._loading = PlainLabel(words("common.loading"), "hint")
        self._loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for widget in (self._loading, self.page_view, self.text_view):
            self._stack.addWidget(widget)
        self.add(self._bar())
        self.add(self._stack, 1)
        self.page_view.wanted.connect(self._on_wanted)
        self.page_view.leafed.connect(self.leaf)
        self.page_view.zoomed.connect(self._tell)
        self._tell()

    def _bar(self) -> QWidget:
        words = self.ctx.words
        self.back = IconButton("left", words("documents.page_back"), clicked=lambda: self.leaf(-1))
        self.forward = IconButton("right", words("documents.page_forward"), clicked=lambda: self.leaf(1))
        self.where = PlainLabel("", "hint", wrap=False)
        self.smaller = IconButton("zoom-out", words("documents.zoom_out"), clicked=lambda: self.scale(-1))
        self.size_text = PlainLabel("", "hint", wrap=False)
        self.larger = IconButton("zoom-in", words("documents.zoom_in"), clicked=lambda: self.scale(1))
        self.fit = Button(words("documents.fit"), "fit", "quiet", clicked=self.reset)
        self.turn = Button(words("documents.turn"), "rotate", "quiet", clicked=self.rotate)
        close = Button(words("common.close"), clicked=self.reject)
        self._paging = (self.back, self.where, self.forward)
        self._sizing = (self.smaller, self.size_text, self.larger)
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.ctx.theme.space(2))
        for widget in (*self._paging, *self._sizing, self.fit, self.turn):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(close)
        return bar

    def _shortcuts(self) -> None:
        for keys, work in (
            (("Ctrl++", "Ctrl+="), lambda: self.scale(1)),
            (("Ctrl+-",), lambda: self.scale(-1)),
            (("Ctrl+0",), self.reset),
            (("Ctrl+R",), self.rotate),
        ):
            for key in keys:
                QShortcut(QKeySequence(key), self).activated.connect(work)

    # Reading.

    def open(self) -> None:
        """Show the window and begin to read."""
        super().open()
        record = self._record
        self.ctx.tasks.read(
            self, lambda workspace: drawing.opened(workspace, record), self._show, failed=self._on_unreadable
        )

    def _show(self, opened: Opened) -> None:
        self.opened = opened
        if opened.form is not None:
            self._stack.setCurrentWidget(self.page_view)
            self.page_view.setFocus()
            self.page_view.ask()
        elif opened.text is not None:
            self.text_view.setPlainText(opened.text)
            self._stack.setCurrentWidget(self.text_view)
            self.text_view.setFocus()
        else:
            self._say("unknown")
        self._tell()

    def _on_unreadable(self, error: Exception) -> None:
        if isinstance(error, UserError):
            said = self.ctx.words.error(error)
            self._tell_instead(said.what, said.to_do)
        else:
            self.ctx.notices.error(error)
            self.reject()

    def _on_wanted(self, size: QSize) -> None:
        self._asked_for = size
        self._gather.start()

    def _ask(self) -> None:
        if self.opened is None or self.opened.form is None:
            return
        if self._errand is not None:
            self._errand.give_up()
        errand = self._errand = drawing.errand()
        data, form = self.opened.data, self.opened.form
        size = self._asked_for
        asked = Question(form, self._page, max(1, size.width()), max(1, size.height()), self._turns)
        self.ctx.tasks.read(
            self, lambda _workspace: drawing.drawn(errand, data, asked), self._show_page, key="page"
        )

    def _show_page(self, drawn: Drawn) -> None:
        self._errand = None
        if drawn.image is None:
            self._say(drawn.fault, whole=not self._pages)
            return
        self._pages = drawn.pages
        enlarge = self.opened is not None and self.opened.form is Form.PDF
        self.page_view.show_page(drawn.image, QSize(*drawn.whole), enlarge=enlarge)
        if self._turning_to is not None:
            self.page_view.top(end=self._turning_to)
            self._turning_to = None
        self._tell()

    @property
    def gathering(self) -> bool:
        """Whether a question is about to be asked."""
        return self._gather.isActive()

    @property
    def drawing(self) -> bool:
        """Whether a page is being drawn."""
        return self._errand is not None

    def shown(self) -> QWidget:
        """Return what is seen: a page, a text, or what is said in their place."""
        return self._stack.currentWidget() or self._stack

    # What a person does.

    def leaf(self, step: int) -> None:
        """Go to the next page, or to the one before."""
        to = self._page + step
        if 0 <= to < self._pages:
            self._page, self._turning_to = to, step < 0
            self._again()

    def rotate(self) -> None:
        """Turn the page to the right."""
        if self._pages:
            self._turns = (self._turns + 1) % 4
            self._turning_to = False
            self._again()

    def scale(self, steps: int) -> None:
        """Make it larger or smaller."""
        if self._stack.currentWidget() is self.text_view:
            self.text_view.in_or_out(steps)
            self._tell()
        elif self._pages:
            self.page_view.in_or_out(steps)

    def reset(self) -> None:
        """Fit the width; show letters in their usual size."""
        if self._stack.currentWidget() is self.text_view:
            self.text_view.reset()
            self._tell()
        elif self._pages:
            self.page_view.set_zoom(None)

    def _again(self) -> None:
        """Ask for another page, or the same turned, as large as this one is."""
        self._stack.setCurrentWidget(self.page_view)
        self.page_view.setFocus()
        self.page_view.forget_shape()
        self.page_view.ask()
        self._tell()

    # What is said.

    def _tell(self) -> None:
        words, text = self.ctx.words, self._stack.currentWidget() is self.text_view
        for widget in self._paging:
            widget.setVisible(self._pages > 1)
        for widget in self._sizing:
            widget.setVisible(self._pages > 0 or text)
        for button in (self.fit, self.turn):
            button.setVisible(self._pages > 0)
        self.where.setText(words("documents.page_of", page=self._page + 1, pages=self._pages))
        self.back.setEnabled(self._page > 0)
        self.forward.setEnabled(self._page + 1 < self._pages)
        zoom = self.text_view.zoom() if text else self.page_view.zoom()
        self.size_text.setText(words("documents.percent", percent=round(zoom * 100)))

    def _say(self, fault: str, *, whole: bool = True) -> None:
        """Say why there is nothing to see, of the whole document or of one page."""
        words = self.ctx.words
        said = {
            "damaged": (words("documents.damaged"), words("documents.damaged_to_do")),
            "too_large": (words("documents.too_large"), words("documents.too_large_to_do")),
            "too_slow": (words("documents.too_slow"), words("documents.damaged_to_do")),
            "locked": (words("documents.locked"), words("documents.locked_to_do")),
        }.get(fault, (words("documents.no_viewer"), words("documents.no_viewer_to_do")))
        if whole:
            self._let_go()
        self._tell_instead(*said)

    def _tell_instead(self, what: str, to_do: str) -> None:
        self._stack.addWidget(empty := EmptyState("document", what, to_do))
        self._stack.setCurrentWidget(empty)
        self._tell()

    # The end.

    def done(self, result: int) -> None:
        """Let go of what was in memory, then close."""
        self._let_go()
        self.text_view.clear()
        super().done(result)

    def _let_go(self) -> None:
        self._gather.stop()
        if self._errand is not None:
            self._errand.give_up()
            self._errand = None
        self.opened = None
        self._page = self._pages = 0
        self.page_view.clear()
