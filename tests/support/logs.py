"""Stores with a log and nothing else, authors without keys, and random histories to compare devices with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage import log, migrations
from storage.changes import (
    AuthorId,
    Change,
    RecordId,
    ScopeId,
)
from storage.database import Database, Tx
from storage.projection import Projection
from storage.runs import Run
from storage.session import Applied, Session, Touched
from support.failing_files import FastFiles

KEY = bytes(range(32))


def scope_id(number: int = 0, code: int = 1) -> ScopeId:
    return ScopeId(bytes((code,)) + number.to_bytes(16, "big"))


def author_id(number: int = 0) -> AuthorId:
    return AuthorId(b"author" + number.to_bytes(10, "big"))


def record_id(number: int = 0) -> RecordId:
    return RecordId(b"record" + number.to_bytes(10, "big"))


def author(number: int = 0) -> log.Author:
    """Give an author whose signature only says what was signed."""
    return log.Author(author_id(number), lambda message: b"signed " + message)


@dataclass
class Store:
    """A database with a log, as a vault has one."""

    database: Database
    clock: int = 1_700_000_000

    @contextmanager
    def write(self) -> Iterator[Tx]:
        with self.database.transaction() as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Tx]:
        with self.database.read() as tx:
            yield tx

    def apply(
        self, *runs: Run, bundle: int | None = None, **options: object
    ) -> tuple[list[Applied], Touched]:
        """Apply runs as one session in one transaction."""
        with self.write() as tx, Session(tx, received_at=self.clock, **options) as session:  # type: ignore[arg-type]
            applied = [session.apply(run, bundle) for run in runs]
            return applied, session.finish()

    def append(self, *edits: log.NewEdit, scope: ScopeId | None = None, by: int = 0) -> Change:
        with self.write() as tx:
            return log.append(
                tx, author(by), scope or scope_id(), edits, rng=os.urandom, now=lambda: self.clock
            )


def make_store(directory: Path, projection: Projection | None = None) -> Store:
    path = directory / "store"
    directory.mkdir(parents=True, exist_ok=True)
    path.touch()
    database = Database(path, KEY, FastFiles(), fresh=True)
    database.projection = projection
    migrations.migrate(database)
    return Store(database)
