"""Whom people mean by the author of a change: the device's name where it is known here, else the start of its id.

A chain's author is a hash of a device's key and its incarnation (sync.identity); a name decides nothing.
"""

from app.finding import find_rows
from app.ids import to_text
from app.workspace import Workspace
from storage.database import Tx
from sync import links, roster, stating

_SHORT = 8


def alias_of(tx: Tx, case: bytes | None) -> str:
    """Return what lists call a case; "" for one that is not here."""
    rows = [row for row in find_rows(tx, case) if row.kind == "case"] if case is not None else []
    value = rows[0].fields.get("alias") if rows else None
    return value if isinstance(value, str) else ""


class Names:
    """Names of authors and devices, for one transaction."""

    def __init__(self, tx: Tx, workspace: Workspace) -> None:
        own = workspace.identity
        self._tx = tx
        self._authors: dict[bytes, str] = dict.fromkeys(own.authors, own.name)
        self._devices = {link.peer: link.name for link in links.all_links(tx)}
        self._devices |= {device.id: device.name for device in roster.load(tx, own).devices}

    def of(self, author: bytes) -> str:
        """Return the name of an author."""
        if author not in self._authors:
            device = stating.device_of(self._tx, author)
            self._authors[author] = self._devices.get(device or b"") or to_text(author)[:_SHORT]
        return self._authors[author]

    def of_device(self, device: bytes) -> str:
        """Return the name of a device."""
        return self._devices.get(device) or to_text(device)[:_SHORT]
