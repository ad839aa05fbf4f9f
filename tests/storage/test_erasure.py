"""Edits erased for ever: the chain verifies, nothing of the value stays, the rest means what the definition says."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from support.chains import Chain, long_chain, says
from support.histories import world
from support.logs import Store, author_id, make_store, record_id, scope_id

from storage import log, merge, records, search
from storage.changes import Edit, Erased
from storage.errors import UserError
from storage.projection import Projection

PROJECTION = Projection(indexed=frozenset({("case", "alias")}), searchable=frozenset({("case", "alias")}))


def erase(store: Store, seq: int, index: int = 0, author: int = 0) -> None:
    with store.write() as tx:
        log.erase_edit(tx, scope_id(), author_id(author), seq, index)


def fields(store: Store) -> dict[str, object] | None:
    with store.read() as tx:
        row = records.one(tx, scope_id(), "case", record_id())
        return row.fields if row else None


def test_an_erased_value_is_gone_and_heads_stay(tmp_path: Path) -> None:
    store = make_store(tmp_path, PROJECTION)
    chain = Chain().write(says("Verborgen"), says("kept", name="status"))
    store.apply(chain.run())
    erase(store, 1)
    assert fields(store) == {"status": "kept"}
    with store.read() as tx:
        assert log.heads(tx)[scope_id(), author_id()].head == chain.heads[1]
        assert log.verify(tx) == []
        assert search.find(tx, "verborgen") == []
        assert [entry.field for entry in records.history(tx, record_id())] == ["status"]
        (raw,) = log.run(tx, scope_id(), author_id(), 1).changes
        assert b"Verborgen" not in raw
        edits = log.decode_change(raw, scope_id(), author_id(), 1).edits
        assert [type(edit) for edit in edits] == [Erased, Edit]
        for (table,) in tx.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('ft')"
        ):
            dump = repr(tx.execute(f"SELECT * FROM {table}").fetchall()).lower()
            assert "verborgen" not in dump, table
    store.database.close()


def test_the_record_goes_when_nothing_of_it_is_left(store: Store) -> None:
    store.apply(Chain().write(says("a")).run())
    erase(store, 1)
    assert fields(store) is None
    with store.read() as tx:
        assert tx.scalar("SELECT count(*) FROM record") == 0
        assert records.get(tx, record_id()) == []


def test_every_edit_of_a_record_can_be_erased_at_once(store: Store) -> None:
    store.apply(Chain().write(says("a"), says(1, name="level")).write(says("open", name="status")).run())
    with store.write() as tx:
        log.erase_edits(
            tx, [(scope_id(), author_id(), seq, index) for seq, index in ((1, 0), (1, 1), (2, 0))]
        )
    assert fields(store) is None
    with store.read() as tx:
        for table in ("record", "cell", "row"):
            assert tx.scalar(f"SELECT count(*) FROM {table}") == 0, table
        assert log.verify(tx) == []


def test_what_it_had_replaced_is_live_again_unless_something_else_replaces_it(store: Store) -> None:
    chain = long_chain(2)
    store.apply(chain.run())
    erase(store, 2)
    assert fields(store) == {"alias": "value 1"}


def test_erasing_what_is_dead_changes_no_state_hash(store: Store) -> None:
    store.apply(long_chain(2).run())
    with store.read() as tx:
        before = log.state_hash(tx, scope_id())
    erase(store, 1)
    with store.read() as tx:
        assert log.state_hash(tx, scope_id()) == before


def test_an_erased_reference_waits_no_longer(store: Store) -> None:
    target = Chain(author_id(1)).write(says("old"))
    store.apply(Chain().write(says("new", target.ref(1))).run())
    erase(store, 1)
    store.apply(target.run())
    assert fields(store) == {"alias": "old"}


def test_a_reference_that_still_waits_goes_on_waiting(store: Store) -> None:
    target = Chain(author_id(1)).write(says("old"))
    store.apply(Chain().write(says("new", target.ref(1))).write(says("also")).run())
    erase(store, 2)
    store.apply(target.run())
    assert fields(store) == {"alias": "new"}


def test_erasing_twice_is_once(store: Store) -> None:
    store.apply(long_chain(2).run())
    erase(store, 2)
    erase(store, 2)
    assert fields(store) == {"alias": "value 1"}


@pytest.mark.parametrize(("seq", "index", "author"), [(3, 0, 0), (1, 1, 0), (1, 0, 9)])
def test_only_what_is_here_can_be_erased(store: Store, seq: int, index: int, author: int) -> None:
    store.apply(long_chain(2).run())
    with pytest.raises(UserError) as raised:
        erase(store, seq, index, author)
    assert raised.value.slug == "not_held"


LIVE = (
    "SELECT scope.name, kind.name, record.name, field.name, leaf FROM cell JOIN record ON record.id = rec"
    " JOIN scope ON scope.id = scope JOIN word kind ON kind.id = kind JOIN word field ON field.id = fld"
)
ROWS = "SELECT rec, deleted, conflicts, lam, wall, text FROM row ORDER BY rec"
WAITING = (
    "SELECT scope.name, author.name, seq, idx, record.name, word.name, tag FROM early JOIN scope ON scope.id = early.scope"
    " JOIN author ON author.id = early.author JOIN record ON record.id = rec JOIN word ON word.id = fld"
    " WHERE NOT EXISTS (SELECT 1 FROM chain WHERE chain.scope = early.scope AND chain.author = early.author"
    " AND chain.seq >= early.seq)"
)


@pytest.mark.parametrize("seed", range(3000, 3030))
def test_erased_here_or_received_erased_means_the_same(tmp_path: Path, seed: int) -> None:
    """Invariant 3 of the exchange: equal heads and erasures, equal state."""
    made = world(seed)
    here, there = (make_store(tmp_path / name, PROJECTION) for name in ("here", "there"))
    for runs in made.deliveries():
        here.apply(*runs)
    rng = random.Random(seed)
    places = [
        (change.scope, change.author, change.seq, index)
        for change in made.changes
        for index in range(len(change.edits))
        if rng.random() < 0.2
    ]
    with here.write() as tx:
        log.erase_edits(tx, places)
        received = [log.run(tx, scope, author, 1) for scope, author in log.heads(tx)]
        assert log.verify(tx) == []
    there.apply(*received)
    decoded = [
        log.decode_change(raw, run.scope, run.author, seq)
        for run in received
        for seq, raw in enumerate(run.changes, run.first)
    ]
    lives = sorted((*key, one.leaf) for key, found in merge.live(decoded).items() for one in found)
    waiting = []
    for store in (here, there):
        with store.write() as tx:
            assert sorted(tx.execute(LIVE).fetchall()) == lives
            before = tx.execute(ROWS).fetchall()
            records.rebuild(tx)
            assert tx.execute(ROWS).fetchall() == before
            waiting.append(
                (sorted(tx.execute(WAITING)), [log.state_hash(tx, scope) for scope in made.scopes])
            )
        store.database.close()
    assert waiting[0] == waiting[1]
