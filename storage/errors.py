"""The errors of every floor: a slug and facts, in three families.

    SidingError
    ├── UserError      what was given to us is wrong: passphrase, file, request
    └── MachineError   the machine said no: disk full, read-only, permission, busy
    (anything else)    a bug of ours; never caught

No sentence is written here: `app.texts` makes one from slug and facts, in the reader's language.
A slug is stable, snake_case, and named in the tests; facts are small and never secret.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class SidingError(Exception):
    """The base: one slug, and the facts that a sentence about it needs."""

    def __init__(self, slug: str, **facts: str | int) -> None:
        super().__init__(slug, facts)
        self.slug = slug
        self.facts = facts

    def __str__(self) -> str:
        """Give slug and facts on one line, for logs and test output."""
        facts = " ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.slug} {facts}".strip()


class UserError(SidingError):
    """What came in is wrong: damaged, foreign, not allowed, misspelt."""


class MachineError(SidingError):
    """The machine refused: disk, permission, memory, or a store open elsewhere."""


_SLUGS = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "read_only",
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.EMFILE: "too_many_files",
    errno.ENFILE: "too_many_files",
    errno.ENOMEM: "out_of_memory",
}


def from_os(error: OSError, path: Path | str, **facts: int) -> MachineError:
    """Turn what the operating system said about `path` into our family, with `facts` beside."""
    slug = _SLUGS.get(error.errno or 0, "io_error")
    return MachineError(slug, path=str(path), errno=error.errno or 0, **facts)


@contextmanager
def translated(path: Path | str, **facts: int) -> Iterator[None]:
    """Let no `OSError` about `path` out of the block, only a `MachineError`."""
    try:
        yield
    except OSError as error:
        raise from_os(error, path, **facts) from error
