"""The state of one link: what this device knows of one peer, in both directions (docs/bundle-format.md §7).

A `Link` is a value; it is loaded, changed and saved inside the caller's transaction. Which bundle may change it is the courier's
decision: link state moves only when (incarnation, counter) rises.

- *Inbound*: address keys and prekeys that we gave the peer, what has arrived, what is still to be acknowledged.
- *Outbound*: address key and prekeys that the peer gave us, our counter, what is not acknowledged yet.
- Private prekeys are not here: they lie in the sealed block (prekeys.py).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any, Final

import cbor2

from storage import settings
from storage.database import Tx
from storage.errors import UserError
from sync import counters
from sync.counters import CounterSet

_PREFIX: Final = "link/"
_ADDRESSES: Final = "addresses/"
#: Address keys recognised as current; older ones, up to KEPT, only tell *superseded* from *not for us*.
CURRENT: Final = 3
KEPT: Final = 32
#: Unacknowledged bundles whose positions are remembered; older ones are forgotten and nothing but bytes is lost.
REMEMBERED: Final = 256
_LOW: Final = 2**32
#: Nonces of received bundles that are remembered, and how much of each.
_NONCES: Final = 512
_NONCE: Final = 8


class Seen(Enum):
    """What is known of a bundle's number."""

    NEW = "new"
    SAME = "same"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PeerKeys:
    """Who the other side is, as enrolment or a certificate says."""

    device_id: bytes
    vk: bytes
    relink_public: bytes
    role: int
    name: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The address keys that a peer was given, newest last: what tells its bundles from everybody else's."""

    peer: bytes
    vk: bytes
    addresses: list[tuple[int, bytes]]

    def current(self) -> list[tuple[int, bytes]]:
        """Return those by which a bundle is recognised."""
        return self.addresses[-CURRENT:]

    def old(self) -> list[tuple[int, bytes]]:
        """Return those that no longer open anything."""
        return self.addresses[:-CURRENT]


@dataclass(slots=True)
class Outgoing:
    """One bundle that was sealed and not yet acknowledged.

    mark: log position at that time. acked: what it acknowledged, as (incarnation, first, last).
    at: unix seconds. how, changes, blobs: channel name and counts, for the ledger.
    """

    mark: int
    acked: list[tuple[bytes, int, int]]
    complete: bool
    at: int
    how: str = ""
    changes: int = 0
    blobs: int = 0


