"""One-time X-Wing prekeys: which one a sender takes, which ones their owner destroys, and how they are packed.

Pure rules, no I/O (docs/bundle-format.md §8). Why just these: simpler ones left bundles of one-way traffic unreadable, or
nearly all of them openable later (docs/decisions/0003).

- The owner offers ids that rise for ever; the high half of an id is the owner's generation.
- A sender takes ids in ascending order, each once. The highest that it holds may serve again and again: such a
  bundle is *weak*, the first one too, because its key has to outlive it.
- The owner destroys the id used when the bundle is committed, unless it was weak; and, after a bundle that was complete
  and newer than any before, all ids up to min(id used, holds - 1).
"""

from collections.abc import Collection, Iterable, Mapping

import cbor2

from storage.errors import UserError

#: Live pairs an owner keeps per peer before it stops making new ones.
LIVE = 8

#: A packed block names private keys by peer and id.
Block = dict[bytes, dict[int, bytes]]


class NoPrekey(UserError):  # noqa: N818 - named for what was found
    """The peer never gave a prekey, or all were dropped by a new incarnation: a relink must come first."""


def choose(held: Collection[int], last_used: int) -> tuple[int, bool]:
    """Pick the prekey for the next bundle.

    Args: held: ids of the peer's public prekeys. last_used: the highest id ever used (0: none).
    Returns: the id, and whether a bundle sealed to it is weak.
    Raises: NoPrekey.
    """
    if not held:
        raise NoPrekey("no_prekey")
    highest = max(held)
    fresh = [number for number in held if last_used < number < highest]
    return (min(fresh), False) if fresh else (highest, True)


def spent(held: Iterable[int], used: int) -> list[int]:
    """Return the public ids a sender forgets after using `used`: all that it may never take again."""
    held = list(held)
    highest = max(held, default=0)
    return [number for number in held if number <= used and number != highest]


def destroyed(live: Iterable[int], *, used: int, weak: bool, settles: bool, holds: int) -> set[int]:
    """Return the private ids that must be gone once a bundle is committed.

    Args: used: the id it was sealed to (0: none, a relink). settles: it was complete and newer than any before.
    holds: the highest id of ours that its sender holds.
    """
    gone = set() if weak else {used}
    if settles:
        gone |= {number for number in live if number <= min(used, holds - 1)}
    return gone & set(live)


def to_offer(live: Iterable[int], holds: int) -> list[int]:
    """Return the ids to put into the next bundle, newest first: those above what the peer says it holds."""
    return sorted((number for number in live if number > holds), reverse=True)


def pack(block: Mapping[bytes, Mapping[int, bytes]]) -> bytes:
    """Encode the private prekeys of all peers as one block, to be sealed under the numbered key in `turn`."""
    return cbor2.dumps({peer: dict(keys) for peer, keys in block.items() if keys}, canonical=True)


def unpack(packed: bytes) -> Block:
    """Decode what `pack` made; an empty block is no keys."""
    return cbor2.loads(packed) if packed else {}
