"""What the screens before the main window are handed: unlock and first run. There is no store yet, or no key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ui.shell.notices import Notices
from ui.shell.screen import Route
from ui.shell.tasks import TaskRunner
from ui.shell.words import Words
from ui.theme import Theme

if TYPE_CHECKING:
    from app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Entrance:
    """directory: where the store is or will be. crashed: the session before this one ended unexpectedly.

    opened: the store is open and belongs to the session from now on. enter: show the main window, at a route or at today.
    speak: continue in another language. reopen: begin the entrance again with the store in another directory.
    kdf: what unlocking a store costs that is made here.
    """

    tasks: TaskRunner
    words: Words
    theme: Theme
    notices: Notices
    directory: Path
    crashed: bool
    opened: Callable[[Workspace], None]
    enter: Callable[[Route | None], None]
    speak: Callable[[str], None]
    reopen: Callable[[Path], None]
    now: Callable[[], datetime]
    kdf: str = "standard"
