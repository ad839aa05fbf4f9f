"""A case: what stands over it, and its tabs. Or, at the tab `new`, the page that takes somebody in.

A tab is made when it is first looked at. What changes elsewhere is told to the one that is seen; the others read anew when
somebody comes back to them.
"""

from __future__ import annotations

from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.changed import Changed
from app.errors import UserError
from ui.screens.case import header
from ui.screens.case.column import column
from ui.screens.case.header import CaseHeader, Over
from ui.screens.case.intake import IntakePage
from ui.screens.case.tab import Tab
from ui.screens.case.tabs import TABS
from ui.shell.context import Context
from ui.shell.screen import Route, Screen
from ui.widgets.cards import EmptyState
from ui.widgets.layout import Spacer, clear
from ui.widgets.tabs import Tabs

#: The tab of a route that takes somebody in.
NEW: Final = "new"


class CaseScreen(Screen):
    """One case at a time."""

    name: ClassVar[str] = "case"

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self._wanted = Route(self.name, tab=NEW)
        self.header: CaseHeader | None = None
        self.tabs: Tabs | None = None
        self.intake: IntakePage | None = None
        self._holders: list[QVBoxLayout] = []
        self._made: dict[int, Tab] = {}
        self._missed: dict[int, Changed] = {}
        self._opening: bytes | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)

    # Where we are.

    def open(self, route: Route) -> None:
        """Show a case at a tab, or the page that takes somebody in."""
        if route.case is None:
            self._open_intake()
        elif route.case == self._wanted.case and self.tabs is not None:
            self._wanted = route
            self._go(route)
            self._read_header()
        else:
            self._leave()
            self._wanted = route
            self._read_header()

    def _go(self, route: Route) -> None:
        if self.tabs is None:
            return
        index = next((place for place, tab in enumerate(TABS) if tab.slug == route.tab), 0)
        self._opening = route.record
        if self.tabs.currentIndex() == index:
            self._open_tab(index)
        else:
            self.tabs.setCurrentIndex(index)
        if (tab := self._current()) is not None:
            tab.setFocus(Qt.FocusReason.OtherFocusReason)

    def here(self) -> Route:
        """Say which case, tab and record are open."""
        tab = self._current()
        if tab is None:
            return self._wanted
        return Route(self.name, self._wanted.case, tab.slug, tab.record())

    def changed(self, changed: Changed) -> None:
        """Read again what is seen if the change concerns it."""
        case = self._wanted.case
        if case is None:
            return
        if changed.concerns(("house", "link"), case=case):
            self._read_header()
        tab = self._current()
        if tab is not None:
            tab.changed(changed)
        for index, made in self._made.items():
            if made is not tab:
                before = self._missed.get(index)
                self._missed[index] = changed if before is None else before | changed

    # The page that takes somebody in.

    def _open_intake(self) -> None:
        self._leave()
        self._wanted = Route(self.name, tab=NEW)
        self.intake = IntakePage(self.ctx)
        self.intake.taken_in.connect(lambda case: self.ctx.go(Route(self.name, case)))
        self.intake.left.connect(lambda: self.ctx.go(Route("people")))
        self._box.addWidget(self.intake)
        self.intake.open()

    # A case.

    def _leave(self) -> None:
        """Close what is open: what is typed is kept."""
        for tab in self._made.values():
            tab.leave()
        if self.intake is not None:
            self.intake.leave()
        self._made, self._missed = {}, {}
        self.header = self.tabs = self.intake = None
        clear(self._box)

    def _build(self, case: bytes) -> None:
        words = self.ctx.words
        self.header = CaseHeader(self.ctx, case)
        self.header.back.connect(lambda: self.ctx.go(Route("people")))
        self.tabs = Tabs(words("case.tabs"))
        self.tabs.setCornerWidget(Spacer(3), Qt.Corner.TopLeftCorner)
        self._holders = []
        for tab in TABS:
            page = QWidget()
            holder = QVBoxLayout(page)
            holder.setContentsMargins(0, 0, 0, 0)
            self._holders.append(holder)
            self.tabs.add(page, words(f"case.tab_{tab.slug}"))
        self.tabs.currentChanged.connect(self._on_tab)
        self._box.addWidget(self.header)
        self._box.addWidget(self.tabs, 1)

    def _read_header(self) -> None:
        case = self._wanted.case
        if case is not None:
            self.ctx.tasks.read(
                self,
                lambda workspace: header.read(workspace, case),
                self._show_header,
                failed=self._on_no_case,
                key="header",
            )

    def _show_header(self, over: Over) -> None:
        if over.shown.id != self._wanted.case:
            return
        if self.header is None:
            clear(self._box)
            self._build(over.shown.id)
            self._go(self._wanted)
        if self.header is not None:
            self.header.show_case(over)

    def _on_no_case(self, error: Exception) -> None:
        """Say that a case is not on this laptop."""
        if not isinstance(error, UserError):
            self.ctx.notices.error(error)
            return
        words = self.ctx.words
        self._leave()
        self._box.addWidget(column(EmptyState("people", words("case.not_here"), words("case.not_here_hint"))))

    def _current(self) -> Tab | None:
        return self._made.get(self.tabs.currentIndex()) if self.tabs is not None else None

    def _on_tab(self, index: int) -> None:
        """Open a tab, and let the keyboard follow into it (Ctrl+Tab, a click) unless it walks along the row of tabs."""
        self._open_tab(index)
        if (
            self.tabs is not None
            and not self.tabs.tabBar().hasFocus()
            and (tab := self._current()) is not None
        ):
            tab.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_tab(self, index: int) -> None:
        """Make a tab when it is first looked at; later tell it what it missed, and for which record somebody came."""
        case = self._wanted.case
        if self.tabs is None or case is None or index < 0:
            return
        record, self._opening = self._opening, None
        tab = self._made.get(index)
        if tab is None:
            tab = self._made[index] = TABS[index](self.ctx, case)
            self._holders[index].addWidget(tab)
            tab.open(record)
            return
        if (missed := self._missed.pop(index, None)) is not None:
            tab.changed(missed)
        if record is not None:
            tab.open(record)