@dataclass(slots=True)
class Link:
    """All that is remembered of one peer.

    claims: how often a house said that this desk went back.
    went_back: the peer used a number twice, and is told so until it takes a new incarnation.
    unheard: we took a new incarnation, and the peer has not named it yet; relinks go until it does.
    starved: the newest bundle of the peer was weak; with one new prekey a bundle, all that follow would be too.
    """

    peer: bytes
    vk: bytes
    relink_public: bytes
    role: int
    name: str
    confirmed: bool
    # inbound
    heard: tuple[bytes, int] = (bytes(8), 0)
    complete_heard: tuple[bytes, int] = (bytes(8), 0)
    received: CounterSet = field(default_factory=dict)
    to_ack: CounterSet = field(default_factory=dict)
    nonces: dict[bytes, bytes] = field(default_factory=dict)
    asked: list[bytes] = field(default_factory=list)
    claims: int = 0
    addresses: list[tuple[int, bytes]] = field(default_factory=list)
    address_seen: int = 0
    prekeys: dict[int, bytes] = field(default_factory=dict)
    stale_prekeys: list[int] = field(default_factory=list)
    last_prekey: int = 0
    holds: int = 0
    starved: bool = False
    wants_full: bool = False
    received_at: int = 0
    # outbound
    counter: int = 0
    peer_prekeys: dict[int, bytes] = field(default_factory=dict)
    peer_holds: int = 0
    last_used: int = 0
    peer_address: tuple[int, bytes] = (0, b"")
    outgoing: dict[int, Outgoing] = field(default_factory=dict)
    base: int = -1
    acked_counter: int = 0
    owes_full: bool = False
    relink_due: bool = False
    answer_due: bool = False
    went_back: bool = False
    unheard: bool = False
    peer_wants: list[bytes] = field(default_factory=list)
    sent_at: int = 0
    complete_sent_at: int = 0

    @property
    def whereabouts(self) -> Whereabouts:
        """Return where the peer's bundles are found."""
        return Whereabouts(self.peer, self.vk, self.addresses)

    @property
    def keys(self) -> PeerKeys:
        """Return who the peer is."""
        return PeerKeys(self.peer, self.vk, self.relink_public, self.role, self.name)

    # -- inbound keys ---------------------------------------------------------------------------------------

    def announce(self, rng: Callable[[int], bytes]) -> tuple[int, bytes]:
        """Return the address key for the next manifest: the last one until it was used, then a new one."""
        if not self.addresses or self.address_seen >= self.addresses[-1][0]:
            number = self.addresses[-1][0] + 1 if self.addresses else 1
            self.addresses = [*self.addresses, (number, rng(32))][-KEPT:]
        return self.addresses[-1]

    def next_prekey(self, generation: int) -> int:
        """Return a new prekey id: the owner's generation in the high half, rising in the low one."""
        self.last_prekey = max(self.last_prekey, generation * _LOW) + 1
        return self.last_prekey

    # -- acknowledgements -----------------------------------------------------------------------------------

    def seen(self, incarnation: bytes, counter: int, nonce: bytes) -> Seen:
        """Tell a repeated bundle from another one under a number that was used before: its sender went backwards."""
        if not counters.holds(self.received, incarnation, counter):
            return Seen.NEW
        known = self.nonces.get(_place(incarnation, counter), nonce[:_NONCE])
        return Seen.SAME if known == nonce[:_NONCE] else Seen.OTHER

    def asks_about(self, nonce: bytes) -> bool:
        """Tell, once for each bundle, whether a relink is to be asked for because of it: who replays one gets no second."""
        if nonce[:_NONCE] in self.asked:
            return False
        self.asked = [*self.asked, nonce[:_NONCE]][-_NONCES:]
        return True

    def note_nonce(self, incarnation: bytes, counter: int, nonce: bytes) -> None:
        """Remember which bundle had this number; bounded, the oldest are forgotten."""
        self.nonces[_place(incarnation, counter)] = nonce[:_NONCE]
        while len(self.nonces) > _NONCES:
            del self.nonces[next(iter(self.nonces))]

    def note_received(self, incarnation: bytes, counter: int, whole: bool) -> None:
        """Remember that a bundle arrived; only one that was taken whole is acknowledged by its number."""
        counters.add(self.received, incarnation, counter)
        if whole:
            counters.add(self.to_ack, incarnation, counter)

    def acknowledged(self, counter: int) -> Outgoing | None:
        """Take one of our bundles as acknowledged; return what it was, None when not remembered."""
        out = self.outgoing.pop(counter, None)
        if out is not None:
            self.base = max(self.base, out.mark)
            self.acked_counter = max(self.acked_counter, counter)
            counters.remove(self.to_ack, out.acked)
            if out.complete:
                self.complete_sent_at = max(self.complete_sent_at, out.at)
        return out

    def remember(self, counter: int, out: Outgoing) -> None:
        """Keep what a bundle carried until it is acknowledged; bounded."""
        self.outgoing[counter] = out
        while len(self.outgoing) > REMEMBERED:
            del self.outgoing[min(self.outgoing)]

    def start_over(self) -> None:
        """Forget what a new incarnation of ours can no longer trust, and owe the peer a relink."""
        self.counter, self.outgoing, self.base, self.acked_counter = 0, {}, -1, 0
        self.peer_prekeys, self.peer_holds, self.last_used = {}, 0, 0
        self.stale_prekeys = sorted({*self.stale_prekeys, *self.prekeys})
        self.holds = 0
        self.unheard = self.owes_full = True

    @property
    def owes_relink(self) -> bool:
        """Whether the next bundle has to be a relink: asked for, owed as an answer, or not heard of yet."""
        return self.relink_due or self.answer_due or self.unheard


