"""Dropping content: shed and had again, purged and gone, opened anew by a higher grant; and no trace in between."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from support.chains import Chain, long_chain, says
from support.histories import world
from support.logs import Store, author_id, make_store, record_id, scope_id

from storage import log, purge, records, search
from storage.changes import RecordId
from storage.database import Tx
from storage.errors import UserError
from storage.holdings import forks, parked
from storage.log import NewEdit, Position
from storage.projection import Projection
from storage.runs import Run

PROJECTION = Projection(
    indexed=frozenset({("case", "alias")}), searchable=frozenset({("case", "alias"), ("case", "text")})
)
CHAIN = long_chain(6)
HERE = (scope_id(), author_id())


@pytest.fixture
def kept(store: Store) -> Store:
    store.apply(CHAIN.run(), long_chain(2, scope=1, record=1).run())
    return store


def drop(store: Store, state: str = "shed") -> None:
    with store.write() as tx:
        purge.drop_content(tx, scope_id(), state)


def want(store: Store) -> None:
    with store.write() as tx:
        log.set_state(tx, scope_id(), "open")


def state(store: Store) -> str:
    with store.read() as tx:
        return str(log.scopes(tx)[scope_id()].state)


def alias(store: Store, record: int = 0) -> object:
    with store.read() as tx:
        row = records.one(tx, scope_id(), "case", record_id(record))
        return row and row.fields["alias"]


def position(store: Store) -> Position:
    with store.read() as tx:
        return log.heads(tx)[HERE]


@pytest.mark.parametrize("wanted", ["shed", "purged"])
def test_content_goes_and_heads_stay(kept: Store, wanted: str) -> None:
    drop(kept, wanted)
    assert (state(kept), alias(kept)) == (wanted, None)
    assert position(kept) == Position(6, CHAIN.heads[6], 0)
    with kept.read() as tx:
        assert log.run(tx, *HERE, 1).changes == []
        assert log.head_at(tx, *HERE, 6) == CHAIN.heads[6]
        assert log.head_at(tx, *HERE, 3) is None
        assert log.content(tx, *HERE) == (7, 6)
        assert log.verify(tx) == []
        assert records.get(tx, record_id(1))[0].fields == {"alias": "value 2"}


def test_only_shedding_and_purging_drop_content(kept: Store) -> None:
    with kept.write() as tx, pytest.raises(ValueError, match="shed or purged"):
        purge.drop_content(tx, scope_id(), "open")


def test_a_scope_that_never_was_here_can_be_purged(store: Store) -> None:
    drop(store, "purged")
    (applied,), _ = store.apply(CHAIN.run())
    assert (applied.duplicate, applied.changes, state(store)) == (6, 0, "purged")


# Shed


def test_a_shed_scope_takes_nothing_that_was_not_wanted(kept: Store) -> None:
    drop(kept)
    applied, touched = kept.apply(CHAIN.run(), long_chain(7).run(7), long_chain(1, author=5).run())
    assert [(one.changes, one.duplicate) for one in applied] == [(0, 6), (0, 1), (0, 1)]
    assert not touched.records
    assert (state(kept), alias(kept)) == ("shed", None)


def test_a_wanted_scope_is_filled_from_the_start_and_then_open(kept: Store) -> None:
    drop(kept)
    want(kept)
    assert state(kept) == "shed"
    for first, last in ((5, 6), (1, 2)):
        kept.apply(CHAIN.run(first, last))
    assert (state(kept), position(kept).content, alias(kept)) == ("shed", 2, "value 2")
    (applied,), _ = kept.apply(CHAIN.run(2, 4))
    assert (applied.changes, applied.duplicate) == (4, 1)
    assert (state(kept), position(kept), alias(kept)) == ("open", Position(6, CHAIN.heads[6], 6), "value 6")
    with kept.read() as tx:
        assert log.run(tx, *HERE, 1) == CHAIN.run()
        assert log.verify(tx) == []
        assert parked(tx) == []


def test_filled_again_it_is_what_it_was(kept: Store) -> None:
    with kept.read() as tx:
        before = log.state_hash(tx, scope_id())
    drop(kept)
    want(kept)
    kept.apply(CHAIN.run())
    with kept.read() as tx:
        assert log.state_hash(tx, scope_id()) == before


def test_it_is_open_only_when_every_chain_is_back(kept: Store) -> None:
    other = long_chain(2, author=1, record=4)
    kept.apply(other.run())
    drop(kept)
    want(kept)
    kept.apply(CHAIN.run())
    assert state(kept) == "shed"
    kept.apply(other.run())
    assert state(kept) == "open"


def test_a_scope_without_content_is_open_as_soon_as_it_is_wanted(store: Store) -> None:
    with store.write() as tx:
        log.set_state(tx, scope_id(), "open")
        purge.drop_content(tx, scope_id())
    want(store)
    assert state(store) == "open"


def test_what_is_written_meanwhile_goes_on_from_the_kept_head(kept: Store) -> None:
    drop(kept)
    change = kept.append(NewEdit(record_id(9), "case", "alias", "meanwhile"))
    assert change.seq == 7
    with kept.read() as tx:
        assert log.content(tx, *HERE) == (7, 7)
        assert log.run(tx, *HERE, 7).changes == [change.raw]
        assert log.head_at(tx, *HERE, 6) == CHAIN.heads[6]
    assert position(kept).content == 0
    want(kept)
    kept.apply(CHAIN.run(1, 3))
    kept.apply(CHAIN.run(4, 6))
    assert (state(kept), alias(kept), alias(kept, 9)) == ("open", "value 6", "meanwhile")
    assert position(kept).content == 7


def test_a_run_across_the_kept_head_fills_and_continues(kept: Store) -> None:
    drop(kept)
    want(kept)
    longer = long_chain(9)
    (beyond, whole), _ = kept.apply(longer.run(7, 8), longer.run())
    assert (beyond.changes, whole.changes, whole.duplicate) == (2, 7, 2)
    assert (state(kept), alias(kept)) == ("open", "value 9")


def test_what_is_held_beyond_the_kept_head_is_compared_too(kept: Store) -> None:
    drop(kept)
    want(kept)
    longer = long_chain(8)
    kept.apply(longer.run(7, 8))
    (same, other), _ = kept.apply(longer.run(7, 8), longer.branch(7).write(says("x")).run(8))
    assert (same.duplicate, same.fork, other.fork) == (2, False, True)


def test_another_past_than_the_kept_head_says_is_a_fork(kept: Store) -> None:
    drop(kept)
    want(kept)
    other = CHAIN.branch(3).write(says("x")).write(says("y")).write(says("z"))
    (start,), _ = kept.apply(other.run(1, 5))
    (end,), _ = kept.apply(other.run(6))
    assert (start.changes, start.fork, end.fork) == (5, False, True)
    with kept.read() as tx:
        (found,) = forks(tx)
        assert (found.seq, found.ours, found.theirs) == (6, CHAIN.heads[6], other.heads[6])
    assert state(kept) == "shed"


def test_a_run_inside_the_gap_is_parked(kept: Store) -> None:
    drop(kept)
    want(kept)
    (applied,), _ = kept.apply(CHAIN.run(4, 5))
    assert applied.parked == 2


def test_filled_again_in_part_and_shed_again_nothing_is_left(kept: Store) -> None:
    drop(kept)
    want(kept)
    kept.apply(CHAIN.run(1, 3))
    drop(kept)
    assert position(kept) == Position(6, CHAIN.heads[6], 0)
    assert alias(kept) is None
    want(kept)
    kept.apply(CHAIN.run())
    assert (state(kept), alias(kept)) == ("open", "value 6")


def test_a_reference_to_what_was_shed_finds_it_when_it_is_back(kept: Store) -> None:
    drop(kept)
    want(kept)
    other = Chain(author_id(2)).write(says("later", CHAIN.ref(6)), lamport=99)
    kept.apply(other.run())
    kept.apply(CHAIN.run())
    with kept.read() as tx:
        assert records.conflicts(tx) == []
    assert alias(kept) == "later"


def test_records_that_are_away_cannot_be_edited_until_they_are_back(kept: Store) -> None:
    drop(kept)
    want(kept)
    with pytest.raises(UserError) as raised:
        kept.append(NewEdit(record_id(), "case", "alias", "blind"))
    assert raised.value.slug == "scope_not_here"
    kept.apply(CHAIN.run())
    kept.append(NewEdit(record_id(), "case", "status", "seen"))
    with kept.read() as tx:
        assert tx.scalar("SELECT count(*) FROM absent") == 0


@pytest.mark.parametrize("seed", range(5000, 5020))
def test_any_history_shed_and_filled_in_any_order_says_the_same(tmp_path: Path, seed: int) -> None:
    made = world(seed)
    store = make_store(tmp_path, PROJECTION)
    for runs in made.deliveries():
        store.apply(*runs)
    with store.write() as tx:
        before = [log.state_hash(tx, scope) for scope in made.scopes], log.heads(tx)
        for scope in made.scopes:
            if scope in log.scopes(tx):
                purge.drop_content(tx, scope)
                log.set_state(tx, scope, "open")
    for runs in made.deliveries():
        store.apply(*runs)
    with store.read() as tx:
        assert ([log.state_hash(tx, scope) for scope in made.scopes], log.heads(tx)) == before
        assert {one.state for one in log.scopes(tx).values()} <= {"open"}
        assert log.verify(tx) == []
    store.database.close()


# Purged


def test_late_bundles_bring_nothing_back(kept: Store) -> None:
    drop(kept, "purged")
    late, _ = kept.apply(CHAIN.run(), long_chain(9).run(7), long_chain(2, author=3).run(), CHAIN.run(3, 4))
    assert all(one.changes == one.parked == 0 for one in late)
    assert (state(kept), alias(kept)) == ("purged", None)


def test_shedding_what_is_purged_changes_nothing(kept: Store) -> None:
    drop(kept, "purged")
    drop(kept, "shed")
    assert state(kept) == "purged"


def test_purging_what_is_shed_forgets_even_which_records_were_away(kept: Store) -> None:
    drop(kept)
    drop(kept, "purged")
    with kept.read() as tx:
        assert tx.scalar("SELECT count(*) FROM absent") == 0
    assert state(kept) == "purged"


def test_a_higher_grant_opens_it_and_content_is_taken_from_the_start(kept: Store) -> None:
    with kept.write() as tx:
        log.set_grant(tx, scope_id(), 2)
    drop(kept, "purged")
    for number, expected in ((2, "purged"), (1, "purged"), (3, "open")):
        with kept.write() as tx:
            log.set_grant(tx, scope_id(), number)
        assert state(kept) == expected
    assert position(kept).content == 0
    kept.apply(CHAIN.run(1, 4))
    assert (position(kept).content, alias(kept)) == (4, "value 4")
    kept.apply(CHAIN.run(5))
    assert (position(kept).content, alias(kept)) == (6, "value 6")


def test_uses_of_attachments_go_with_the_scope(kept: Store) -> None:
    with kept.write() as tx:
        for number in (0, 1):
            tx.execute("INSERT INTO blob_use VALUES (?, ?, ?)", (bytes(32), scope_id(number), record_id()))
    drop(kept, "purged")
    with kept.read() as tx:
        assert tx.execute("SELECT scope FROM blob_use").fetchall() == [(scope_id(1),)]


# No trace


MARKER = "Smarkod"


def marked(number: int) -> str:
    return f"{MARKER}{number:04}"


def everything(tx: Tx) -> bytes:
    """Give every row of every table there is, the full-text index's own tables included."""
    tables = [
        name for (name,) in tx.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'ft'")
    ]
    assert {"ft_data", "ft_idx", "change", "cell", "facet", "word"} <= set(tables)
    found = b""
    for table in tables:
        for row in tx.execute(f"SELECT * FROM {table}"):
            found += b" ".join(part if isinstance(part, bytes) else str(part).encode() for part in row)
    return found.lower()


