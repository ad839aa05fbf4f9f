"""Open one carrier up to the point where it could be applied: find the link, verify, stage. Nothing is committed here.

The order is docs/bundle-format.md §10: tag → inner head → link state → HPKE → signature → manifest → changes (hash, then zstd, then
models) → attachment ranges to sealed staging → zeros and length. Every refusal leaves link state as it was.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from storage import ranges
from storage.blobs import Blobs
from storage.changes import Scanned
from storage.crypto import h
from storage.errors import UserError
from storage.log import Run, decode_runs
from storage.session import scanned
from storage.staging import Staging, Stored
from sync import compression, manifest
from sync.envelope import Opener
from sync.head import UNKNOWN_SENDER, Address, Flag, Head, relink_address, tag_of
from sync.identity import Identity
from sync.links import Link, Seen, Whereabouts
from sync.manifest import Manifest
from sync.outcomes import Outcome, Refusal
from sync.verified import verified

#: How far a counter may jump: beyond, somebody guesses or a store is broken.
JUMP: Final = 1 << 20
#: The number of an address key that is known and no longer taken.
OLD_ADDRESS: Final = 0


@dataclass(slots=True)
class Opened:
    """A bundle that verified, with its attachments on disk under keys that nothing refers to yet."""

    link: Link
    head: Head
    manifest: Manifest
    authentic: bytes
    section: bytes = b""
    runs: list[tuple[Run, list[Scanned]]] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)
    nonce: bytes = b""
    address: int = 0

    @property
    def place(self) -> tuple[bytes, int]:
        """Where the bundle stands in its sender's order."""
        return self.head.incarnation, self.head.counter

    @property
    def newer(self) -> bool:
        """Whether it moves link state."""
        return self.place > self.link.heard

    @property
    def changes(self) -> int:
        """How many changes it carries."""
        return sum(len(run.changes) for run, _ in self.runs)


class Finder:
    """Finds whose bundle a carrier holds, by keyed hash: no public-key trial however many links there are."""

    def __init__(self, identity: Identity, peers: Iterable[Whereabouts]) -> None:
        self._vk = identity.vk
        self._relink = Address(relink_address(identity.relink_public), UNKNOWN_SENDER, self._vk)
        self._relink_key = self._relink.tag_key()
        self._peers = list(peers)
        self._keys: dict[bytes, list[tuple[int, bytes, bytes]]] = {}

    def find(self, opener: Opener) -> tuple[bytes, int, Address] | Address:
        """Return peer, address number (OLD_ADDRESS for a key out of use) and address; only the address for a relink.

        Raises: Refusal not_for_us.
        """
        for one in self._peers:
            for number, key, tag_key in self._of(one):
                if tag_of(tag_key, opener.nonce) == opener.tag:
                    return one.peer, number, Address(key, one.vk, self._vk)
        if tag_of(self._relink_key, opener.nonce) == opener.tag:
            return self._relink
        for one in self._peers:
            for _, key in one.old():
                old = Address(key, one.vk, self._vk)
                if old.tag(opener.nonce) == opener.tag:
                    return one.peer, OLD_ADDRESS, old
        raise Refusal(Outcome.NOT_FOR_US, "no_link")

    def _of(self, one: Whereabouts) -> list[tuple[int, bytes, bytes]]:
        """Derive a peer's tag keys, once for all the carriers of a group."""
        known = self._keys.get(one.peer)
        if known is None:
            known = [(number, key, Address(key, one.vk, self._vk).tag_key()) for number, key in one.current()]
            self._keys[one.peer] = known
        return known


def check_place(link: Link, head: Head, nonce: bytes) -> None:
    """Refuse what link state refuses before any public-key work.

    Raises: Refusal duplicate; unopenable (another bundle under a number already used: its sender went backwards, and a
    relink tells it so); too_early (a new incarnation announces itself by a relink); quarantined (counter jump).
    """
    seen = link.seen(head.incarnation, head.counter, nonce)
    if seen is Seen.SAME:
        raise Refusal(Outcome.DUPLICATE, "seen")
    if seen is Seen.OTHER:
        if link.asks_about(nonce):
            link.relink_due = link.went_back = True
        raise Refusal(Outcome.UNOPENABLE, "number_used_twice")
    if any(link.heard[0]) and head.incarnation > link.heard[0]:
        raise Refusal(Outcome.TOO_EARLY, "relink_first")
    check_jump(link, head)


