"""Names of bundles that lie on sticks of ours: once acknowledged, they are tidied away when the stick is here again."""

from collections.abc import Iterator
from typing import Final, Protocol, runtime_checkable

from storage import settings
from storage.database import Tx
from storage.errors import UserError
from sync import links

_PREFIX: Final = "carried/"


@runtime_checkable
class Tidies(Protocol):
    """A channel that can remove what it carried once."""

    def tidy(self, names: list[str]) -> list[str]:
        """Remove bundles by the names they were given; return which were there."""
        ...


def note(tx: Tx, name: str, peer: bytes, incarnation: bytes, counter: int) -> None:
    """Remember under which name a bundle lies on a stick."""
    settings.put(tx, _PREFIX + name, peer + incarnation + counter.to_bytes(8, "big"))


def acknowledged(tx: Tx, incarnation: bytes) -> list[str]:
    """Return the names of bundles that their recipients acknowledged; those of another incarnation are left alone."""
    return [
        name for name, peer, mine, counter in _noted(tx) if mine == incarnation and _is_in(tx, peer, counter)
    ]


def _noted(tx: Tx) -> Iterator[tuple[str, bytes, bytes, int]]:
    for name in settings.names(tx, _PREFIX):
        value = settings.get(tx, name) or b""
        yield name.removeprefix(_PREFIX), value[:16], value[16:24], int.from_bytes(value[24:], "big")


def _is_in(tx: Tx, peer: bytes, counter: int) -> bool:
    try:
        link = links.load(tx, peer)
    except UserError:
        return False
    return counter <= link.acked_counter and counter not in link.outgoing


def forget(tx: Tx, names: list[str]) -> None:
    """Forget names that are gone from their stick."""
    for name in names:
        settings.drop(tx, _PREFIX + name)
