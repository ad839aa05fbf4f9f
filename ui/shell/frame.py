"""The main frame: rail, search, notices, the open screen, and the quiet line about the exchange.

It opens screens and tells the open one what changed; what they show is theirs. Screens are made when first wanted.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app import attention, exchange, quiet
from app.changed import Changed
from app.workspace import Workspace
from ui.screens import registry
from ui.shell.context import Context, Facts, facts_of
from ui.shell.dropping import FileDrops
from ui.shell.notices import Notice
from ui.shell.rail import Rail
from ui.shell.screen import Route, Screen
from ui.shell.search import SearchBox
from ui.shell.told import ToldDialog
from ui.widgets import Badge, ElidedLabel, IconButton, NoticeStrip
from ui.widgets.shown import show_when

#: Under which entry of the rail a screen without one is.
_BELONGS: Final = {"case": "people", "intake": "people", "conflicts": "exchange"}
_GATHER_MS: Final = 60
_COUNT_AFTER_MS: Final = 400
_STEPS_BACK: Final = 50
#: After the unlock, when the first screen has long been read: the check takes a second with years of changes.
_CHECK_AFTER_MS: Final = 8_000


class Frame(QWidget):
    """What is seen while the store is open."""

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self._ctx = ctx
        self._screens: dict[str, Screen] = {}
        self._been: list[Route] = []
        self._gathered: Changed | None = None
        self._gather = QTimer(self, interval=_GATHER_MS, singleShot=True)
        self._gather.timeout.connect(self._tell_changed)
        self._build()
        ctx.tasks.changed.connect(self._on_changed)
        ctx.notices.told.connect(self._tell)
        for notice in ctx.notices.early():
            self._tell(notice)
        self._count = QTimer(self, interval=_COUNT_AFTER_MS, singleShot=True)
        self._count.timeout.connect(self._read_counts)
        self._check = QTimer(self, interval=_CHECK_AFTER_MS, singleShot=True)
        self._check.timeout.connect(self.check)
        self._check.start()
        back = QShortcut("Alt+Left", self)
        back.activated.connect(self.back)
        FileDrops(self, self._receive)
        self._refresh()

    def _build(self) -> None:
        ctx = self._ctx
        self._rail = Rail(ctx.words, ctx.theme, is_desk=ctx.facts.is_desk)
        self._rail.chosen.connect(lambda name: self.go(Route(name)))
        self._rail.lock.connect(ctx.lock)
        self._search = SearchBox(ctx)
        self._notices = NoticeStrip()
        self._stack = QStackedWidget()
        self._line = ElidedLabel("", role="hint")
        self._line.setObjectName("exchange_line")
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._top())
        right.addWidget(self._notices)
        right.addWidget(self._stack, 1)
        right.addWidget(self._bar("bottom", 1, self._line))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addLayout(right, 1)

    def _top(self) -> QWidget:
        words = self._ctx.words
        self.told_button = IconButton("bell", words("shell.told"), tone="soft", clicked=self._show_told)
        show_when(self.told_button, bool(self._ctx.notices.kept))
        sample = [Badge(words("shell.sample"), "info")] if self._ctx.facts.sample else []
        return self._bar("top", 2, self._search, *sample, self.told_button)

    def _bar(self, name: str, space: int, *widgets: QWidget) -> QWidget:
        bar = QWidget()
        bar.setObjectName(name)
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        side, above = self._ctx.theme.space(5), self._ctx.theme.space(space)
        row.setContentsMargins(side, above, side, above)
        row.setSpacing(side)
        for place, widget in enumerate(widgets):
            row.addWidget(widget, 0 if place else 1)
        return bar

    # Where we are.

    def go(self, route: Route) -> None:
        """Open a screen at a route."""
        if self._stack.count():
            self._been = [*self._been[-_STEPS_BACK:], self.here()]
        self._open(route)

    def back(self) -> None:
        """Go to where we were before; who pressed one entry of the rail twice was in one place only."""
        while self._been:
            before = self._been.pop()
            if before != self.here():
                self._open(before)
                return

    def _open(self, route: Route) -> None:
        if route.screen != self.here().screen:
            self._notices.drop("good")  # who goes on has read that it went well; what did not stays
        screen = self._screens.get(route.screen)
        if screen is None:
            screen = self._screens[route.screen] = registry.screen(route.screen)(self._ctx)
            self._stack.addWidget(screen)
        self._stack.setCurrentWidget(screen)
        self._rail.mark(_BELONGS.get(route.screen, route.screen))
        screen.open(route)

    def current(self) -> Screen:
        """Return the screen that is open."""
        current = self._stack.currentWidget()
        if not isinstance(current, Screen):
            raise RuntimeError("no screen is open yet")
        return current

    def here(self) -> Route:
        """Say what is open."""
        current = self._stack.currentWidget()
        return current.here() if isinstance(current, Screen) else Route("today")

    def _receive(self, paths: list[Path]) -> None:
        """Receive files that were dropped, wherever that was."""
        self.go(Route("exchange", tab="receive"))
        self.current().take(paths)

    def search(self) -> None:
        """Go to the search field."""
        self._search.begin()

    def _tell(self, notice: Notice) -> None:
        self._notices.tell(notice.level, notice.what, notice.to_do)
        self.told_button.show()

    def _show_told(self) -> None:
        ToldDialog(self._ctx, self).open()

    def check(self) -> None:
        """Look whether every chain is what it was (vault.md: in the background after unlock); tell if one is not."""
        self._ctx.tasks.read(self, exchange.check_chains, lambda _none: None)

    # What changed.

    def _on_changed(self, changed: Changed) -> None:
        """Gather what quick writes changed: a screen reads once for all of them."""
        self._gathered = changed if self._gathered is None else self._gathered | changed
        if not self._gather.isActive():
            self._gather.start()

    def _tell_changed(self) -> None:
        changed, self._gathered = self._gathered, None
        current = self._stack.currentWidget()
        if changed is not None and isinstance(current, Screen):
            current.changed(changed)
        self._refresh()

    def _refresh(self) -> None:
        def facts(workspace: Workspace) -> tuple[Facts, str]:
            return facts_of(workspace), quiet.standing_line(workspace, self._ctx.words.language)

        self._ctx.tasks.read(self, facts, self._show_facts, key="facts")
        self._count.start()

    def _read_counts(self) -> None:
        """Count what wants attention: with years of cases that takes half a second, so screens are read first."""
        self._ctx.tasks.read(
            self, attention.counts, lambda counts: self._rail.show_counts(counts.by_screen()), key="counts"
        )

    def _show_facts(self, found: tuple[Facts, str]) -> None:
        facts, line = found
        before, self._ctx.facts = self._ctx.facts, facts
        self._line.setText(line)
        current = self._stack.currentWidget()
        if facts.enrolled != before.enrolled and isinstance(current, Screen):
            current.open(current.here())
