"""Blob ranges held against the hashes of a signed manifest, while the next ones are still being read.

Hashing takes twice the time of reading and opening; beside it, on a second core, it takes none. Nothing is passed on
before its hash held (security 28), and at most three ranges are in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from storage.ranges import range_hash
from sync.outcomes import Outcome, Refusal

_AHEAD = 2


def verified(data: Iterable[bytes], hashes: Iterable[bytes]) -> Iterator[bytes]:
    """Pass on each range whose hash is the one stated; there are as many of the one as of the other.

    Raises:
        Refusal: damaged.
    """
    waiting: deque[tuple[bytes, bytes, Future[bytes]]] = deque()
    with ThreadPoolExecutor(1) as hasher:
        for piece, stated in zip(data, hashes, strict=True):
            waiting.append((piece, stated, hasher.submit(range_hash, piece)))
            if len(waiting) > _AHEAD:
                yield _checked(*waiting.popleft())
        while waiting:
            yield _checked(*waiting.popleft())


def _checked(piece: bytes, stated: bytes, computed: Future[bytes]) -> bytes:
    if computed.result() != stated:
        raise Refusal(Outcome.DAMAGED, "range_hash")
    return piece
