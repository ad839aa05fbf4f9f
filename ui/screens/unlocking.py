"""Opens a store with a passphrase, and looks at what whoever works here should know first. No window, any thread.

With it comes all that an open store needs; the unlock window is shown before that is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app import devices, kit
from app.devices import Stage
from app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Opened:
    """An open store. standing: of the organisation kit. joining: it waits for the four words. sample: nobody in it is real."""

    workspace: Workspace
    standing: kit.Standing
    joining: bool
    sample: bool


def open_store(directory: Path, passphrase: str, *, accept_behind: bool) -> Opened:
    """Open a store. Raises: as `Workspace.open`."""
    workspace = Workspace.open(directory, passphrase, accept_behind=accept_behind)
    try:
        joining = devices.enrolment_of(workspace).stage is Stage.JOINED
        return Opened(workspace, kit.standing(workspace), joining, workspace.sample)
    except BaseException:
        workspace.close()
        raise
