"""What every screen and dialog is handed: how to work, speak, look, navigate, report and keep drafts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ui.shell.notices import Notices
from ui.shell.screen import Route
from ui.shell.tasks import TaskRunner
from ui.shell.words import Words
from ui.theme import Theme

if TYPE_CHECKING:
    from app.preferences import Preferences
    from app.workspace import Workspace
    from ui.shell.drafts import Drafts


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of the open store; read again after every write."""

    name: str
    device: bytes
    house: bytes | None
    is_desk: bool
    enrolled: bool
    sample: bool


def facts_of(workspace: Workspace) -> Facts:
    """Read the facts of a store."""
    return Facts(
        name=workspace.name,
        device=workspace.device_id,
        house=workspace.house_id,
        is_desk=workspace.is_desk,
        enrolled=workspace.enrolled,
        sample=workspace.sample,
    )


@dataclass(slots=True)
class Context:
    """Handed down, never global. `facts`, `words` and `preferences` are replaced when they change."""

    tasks: TaskRunner
    words: Words
    theme: Theme
    notices: Notices
    drafts: Drafts
    facts: Facts
    preferences: Preferences
    go: Callable[[Route], None]
    prefer: Callable[[Preferences], None]
    lock: Callable[[], None]
    erase: Callable[[], None]
    now: Callable[[], datetime]
