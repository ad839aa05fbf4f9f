"""Anybody's text, shown as what it is: never read as markup, never as a shortcut."""

import html

from PySide6.QtWidgets import QWidget


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


def one_line(text: str) -> str:
    """Return `text` without line breaks, for places of one line."""
    return " ".join(text.split())
