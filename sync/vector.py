"""What a device tells a peer that it holds, and what it believes the peer to hold (docs/bundle-format.md §6).

A vector maps (scope, author) to a position: grant number, seq and the first half of the head after it. It covers the
scopes that both may see, without those that were shed or purged and not filled again. The digest of a vector lets the
other side notice that what it believes has drifted; then it asks for the whole.
"""

from collections.abc import Iterable, Mapping

from storage import holdings, positions
from storage.crypto import h
from storage.database import Tx
from storage.holdings import Held, Place
from storage.log import Run, head_at
from storage.scopes import AuthorId, ScopeId
from sync.links import Link
from sync.manifest import Position
from sync.sight import Sight

Vector = dict[Place, Held]


def mine(tx: Tx, sight: Sight, link: Link, withheld: Mapping[ScopeId, str]) -> Vector:
    """Return what this device holds of all that the peer may see.

    A scope that is withheld and of which the peer never acknowledged anything is not named at all.
    """
    believed_scopes = {scope for scope, _ in believed(tx, link.peer)} if withheld else set()
    scopes = {
        scope: number
        for scope, number in sight.scopes(tx).items()
        if scope not in withheld or scope in believed_scopes
    }
    return {
        (scope, author): Held(scopes[scope], seq, head[:16])
        for (scope, author), (seq, head) in positions.contents(tx, scopes).items()
    }


def believed(tx: Tx, peer: bytes) -> Vector:
    """Return what the peer is believed to hold: never more than it does."""
    return holdings.believed(tx, peer)


def digest(vector: Vector) -> bytes:
    """Return 16 bytes that two equal vectors share."""
    entries = sorted(
        scope + author + held.grant_no.to_bytes(8, "big") + held.seq.to_bytes(8, "big") + held.head16
        for (scope, author), held in vector.items()
    )
    return h("vector", *entries, size=16)


def rows(vector: Vector) -> tuple[Position, ...]:
    """Return a vector as the positions of a manifest, in one order."""
    return tuple((scope, author, *held) for (scope, author), held in sorted(vector.items()))


def claims(listed: Iterable[Position]) -> Vector:
    """Read the positions of a manifest."""
    return {
        (ScopeId(scope), AuthorId(author)): Held(grant, seq, head16)
        for scope, author, grant, seq, head16 in listed
    }


def ends(tx: Tx, sight: Sight, runs: Iterable[Run]) -> Vector:
    """Return the ends of runs as positions, as far as they are in this store."""
    found: Vector = {}
    for run in runs:
        head = head_at(tx, run.scope, run.author, run.last)
        if head is not None:
            found[run.scope, run.author] = Held(sight.number(run.scope) or 1, run.last, head[:16])
    return found


def replace(tx: Tx, peer: bytes, claimed: Vector) -> None:
    """Believe a peer's full vector, downwards too."""
    holdings.replace_held(tx, peer, claimed)


def grow(tx: Tx, peer: bytes, claimed: Vector) -> None:
    """Believe that a peer holds at least this."""
    holdings.raise_held(tx, peer, claimed)