def _place(incarnation: bytes, counter: int) -> bytes:
    return incarnation + counter.to_bytes(8, "big")


def _pack(link: Link) -> bytes:
    values: dict[str, Any] = {entry.name: getattr(link, entry.name) for entry in fields(Link)}
    values["outgoing"] = {
        counter: [getattr(out, entry.name) for entry in fields(Outgoing)]
        for counter, out in link.outgoing.items()
    }
    return cbor2.dumps(values)


def _unpack(packed: bytes) -> Link:
    values = cbor2.loads(packed)
    for name in ("heard", "complete_heard", "peer_address"):
        values[name] = tuple(values[name])
    values["addresses"] = [(number, key) for number, key in values["addresses"]]
    values["outgoing"] = {counter: _outgoing(row) for counter, row in values["outgoing"].items()}
    return Link(**values)


def _outgoing(row: list[Any]) -> Outgoing:
    out = Outgoing(*row)
    out.acked = [(incarnation, first, last) for incarnation, first, last in out.acked]
    return out


def create(
    tx: Tx,
    *,
    peer: PeerKeys,
    my_addresses: list[tuple[int, bytes]],
    peer_address: tuple[int, bytes],
    peer_prekeys: dict[int, bytes],
    my_prekeys: dict[int, bytes],
    last_used: int = 0,
    confirmed: bool,
) -> Link:
    """Write the link that an enrolment makes and return it.

    Args: my_prekeys: public keys by id; the private ones are put into the sealed block by the caller. last_used: the
    id of the peer's that the reply has used up.
    """
    link = Link(
        peer=peer.device_id,
        vk=peer.vk,
        relink_public=peer.relink_public,
        role=peer.role,
        name=peer.name,
        confirmed=confirmed,
        addresses=list(my_addresses),
        prekeys=dict(my_prekeys),
        last_prekey=max(my_prekeys, default=0),
        holds=max(my_prekeys, default=0),
        peer_prekeys=dict(peer_prekeys),
        peer_holds=max(peer_prekeys, default=0),
        peer_address=peer_address,
        last_used=last_used,
    )
    save(tx, link)
    return link


def save(tx: Tx, link: Link) -> None:
    """Write a link back."""
    settings.put(tx, _PREFIX + link.peer.hex(), _pack(link))
    where = [link.vk, link.addresses]
    settings.put(tx, _ADDRESSES + link.peer.hex(), cbor2.dumps(where))


def whereabouts(tx: Tx) -> Iterator[Whereabouts]:
    """Yield where every peer's bundles are found: far less to read than the links themselves."""
    for name in settings.names(tx, _ADDRESSES):
        vk, addresses = cbor2.loads(settings.get(tx, name) or b"")
        peer = bytes.fromhex(name.removeprefix(_ADDRESSES))
        yield Whereabouts(peer, vk, [(number, key) for number, key in addresses])


def load(tx: Tx, peer: bytes) -> Link:
    """Return the link with a device. Raises: UserError("no_link")."""
    packed = settings.get(tx, _PREFIX + peer.hex())
    if packed is None:
        raise UserError("no_link", device=peer.hex())
    return _unpack(packed)


def owe_relink(tx: Tx, peer: bytes) -> None:
    """Let the next bundle for a device be a relink; nothing where there is no link with it."""
    if settings.get(tx, _PREFIX + peer.hex()) is not None:
        link = load(tx, peer)
        link.relink_due = True
        save(tx, link)


def drop(tx: Tx, peer: bytes) -> None:
    """Forget a link: an enrolment that was stopped."""
    settings.drop(tx, _PREFIX + peer.hex())
    settings.drop(tx, _ADDRESSES + peer.hex())


def all_links(tx: Tx) -> Iterator[Link]:
    """Yield every link, in the order of device ids."""
    for name in settings.names(tx, _PREFIX):
        packed = settings.get(tx, name)
        if packed is not None:
            yield _unpack(packed)
