"""An unlocked store with the identity that works in it: what every use case is handed.

Composition only: it opens and closes, keeps the vault and the identity together, and gives names to authors and scopes. No rule
of casework and no use case lives here. A store that went back in time takes a new incarnation as it opens, so that its
old chains are never continued (vault.md, "mark").
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final

from app.changed import Changed, changed
from app.projection import PROJECTION
from app.remembered import Remembered
from storage import clock
from storage.clock import Clock
from storage.errors import SidingError
from storage.scopes import ScopeId
from storage.vault import Vault
from sync import admission, founding, kinds
from sync import identity as identities
from sync.channels.file import FileChannel
from sync.device import DeviceAtWork
from sync.identity import Identity
from sync.rights import Role

Rng = Callable[[int], bytes]

SAMPLE_KDF: Final = "small"


class Workspace:
    """One open store. Use as a context manager, or call `close`.

    revealed: the cases whose identity fields were shown since it was opened, so that the trail says so once.
    remembered: what was found last and still holds.
    found_behind, found_without_turn: what was wrong with the store as it was opened; it has begun anew since, and owes every
    device it knows a bundle that renews the link.
    """

    def __init__(
        self, vault: Vault, identity: Identity, *, rng: Rng = os.urandom, now: Clock = clock.now
    ) -> None:
        self.device = DeviceAtWork(vault, identity, rng, now)
        self.revealed: set[bytes] = set()
        self.remembered = Remembered()
        self.found_behind = vault.behind
        self.found_without_turn = vault.turn_missing

    @property
    def vault(self) -> Vault:
        """The open store."""
        return self.device.vault

    @property
    def identity(self) -> Identity:
        """The device's own keys and names; another value after joining, or after going back in time was noticed."""
        return self.device.identity

    @property
    def rng(self) -> Rng:
        """Where randomness comes from."""
        return self.device.rng

    @property
    def now(self) -> Clock:
        """The clock: unix seconds."""
        return self.device.now

    @classmethod
    def create(
        cls,
        directory: Path,
        passphrase: str,
        *,
        name: str,
        organisation: bool = False,
        kdf: str = "standard",
        rng: Rng = os.urandom,
        now: Clock = clock.now,
    ) -> Workspace:
        """Make a store: a device that may join an organisation, or the founding desk of one. What fails leaves none.

        Raises:
            UserError: store_exists, bad_name, and what `Vault.create` says of the passphrase.
            MachineError: what the machine has against it.
        """
        name = admission.clean_name(name)
        vault = Vault.create(directory, passphrase, kdf=kdf, rng=rng, now=now, projection=PROJECTION)
        try:
            identity = (
                founding.found(vault, name, rng=rng, now=now)
                if organisation
                else _settle_in(vault, name, rng)
            )
        except BaseException:
            # A store without an identity is of no use to anybody, and would stand in the way of the next try.
            vault.abandon()
            with suppress(SidingError):
                Vault.erase(directory)
            raise
        return cls(vault, identity, rng=rng, now=now)

    @classmethod
    def open(
        cls,
        directory: Path,
        passphrase: str,
        *,
        accept_behind: bool = False,
        rng: Rng = os.urandom,
        now: Clock = clock.now,
    ) -> Workspace:
        """Open a store; with `accept_behind` also one that is older than its mark.

        Raises:
            UserError: no_store, wrong_passphrase, damaged_keys, damaged_store, store_behind, no_identity.
            MachineError: busy, and what the machine has against it.
        """
        vault = Vault.open(directory, passphrase, accept_behind=accept_behind, rng=rng, projection=PROJECTION)
        try:
            return cls.over(vault, rng=rng, now=now)
        except BaseException:
            vault.lock()
            raise

    @classmethod
    def over(cls, vault: Vault, *, rng: Rng = os.urandom, now: Clock = clock.now) -> Workspace:
        """Work in a vault that is open already and has an identity. Raises: UserError("no_identity")."""
        with vault.read() as tx:
            identity = identities.load(tx)
        workspace = cls(vault, identity, rng=rng, now=now)
        workspace.device.settle_doubts()
        return workspace

    def refresh(self) -> None:
        """Read the identity again, after something that may have changed it."""
        with self.vault.read() as tx:
            self.device.identity = identities.load(tx)

    def take_changed(self) -> Changed:
        """Return what was written since this was last called, by any thread, and committed."""
        touches = self.vault.touched.take()
        if not touches.scopes:  # nothing that belongs to a case
            return Changed(frozenset(touches.kinds), whole=touches.whole)
        with self.vault.read() as tx:
            return changed(tx, touches)

    def close(self) -> None:
        """Lock the store; twice is fine."""
        self.vault.lock()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def directory(self) -> Path:
        """Where the store is."""
        return self.vault.directory

    @property
    def name(self) -> str:
        """What this device is called."""
        return self.identity.name

    @property
    def device_id(self) -> bytes:
        """This device's id."""
        return self.identity.device_id

    @property
    def house_id(self) -> bytes | None:
        """The id of the house that this device sits in; None at a desk."""
        return None if self.is_desk else self.identity.house_id

    @property
    def sample(self) -> bool:
        """Whether the store is for samples: its lock is weak, and every screen says so."""
        return self.vault.kdf == SAMPLE_KDF

    @property
    def failed_unlocks(self) -> int:
        """How many wrong passphrases were tried before this one."""
        return self.vault.failed_unlocks

    @property
    def is_desk(self) -> bool:
        """Whether this device is headquarters'."""
        return self.identity.role is Role.DESK

    @property
    def enrolled(self) -> bool:
        """Whether the organisation's root is known here."""
        return self.identity.root_vk is not None

    @property
    def root(self) -> bytes:
        """The root's id, zeros while it is not known: nothing is ever written under that."""
        return self.identity.root_id if self.enrolled else kinds.NOBODY

    def file_channel(self, target: Path) -> FileChannel:
        """Return the way to a new file, whole or not there. Raises: UserError file_exists, no_such_directory."""
        return FileChannel(target, rng=self.rng, now=self.now)

    @property
    def own_link(self) -> ScopeId:
        """The link of a house with its desks."""
        return kinds.link_of_house(self.identity.device_id)

    @property
    def audit(self) -> ScopeId:
        """This device's audit trail."""
        return kinds.scope(kinds.AUDIT, self.identity.device_id)


def _settle_in(vault: Vault, name: str, rng: Rng) -> Identity:
    identity = identities.create(name, role=Role.HOUSE, rng=rng)
    with vault.transaction() as tx:
        identities.save(tx, identity)
    return identity
