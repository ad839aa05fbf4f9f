"""Small named values of a store: its own identity, counters, choices. Bytes in, bytes out.

Not for anything that travels (that is a change) and not for anything large.
"""

from __future__ import annotations

from storage.database import Tx


def get(tx: Tx, name: str) -> bytes | None:
    """Give the value of `name`, or None."""
    value = tx.scalar("SELECT value FROM settings WHERE name = ?", (name,))
    return None if value is None else bytes(value)


def put(tx: Tx, name: str, value: bytes) -> None:
    """Set `name` to `value`."""
    tx.execute(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
    tx.touches.note_setting(name)


def drop(tx: Tx, name: str) -> None:
    """Forget `name`; nothing happens if it was never set."""
    tx.execute("DELETE FROM settings WHERE name = ?", (name,))
    tx.touches.note_setting(name)


def names(tx: Tx, prefix: str) -> list[str]:
    """List the names that begin with `prefix`, sorted."""
    rows = tx.execute(
        "SELECT name FROM settings WHERE substr(name, 1, length(?)) = ? ORDER BY name", (prefix, prefix)
    )
    return [str(name) for (name,) in rows]
