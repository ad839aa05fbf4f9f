"""The table of people in a test: shown, complete, and read off."""

from __future__ import annotations

from support.desktop import Sitting
from ui.models.people import PeopleModel
from ui.models.people_cells import Column
from ui.screens.people import PeopleScreen
from ui.shell.screen import Route


def text(model: PeopleModel, line: int, column: Column = Column.ALIAS) -> object:
    """Give the text of a cell."""
    return model.index(line, column).data()


def show(sitting: Sitting, route: Route | None = None) -> PeopleScreen:
    """Show the table at a route, complete."""
    screen = sitting.show(PeopleScreen, route)
    assert isinstance(screen, PeopleScreen)
    complete(sitting, screen)
    return screen


def complete(sitting: Sitting, screen: PeopleScreen) -> None:
    """Wait until every line in sight is here."""
    sitting.settle()
    sitting.qtbot.waitUntil(lambda: "…" not in seen(screen))
    sitting.settle()


def seen(screen: PeopleScreen) -> list[str]:
    """Give the aliases in sight."""
    if not screen.table.isVisible():
        return []
    first = screen.table.rowAt(0)
    last = screen.table.rowAt(screen.table.viewport().height() - 1)
    last = last if last >= 0 else screen.model.rowCount() - 1
    return [str(text(screen.model, line)) for line in range(max(0, first), last + 1)]


def aliases(screen: PeopleScreen) -> list[str]:
    """Give the aliases of all lines that are here."""
    return [str(text(screen.model, line)) for line in range(screen.model.rowCount())]
