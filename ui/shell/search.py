"""The search field in the top bar: results drop down while somebody types, grouped by kind, and lead to their screens.

The reader thread searches, and what is typed on makes the search before superfluous; typing never waits. The results lie over
the frame as a child of it, never as a window of their own, so that they cannot outlive the cover; nothing of them is kept when
they close.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from app import searching
from app.people import Filter
from app.searching import Hit, Hits
from ui.models.people_view import View, written
from ui.shell.context import Context
from ui.shell.routes import to_record
from ui.shell.screen import Route
from ui.widgets import SearchField
from ui.widgets.lines import LinesView
from ui.widgets.lines_model import Line

_PAUSE_MS: Final = 80
_PAGE: Final = 6
#: The field's own menu takes the keyboard for a moment.
_MENU: Final = Qt.FocusReason.PopupFocusReason
_EVERYBODY: Final = "everybody"
_ICONS: Final[Mapping[str, str]] = {
    "case": "people",
    "person": "person",
    "house": "house",
    "document": "document",
    "task": "task",
    "message": "message",
    "note": "note",
    "incident": "incident",
    "risk": "risk",
    "consent": "consent",
    "stay": "bed",
}
_HEADINGS: Final[Mapping[str, str]] = {
    "case": "search.cases",
    "person": "search.persons",
    "house": "search.houses",
    "document": "search.documents",
    "task": "search.tasks",
    "message": "search.messages",
    "note": "search.notes",
    "incident": "search.incidents",
    "risk": "search.risks",
    "consent": "search.consents",
    "stay": "search.stays",
}


class SearchBox(QWidget):
    """The field, and what was found."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._hits: dict[bytes, Hit] = {}
        self._before: QWidget | None = None
        self.field = SearchField(ctx.words("search.placeholder"))
        self.field.setMaximumWidth(ctx.theme.space(8) * 9)
        self.field.textChanged.connect(self._on_typed)
        self.field.installEventFilter(self)
        self.results = LinesView(ctx.words("search.results"), self)
        self.results.float_over()
        self.results.opened.connect(self._on_opened)
        self.results.hide()
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._search)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field, 1)
        row.addStretch()
        self.setFocusProxy(self.field)

    def begin(self) -> None:
        """Take the keyboard; it goes back to where it was."""
        focused = QApplication.focusWidget()
        if focused is not self.field:
            self._before = focused
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    # Searching.

    def _on_typed(self, text: str) -> None:
        if len(text.strip()) < searching.LEAST:
            self._pause.stop()
            self._close()
        else:
            self._pause.start()

    def _search(self) -> None:
        words = self.field.value()
        self._ctx.tasks.read(
            self,
            lambda workspace: searching.search(workspace, words),
            lambda hits: self._show(words, hits),
            key="search",
        )

    def _show(self, words: str, hits: Hits) -> None:
        if words != self.field.value() or not self.field.hasFocus():
            return  # somebody typed on, or left
        self._hits = {hit.id: hit for hit in hits.found}
        host = self._host()
        if self.results.parentWidget() is not host:
            self.results.setParent(host)
            host.installEventFilter(self)
        self.results.set_lines(self._lines(words, hits))
        self.results.choose_first()
        self._place()
        self.results.show()
        self.results.raise_()

    def _host(self) -> QWidget:
        """Return what the cover hides with all its children: everything below the window's own stack."""
        found: QWidget = self
        while (above := found.parentWidget()) is not None and not isinstance(above, QStackedWidget):
            found = above
        return found

    def _place(self) -> None:
        host, field = self._host(), self.field
        below = field.mapTo(host, QPoint(0, field.height() + self._ctx.theme.space(1)))
        room = host.height() - below.y() - self._ctx.theme.space(3)
        wide = min(max(field.width(), self._ctx.theme.space(8) * 9), host.width() - below.x())
        self.results.setGeometry(below.x(), below.y(), wide, min(self.results.content_height(), room))

    # What is shown.

    def _lines(self, words: str, hits: Hits) -> list[Line]:
        say = self._ctx.words
        if not hits.found:
            return [Line("nothing", say("search.nothing", words=words), heading=True, level="info")]
        made: list[Line] = []
        kind = ""
        for hit in hits.found:
            if hit.kind != kind:
                kind = hit.kind
                slug = _HEADINGS.get(kind)
                more = say("search.more") if kind in hits.more else ""
                name = say(slug) if slug is not None else say.kind(kind)
                made.append(Line(kind, name, note=more, heading=True))
            made.append(self._line(hit))
        if not {"case", "person"}.isdisjoint(hit.kind for hit in hits.found):
            made.append(Line(_EVERYBODY, say("search.in_people", words=words), icon="list"))
        return made

    def _line(self, hit: Hit) -> Line:
        icon = _ICONS.get(hit.kind, "document")
        note = hit.alias if hit.kind != "case" else ""
        if hit.name and hit.snippet:
            return Line(hit.id, hit.snippet, title=hit.name, note=note, icon=icon)
        said = hit.name or hit.snippet or self._ctx.words.kind(hit.kind)
        return Line(hit.id, said, note=note, icon=icon)

    # Keys, and the ways out.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Work the results from the field; follow the frame's size."""
        if watched is self.field:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._on_key(event)
            if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() != _MENU:
                self._close()
        elif event.type() == QEvent.Type.Resize and self.results.isVisible():
            self._place()
        elif event.type() == QEvent.Type.MouseButtonPress:
            self._close()
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key, open_ = event.key(), self.results.isVisible()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _PAGE, Qt.Key.Key_PageUp: -_PAGE}
        if key == Qt.Key.Key_Escape:
            self._leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if open_ and not self._pause.isActive():
                self.results.open_chosen()
            elif len(self.field.value()) >= searching.LEAST:
                self._pause.stop()
                self._search()
        elif open_ and key in steps:
            for _ in range(abs(steps[Qt.Key(key)])):
                self.results.step(1 if steps[Qt.Key(key)] > 0 else -1)
        else:
            return False
        return True

    def _leave(self) -> None:
        """Close, forget what was typed, and give the keyboard back."""
        self.field.clear()
        self._close()
        before, self._before = self._before, None
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus()
        else:
            self.field.clearFocus()

    def _close(self) -> None:
        self._hits = {}
        self.results.hide()
        self.results.set_lines([])

    def _on_opened(self, key: object) -> None:
        route = self._route(key)
        if route is None:
            return
        self.field.clear()
        self._close()
        self._before = None
        self.field.clearFocus()
        self._ctx.go(route)

    def _route(self, key: object) -> Route | None:
        if key == _EVERYBODY:
            view = View(Filter(text=self.field.value(), ended=True))
            return Route("people", tab=written(view))
        hit = self._hits.get(key) if isinstance(key, bytes) else None
        if hit is None:
            return None
        if hit.case is None and hit.house is not None:
            return Route("houses", record=hit.house)
        return to_record(hit.kind, hit.id, hit.case)
