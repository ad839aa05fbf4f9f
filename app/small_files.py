"""Small files that somebody names: an invitation, a reply, a kit, a sheet. Never waited for, never read beyond what they may have."""

from pathlib import Path

from storage.errors import UserError
from sync import channels


def read(path: Path, most: int) -> bytes:
    """Return what is in a file.

    Raises: UserError("no_such_path"), UserError("not_a_file") for a folder, a FIFO or a device, UserError("file_too_large");
    MachineError.
    """
    with channels.named(path).open() as file:
        untrusted = file.read(most + 1)
    if len(untrusted) > most:
        raise UserError("file_too_large", path=str(path), limit=most)
    return untrusted