def check_jump(link: Link, head: Head) -> None:
    """Refuse a counter that nobody reaches by counting. Raises: Refusal quarantined."""
    if head.counter > JUMP + (link.heard[1] if head.incarnation == link.heard[0] else 0):
        raise Refusal(Outcome.QUARANTINED, "counter_jump")


def without_key(link: Link, head: Head) -> Refusal:
    """Say what a bundle is whose prekey is gone: superseded only if a complete later one is in."""
    incarnation, counter = link.complete_heard
    if head.incarnation == incarnation and head.counter < counter:
        return Refusal(Outcome.SUPERSEDED, "complete_later")
    return Refusal(Outcome.UNOPENABLE, "prekey_gone")


def read_manifest(opener: Opener, link: Link, head: Head, me: bytes) -> tuple[Manifest, bytes]:
    """Read the manifest once the signature of the link's peer holds, and compare it with the head.

    Raises: Refusal damaged, cut_off, too_new, too_large.
    """
    authentic = opener.read_manifest(link.vk)
    try:
        found = manifest.decode(authentic)
    except UserError as error:
        outcome = Outcome.TOO_NEW if error.slug == "too_new" else Outcome.DAMAGED
        raise Refusal(outcome, error.slug) from error
    if (found.sender, found.recipient, found.incarnation) != (link.peer, me, head.incarnation):
        raise Refusal(Outcome.DAMAGED, "manifest_names")
    return found, authentic


def read_changes(opener: Opener, found: Manifest) -> tuple[bytes, list[tuple[Run, list[Scanned]]]]:
    """Read the changes: hash first, then zstd, then every change's structure.

    Raises: Refusal damaged, cut_off, too_large.
    """
    if found.changes is None:
        return b"", []
    length, *_ = found.changes
    if length > compression.MOST_RAW:
        raise Refusal(Outcome.TOO_LARGE, "changes")
    section = b"".join(opener.read_changes(length))
    return section, runs_of(found, section)


def runs_of(found: Manifest, section: bytes) -> list[tuple[Run, list[Scanned]]]:
    """Read the changes section that a manifest describes. Raises: Refusal damaged, too_large."""
    if found.changes is None:
        return []
    _, digest, raw_length = found.changes
    if h("changes", section) != digest:
        raise Refusal(Outcome.DAMAGED, "changes_hash")
    try:
        runs = decode_runs(compression.expand(section, raw_length))
        return [(run, scanned(run)) for run in runs]
    except UserError as error:
        outcome = Outcome.TOO_LARGE if error.slug == "too_large" else Outcome.DAMAGED
        raise Refusal(outcome, error.slug) from error


@contextmanager
def staged(opener: Opener, blobs: Blobs, found: Manifest) -> Iterator[list[Stored]]:
    """Read the attachment ranges to sealed files; what is not handed over whole is removed.

    Raises: Refusal damaged, cut_off, too_large.
    """
    stored: list[Stored] = []
    try:
        for digest, size, first, hashes in found.blobs:
            stored.append(_stage(opener, blobs.stage(digest, size, first), size, first, hashes))
        yield stored
    except BaseException:
        for one in stored:
            blobs.discard(one)
        raise


def _stage(opener: Opener, staging: Staging, size: int, first: int, hashes: tuple[bytes, ...]) -> Stored:
    try:
        lengths = [ranges.length(size, index) for index in range(first, first + len(hashes))]
        if not lengths or min(lengths) < 1:
            raise Refusal(Outcome.DAMAGED, "ranges")
        for data, digest in zip(verified(opener.iter_ranges(lengths), hashes), hashes, strict=True):
            staging.add(data, digest)
        return staging.finish()
    except UserError as error:
        staging.abort()
        raise error if isinstance(error, Refusal) else Refusal(Outcome.DAMAGED, error.slug) from error
    except BaseException:
        staging.abort()
        raise


def is_relink(head: Head) -> bool:
    """Tell whether the head says relink."""
    return Flag.RELINK in head.flags
