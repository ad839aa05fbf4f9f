"""Statements on the wire: made for what a bundle carries of one's own, checked before they are kept.

A statement is an author's signed word on positions of its chains (storage/statements.py keeps them). It lets a desk pass on
what others wrote, with proof, and shows later who went backwards. A house needs none from a desk: the bundle's
signature vouches.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from storage import log, settings, statements
from storage.crypto import Forged, h
from storage.database import Tx
from storage.errors import UserError
from storage.log import Run
from storage.scopes import AuthorId
from storage.statements import Statement
from sync import crypto, links
from sync.identity import Identity, author_id
from sync.links import Link
from sync.manifest import StatementRow
from sync.rights import Role
from sync.roster import Roster

#: The one series that goes to all desks.
TO_DESKS: Final = h("series", b"desks", size=16)

_NUMBER: Final = "series/"
_AUTHORS: Final = "authors/"


def series(link: Link) -> bytes:
    """Return the series for a peer: one to all desks, one to each house, so that no house sees how busy others are."""
    return TO_DESKS if link.role == Role.DESK else h("series", link.peer, size=16)


def make(tx: Tx, identity: Identity, link: Link, runs: Iterable[Run]) -> Iterator[Statement]:
    """Yield a statement an incarnation of ours over the ends of its runs in this bundle."""
    by_author: dict[AuthorId, list[bytes]] = {}
    for run in runs:
        head = log.head_at(tx, run.scope, run.author, run.last)
        if head is not None:
            by_author.setdefault(run.author, []).append(
                statements.entry(run.scope, run.author, run.last, head)
            )
    known = {AuthorId(author_id(identity.vk, one)): one for one in (*identity.past, identity.incarnation)}
    for author in sorted(set(by_author) & set(known)):
        entries = statements.join(by_author[author])
        number = _next(tx, series(link))
        unsigned = Statement(author, known[author], series(link), number, entries, b"")
        yield replace(unsigned, signature=identity.sign(unsigned.body()))


def _next(tx: Tx, which: bytes) -> int:
    name = _NUMBER + which.hex()
    number = int.from_bytes(settings.get(tx, name) or b"", "big") + 1
    settings.put(tx, name, number.to_bytes(8, "big"))
    return number


def row(device: bytes, statement: Statement) -> StatementRow:
    """Return a statement as a manifest lists it; `device` tells the receiver whose key to check with."""
    return (
        device,
        statement.author,
        statement.incarnation,
        statement.series,
        statement.number,
        statement.entries,
        statement.signature,
    )


def checked(
    tx: Tx, identity: Identity, known: Roster, link: Link, rows: Iterable[StatementRow]
) -> list[Statement]:
    """Return the statements whose signatures hold, and remember whose authors they name. Others are left out."""
    held: list[Statement] = []
    for device, author, incarnation, which, number, entries, signature in rows:
        key = _key(identity, known, link, device)
        if key is None or author != author_id(key, incarnation):
            continue
        one = Statement(AuthorId(author), incarnation, which, number, entries, signature)
        if not _holds(key, one):
            continue
        settings.put(tx, _AUTHORS + author.hex(), device)
        held.append(one)
    return held


def _holds(key: bytes, one: Statement) -> bool:
    try:
        crypto.verify(key, one.body(), one.signature)
        one.items()
    except (Forged, UserError):
        return False
    return True


def altered(tx: Tx, identity: Identity, known: Roster) -> list[Statement]:
    """Return the kept statements that their authors never signed so: somebody changed the store.

    Those of a device that is no longer known are passed over: there is no key to judge them by.
    """
    keys = {link.peer: link.vk for link in links.all_links(tx)} | {
        device.id: device.vk for device in known.devices
    }
    keys[identity.device_id] = identity.vk
    devices = ((one, device_of(tx, one.author)) for one in statements.every(tx))
    return [one for one, device in devices if device in keys and not _holds(keys[device], one)]


def _key(identity: Identity, known: Roster, link: Link, device: bytes) -> bytes | None:
    if device == link.peer:
        return link.vk
    if device == identity.device_id:
        return identity.vk
    found = known.by_id(device)
    return found.vk if found else None


def device_of(tx: Tx, author: bytes) -> bytes | None:
    """Return the device that an author was proven to be, None when nobody stated it yet."""
    return settings.get(tx, _AUTHORS + author.hex())
