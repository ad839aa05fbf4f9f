"""The screen of messages: the conversations at the left, the one that is open at the right."""

from __future__ import annotations

from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.changed import Changed
from app.messaging import Key, With
from ui.screens.messages import said
from ui.screens.messages.loading import Listing, key_of, listing
from ui.screens.messages.new_thread import NewThread
from ui.screens.messages.thread_view import ThreadView
from ui.shell.context import Context
from ui.shell.screen import Route, Screen
from ui.theme import current
from ui.widgets import Button, EmptyState, EntryList, ListPane, PlainLabel
from ui.widgets.shown import show_when

_CONCERNS: Final = ("message", "looked", "case", "house")


class MessagesScreen(Screen):
    """Conversations. A route names a case, or a message; or with the tab `house` a house; `everyone` and `desks` are tabs."""

    name: ClassVar[str] = "messages"

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self._listing = Listing([], frozenset())
        self._typed: dict[Key, bool] = {}
        words, space = ctx.words, current().space
        self.list = EntryList(words("messages.threads"))
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self._on_opened)
        self.new_button = Button(words("messages.new"), "add", clicked=self.begin_new)
        self.view = ThreadView(ctx)
        self.view.box.kept.connect(self._on_kept)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(space(5), space(3), space(2), space(4))
        column.setSpacing(space(2))
        top = QHBoxLayout()
        top.addWidget(PlainLabel(words("messages.title"), "title"), 1)
        top.addWidget(self.new_button)
        column.addLayout(top)
        self._none = PlainLabel(words("messages.none"), "hint")
        self._none.hide()
        column.addWidget(self._none)
        column.addWidget(self.list, 1)
        self._right = QStackedWidget()
        self._right.addWidget(EmptyState("messages", words("messages.choose"), words("messages.choose_hint")))
        self._right.addWidget(self.view)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(ListPane(left, self._right, width=380))
        self.setFocusProxy(self.list)
        new = QShortcut(QKeySequence.StandardKey.New, self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self.begin_new)

    # Where we are.

    def open(self, route: Route) -> None:
        """Show the conversations, and the one that is meant."""
        wanted = route.record if route.tab != With.HOUSE else None

        def show(key: Key | None) -> None:
            if key is not None:
                self.open_thread(key, wanted)
            if wanted is None:
                self.list.setFocus()

        self._read()
        self.ctx.tasks.read(self, lambda workspace: key_of(workspace, route), show, key="route")

    def here(self) -> Route:
        """Say which conversation is open."""
        key = self.view.key
        if key is None or self._right.currentWidget() is not self.view:
            return Route(self.name)
        if key.about is With.CASE:
            return Route(self.name, case=key.id)
        return Route(self.name, tab=str(key.about), record=key.id or None)

    def changed(self, changed: Changed) -> None:
        """Read again what is shown."""
        if changed.concerns(_CONCERNS):
            self._read()
        self.view.changed(changed)

    # The list.

    def _read(self) -> None:
        self.ctx.tasks.read(self, listing, self._show, key="threads")

    def _on_kept(self, key: object, typed: bool) -> None:
        """Hear that something typed stays in a conversation, or does not; the store hears of it later."""
        if isinstance(key, Key):
            self._typed[key] = typed
            self._show(self._listing)

    def _show(self, found: Listing) -> None:
        self._listing = found
        words, now = self.ctx.words, self.ctx.now()
        open_key = self.view.key
        drafted = {one.key for one in found.threads if self._typed.get(one.key, one.key in found.drafted)}
        self.list.set(
            [said.entry(words, one, now, drafted=one.key in drafted - {open_key}) for one in found.threads]
        )
        show_when(self._none, not found.threads)
        show_when(self.list, bool(found.threads))
        if open_key is not None and not self.list.choose(open_key, quietly=True):
            self.list.choose_none()

    def _on_chosen(self, key: object) -> None:
        if isinstance(key, Key) and key != self.view.key:
            self.open_thread(key)

    def _on_opened(self, key: object) -> None:
        if isinstance(key, Key):
            self.open_thread(key, write=True)

    def open_thread(self, key: Key, wanted: bytes | None = None, *, write: bool = False) -> None:
        """Show a conversation."""
        self._right.setCurrentWidget(self.view)
        self.view.open(key, wanted, write=write)
        if not self.list.choose(key, quietly=True):
            self.list.choose_none()

    def begin_new(self) -> None:
        """Choose whom to write to."""
        dialog = NewThread(self.ctx, self)
        dialog.chosen.connect(lambda key: self.open_thread(key, write=True))
        dialog.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the list on Escape."""
        if event.key() == Qt.Key.Key_Escape and not self.list.hasFocus():
            self.list.setFocus()
            return
        super().keyPressEvent(event)
