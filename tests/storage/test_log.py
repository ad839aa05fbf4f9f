"""Writing to the log: chains, signatures, refusals; reading it back; what a scope hashes to; states and grants."""

from __future__ import annotations

import os

import pytest
from support.chains import Chain, long_chain, says
from support.logs import Store, author, author_id, make_store, record_id, scope_id

from storage import changes, log, purge, records
from storage.changes import START, Ref
from storage.crypto import h
from storage.errors import UserError
from storage.log import NewEdit, Position


def edit(value: object, *replaces: Ref, name: str = "alias", record: int = 0) -> NewEdit:
    return NewEdit(record_id(record), "case", name, value, replaces)


def ref(change: changes.Change, index: int = 0) -> Ref:
    return Ref(change.author, change.seq, index, change.leaves()[index][:4])


def shown(store: Store, record: int = 0) -> dict[str, object]:
    with store.read() as tx:
        row = records.one(tx, scope_id(), "case", record_id(record))
        return row.fields if row else {}


# Writing


def test_an_edit_is_chained_dated_and_shown(store: Store) -> None:
    first = store.append(edit("Кедр"), edit(3, name="status"))
    second = store.append(edit("Дуб", ref(first)))
    assert (first.seq, first.lamport, first.wall, second.seq, second.lamport) == (1, 1, store.clock, 2, 2)
    assert shown(store) == {"alias": "Дуб", "status": 3}
    head = START
    for change in (first, second):
        head = changes.next_head(head, change.header(), change.leaves())
    with store.read() as tx:
        assert log.heads(tx)[scope_id(), author_id()] == Position(2, head, 2)
        assert log.run(tx, scope_id(), author_id(), 1).changes == [first.raw, second.raw]


def test_the_own_head_is_signed(store: Store) -> None:
    store.append(edit(1))
    store.append(edit(2))
    with store.read() as tx:
        head = log.heads(tx)[scope_id(), author_id()].head
        message = h("head", scope_id(), author_id(), (2).to_bytes(8, "big"), head)
        assert log.own_signature(tx, scope_id(), author_id()) == b"signed " + message
        assert log.own_signature(tx, scope_id(), author_id(5)) is None


def test_each_scope_and_author_has_a_chain_and_each_scope_its_time(store: Store) -> None:
    store.append(edit(1))
    other = store.append(edit(1), by=1)
    elsewhere = store.append(edit(1), scope=scope_id(1))
    assert [(one.seq, one.lamport) for one in (other, elsewhere)] == [(1, 2), (1, 1)]


def test_time_goes_on_from_what_was_received_and_stops_at_its_bound(store: Store) -> None:
    store.apply(Chain(author_id(7)).write(says(1), lamport=41).run())
    assert store.append(edit(2)).lamport == 42
    store.apply(Chain(author_id(8)).write(says(1), lamport=changes.LAMPORT_MAX).run())
    assert store.append(edit(3)).lamport == changes.LAMPORT_MAX


def test_salts_come_from_the_given_randomness(store: Store) -> None:
    with store.write() as tx:
        change = log.append(tx, author(), scope_id(), [edit(1)], rng=lambda size: b"s" * size, now=lambda: 5)
    assert change.salts == tuple(changes.salts(b"s" * 16, 1))


