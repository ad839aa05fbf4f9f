"""Drafts: kept by name and scope, gone with their scope, in nothing that travels."""

from __future__ import annotations

import pytest
from support.logs import Store, record_id, scope_id

from storage import drafts, log, purge, view_check
from storage.drafts import Part
from storage.errors import UserError
from storage.log import NewEdit


@pytest.fixture
def kept(store: Store) -> Store:
    """A store with a record in each of two scopes, and a draft with a part in each and in none."""
    for number in range(2):
        store.append(NewEdit(record_id(number), "case", "alias", "a"), scope=scope_id(number))
    with store.write() as tx:
        drafts.put(tx, "form", {scope_id(): b"zero", scope_id(1): b"one", None: b"none"}, 7)
    return store


def parts(store: Store, name: str = "form") -> dict[object, bytes]:
    with store.read() as tx:
        return {part.scope: part.value for part in drafts.get(tx, name)}


def test_what_was_put_is_there(kept: Store) -> None:
    with kept.read() as tx:
        assert drafts.get(tx, "form") == [
            Part("form", None, 7, b"none"),
            Part("form", scope_id(), 7, b"zero"),
            Part("form", scope_id(1), 7, b"one"),
        ]
        assert drafts.get(tx, "another") == []


def test_putting_again_replaces_all_of_it(kept: Store) -> None:
    with kept.write() as tx:
        drafts.put(tx, "form", {scope_id(): b"new"}, 8)
        drafts.put(tx, "other", {None: b"x"}, 9)
    assert parts(kept) == {scope_id(): b"new"}
    with kept.read() as tx:
        assert [part.name for part in drafts.every(tx)] == ["form", "other"]


def test_a_dropped_draft_is_gone_and_others_stay(kept: Store) -> None:
    with kept.write() as tx:
        drafts.put(tx, "other", {None: b"x"}, 9)
        drafts.drop(tx, "form")
        drafts.drop(tx, "form")
    assert parts(kept) == {}
    assert parts(kept, "other") == {None: b"x"}


@pytest.mark.parametrize("state", ["shed", "purged"])
def test_a_part_goes_with_its_scope(kept: Store, state: str) -> None:
    with kept.write() as tx:
        purge.drop_content(tx, scope_id(), state)
    assert parts(kept) == {scope_id(1): b"one", None: b"none"}


def test_of_a_purged_scope_nothing_is_in_the_file(kept: Store) -> None:
    marker = b"a name that nobody may find"
    with kept.write() as tx:
        drafts.put(tx, "form", {scope_id(): marker}, 7)
        purge.drop_content(tx, scope_id(), "purged")
    with kept.read() as tx:
        tables = [
            name for (name,) in tx.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        ]
        for table in tables:
            for row in tx.execute(f"SELECT * FROM {table}").fetchall():
                assert not any(isinstance(value, bytes) and marker in value for value in row), table


def test_nothing_is_kept_for_what_is_gone(kept: Store) -> None:
    with kept.write() as tx:
        purge.drop_content(tx, scope_id(), "shed")
        purge.drop_content(tx, scope_id(1), "purged")
    for scope in (scope_id(), scope_id(1)):
        with pytest.raises(UserError) as told, kept.write() as tx:
            drafts.put(tx, "form", {scope: b"typed"}, 8)
        assert told.value.slug == "scope_not_here"
    with kept.write() as tx:
        drafts.put(tx, "new", {scope_id(): b"a new record may go into a shed scope"}, 8, new=True)
    with pytest.raises(UserError), kept.write() as tx:
        drafts.put(tx, "new", {scope_id(1): b"typed"}, 8, new=True)


def test_of_a_sealed_scope_nothing_is_shown_until_it_is_open_again(kept: Store) -> None:
    with kept.write() as tx:
        log.set_state(tx, scope_id(), "sealed")
    assert scope_id() not in parts(kept)
    with kept.write() as tx:
        log.set_state(tx, scope_id(), "open")
    assert scope_id() in parts(kept)


def test_a_draft_is_no_change(kept: Store) -> None:
    def told() -> object:
        with kept.read() as tx:
            return log.mark(tx), log.heads(tx), log.state_hash(tx, scope_id()), view_check.fingerprint(tx)

    before = told()
    kept.database.touched.take()
    with kept.write() as tx:
        drafts.put(tx, "form", {scope_id(): b"something else"}, 9)
    assert told() == before
    assert not kept.database.touched.take().kinds, "no screen is refreshed because somebody types"
