"""People: the table of all cases, filtered and in an order, and the way to a new intake.

Order and filters are app's; this asks for the order whenever the choice or the store changes, and for lines as they come into
sight (ui.models.people). After either, what was chosen and what was in sight stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app import lists, people
from app.casework.kinds import KINDS
from app.changed import Changed
from app.lists import Query
from app.people import By, Filter, House, PersonRow, Sort
from app.workspace import Workspace
from ui.models.people import Asked, PeopleModel
from ui.models.people_cells import Cells, Column, titles
from ui.models.people_view import View, read, written
from ui.screens.people_filters import Filters
from ui.shell.context import Context
from ui.shell.screen import Route, Screen
from ui.widgets import Button, EmptyState, Page, TableView
from ui.widgets.cells import CellTable
from ui.widgets.focus import take_focus

_SORTS: Final = {
    Column.ALIAS: By.ALIAS,
    Column.STAGE: By.STAGE,
    Column.RISK: By.RISK,
    Column.CHANGED: By.CHANGED,
}
_EVERYBODY: Final = Filter(ended=True)
#: What a line is made of, beside records: what others acknowledged.
_CONCERNS: Final = (*KINDS, "link")
_LOOK_MS: Final = 20
#: The danger and the signs stay whole in a small window.
_WIDTHS: Final = (165, 172, 132, 115, 200, 70, 105, 96)
_LEAST: Final = (120, 120, 132, 80, 140, 60, 90, 92)


class PeopleScreen(Screen):
    """All cases that are here."""

    name: ClassVar[str] = "people"

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self._sort = Sort()
        self._of: int | None = None
        self._houses: list[House] | None = None
        self._wanted: tuple[bytes | None, int] | None = None
        self._comes = False
        self._look = QTimer(self, interval=_LOOK_MS, singleShot=True)
        self._look.timeout.connect(self._look_at)
        self.model = PeopleModel(titles(ctx.words), self._ask, Cells(ctx.words, ctx.now), self)
        self._build()
        QShortcut(QKeySequence("Ctrl+N"), self, self._new)

    # The parts.

    def _build(self) -> None:
        words = self.ctx.words
        self._new_button = Button(words("people.new"), "person-add", "primary", clicked=self._new)
        self._new_button.setToolTip("Ctrl+N")
        self._page = Page(words("people.title"), " ", [self._new_button], scroll=False)
        self.filters = Filters(self.ctx)
        self.filters.edited.connect(self._on_filtered)
        self.filters.sorted.connect(self._sort_by)
        self.filters.left.connect(self._into_the_table)
        self.table = self._make_table()
        self._stack = QStackedWidget()
        self._empty = QWidget()
        for page in (self._empty, self.table):
            self._stack.addWidget(page)
        self._page.add(self.filters)
        self._page.add(self._stack, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._page)
        self.setFocusProxy(self.table)

    def _make_table(self) -> TableView:
        table = CellTable(self.ctx.words("people.list"), self.model.cell_at, self._on_typed)
        table.setModel(self.model)
        table.set_columns(_WIDTHS, stretch=Column.NEXT, least=_LEAST)
        header = table.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self._on_header)
        table.opened.connect(self._on_opened)
        table.verticalScrollBar().valueChanged.connect(self._look_soon)
        table.verticalScrollBar().rangeChanged.connect(self._look_soon)
        return table

    # Where we are.

    def open(self, route: Route) -> None:
        """Show the table as the route says, or as it was left."""
        if route.tab is not None:
            view = read(route.tab)
            self._sort = view.sort
            self.filters.set_value(view.chosen)
            self._wanted = (route.record, view.top)
        self._show_sort()
        self._comes = True
        self._read()

    def here(self) -> Route:
        """Say which lines are seen, and which is chosen."""
        top = max(0, self.table.rowAt(0))
        view = View(self.filters.value(), self._sort, top)
        chosen = self.model.id_at(self.table.currentIndex().row())
        return Route(self.name, tab=written(view), record=chosen)

    def changed(self, changed: Changed) -> None:
        """Read the order again, and the lines in sight."""
        if changed.concerns(_CONCERNS):
            if changed.concerns(("house",)):
                self._houses = None
            if changed.concerns(("case",)):
                self._of = None
            self._read()

    # The order.

    def _read(self) -> None:
        chosen, sort = self.filters.value(), self._sort
        self.ctx.tasks.read(
            self, lambda workspace: people.index(workspace, chosen, sort), self._show, key="order"
        )

    def _show(self, ids: list[bytes]) -> None:
        table = self.table
        row, top = table.currentIndex().row(), table.rowAt(0)
        chosen, first = self.model.id_at(row), self.model.id_at(top)
        offset = table.rowViewportPosition(top) if first is not None else 0
        if self.model.set_ids(ids):
            place = self.model.row_of(first) if first is not None else -1
            self._choose(chosen, row)
            if place >= 0:
                table.verticalScrollBar().setValue(place * table.rowHeight(0) - offset)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._choose(wanted[0], 0)
            table.verticalScrollBar().setValue(wanted[1] * max(1, table.rowHeight(0)))
        self._say()
        self._look_at()
        self._read_rest()

    def _read_rest(self) -> None:
        """Count everybody and name the houses: after the lines, which people wait for."""
        of, houses = self._of, self._houses
        if of is not None and houses is not None:
            return

        def work(workspace: Workspace) -> tuple[int, list[House]]:
            count = people.count(workspace) if of is None else of
            return count, _known_houses(workspace) if houses is None else houses

        self.ctx.tasks.read(self, work, self._show_rest, key="rest")

    def _show_rest(self, found: tuple[int, list[House]]) -> None:
        self._of, self._houses = found
        self.filters.set_houses(self._houses)
        self._say()

    def _choose(self, record: bytes | None, otherwise: int) -> None:
        """Choose a line again; the one that took its place where it is gone."""
        rows = len(self.model.ids())
        if not rows:
            return
        row = self.model.row_of(record) if record is not None else -1
        row = row if row >= 0 else min(max(0, otherwise), rows - 1)
        self.table.setCurrentIndex(self.model.index(row, 0))

    def _say(self) -> None:
        words, n = self.ctx.words, len(self.model.ids())
        if self._of is not None:
            said = words("people.count", n=n, of=self._of) if self._of else " "
            self._page.set_title(words("people.title"), said)
            for widget in (self.filters, self._new_button):
                widget.setVisible(self._of > 0)
        if n:
            self._stack.setCurrentWidget(self.table)
            if self._comes:
                take_focus(self.table)
            self._comes = False
        elif self._of is not None:
            self._show_nothing()

    def _show_nothing(self) -> None:
        had_focus = self._comes or self.table.hasFocus()
        self._comes = False
        old, self._empty = self._empty, self._nothing()
        self._stack.addWidget(self._empty)
        self._stack.setCurrentWidget(self._empty)
        self._stack.removeWidget(old)
        old.deleteLater()
        if had_focus:
            take_focus((None if self._of else self._empty.findChild(Button)) or self.filters.text)

    def _nothing(self) -> EmptyState:
        """Say why there is no line, and how there would be."""
        words = self.ctx.words
        if not self._of:
            new = Button(words("people.new"), "person-add", "primary", clicked=self._new)
            return EmptyState("people", words("people.nobody"), words("people.nobody_hint"), new)
        if self.filters.value() == Filter():
            action = Button(words("people.ended"), clicked=self._show_ended)
            return EmptyState("people", words("people.all_ended"), words("people.all_ended_hint"), action)
        action = Button(words("people.clear"), clicked=self._clear)
        return EmptyState("filter", words("people.no_match"), words("people.no_match_hint"), action)

    # The lines.

    def _ask(self, ids: Sequence[bytes], told: Callable[[Sequence[PersonRow]], None]) -> Asked:
        return self.ctx.tasks.read(self, lambda workspace: people.rows(workspace, ids), told)

    def _look_soon(self) -> None:
        if not self._look.isActive():
            self._look.start()

    def busy(self) -> bool:
        """Whether lines in sight are still to be asked for."""
        return self._look.isActive()

    def _look_at(self) -> None:
        """Tell the model which lines are in sight."""
        height = max(1, self.table.rowHeight(0))
        first = self.table.verticalScrollBar().value() // height
        self.model.look_at(first, first + self.table.viewport().height() // height + 1)

    # What people do.

    def _on_filtered(self) -> None:
        self._read()

    def _on_typed(self, text: str) -> None:
        self.filters.text.setFocus()
        self.filters.text.insert(text)
        self.filters.text.edited.emit()

    def _into_the_table(self) -> None:
        self.table.setFocus()
        if not self.table.currentIndex().isValid():
            self._choose(None, 0)

    def _on_header(self, section: int) -> None:
        by = _SORTS.get(Column(section))
        if by is None:
            self._show_sort()
        else:
            self._sort_by(by)

    def _sort_by(self, by: By) -> None:
        """Take another order; the same again turns it round."""
        self._sort = Sort(by, by is self._sort.by and not self._sort.descending)
        self._show_sort()
        self._read()

    def _show_sort(self) -> None:
        column = next(column for column, by in _SORTS.items() if by is self._sort.by)
        order = Qt.SortOrder.DescendingOrder if self._sort.descending else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(column, order)

    def _on_opened(self, index: QModelIndex) -> None:
        case = self.model.id_at(index.row())
        if case is not None:
            self.ctx.go(Route("case", case))

    def _new(self) -> None:
        self.ctx.go(Route("case", tab="new"))

    def _clear(self) -> None:
        self.filters.set_value(Filter(ended=self.filters.ended.value()))
        self._comes = True
        self._read()

    def _show_ended(self) -> None:
        self.filters.set_value(_EVERYBODY)
        self._comes = True
        self._read()


def _known_houses(workspace: Workspace) -> list[House]:
    found = lists.list_records(workspace, Query("house", sort="codename"))
    return [House(house.id, str(house.fields.get("codename", ""))) for house in found]
