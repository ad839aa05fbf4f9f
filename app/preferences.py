"""What the person at this device chose: language, theme, how soon the screen is covered and the store locked.

Kept in the store's settings, encrypted like everything; it never travels. Reading never fails: what is not understood
is as if it had not been chosen. The lock cannot be switched off.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

from app.places import LANGUAGES
from storage import settings
from storage.errors import UserError

if TYPE_CHECKING:
    from app.workspace import Workspace

_NAME: Final = "preferences"
THEMES: Final = ("system", "light", "dark")
LEAST_MINUTES: Final = 1
MOST_MINUTES: Final = 30


@dataclass(frozen=True, slots=True)
class Preferences:
    """language: None for that of the machine. cover_minutes, lock_minutes: without a key or mouse; the lock never first."""

    language: str | None = None
    theme: str = "system"
    cover_minutes: int = 2
    lock_minutes: int = 15


def load(workspace: Workspace) -> Preferences:
    """Return what was chosen, the defaults for the rest."""
    with workspace.vault.read() as tx:
        untrusted = settings.get(tx, _NAME)
    try:
        known = json.loads(untrusted or b"{}")
    except (ValueError, RecursionError):
        return Preferences()
    chosen = Preferences()
    for name in asdict(chosen) if isinstance(known, dict) else ():
        if name in known:
            tried = replace(chosen, **{name: known[name]})
            chosen = chosen if _wrong(tried, lenient=True) else tried
    return chosen if not _wrong(chosen) else Preferences(chosen.language, chosen.theme)


def save(workspace: Workspace, chosen: Preferences) -> None:
    """Keep a choice. Raises: UserError("bad_value") with the field and, for minutes, the limits."""
    wrong = _wrong(chosen)
    if wrong is not None:
        allowed = {"language": ", ".join(LANGUAGES), "theme": ", ".join(THEMES)}
        facts = {"allowed": allowed.get(wrong, f"{LEAST_MINUTES}-{MOST_MINUTES}")}
        raise UserError("bad_value", kind="preferences", field=wrong, why="not_a_code", **facts)
    with workspace.vault.transaction() as tx:
        settings.put(tx, _NAME, json.dumps(asdict(chosen)).encode())


def _wrong(chosen: Preferences, *, lenient: bool = False) -> str | None:
    """Name the field that cannot be; `lenient` does not compare the two times with each other."""
    if chosen.language is not None and chosen.language not in LANGUAGES:
        return "language"
    if chosen.theme not in THEMES:
        return "theme"
    for name in ("cover_minutes", "lock_minutes"):
        minutes = getattr(chosen, name)
        if type(minutes) is not int or not LEAST_MINUTES <= minutes <= MOST_MINUTES:
            return name
    return "cover_minutes" if not lenient and chosen.cover_minutes > chosen.lock_minutes else None
