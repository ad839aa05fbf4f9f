"""The screen of houses: all of them at a desk; at a house its own, large."""

from __future__ import annotations

from typing import ClassVar, Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app import safehouses
from app.changed import Changed
from app.safehouses import HouseCard
from app.workspace import Workspace
from ui.forms.saving import Saved
from ui.screens.houses.form_page import FormPage, of_new_house
from ui.screens.houses.house import HouseView
from ui.screens.houses.overview import Overview
from ui.shell.context import Context
from ui.shell.screen import Route, Screen
from ui.widgets import Button, EmptyState

_CONCERNS: Final = ("house", "stay", "person")


def _cards(workspace: Workspace) -> list[HouseCard]:
    return safehouses.by_trouble(safehouses.overview(workspace))


class HousesScreen(Screen):
    """All houses, one house, or the form of a new one."""

    name: ClassVar[str] = "houses"

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self._cards: list[HouseCard] = []
        self._route = Route(self.name)
        self._form: FormPage | None = None
        self.overview = Overview(ctx)
        self.overview.opened.connect(self.open_house)
        self.overview.add.connect(self.begin_new)
        self.overview.add_button.setVisible(ctx.facts.is_desk)
        self.view = HouseView(ctx)
        self.view.back.connect(self._on_back)
        self._empty = self._nothing()
        self._stack = QStackedWidget()
        for page in (QWidget(), self.overview, self.view, self._empty):
            self._stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)

    def _nothing(self) -> EmptyState:
        words, desk = self.ctx.words, self.ctx.facts.is_desk
        self.first_button = Button(
            words("houses.add" if desk else "houses.write_down"), "add", "primary", clicked=self.begin_new
        )
        hint = words("houses.none_desk" if desk else "houses.none_house")
        return EmptyState("houses", words("houses.none"), hint, self.first_button)

    # Where we are.

    def open(self, route: Route) -> None:
        """Show all houses, or the one that is meant."""
        self._route = route
        self._leave_form()
        self._read()

    def here(self) -> Route:
        """Say which house is open."""
        if self._stack.currentWidget() is self.view and self.view.house is not None:
            return Route(self.name, record=self.view.house, tab=self.view.tab())
        return Route(self.name)

    def changed(self, changed: Changed) -> None:
        """Read again what is shown."""
        if self._stack.currentWidget() is self.view:
            self.view.changed(changed)
        if changed.concerns(_CONCERNS):
            self._read(again=True)

    def _read(self, *, again: bool = False) -> None:
        self.ctx.tasks.read(
            self, _cards, lambda cards: self._take(cards) if again else self._show(cards), key="houses"
        )

    def _take(self, cards: list[HouseCard]) -> None:
        """Take what changed, and stay where we are."""
        self._cards = cards
        self.overview.show_cards(cards)
        if self._stack.currentWidget() is self._empty and cards:
            self._show(cards)

    def _show(self, cards: list[HouseCard]) -> None:
        self._cards = cards
        self.overview.show_cards(cards)
        known = {card.id for card in cards}
        if self._route.record in known and self._route.record is not None:
            self.open_house(self._route.record, self._route.tab)
        elif self._only() is not None:
            self.open_house(self._only() or b"", self._route.tab)
        elif not cards:
            self._stack.setCurrentWidget(self._empty)
            self.first_button.setFocus()
        else:
            self._stack.setCurrentWidget(self.overview)
            tiles = self.overview.tiles()
            (tiles[0] if tiles else self.overview).setFocus()

    def _only(self) -> bytes | None:
        """Return the house of this laptop where no other is known."""
        own = [card.id for card in self._cards]
        return own[0] if len(own) == 1 and not self.ctx.facts.is_desk else None

    def open_house(self, house: bytes, tab: str | None = None) -> None:
        """Show one house."""
        self._leave_form()
        self._stack.setCurrentWidget(self.view)
        self.view.open(house, tab, alone=self._only() is not None)

    def _on_back(self) -> None:
        house = self.view.house
        self.view.leave()
        self._route = Route(self.name)
        self._show(self._cards)
        if house is not None:
            self.overview.focus_tile(house)

    # A new house.

    def begin_new(self) -> None:
        """Write a house down: at a house its own, at a desk one without a laptop."""
        self._leave_form()
        self._form = of_new_house(self.ctx)
        self._form.saved.connect(self._on_saved)
        self._form.closed.connect(self._on_closed)
        self._stack.setCurrentIndex(self._stack.addWidget(self._form))

    def _on_saved(self, saved: Saved) -> None:
        self._leave_form()
        self._route = Route(self.name, record=saved.record)
        self._read()

    def _on_closed(self) -> None:
        self._leave_form()
        self._show(self._cards)

    def _leave_form(self) -> None:
        form, self._form = self._form, None
        if form is not None:
            form.leave()
            self._stack.removeWidget(form)
            form.deleteLater()
