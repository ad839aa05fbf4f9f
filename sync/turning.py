"""A transaction with the private prekeys at hand: read from the sealed block, changed, and sealed under a new key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from storage.errors import MachineError
from storage.turn import TurnTx
from storage.vault import Vault
from sync import prekeys
from sync.prekeys import Block


@contextmanager
def turning(vault: Vault) -> Iterator[tuple[TurnTx, Block]]:
    """Write with the private prekeys at hand; they are sealed anew under a new key when the block ends.

    Once all is committed, a key that could not be destroyed yet is destroyed by the next turn or at lock; that is no
    reason to withhold words or a file that can be given only once.
    """
    try:
        with vault.turn() as tx:
            block = prekeys.unpack(vault.prekeys(tx))
            yield tx, block
            tx.seal_prekeys(prekeys.pack(block))
    except MachineError as error:
        if "committed" not in error.facts:
            raise
