"""How long work tells whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with what is done and what there is in all, in the unit of the work; may raise to stop it."""


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""
