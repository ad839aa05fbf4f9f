"""The one typeface: IBM Plex Sans from its package, with Cyrillic and figures of one width.

A bare system shows boxes for Cyrillic, so nothing is taken from it. The package ships a variable font, of whose
weights neither a style sheet nor `QFont.setWeight` knows anything (Qt would smear a false bold): the weight is
an axis, and only a `QFont` can set it. Hence no font in the style sheet; every widget of ours takes its font here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

FAMILY: Final = "IBM Plex Sans"
_PACKAGE: Final = "fontpkg_ibm_plex_sans"


@dataclass(frozen=True, slots=True)
class _Role:
    pixels: int
    weight: int = 400
    italic: bool = False
    mono: bool = False


_ROLES: Final = {
    "body": _Role(14),
    "strong": _Role(14, 600),
    "control": _Role(14, 500),
    "hint": _Role(13),
    "small": _Role(12, 500),
    "quote": _Role(14, italic=True),
    "heading": _Role(16, 600),
    "title": _Role(22, 600),
    "display": _Role(28, 600),
    "mono": _Role(14, mono=True),
    "words": _Role(20, 500),
}

ROLES: Final = tuple(_ROLES)


@cache
def load() -> None:
    """Give Qt the font files of the package, once. Raises: RuntimeError when they are missing or unreadable."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{_PACKAGE} is not installed")
    files = sorted(Path(spec.origin).parent.glob("files/*.ttf"))
    if not files or any(QFontDatabase.addApplicationFontFromData(f.read_bytes()) < 0 for f in files):
        raise RuntimeError(f"{_PACKAGE} has no font that Qt can read")


def font(role: str) -> QFont:
    """Return the font of a role: one of `ROLES`."""
    return QFont(_made(role))


@cache
def _made(role: str) -> QFont:
    """Make a font once: setting an axis takes a millisecond, and a form asks a hundred times."""
    wanted = _ROLES[role]
    made = QFont(FAMILY)
    made.setPixelSize(wanted.pixels)
    made.setItalic(wanted.italic)
    made.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    if wanted.weight != 400:
        made.setVariableAxis(QFont.Tag("wght"), wanted.weight)
    if wanted.mono:
        # Codes are read aloud and compared by eye: a zero that is no O, and air between the characters.
        made.setFeature(QFont.Tag("zero"), 1)
        made.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 104)
    return made
