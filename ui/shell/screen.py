"""What every screen is: a widget that opens at a route, says where it is, and hears what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.changed import Changed
    from ui.shell.context import Context


@dataclass(frozen=True, slots=True)
class Route:
    """A place in the program: a screen, and in it the case, tab or record that is meant."""

    screen: str
    case: bytes | None = None
    tab: str | None = None
    record: bytes | None = None


class Screen(QWidget):
    """One screen. It reads its words when it is built: another language or theme builds it anew, at `here`."""

    name: ClassVar[str]

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx

    def open(self, route: Route) -> None:
        """Show what the route means; data come later, by `ctx.tasks.read`."""
        raise NotImplementedError

    def changed(self, changed: Changed) -> None:
        """Read again what is shown if the change concerns it."""
        raise NotImplementedError

    def here(self) -> Route:
        """Say where this screen is now."""
        return Route(self.name)

    def take(self, paths: Sequence[Path]) -> None:
        """Take files that were dropped on the window. Raises: NotImplementedError where a screen has no use for them."""
        raise NotImplementedError