def test_a_transaction_that_fails_leaves_no_trace(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as tx:
        log.append(tx, author(), scope_id(), [edit(1)], rng=os.urandom, now=lambda: 5)
        raise ZeroDivisionError
    with store.read() as tx:
        assert (log.heads(tx), log.scopes(tx), log.mark(tx)) == ({}, {}, (0, bytes(32)))


def test_one_edit_settles_even_more_values_than_it_can_name(store: Store) -> None:
    sides = [Chain(author_id(number)).write(says(number)) for number in range(100, 170)]
    store.apply(*(side.run() for side in sides))
    with store.read() as tx:
        refs = tuple(value.ref for value in records.live(tx, scope_id(), "case", record_id(), "alias"))
    assert len(refs) == 70
    change = store.append(edit("settled", *refs))
    assert len(change.edits) == 2
    with store.read() as tx:
        assert records.conflicts(tx) == []
    assert shown(store) == {"alias": "settled"}


def test_values_and_numbers_of_edits_are_bounded(store: Store) -> None:
    with pytest.raises(UserError) as raised:
        store.append(edit("x" * changes.VALUE_MAX))
    assert (raised.value.slug, raised.value.facts["field"]) == ("value_too_large", "alias")
    for some in ([], [edit(1)] * 1025):
        with pytest.raises(UserError) as raised:
            store.append(*some)
        assert raised.value.slug == "too_many_edits"
    with store.read() as tx:
        assert log.heads(tx) == {}


def test_nothing_is_written_into_a_scope_on_its_way_out(store: Store) -> None:
    store.append(edit(1))
    with store.write() as tx:
        log.set_state(tx, scope_id(), "closing")
    with pytest.raises(UserError) as raised:
        store.append(edit(2))
    assert raised.value.slug == "scope_closing"


def test_a_purged_scope_takes_no_edits(store: Store) -> None:
    store.append(edit(1))
    with store.write() as tx:
        purge.drop_content(tx, scope_id(), "purged")
    with pytest.raises(UserError) as raised:
        store.append(edit(1, record=5))
    assert raised.value.slug == "scope_not_here"


def test_a_shed_scope_takes_new_records_only(store: Store) -> None:
    store.append(edit(1))
    with store.write() as tx:
        purge.drop_content(tx, scope_id())
    with pytest.raises(UserError) as raised:
        store.append(edit(1, record=5), edit(2))
    assert raised.value.slug == "scope_not_here"
    change = store.append(edit("new", record=5))
    assert change.seq == 2
    store.append(edit("newer", ref(change), record=5))
    assert shown(store, 5) == {"alias": "newer"}


def test_a_chain_that_would_not_take_the_own_change_is_a_bug(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.session.Session.apply", lambda *_args, **_options: None)
    with pytest.raises(AssertionError):
        store.append(edit(1))


# Reading


def test_heads_can_be_asked_for_some_scopes(store: Store) -> None:
    for number in range(3):
        store.append(edit(1), scope=scope_id(number))
    with store.read() as tx:
        assert set(log.heads(tx, [scope_id(2), scope_id(9)])) == {(scope_id(2), author_id())}
        assert len(log.heads(tx)) == 3


def test_heads_are_known_at_every_position_held(store: Store) -> None:
    chain = long_chain(3)
    store.apply(chain.run())
    with store.read() as tx:
        assert [log.head_at(tx, scope_id(), author_id(), seq) for seq in range(5)] == [*chain.heads, None]
        assert log.head_at(tx, scope_id(), author_id(1), 1) is None


def test_runs_are_read_back_in_part(store: Store) -> None:
    chain = long_chain(9)
    store.apply(chain.run())
    size = len(chain.raws[0])
    with store.read() as tx:
        assert log.run(tx, scope_id(), author_id(), 3) == chain.run(3)
        assert log.run(tx, scope_id(), author_id(), 3, 5) == chain.run(3, 5)
        assert len(log.run(tx, scope_id(), author_id(), 1, max_bytes=size).changes) == 1
        assert log.run(tx, scope_id(), author_id(), 1, max_bytes=size - 1).changes == []
        assert log.run(tx, scope_id(), author_id(), 10).changes == []
        assert log.run(tx, scope_id(), author_id(9), 1).changes == []
        assert log.content(tx, scope_id(), author_id()) == (1, 9)
        assert log.content(tx, scope_id(), author_id(9)) == (1, 0)


def test_a_frontier_is_what_this_store_has_seen(store: Store) -> None:
    store.apply(long_chain(3).run(), long_chain(2, author=1).run(), long_chain(5, scope=4).run())
    with store.read() as tx:
        assert log.frontier(tx, scope_id()) == {author_id().hex(): 3, author_id(1).hex(): 2}


def test_a_delete_made_with_the_frontier_hides_the_record_until_somebody_changed_it(store: Store) -> None:
    mine, theirs = long_chain(2), long_chain(1, author=1, record=0)
    store.apply(mine.run(), theirs.run())
    with store.read() as tx:
        seen = log.frontier(tx, scope_id())
    store.append(edit({"reason": "moved", "frontier": seen}, name="deleted"), by=2)
    with store.read() as tx:
        row = records.one(tx, scope_id(), "case", record_id())
        assert row and (row.deleted, row.deleted_here_changed_there) == (True, False)
        assert records.query(tx, "case") == []
    theirs.write(says("changed there"))
    store.apply(theirs.run())
    with store.read() as tx:
        (row,) = records.query(tx, "case")
        assert (row.deleted, row.deleted_here_changed_there) == (True, True)


# What a scope says


def test_two_stores_that_hold_the_same_hash_the_same(
    store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = make_store(tmp_path_factory.mktemp("other"))
    chains = [long_chain(3, number, record=number % 2) for number in range(4)]
    store.apply(*(chain.run() for chain in chains))
    other.append(edit(1), scope=scope_id(6))
    for chain in reversed(chains):
        other.apply(chain.run(2))
        other.apply(chain.run())
    with store.read() as tx, other.read() as there:
        assert log.state_hash(tx, scope_id()) == log.state_hash(there, scope_id())
    other.database.close()


def test_the_state_hash_is_the_specified_one_and_feels_every_live_edit(store: Store) -> None:
    with store.read() as tx:
        assert log.state_hash(tx, scope_id()) == h("state")
    one = store.append(edit("a"), edit("b", record=1))
    first, second = one.leaves()
    with store.read() as tx:
        expected = h("state", b"case", record_id(), b"alias", first, b"case", record_id(1), b"alias", second)
        assert log.state_hash(tx, scope_id()) == expected
    store.append(edit("a", ref(one)))
    with store.read() as tx:
        assert log.state_hash(tx, scope_id()) != expected


def test_a_state_hash_is_blind_to_sealing_but_not_to_purging(store: Store) -> None:
    store.append(edit(1))
    with store.write() as tx:
        before = log.state_hash(tx, scope_id())
        log.set_state(tx, scope_id(), "sealed")
        assert log.state_hash(tx, scope_id()) == before
        purge.drop_content(tx, scope_id(), "purged")
        assert log.state_hash(tx, scope_id()) not in (before, h("state"))


# States and grants


def state(store: Store) -> tuple[str, int]:
    with store.read() as tx:
        found = log.scopes(tx)[scope_id()]
        return found.state, found.grant_no


def test_states_are_set_and_kept(store: Store) -> None:
    store.append(edit(1))
    for wanted in ("closing", "sealed", "open"):
        with store.write() as tx:
            log.set_state(tx, scope_id(), wanted)
        assert state(store) == (wanted, 0)


def test_a_scope_may_have_a_state_before_it_has_content(store: Store) -> None:
    with store.write() as tx:
        log.set_state(tx, scope_id(), "sealed")
        log.set_grant(tx, scope_id(1), 4)
    assert state(store) == ("sealed", 0)


@pytest.mark.parametrize("wanted", ["shed", "purged", "heard"])
def test_no_word_drops_content(store: Store, wanted: str) -> None:
    with store.write() as tx, pytest.raises(ValueError, match="does not become"):
        log.set_state(tx, scope_id(), wanted)


def test_no_word_brings_content_back(store: Store) -> None:
    store.append(edit(1))
    with store.write() as tx:
        purge.drop_content(tx, scope_id())
        with pytest.raises(ValueError, match="shed does not become"):
            log.set_state(tx, scope_id(), "sealed")
        purge.drop_content(tx, scope_id(), "purged")
        with pytest.raises(ValueError, match="purged does not become"):
            log.set_state(tx, scope_id(), "open")


def test_grants_only_rise(store: Store) -> None:
    for number in (1, 3, 2):
        with store.write() as tx:
            log.set_grant(tx, scope_id(), number)
    assert state(store) == ("open", 3)


def test_a_scope_id_has_17_bytes(store: Store) -> None:
    with store.write() as tx, pytest.raises(ValueError, match="17 bytes"):
        log.set_grant(tx, b"short", 1)
