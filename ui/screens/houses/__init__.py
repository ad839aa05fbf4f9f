"""The houses: how full each is, who stays there and when, and what to do when others know of one."""

from ui.screens.houses.screen import HousesScreen

__all__ = ["HousesScreen"]
