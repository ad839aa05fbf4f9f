"""Every colour, distance and size of the desktop, once: a light and a dark set.

Nothing else in ui names a colour. Text colours reach contrast AA (4.5:1) on every ground they are meant for,
disabled text, lines of inputs and the focus ring 3:1; tests/ui/test_theme.py computes all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

SPACES: Final = (0, 4, 8, 12, 16, 24, 32, 48, 64)


@dataclass(frozen=True, slots=True)
class Level:
    """How a level looks: what is written, what is behind it, the line around it, and the sign that says it too."""

    text: str
    ground: str
    line: str
    icon: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """One look. Colours are `#rrggbb`, sizes device-independent pixels."""

    window: str
    surface: str
    sunken: str
    hover: str
    pressed: str
    selected: str
    line: str
    line_strong: str
    text: str
    text_soft: str
    text_disabled: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    danger: str
    danger_hover: str
    danger_pressed: str
    on_danger: str
    focus: str
    levels: Mapping[str, Level] = field(repr=False)
    radius: int = 6
    radius_small: int = 4
    control: int = 34
    row: int = 34
    icon: int = 18
    reading: int = 860

    def level(self, name: str) -> Level:
        """Return how a level looks. Raises: KeyError for a level that does not exist."""
        return self.levels[name]


def _levels(**colours: tuple[str, str, str]) -> Mapping[str, Level]:
    signs = {
        "critical": "level-critical",
        "high": "level-high",
        "medium": "level-medium",
        "low": "level-low",
        "good": "level-good",
        "info": "level-info",
        "warning": "level-high",
        "error": "level-critical",
        "neutral": "level-neutral",
    }
    same = {"warning": "high", "error": "critical"}
    return MappingProxyType(
        {name: Level(*colours[same.get(name, name)], icon=sign) for name, sign in signs.items()}
    )


LIGHT: Final = Tokens(
    window="#f5f6f8",
    surface="#ffffff",
    sunken="#eceff2",
    hover="#e6eaee",
    pressed="#dbe1e7",
    selected="#d8e8ee",
    line="#d6dbe1",
    line_strong="#7f8994",
    text="#1b242d",
    text_soft="#4c5864",
    text_disabled="#76818c",
    accent="#1b647d",
    accent_hover="#165469",
    accent_pressed="#114455",
    on_accent="#ffffff",
    danger="#a4262c",
    danger_hover="#8c1f25",
    danger_pressed="#74191e",
    on_danger="#ffffff",
    focus="#1b7a9b",
    levels=_levels(
        critical=("#8b1a1f", "#fbe4e3", "#e5a9a7"),
        high=("#7d3e00", "#fdebd7", "#e6bf94"),
        medium=("#5f4b00", "#fbf3cf", "#dccb81"),
        low=("#33506a", "#e6eef5", "#b3c7d9"),
        good=("#1e5631", "#e1f2e6", "#a3cfb1"),
        info=("#15536a", "#e0f0f5", "#a2cbd9"),
        neutral=("#414c57", "#e9ecf0", "#c3cad2"),
    ),
)

DARK: Final = Tokens(
    window="#171b20",
    surface="#1f242a",
    sunken="#12161a",
    hover="#2b323a",
    pressed="#343c46",
    selected="#21414e",
    line="#353d47",
    line_strong="#75818d",
    text="#e6eaee",
    text_soft="#aab4be",
    text_disabled="#7f8a95",
    accent="#71b7d0",
    accent_hover="#8ac5da",
    accent_pressed="#5ea5be",
    on_accent="#0c1a20",
    danger="#f08c8c",
    danger_hover="#f4a5a5",
    danger_pressed="#e27676",
    on_danger="#2a0c0d",
    focus="#71b7d0",
    levels=_levels(
        critical=("#ffb4b0", "#4a2022", "#733437"),
        high=("#fbc48a", "#44300f", "#6b4d25"),
        medium=("#eed983", "#3a3413", "#5c5327"),
        low=("#b4cbe0", "#26323d", "#3f5263"),
        good=("#a3dcb5", "#1c3826", "#345b42"),
        info=("#9fd4e6", "#193642", "#305868"),
        neutral=("#c3cbd3", "#2c333b", "#4a545f"),
    ),
)


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2, 0 … 1."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of WCAG 2.2, 1 … 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
