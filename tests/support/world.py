"""A world of real stores on a disk that does not wait: desks, houses, couriers that do what couriers do.

Everything below the courier is the real code: SQLCipher, log, links, envelope. Nothing here decides what is right; the invariants do
(invariants.py).
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from storage import log, records
from storage.database import Tx
from storage.errors import UserError
from storage.log import NewEdit
from storage.scopes import ScopeId
from storage.vault import Vault
from support.enrolments import CHEAP, PROJECTION, START, say
from support.failing_files import FastFiles
from support.mail import MemoryChannel, MemorySource
from sync import enrolment, founding, identity, kinds, links
from sync.device import DeviceAtWork
from sync.links import PeerKeys
from sync.outcomes import Outcome
from sync.receiving import Received, receive
from sync.rights import Role
from sync.sending import Sent, relink, send

HOME, OTHER = "north", "south"


@dataclass(frozen=True)
class Word:
    """One acknowledged change: what must never be lost."""

    scope: bytes
    author: bytes
    seq: int
    head: bytes


@dataclass
class Replica:
    """One device: its store on disk, and what it was told is saved."""

    name: str
    directory: Path
    key: bytes
    rng: Random
    clock: int = START
    journal: list[Word] = field(default_factory=list)
    withheld: set[bytes] = field(default_factory=set)
    me: DeviceAtWork = field(init=False)

    def open(self, *, accept_behind: bool = False) -> None:
        """Open the store as a start of the program does."""
        vault = Vault.open_with_key(
            self.directory,
            self.key,
            accept_behind=accept_behind,
            files=FastFiles(),
            rng=self.rng.randbytes,
            projection=PROJECTION,
        )
        with vault.read() as tx:
            known = identity.load(tx)
        self.me = DeviceAtWork(vault, known, rng=self.rng.randbytes, now=lambda: self.clock)
        self.me.settle_doubts()

    @property
    def vault(self) -> Vault:
        """The open store."""
        return self.me.vault

    @property
    def is_desk(self) -> bool:
        """Whether it sits at headquarters."""
        return self.me.identity.role is Role.DESK

    def release(self, tx: Tx, peer: PeerKeys) -> Mapping[ScopeId, str]:
        """Withhold what the scenario says."""
        return {ScopeId(scope): "refused" for scope in self.withheld}

    def write(self, scope: bytes, record: bytes, kind: str, values: Mapping[str, object]) -> None:
        """Save a form: its fields replace what is shown here now."""
        with self.vault.transaction() as tx:
            edits = [
                NewEdit(record, kind, name, value, _shown(tx, scope, kind, record, name))
                for name, value in values.items()
            ]
            change = log.append(tx, self.me.identity.author, scope, edits, rng=self.me.rng, now=self.me.now)
            head = log.head_at(tx, scope, change.author, change.seq)
        assert head is not None
        self.journal.append(Word(scope, change.author, change.seq, head))

    def send(self, peer: str, *, max_size: int | None = None) -> tuple[bytes, Sent]:
        """Seal the next bundle for a peer."""
        channel = MemoryChannel()
        sent = send(self.me, peer, channel, self.release, max_size=max_size)
        return channel.bundles[0], sent

    def relink(self, peer: str) -> bytes:
        """Renew a link by hand, as somebody does who was told on the telephone."""
        channel = MemoryChannel()
        relink(self.me, peer, channel, self.release)
        return channel.bundles[0]

    def receive(self, *bundles: bytes) -> list[Received]:
        """Take bundles from carriers."""
        return receive(self.me, [MemorySource(bundle) for bundle in bundles])

    def peers(self) -> list[str]:
        """Names of the devices it can send to."""
        with self.vault.read() as tx:
            return [link.name for link in links.all_links(tx)]

    def scopes(self) -> list[ScopeId]:
        """Compartments that are here and open."""
        with self.vault.read() as tx:
            return [scope for scope, state in log.scopes(tx).items() if state.state == "open"]

    def image(self, to: Path) -> None:
        """Copy the whole store, as somebody does who images a disk."""
        self.vault.lock()
        shutil.copytree(self.directory, to)
        self.open()

    def restore(self, image: Path, *, turn_too: bool) -> None:
        """Put an older image back; without its `turn`, the mark tells."""
        self.vault.lock()
        turn = (self.directory / "turn").read_bytes()
        shutil.rmtree(self.directory)
        shutil.copytree(image, self.directory)
        if not turn_too:
            (self.directory / "turn").write_bytes(turn)
        self.open(accept_behind=True)


def _shown(tx: Tx, scope: bytes, kind: str, record: bytes, name: str) -> tuple[log.Ref, ...]:
    return tuple(one.ref for one in records.live(tx, scope, kind, record, name))


def found(base: Path, houses: int, rng: Random) -> None:
    """Make the stores of an organisation in which everybody is enrolled and nothing was exchanged yet."""
    north = _new(base, HOME, rng)
    founding.found(north, HOME, rng=rng.randbytes)
    for name, role in [(OTHER, Role.DESK), *((f"house-{n}", Role.HOUSE) for n in range(1, houses + 1))]:
        vault = _new(base, name, rng)
        _enrol(north, vault, name, role, rng)
        vault.lock()
    north.lock()


def _new(base: Path, name: str, rng: Random) -> Vault:
    (base / f"{name}.key").write_bytes(key := rng.randbytes(32))
    return Vault.create_with_key(
        base / name, key, files=FastFiles(), rng=rng.randbytes, projection=PROJECTION
    )


def _enrol(desk: Vault, other: Vault, name: str, role: Role, rng: Random) -> None:
    with desk.read() as tx:
        me = identity.load(tx)
    invitation = enrolment.invite(desk, me, name=name, role=role, cost=CHEAP, rng=rng.randbytes)
    joined = enrolment.join(other, invitation.file, say(invitation.code), cost=CHEAP, rng=rng.randbytes)
    admitted = enrolment.admit(desk, me, joined.reply, say(joined.words), cost=CHEAP, rng=rng.randbytes)
    enrolment.confirm(other, say(admitted.confirm))


def load(template: Path, base: Path, seed: int) -> dict[str, Replica]:
    """Open a copy of the founded organisation."""
    shutil.copytree(template, base)
    replicas = {}
    for path in sorted(base.glob("*.key")):
        name = path.stem
        replica = Replica(name, base / name, path.read_bytes(), Random(f"{seed}/{name}"))
        replica.open()
        replicas[name] = replica
    return replicas


def case(rng: Random) -> bytes:
    """Make up a compartment of a case."""
    return kinds.scope(kinds.CORE, rng.randbytes(16))


def exchange(one: Replica, other: Replica, rounds: int = 2) -> list[Received]:
    """Carry bundles both ways by a courier who loses nothing."""
    done = []
    for _ in range(rounds):
        done += carry(one, other)
        done += carry(other, one)
    return done


def carry(one: Replica, other: Replica) -> list[Received]:
    """Carry one bundle. Who went back before it ever got its certificate calls, and is sent a relink."""
    try:
        bundle, _ = one.send(other.name)
    except UserError as error:
        assert error.slug in {"no_certificate", "no_prekey"}, error.slug
        return one.receive(other.relink(one.name))
    return other.receive(bundle)


GOOD = {Outcome.APPLIED, Outcome.DUPLICATE, Outcome.SUPERSEDED}
