"""Which attachments go along, in ranges of 1 MiB: those the peer asked for, or all it lacks when they are ticked.

- Only what a record in a compartment names that the peer may see now; consent and grants hold for bytes as for changes.
- With no news no range goes twice: it waits until it is acknowledged or known to be lost (storage/shipped.py).
- A desk asks for every attachment it lacks; a house only for those that somebody there wants.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from storage import ranges, settings, shipped
from storage.blobs import Blobs
from storage.database import Tx
from storage.scopes import ScopeId
from sync import stating
from sync.links import Link
from sync.manifest import BlobPart
from sync.rights import Role
from sync.selection import Question
from sync.sight import Sight

_WANT: Final = "want/"
_MOST_WANTS: Final = 1024
_MOST_PARTS: Final = 1024
#: Ranges in one bundle: 4 GiB.
_MOST_RANGES: Final = 4096
#: CBOR around one range hash, and around one attachment's row.
_PER_RANGE, _PER_BLOB = 34, 64


@dataclass(slots=True)
class Parcel:
    """Ranges that go along. rows: as the manifest lists them; length: their bytes together."""

    rows: list[BlobPart] = field(default_factory=list)
    length: int = 0

    def lengths(self) -> Iterator[int]:
        """Yield the bytes of each range, in order."""
        for _, size, first, hashes in self.rows:
            for index in range(first, first + len(hashes)):
                yield ranges.length(size, index)


def choose(tx: Tx, blobs: Blobs, link: Link, ask: Question, *, room: int, ticked: bool) -> Parcel:
    """Take as many ranges as fit into `room` bytes, manifest included."""
    parcel = Parcel()
    left, had = _MOST_RANGES, shipped.held(tx, link.peer)
    for digest in _candidates(tx, blobs, link, ticked):
        size = blobs.size(tx, digest)
        if size is None or len(parcel.rows) >= _MOST_PARTS or not _may_have(tx, blobs, link, ask, digest):
            continue
        hashes = blobs.range_hashes(tx, digest)
        if _again(link, digest, had, hashes):
            shipped.forget(tx, link.peer, digest)
        for first, count in _missing(tx, link.peer, digest, len(hashes)):
            room -= _PER_BLOB
            taken = 0
            while taken < min(count, left) and room >= ranges.length(size, first + taken) + _PER_RANGE:
                room -= ranges.length(size, first + taken) + _PER_RANGE
                parcel.length += ranges.length(size, first + taken)
                taken += 1
            left -= taken
            if taken:
                parcel.rows.append((digest, size, first, tuple(hashes[first : first + taken])))
    return parcel


def lacking(tx: Tx, blobs: Blobs, link: Link, ask: Question, *, ticked: bool) -> dict[bytes, int]:
    """Return the attachments of which `choose` would take something, were there room for all, with the bytes that lack."""
    found: dict[bytes, int] = {}
    had = shipped.held(tx, link.peer)
    for digest in _candidates(tx, blobs, link, ticked):
        size = blobs.size(tx, digest)
        if size is None or not _may_have(tx, blobs, link, ask, digest):
            continue
        hashes = blobs.range_hashes(tx, digest)
        again = _again(link, digest, had, hashes)
        runs = [(0, len(hashes))] if again else _missing(tx, link.peer, digest, len(hashes))
        found[digest] = sum(
            ranges.length(size, index) for first, count in runs for index in range(first, first + count)
        )
    return {digest: missing for digest, missing in found.items() if missing}


def _candidates(tx: Tx, blobs: Blobs, link: Link, ticked: bool) -> list[bytes]:
    """List the attachments that may go: those asked for first."""
    wanted = list(dict.fromkeys(link.peer_wants))
    return [*wanted, *(sorted(set(blobs.held(tx)) - set(wanted)) if ticked else ())]


def _again(link: Link, digest: bytes, had: Mapping[bytes, int], hashes: Sequence[bytes]) -> bool:
    """Tell whether a peer had all of an attachment once, and asks again: it was dropped there."""
    return digest in link.peer_wants and had.get(digest, 0) >= len(hashes)


def _may_have(tx: Tx, blobs: Blobs, link: Link, ask: Question, digest: bytes) -> bool:
    """Tell whether a peer may be given an attachment.

    A record that it may see has to name it; for a house one that somebody else wrote, unless it brought the bytes: or it
    would only have to write a hash down to be sent what lies behind it.
    """
    trusted = link.role == Role.DESK or shipped.brought(tx, link.peer, digest)
    named = ((scope, None) for scope, _ in blobs.uses(tx, digest)) if trusted else _authors(tx, blobs, digest)
    return any(
        scope not in ask.withheld
        and scope not in ask.dropped
        and ask.sight.number(ScopeId(scope)) is not None
        and author != link.peer
        for scope, author in named
    )


def _authors(tx: Tx, blobs: Blobs, digest: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """Yield where an attachment is named and which device wrote that; None for one of ours."""
    for scope, _, author in blobs.named_by(tx, digest):
        yield scope, stating.device_of(tx, author)


def _missing(tx: Tx, peer: bytes, digest: bytes, count: int) -> Iterator[tuple[int, int]]:
    """Yield (first, count) of the ranges that are neither held by the peer nor on their way."""
    at = 0
    for first, covered, _ in shipped.covered(tx, peer, digest):
        if first > at:
            yield at, first - at
        at = max(at, first + covered)
    if at < count:
        yield at, count - at


def stream(blobs: Blobs, tx: Tx, parcel: Parcel) -> Iterator[bytes]:
    """Yield the bytes of each range of a parcel, decrypted one at a time."""
    for digest, size, first, hashes in parcel.rows:
        with blobs.open(tx, digest) as reader:
            reader.seek(first * ranges.RANGE)
            for index in range(first, first + len(hashes)):
                yield reader.read(ranges.length(size, index))


def want(tx: Tx, digest: bytes) -> None:
    """Ask for an attachment with the next bundles, until it is here."""
    settings.put(tx, _WANT + digest.hex(), b"")


def wanted(tx: Tx, blobs: Blobs, role: Role, sight: Sight, turn: int) -> tuple[bytes, ...]:
    """Return the attachments to ask a peer for: only those that a record names which it may see itself.

    Where they are more than one list holds, each `turn` (the bundle's number) asks for others: names of files that nobody
    has must not keep anybody's from being asked for.
    """
    asked = {bytes.fromhex(name.removeprefix(_WANT)) for name in settings.names(tx, _WANT)}
    absent = (digest for digest in blobs.absent(tx) if role is Role.DESK or digest in asked)
    known = [digest for digest in absent if named_to(tx, blobs, sight, digest)]
    start = turn * _MOST_WANTS % len(known) if len(known) > _MOST_WANTS else 0
    return tuple(sorted([*known[start:], *known[:start]][:_MOST_WANTS]))


def named_to(tx: Tx, blobs: Blobs, sight: Sight, digest: bytes) -> bool:
    """Tell whether a record that a peer may see names an attachment."""
    return any(sight.number(ScopeId(scope)) is not None for scope, _ in blobs.uses(tx, digest))


def is_wanted(tx: Tx, digest: bytes) -> bool:
    """Tell whether somebody here asked for an attachment."""
    return settings.get(tx, _WANT + digest.hex()) is not None
