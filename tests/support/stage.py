"""A small organisation in which everybody has heard of everybody, and questions that tests of the courier ask of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from storage import log, records
from storage.database import Tx
from storage.projection import Projection
from storage.records import Row
from support.mail import MemoryChannel
from support.world import Replica, exchange, found, load
from sync import grants, kinds, links, prekeys, roster
from sync.identity import Identity
from sync.links import Link
from sync.outcomes import Outcome
from sync.receiving import Received
from sync.roster import Roster
from sync.sending import Sent, send

RISK = {"low": 0, "high": 2, "critical": 3}

#: What app would hand in, as far as these tests need it: risk is never lowered by a merge, and documents name blobs.
PROJECTION = Projection(
    indexed=kinds.INDEXED,
    orders={
        ("risk", "level"): lambda value: RISK.get(str(value), 0),
        (kinds.DEVICE, "status"): roster.safer,
        (kinds.GRANT, "state"): grants.state_rank,
    },
    attached=frozenset({("document", "hash")}),
)

RECORD = b"r" * 16


@dataclass(frozen=True)
class Stage:
    """Two desks and two houses; `north` is the home desk of both houses."""

    replicas: dict[str, Replica]

    @property
    def north(self) -> Replica:
        return self.replicas["north"]

    @property
    def south(self) -> Replica:
        return self.replicas["south"]

    @property
    def house(self) -> Replica:
        return self.replicas["house-1"]

    @property
    def other(self) -> Replica:
        return self.replicas["house-2"]

    def lock(self) -> None:
        for replica in self.replicas.values():
            replica.vault.lock()


def prepare(base: Path) -> None:
    """Found an organisation and let everybody hear of everybody, until nothing is news."""
    base.mkdir()
    (base / "new").mkdir()
    found(base / "new", 2, Random("stage"))
    replicas = load(base / "new", base / "settled", 0)
    for name in ("house-1", "house-2", "south", "house-1", "house-2"):
        done = exchange(replicas["north"], replicas[name], rounds=3)
    assert all(one.outcome is Outcome.APPLIED and not one.changes for one in done)
    Stage(replicas).lock()


def raise_curtain(template: Path, base: Path) -> Stage:
    """Open a copy of a prepared organisation."""
    stage = Stage(load(template, base, 1))
    for replica in stage.replicas.values():
        replica.vault.projection = PROJECTION
    return stage


# -- acts -------------------------------------------------------------------------------------------------------------


def post(one: Replica, peer: str, **options: object) -> tuple[bytes, Sent]:
    """Seal a bundle with any of `send`'s options."""
    channel = MemoryChannel()
    sent = send(one.me, peer, channel, one.release, **options)  # type: ignore[arg-type]
    return channel.bundles[0], sent


def deliver(one: Replica, other: Replica, **options: object) -> Received:
    """Send one bundle and receive it."""
    bundle, _ = post(one, other.name, **options)
    (done,) = other.receive(bundle)
    return done


def new_case(who: Replica, number: int = 1, code: int = kinds.CORE) -> bytes:
    """Write the first record of a compartment, and return its scope."""
    scope = kinds.scope(code, bytes([number]) * 16)
    who.write(scope, RECORD, "case", {"alias": f"case {number}"})
    return scope


def open_to(desk: Replica, house: Replica, scope: bytes) -> int:
    """Let a house see a compartment."""
    me = desk.me
    with desk.vault.transaction() as tx:
        return grants.open_to(
            tx, me.identity, kinds.ScopeId(scope), house.me.identity.device_id, rng=me.rng, now=me.now
        )


def edit_link(who: Replica, peer: str, **values: object) -> None:
    """Change link state by hand."""
    with who.vault.transaction() as tx:
        link = _link(tx, peer)
        for name, value in values.items():
            setattr(link, name, value)
        links.save(tx, link)


# -- questions --------------------------------------------------------------------------------------------------------


def link_of(who: Replica, peer: str) -> Link:
    """Return what is remembered of a peer."""
    with who.vault.read() as tx:
        return _link(tx, peer)


def _link(tx: Tx, peer: str) -> Link:
    return next(link for link in links.all_links(tx) if link.name == peer)


def keys_for(who: Replica, peer: str) -> dict[int, bytes]:
    """Return the private prekeys that are live for a peer."""
    with who.vault.read() as tx:
        return prekeys.unpack(who.vault.prekeys(tx)).get(_link(tx, peer).peer, {})


def memory_of(who: Replica) -> tuple[object, ...]:
    """Return all that a refused bundle must leave alone: the log's mark, every link, every private prekey."""
    with who.vault.read() as tx:
        return (
            log.mark(tx),
            [links._pack(link) for link in links.all_links(tx)],
            who.vault.prekeys(tx),
        )


def roster_of(who: Replica) -> Roster:
    """Return the devices that one knows of."""
    with who.vault.read() as tx:
        return roster.load(tx, who.me.identity)


def row_of(who: Replica, scope: bytes, kind: str = "case", record: bytes = RECORD) -> Row | None:
    """Return a record as it is shown."""
    with who.vault.read() as tx:
        return records.one(tx, kinds.ScopeId(scope), kind, record)


def shown(who: Replica, scope: bytes, kind: str = "case", record: bytes = RECORD) -> Mapping[str, object]:
    """Return the fields that are shown of a record; empty when it is not here."""
    row = row_of(who, scope, kind, record)
    return row.fields if row else {}


def holds(who: Replica, scope: bytes) -> bool:
    """Tell whether anything of a compartment is here."""
    with who.vault.read() as tx:
        return scope in log.scopes(tx)


def same(scope: bytes, *replicas: Replica) -> bool:
    """Tell whether all show the same of a compartment, and something."""
    hashes = set()
    for replica in replicas:
        with replica.vault.read() as tx:
            assert log.heads(tx, [kinds.ScopeId(scope)]), replica.name
            hashes.add(log.state_hash(tx, kinds.ScopeId(scope)))
    return len(hashes) == 1


def identity_of(who: Replica) -> Identity:
    """Return who it is now."""
    return who.me.identity