@pytest.mark.parametrize("wanted", ["shed", "purged"])
def test_no_marker_stays_in_the_decrypted_store(tmp_path: Path, wanted: str) -> None:
    """Security 9, as far as the log goes: 200 markers in values, names, parked runs, forks, early references."""
    store = make_store(tmp_path, PROJECTION)
    with store.write() as tx:  # FTS5 tidies up by itself now and then; nothing here may depend on that
        tx.execute("INSERT INTO ft (ft, rank) VALUES ('deletemerge', 0)")
    rng = random.Random(1)
    for round_ in range(4):
        chain = Chain(author_id(round_))
        neighbour = Chain(author_id(round_), scope_id(1))
        for number in range(50):
            name = rng.choice(("alias", "text", "deep", f"{marked(round_).lower()}_field"))
            value = rng.choice((marked(number), [marked(number)], {"note": f"см. {marked(number)}"}))
            record = round_ * 100 + number
            chain.write(
                says(value, name=name, record=record, kind=rng.choice(("case", f"{MARKER.lower()}_kind")))
            )
            neighbour.write(says(f"neighbour {number}", record=record + 1000))
        fork = chain.branch(3).write(says(marked(1), name="fork"))
        store.apply(chain.run(1, 20), neighbour.run(1, 20))
        store.apply(chain.run(21, 40), chain.run(45), fork.run(3), neighbour.run(21))
    with store.write() as tx:
        assert len(search.find(tx, MARKER, 500)) > 20
        for (record,) in tx.execute("SELECT name FROM record LIMIT 9").fetchall():
            tx.execute("INSERT INTO blob_use VALUES (?, ?, ?)", (MARKER.encode(), scope_id(), record))
        assert everything(tx).count(MARKER.lower().encode()) > 200
        purge.drop_content(tx, scope_id(), wanted)
        assert search.find(tx, MARKER) == []
        assert MARKER[1:].encode() not in everything(tx)  # FTS5 leaves out what two words begin with
        assert len(search.find(tx, "neighbour", 500)) == 200
    store.database.compact()
    store.database.close()
    assert MARKER[1:].encode() not in (tmp_path / "store").read_bytes()


def test_record_ids_of_a_shed_scope_are_not_kept(kept: Store) -> None:
    drop(kept)
    with kept.read() as tx:
        assert record_id() not in everything(tx)
        assert record_id(1) in everything(tx)


def test_words_that_others_use_stay(kept: Store) -> None:
    kept.apply(Chain(author_id(3), scope_id(2)).write(says(1, name="strange")).run())
    kept.apply(Chain(author_id(3)).write(says(1, name="strange"), says(1, name="stranger")).run())
    drop(kept)
    with kept.read() as tx:
        words = {name for (name,) in tx.execute("SELECT name FROM word")}
    assert words >= {"case", "alias", "strange"}
    assert "stranger" not in words


def test_what_is_given_back_after_a_purge_is_all_there_is(kept: Store) -> None:
    drop(kept, "purged")
    with kept.write() as tx:
        log.set_grant(tx, scope_id(), 1)
        records.rebuild(tx)
    run = Run(scope_id(), author_id(), 1, CHAIN.raws)
    _, touched = kept.apply(run)
    assert touched.records == {RecordId(record_id())}
