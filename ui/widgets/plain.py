"""Anybody's text, shown as what it is: never read as markup, never as a shortcut."""

import html
import re
from typing import Final

from PySide6.QtWidgets import QWidget

#: No word of a language we speak is as long; a path, an address or a run of letters is, and may break after fewer.
_ENDLESS: Final = re.compile(r"\S{31,}")
_PIECE: Final = re.compile(r"\S{1,24}")
_BREAK: Final = "\u200b"


def tip_text(text: str) -> str:
    """Return a tip that shows `text` literally; Qt guesses whether a tip is rich, so it is escaped and said to be."""
    escaped = html.escape(text).replace("\n", "<br>")
    return f"<qt>{escaped}</qt>" if text else ""


def tip(widget: QWidget, text: str) -> None:
    """Give a widget a tip that shows `text` literally."""
    widget.setToolTip(tip_text(text))


def unmarked(text: str) -> str:
    """Return `text` for a button or tab, where a single ampersand would become a shortcut."""
    return text.replace("&", "&&")


def breakable(text: str) -> str:
    """Return `text` with places to break in words that no line has room for: a label would be as wide as they are."""
    return _ENDLESS.sub(lambda word: _BREAK.join(_PIECE.findall(word.group())), text)


def unbroken(text: str) -> str:
    """Return `text` without places to break: a path that was copied with them would lead nowhere."""
    return text.replace(_BREAK, "")


def one_line(text: str) -> str:
    """Return `text` without line breaks, for places of one line."""
    return " ".join(text.split())
