"""Where each kind of record is looked at: for whoever leads to a record without being its screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ui.shell.screen import Route

#: In which tab of a case its records are.
TABS: Final[Mapping[str, str]] = {
    "person": "persons",
    "incident": "incidents",
    "risk": "risk",
    "consent": "consent",
    "stay": "stays",
    "document": "documents",
    "task": "tasks",
    "note": "notes",
}


def to_record(kind: str, record: bytes, case: bytes | None) -> Route | None:
    """Say where a record is; None for one that has no screen of its own."""
    if kind == "case":
        return Route("case", record)
    if kind == "house":
        return Route("houses", record=record)
    if kind == "message":
        return Route("messages", record=record)
    if case is None:
        return None
    return Route("case", case, TABS.get(kind), record)
