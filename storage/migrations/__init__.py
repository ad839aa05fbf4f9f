"""The schema's history: numbered modules, forward only, each in one transaction with its own record.

A migration is a module `mNNNN_name.py` here with `migrate(tx)`. It is never edited once released;
a store of every released schema is kept and opened in tests. Numbers have no holes.
A store whose newest migration we do not know was written by a newer program: it is refused, not guessed at.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from storage.database import Database, Tx
from storage.errors import UserError

_NAME = re.compile(r"m(\d{4})_[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: its number, its name, and what it does to a store."""

    number: int
    name: str
    migrate: Callable[[Tx], None]


def known() -> list[Migration]:
    """List the migrations of this program in order."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        if match := _NAME.fullmatch(module.name):
            step = importlib.import_module(f"{__name__}.{module.name}")
            found.append(Migration(int(match[1]), module.name, step.migrate))
    return sorted(found, key=lambda migration: migration.number)


def applied(tx: Tx) -> list[int]:
    """List the numbers of the migrations that this store has seen."""
    if not tx.scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'migration'", ()):
        return []
    return [int(number) for (number,) in tx.execute("SELECT number FROM migration ORDER BY number")]


def migrate(database: Database, steps: Sequence[Migration] | None = None) -> int:
    """Bring the store to the newest schema; give the number of steps taken.

    Raises:
        UserError: store_too_new, for a store of a newer program.
    """
    steps = known() if steps is None else steps
    with database.read() as tx:
        done = applied(tx)
    if done and done[-1] >= len(steps):
        raise UserError("store_too_new", schema=done[-1], known=len(steps) - 1)
    for step in steps[len(done) :]:
        with database.transaction() as tx:
            step.migrate(tx)
            tx.execute("INSERT INTO migration (number, name) VALUES (?, ?)", (step.number, step.name))
    return len(steps) - len(done)
