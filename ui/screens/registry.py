"""Which screens there are, by the name that routes say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtWidgets import QWidget

from ui.screens.case.screen import CaseScreen
from ui.screens.devices import DevicesScreen
from ui.screens.exchange.screen import ExchangeScreen
from ui.screens.first_run.screen import FirstRun
from ui.screens.houses import HousesScreen
from ui.screens.messages import MessagesScreen
from ui.screens.people import PeopleScreen
from ui.screens.settings.screen import SettingsScreen
from ui.screens.today import TodayScreen
from ui.screens.unlock import Unlock
from ui.shell.entrance import Entrance
from ui.shell.screen import Screen

SCREENS: Final[Mapping[str, type[Screen]]] = {
    screen.name: screen
    for screen in (
        TodayScreen,
        PeopleScreen,
        CaseScreen,
        HousesScreen,
        MessagesScreen,
        ExchangeScreen,
        DevicesScreen,
        SettingsScreen,
    )
}


def entrance_screen(entrance: Entrance, *, store_exists: bool) -> QWidget:
    """Return what is seen before the main window: unlock where there is a store, else the first run."""
    return Unlock(entrance) if store_exists else FirstRun(entrance)
