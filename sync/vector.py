"""What a device tells a peer that it holds, and what it believes the peer to hold (docs/bundle-format.md §6).

A vector maps (scope, author) to a position: grant number, seq and the first half of the head after it. It covers the scopes that
both may see, without those that were shed or purged and not filled again. The digest of a vector lets the other side
notice that what it believes has drifted; then it asks for the whole.
"""

from collections.abc import Mapping
from typing import NamedTuple

from storage import holdings, log
from storage.crypto import h
from storage.database import Tx
from storage.scopes import ScopeId
from sync.links import Link
from sync.sight import Sight


class Held(NamedTuple):
    """A position as it travels."""

    grant: int
    seq: int
    head16: bytes


Vector = dict[tuple[bytes, bytes], Held]


def mine(tx: Tx, sight: Sight, link: Link, withheld: Mapping[ScopeId, str]) -> Vector:
    """Return what this device holds of all that the peer may see.

    A scope that is withheld and of which the peer never acknowledged anything is not named at all.
    """
    believed_scopes = {scope for scope, _ in holdings.believed(tx, link.peer)} if withheld else set()
    scopes = {
        scope: number
        for scope, number in sight.scopes(tx).items()
        if scope not in withheld or scope in believed_scopes
    }
    return {
        (scope, author): Held(scopes[scope], position.seq, position.head[:16])
        for (scope, author), position in log.contents(tx, scopes).items()
    }


def believed(tx: Tx, peer: bytes) -> Vector:
    """Return what the peer is believed to hold: never more than it does."""
    return {
        key: Held(held.grant_no, held.seq, held.head16) for key, held in holdings.believed(tx, peer).items()
    }


def digest(vector: Vector) -> bytes:
    """Return 16 bytes that two equal vectors share."""
    entries = sorted(
        scope + author + held.grant.to_bytes(8, "big") + held.seq.to_bytes(8, "big") + held.head16
        for (scope, author), held in vector.items()
    )
    return h("vector", *entries, size=16)


def rows(vector: Vector) -> tuple[tuple[bytes, bytes, int, int, bytes], ...]:
    """Return a vector as the positions of a manifest, in one order."""
    return tuple((scope, author, *held) for (scope, author), held in sorted(vector.items()))


def replace(tx: Tx, peer: bytes, claimed: Vector) -> None:
    """Believe a peer's full vector, downwards too."""
    holdings.replace_held(tx, peer, {key: tuple(held) for key, held in claimed.items()})


def grow(tx: Tx, peer: bytes, claimed: Vector) -> None:
    """Believe that a peer holds at least this."""
    for (scope, author), held in claimed.items():
        holdings.raise_held(tx, peer, ScopeId(scope), author, *held)


def grow_by_runs(tx: Tx, peer: bytes, runs: Iterable[Run], claimed: Vector) -> None:
    """A peer holds what it sends: believe the ends of its runs, as far as they are in this store now."""
    for run in runs:
        head = log.head_at(tx, run.scope, run.author, run.last)
        if head is not None and (run.scope, run.author) not in claimed:
            holdings.raise_held(tx, peer, run.scope, run.author, 1, run.last, head[:16])
