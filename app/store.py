"""A store as a whole, closed: is one there, and destroy it. Opening and making one is app.workspace's."""

from pathlib import Path

from storage import lifetime
from storage.files import Files
from storage.places import Places
from storage.vault import Vault


def store_exists(directory: Path) -> bool:
    """Say whether a directory holds a store: whole, or damaged so that nothing may be put in its place.

    Cheap, and opens nothing. A half-made one that may be made again does not count.
    Raises: MachineError, where the directory cannot be looked at.
    """
    return lifetime.is_there(Places(directory), Files())


def erase(directory: Path) -> None:
    """Destroy a store, keys first; it asks for no passphrase, because whoever must, can.

    Raises: UserError("no_store"); MachineError("busy") while a process has it open, and what the machine has against it.
    """
    Vault.erase(directory)
