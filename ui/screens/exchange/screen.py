"""The exchange screen: how it stands, conflicts, what waits and what has travelled as tabs; send and receive over them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.changed import Changed
from ui.screens.exchange.conflicts import Conflicts
from ui.screens.exchange.history import History
from ui.screens.exchange.home import Home
from ui.screens.exchange.part import Part
from ui.screens.exchange.receive import Receive
from ui.screens.exchange.send import Send
from ui.screens.exchange.waiting import Waiting
from ui.shell.context import Context
from ui.shell.screen import Route, Screen
from ui.widgets import Page, Tabs

_TABS: Final = ("home", "conflicts", "waiting", "history")


class ExchangeScreen(Screen):
    """All that has to do with what travels."""

    name: ClassVar[str] = "exchange"

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        words = ctx.words
        self.home, self.conflicts = Home(ctx), Conflicts(ctx)
        self.waiting, self.history = Waiting(ctx), History(ctx)
        self.send, self.receive = Send(ctx), Receive(ctx)
        self._parts: dict[str, Part] = {
            "home": self.home,
            "conflicts": self.conflicts,
            "waiting": self.waiting,
            "history": self.history,
            "send": self.send,
            "receive": self.receive,
        }
        titles = (
            words("exchange.tab_home"),
            words("exchange.tab_conflicts"),
            words("exchange.tab_waiting"),
            words("exchange.tab_history"),
        )
        self.tabs = Tabs(words("exchange.title"))
        for place, (slug, title) in enumerate(zip(_TABS, titles, strict=True)):
            self.tabs.add(self._parts[slug], title)
            self._parts[slug].counted.connect(lambda n, place=place: self.tabs.set_count(place, n))
        self.tabs.currentChanged.connect(lambda _place: self._open_tab())
        page = Page(words("exchange.title"), scroll=False)
        page.body.setContentsMargins(0, 0, 0, 0)
        page.add(self.tabs, 1)
        self._stack = QStackedWidget()
        for widget in (page, self.send, self.receive):
            self._stack.addWidget(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)
        self._connect()

    def _connect(self) -> None:
        self.home.send.connect(self._send_to)
        self.home.relink.connect(lambda name: self._send_to(name, relink=True))
        self.home.receive.connect(lambda: self._go("receive"))
        self.send.back.connect(lambda: self._go("home"))
        self.receive.back.connect(lambda: self._go("home"))
        self.receive.answer.connect(lambda: self._send_to(""))
        self.receive.to_conflicts.connect(lambda: self._go("conflicts"))
        self.receive.to_waiting.connect(lambda: self._go("waiting"))

    # Where we are.

    def open(self, route: Route) -> None:
        """Show the tab that is meant; `record` is a peer for send, a record for conflicts."""
        slug = route.tab if route.tab in self._parts else "home"
        self._show(slug)
        self._parts[slug].open(route.record)
        for other in (
            "conflicts",
            "waiting",
        ):  # their counts stand on the tabs; the keyboard stays where it is
            if other != slug:
                self._parts[other].changed(Changed())

    def changed(self, changed: Changed) -> None:
        """Let every part that shows something read again."""
        for slug in dict.fromkeys((self._slug(), "conflicts", "waiting")):
            self._parts[slug].changed(changed)

    def here(self) -> Route:
        """Say which part is open, and what in it."""
        slug = self._slug()
        return Route(self.name, tab=None if slug == "home" else slug, record=self._parts[slug].record())

    def take(self, paths: Sequence[Path]) -> None:
        """Receive files that were dropped somewhere in the program."""
        self._show("receive")
        self.receive.take(paths)

    def _slug(self) -> str:
        current = self._stack.currentWidget()
        if current is self.send or current is self.receive:
            return "send" if current is self.send else "receive"
        return _TABS[self.tabs.currentIndex()]

    def _show(self, slug: str) -> None:
        if slug in _TABS:
            self.tabs.blockSignals(True)
            self.tabs.setCurrentIndex(_TABS.index(slug))
            self.tabs.blockSignals(False)
            self._stack.setCurrentIndex(0)
        else:
            self._stack.setCurrentWidget(self._parts[slug])

    def _go(self, slug: str) -> None:
        self.ctx.go(Route(self.name, tab=None if slug == "home" else slug))

    def _send_to(self, name: str, *, relink: bool = False) -> None:
        self.send.prefer(name, relink=relink)
        self._go("send")

    def _open_tab(self) -> None:
        self._parts[self._slug()].open(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape lead back from send and receive, unless something runs there."""
        slug = self._slug()
        busy = self.send.busy if slug == "send" else self.receive.busy
        if event.key() == Qt.Key.Key_Escape and slug in ("send", "receive") and not busy:
            self._go("home")
            return
        super().keyPressEvent(event)
