"""Migrations: forward only, each whole with its record, newer stores refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.failing_files import FastFiles

from storage.database import Database, Tx
from storage.errors import UserError
from storage.migrations import Migration, applied, known, migrate


@pytest.fixture
def database(tmp_path: Path, store_key: bytes) -> Iterator[Database]:
    """Give a database without a schema."""
    (tmp_path / "store").touch()
    opened = Database(tmp_path / "store", store_key, FastFiles(), fresh=True)
    yield opened
    opened.close()


def nothing(tx: Tx) -> None:
    pass


def test_the_known_ones_are_numbered_without_holes() -> None:
    steps = known()
    assert [step.number for step in steps] == list(range(len(steps)))
    assert steps[0].name == "m0000_base"
    assert all(step.name.startswith(f"m{step.number:04}_") for step in steps)


def test_each_is_taken_once(database: Database) -> None:
    assert migrate(database) == len(known())
    assert migrate(database) == 0
    with database.read() as tx:
        assert applied(tx) == [step.number for step in known()]


def test_a_newer_step_is_taken_later(database: Database) -> None:
    base = known()[:1]
    assert migrate(database, base) == 1
    more = Migration(1, "m0001_more", lambda tx: tx.execute("CREATE TABLE more (a)"))
    assert migrate(database, [*base, more]) == 1
    with database.read() as tx:
        assert applied(tx) == [0, 1]
        assert tx.scalar("SELECT count(*) FROM more") == 0


def test_one_that_fails_leaves_the_state_before_it(database: Database) -> None:
    def half(tx: Tx) -> None:
        tx.execute("CREATE TABLE half (a)")
        raise KeyError

    base = known()[:1]
    with pytest.raises(KeyError):
        migrate(database, [*base, Migration(1, "m0001_half", half), Migration(2, "m0002_never", nothing)])
    with database.read() as tx:
        assert applied(tx) == [0]
        assert not tx.scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'half'")


def test_a_store_of_a_newer_program_is_refused(database: Database) -> None:
    base = known()[:1]
    migrate(database, [*base, Migration(1, "m0001_newer", nothing)])
    with pytest.raises(UserError) as told:
        migrate(database, base)
    assert (told.value.slug, told.value.facts) == ("store_too_new", {"schema": 1, "known": 0})
