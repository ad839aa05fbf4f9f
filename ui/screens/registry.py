"""Which screens there are, by the name that routes say.

A screen is loaded when it is first wanted: to show the unlock window none of them is needed. `load_all` does it meanwhile,
while somebody types the passphrase.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtWidgets import QWidget

from ui.shell.entrance import Entrance
from ui.shell.screen import Screen


def _today() -> type[Screen]:
    from ui.screens.today import TodayScreen

    return TodayScreen


def _people() -> type[Screen]:
    from ui.screens.people import PeopleScreen

    return PeopleScreen


def _case() -> type[Screen]:
    from ui.screens.case.screen import CaseScreen

    return CaseScreen


def _houses() -> type[Screen]:
    from ui.screens.houses import HousesScreen

    return HousesScreen


def _messages() -> type[Screen]:
    from ui.screens.messages import MessagesScreen

    return MessagesScreen


def _exchange() -> type[Screen]:
    from ui.screens.exchange.screen import ExchangeScreen

    return ExchangeScreen


def _devices() -> type[Screen]:
    from ui.screens.devices import DevicesScreen

    return DevicesScreen


def _settings() -> type[Screen]:
    from ui.screens.settings.screen import SettingsScreen

    return SettingsScreen


_SCREENS: Final[Mapping[str, Callable[[], type[Screen]]]] = {
    "today": _today,
    "people": _people,
    "case": _case,
    "houses": _houses,
    "messages": _messages,
    "exchange": _exchange,
    "devices": _devices,
    "settings": _settings,
}


def screen(name: str) -> type[Screen]:
    """Return the screen that a route names. Raises: KeyError for a name that none has."""
    return _SCREENS[name]()


def load_all() -> None:
    """Load every screen, in the order in which they are likely to be wanted. Makes no widget: any thread may."""
    import ui.screens.unlocking
    import ui.shell.frame  # noqa: F401  around every screen

    for load in _SCREENS.values():
        load()


def entrance_screen(entrance: Entrance, *, store_exists: bool) -> QWidget:
    """Return what is seen before the main window: unlock where there is a store, else the first run."""
    if store_exists:
        from ui.screens.unlock import Unlock

        return Unlock(entrance)
    from ui.screens.first_run.screen import FirstRun

    return FirstRun(entrance)
