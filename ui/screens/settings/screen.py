"""Settings: how this program behaves here, its passphrase, what lies on this laptop, its health, and its end."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.changed import Changed
from ui.screens.settings.choices import Choices
from ui.screens.settings.erase import Erase
from ui.screens.settings.health import Health
from ui.screens.settings.laptop import Laptop
from ui.screens.settings.passphrase import Passphrase
from ui.shell.context import Context
from ui.shell.screen import Route, Screen
from ui.widgets import Columns, Page, Rows


class SettingsScreen(Screen):
    """Cards in two columns; each works for itself."""

    name: ClassVar[str] = "settings"

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self._laptop = Laptop(ctx) if not ctx.facts.is_desk else None
        self._health = Health(ctx)
        right: list[QWidget] = [self._health]
        if self._laptop is not None:
            right.insert(0, self._laptop)
        page = Page(ctx.words("settings.title"), ctx.words("settings.subtitle", name=ctx.facts.name))
        page.add(
            Columns(
                Rows(Choices(ctx), Passphrase(ctx), Erase(ctx), gap=4), Rows(*right, gap=4), stretch=(1, 1)
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)

    def open(self, route: Route) -> None:
        """Read what lies on this laptop, and what was told."""
        self._health.show_notices()
        if self._laptop is not None:
            self._laptop.read()

    def changed(self, changed: Changed) -> None:
        """Read again what lies here after an import or an edit."""
        if self._laptop is not None and changed.concerns(("case", "person", "shed", "link")):
            self._laptop.read()
