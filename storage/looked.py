"""How far somebody on this device has read in something that grows, by the name of it. Local; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from storage.database import Tx
from storage.many import for_each


def until(tx: Tx, names: Sequence[bytes]) -> dict[bytes, int]:
    """Give the number up to which each was read; those never looked at are left out."""
    return dict(for_each(tx, "SELECT name, number FROM looked WHERE name IN (?*)", names))


def note(tx: Tx, name: bytes, number: int) -> None:
    """Note that something was read up to a number; it never goes back."""
    tx.execute(
        "INSERT INTO looked (name, number) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET"
        " number = max(number, excluded.number)",
        (name, number),
    )
    tx.touches.note(("looked",))
