"""The device at work: an open vault, its identity, the clock and the dice. Composed once by app, handed to every use case."""

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from storage import clock, holdings, shipped
from storage.database import Tx
from storage.scopes import ScopeId
from storage.vault import Vault
from sync import identity, links
from sync.identity import Identity

#: Above every counter.
EVERY: Final = 1 << 62

Rng = Callable[[int], bytes]
Clock = Callable[[], int]


#: May a house be the first to write in this compartment? `new`: what it is the first to write in this very group.
MayClaim = Callable[[Tx, ScopeId, bytes, Collection[ScopeId]], bool]


def anybody(_tx: Tx, _scope: ScopeId, _device: bytes, _new: Collection[ScopeId]) -> bool:
    """Let whoever comes first have it: for stores whose compartments have nothing to do with one another."""
    return True


@dataclass(slots=True)
class DeviceAtWork:
    """What sync needs to act as this device. `may_claim` is app's: it knows which person belongs to which case."""

    vault: Vault
    identity: Identity
    rng: Rng = os.urandom
    now: Clock = clock.now
    may_claim: MayClaim = anybody

    def rise(self, tx: Tx, *seen: bytes) -> None:
        """Take a new incarnation above all `seen`: own chains start anew, every link owes a relink."""
        self.identity = self.identity.risen(seen, self.rng)
        identity.save(tx, self.identity)
        for link in links.all_links(tx):
            link.start_over()
            links.save(tx, link)
            holdings.forget_sent(tx, link.peer)
            shipped.lose(tx, link.peer, EVERY)

    def settle_doubts(self) -> bool:
        """After opening: a store behind its mark, or without its `turn`, takes a new incarnation. Tell whether it did."""
        if not (self.vault.behind or self.vault.turn_missing):
            return False
        with self.vault.transaction() as tx:
            self.rise(tx)
            self.vault.settle(tx)
        return True
