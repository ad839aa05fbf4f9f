"""Runs applied: order, repetition, gaps, forks, statements, and what the session says of each."""

from __future__ import annotations

import gc

import pytest
from support.chains import Chain, long_chain, says
from support.logs import Store, author_id, make_store, record_id, scope_id

from storage import holdings, log, quarantine, records
from storage.changes import Malformed, Ref, erase
from storage.crypto import h
from storage.holdings import forks, parked
from storage.runs import Run
from storage.session import Applied, Session


def alias(store: Store, record: int = 0) -> object:
    with store.read() as tx:
        row = records.one(tx, scope_id(), "case", record_id(record))
        return row and row.fields.get("alias")


def test_a_run_is_applied_and_counted(store: Store) -> None:
    chain = Chain().write(says("a"), says("b", name="status")).write(says("c", record=1))
    (applied,), touched = store.apply(chain.run(), bundle=7)
    assert applied == Applied(changes=2, edits=3)
    assert touched.records == {record_id(0), record_id(1)}
    assert touched.scopes == {scope_id()}
    with store.read() as tx:
        assert log.heads(tx) == {(scope_id(), author_id()): log.Position(2, chain.heads[2], 2)}
        assert log.run(tx, scope_id(), author_id(), 1) == chain.run()
        assert [entry.bundle for entry in records.history(tx, record_id())] == [7, 7]


def test_a_repeated_run_changes_nothing(store: Store) -> None:
    chain = long_chain(3)
    store.apply(chain.run())
    with store.read() as tx:
        before = log.mark(tx)
    (again, part), touched = store.apply(chain.run(), chain.run(2, 2))
    assert (again, part) == (Applied(duplicate=3), Applied(duplicate=1))
    assert not touched.records
    with store.read() as tx:
        assert log.mark(tx) == before


def test_a_run_repeated_within_one_session_changes_nothing(store: Store) -> None:
    chain = long_chain(4)
    (first, again, longer), _ = store.apply(chain.run(1, 2), chain.run(1, 1), chain.run(1, 4))
    assert (first.changes, again.duplicate, longer) == (2, 1, Applied(changes=2, edits=2, duplicate=2))
    assert alias(store) == "value 4"


def test_the_mark_is_a_hash_over_every_accepted_head(store: Store) -> None:
    chain = long_chain(3)
    store.apply(chain.run(1, 2))
    store.apply(chain.run(2, 3))
    digest = bytes(32)
    for head in chain.heads[1:]:
        digest = h("mark", digest, head)
    with store.read() as tx:
        assert log.mark(tx) == (3, digest)


def test_malformed_anywhere_in_a_run_and_nothing_of_it_is_applied(store: Store) -> None:
    chain = long_chain(3)
    bad = Run(chain.scope, chain.author, 1, [*chain.raws, b"\x84"])
    with pytest.raises(Malformed):
        store.apply(bad)
    with store.write() as tx, Session(tx, received_at=0) as session:
        for run in (
            bad,
            Run(scope_id()[:16], author_id(), 1, chain.raws),
            Run(scope_id(), author_id(), 0, chain.raws),
        ):  # type: ignore[arg-type]
            with pytest.raises(Malformed):
                session.apply(run)
        session.finish()
    with store.read() as tx:
        assert log.heads(tx) == {}
        assert log.scopes(tx) == {}


# Gaps


def test_a_run_beyond_a_gap_waits_until_it_closes(store: Store) -> None:
    chain = long_chain(6)
    (late, latest), _ = store.apply(chain.run(5), chain.run(3, 4), bundle=2)
    assert (late, latest) == (Applied(parked=2), Applied(parked=2))
    with store.read() as tx:
        assert [(one.first, one.last, one.bundle) for one in parked(tx)] == [(3, 4, 2), (5, 6, 2)]
        assert log.heads(tx) == {}
    assert alias(store) is None
    (first,), _ = store.apply(chain.run(1, 2), bundle=3)
    assert first == Applied(changes=6, edits=6)
    assert alias(store) == "value 6"
    with store.read() as tx:
        assert parked(tx) == []
        assert [entry.bundle for entry in records.history(tx, record_id())] == [3, 3, 2, 2, 2, 2]


def test_what_was_parked_and_came_otherwise_is_dropped_quietly(store: Store) -> None:
    chain = long_chain(6)
    store.apply(chain.run(3, 4))
    (whole,), _ = store.apply(chain.run())
    assert whole == Applied(changes=6, edits=6, duplicate=2)
    with store.read() as tx:
        assert parked(tx) == []


def test_a_gap_that_closes_only_in_part_keeps_the_rest_waiting(store: Store) -> None:
    chain = long_chain(9)
    store.apply(chain.run(8), chain.run(4, 5))
    (some,), _ = store.apply(chain.run(1, 3))
    assert some.changes == 5
    with store.read() as tx:
        assert [one.first for one in parked(tx)] == [8]


def test_the_same_run_is_parked_once(store: Store) -> None:
    chain = long_chain(3)
    store.apply(chain.run(2))
    (again,), _ = store.apply(chain.run(2))
    assert again == Applied(parked=2)
    with store.read() as tx:
        assert len(parked(tx)) == 1


@pytest.mark.parametrize(("name", "bound"), [("PARKED_CHANGES_MAX", 3), ("PARKED_BYTES_MAX", 300)])
def test_parking_is_bounded(store: Store, monkeypatch: pytest.MonkeyPatch, name: str, bound: int) -> None:
    monkeypatch.setattr(quarantine, name, bound)
    chain = long_chain(9)
    (kept, dropped), _ = store.apply(chain.run(2, 3), chain.run(5, 8))
    assert (kept, dropped) == (Applied(parked=2), Applied(dropped=4))
    with store.read() as tx:
        assert [one.first for one in parked(tx)] == [2]


# Forks


def test_another_branch_is_quarantined_whole_and_never_applied(store: Store) -> None:
    ours = long_chain(4)
    theirs = ours.branch(2).write(says("other")).write(says("more")).write(says("and more"))
    store.apply(ours.run())
    (fork,), _ = store.apply(theirs.run(2), bundle=5)
    assert fork == Applied(fork=True)
    assert alias(store) == "value 4"
    with store.read() as tx:
        (found,) = forks(tx)
        assert (found.seq, found.ours, found.theirs) == (4, ours.heads[4], theirs.heads[4])
        assert (found.scope, found.author, found.bundle) == (scope_id(), author_id(), 5)
        assert found.received_at == store.clock
        assert found.run == theirs.run(2)
        assert log.run(tx, scope_id(), author_id(), 1) == ours.run()


def test_a_shorter_branch_is_a_fork_too(store: Store) -> None:
    ours = long_chain(4)
    store.apply(ours.run())
    (fork,), _ = store.apply(ours.branch(1).write(says("other")).run(2))
    assert fork.fork
    with store.read() as tx:
        assert [one.seq for one in forks(tx)] == [2]


def test_the_same_fork_is_kept_once_and_the_chain_goes_on(store: Store) -> None:
    ours = long_chain(4)
    theirs = ours.branch(2).write(says("other"))
    store.apply(ours.run(1, 3))
    (first, again, more), _ = store.apply(theirs.run(3), theirs.run(3), ours.run(3, 4))
    assert (first.fork, again.fork, more.changes) == (True, True, 1)
    with store.read() as tx:
        assert len(forks(tx)) == 1
        assert log.verify(tx) == []


def test_forks_are_bounded_and_none_vanishes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever fills the quarantine with one chain's branches does not hide that another one has parted."""
    monkeypatch.setattr(quarantine, "FORK_BYTES_MAX", 400)
    ours, mine = long_chain(2), long_chain(2, author=1)
    store.apply(ours.run(), mine.run())
    branches = [ours.branch(0).write(says(n)) for n in range(9)]
    applied, _ = store.apply(*(branch.run() for branch in branches), branches[0].run())
    assert all(one.fork for one in applied)
    with store.read() as tx:
        kept = [one.run for one in forks(tx)]
        assert kept[:-1] == [branch.run() for branch in branches[: len(kept) - 1]]
        assert 3 <= len(kept) < 9
        assert kept[-1].changes == []
    theirs = mine.branch(1).write(says("parted"))
    store.apply(theirs.run(2), theirs.run(2))
    with store.read() as tx:
        last = forks(tx)[-1]
        assert len(forks(tx)) == len(kept) + 1
    assert (last.author, last.seq, last.ours, last.theirs) == (
        author_id(1),
        2,
        mine.heads[2],
        theirs.heads[2],
    )
    assert last.run == Run(mine.scope, mine.author, 2, [])
    # Once there is room the branch itself takes its place.
    monkeypatch.setattr(quarantine, "FORK_BYTES_MAX", 4000)
    store.apply(theirs.run(2))
    with store.read() as tx:
        assert len(forks(tx)) == len(kept) + 1
        assert forks(tx)[-1].run == theirs.run(2)


def test_a_fork_that_was_parked_is_found_when_the_gap_closes(store: Store) -> None:
    ours = long_chain(4)
    theirs = ours.branch(2).write(says("other")).write(says("more"))
    store.apply(theirs.run(3, 4), ours.run(4))
    (applied,), _ = store.apply(ours.run(1, 3))
    assert (applied.changes, applied.fork) == (4, True)
    with store.read() as tx:
        assert [one.run for one in forks(tx)] == [theirs.run(3)]
    assert alias(store) == "value 4"


def test_an_erased_copy_of_what_is_held_is_no_fork_and_erases_nothing(store: Store) -> None:
    chain = long_chain(2)
    store.apply(chain.run())
    erased = Run(chain.scope, chain.author, 1, [erase(raw, 0) for raw in chain.raws])
    (applied,), _ = store.apply(erased)
    assert applied == Applied(duplicate=2)
    assert alias(store) == "value 2"


# Statements


def test_a_run_that_its_author_did_not_state_is_quarantined(store: Store) -> None:
    chain = long_chain(4)
    asked = []

    def expect(scope: bytes, author: bytes, seq: int, head: bytes) -> bool:
        asked.append((scope, author, seq))
        return head == chain.heads[seq] and seq != 3

    (good, bad), _ = store.apply(chain.run(1, 2), chain.run(3, 3), expect=expect)
    assert (good.changes, bad) == (2, Applied(fork=True))
    assert asked == [(scope_id(), author_id(), 2), (scope_id(), author_id(), 3)]
    with store.read() as tx:
        (found,) = forks(tx)
        assert (found.seq, found.ours, found.theirs) == (3, b"", chain.heads[3])


def test_a_branch_that_hides_its_start_is_caught_by_what_was_stated(store: Store) -> None:
    """A run does not carry the head before it: without statements this would be taken for ours."""
    ours = long_chain(3)
    theirs = ours.branch(1).write(says("x")).write(says("y")).write(says("z"))
    store.apply(ours.run())
    (applied,), _ = store.apply(theirs.run(4), expect=lambda _s, _a, seq, head: head == theirs.heads[seq])
    assert applied.fork
    assert alias(store) == "value 3"


def test_parked_runs_are_asked_about_when_they_are_placed(store: Store) -> None:
    chain = long_chain(3)
    store.apply(chain.run(3))
    (applied,), _ = store.apply(chain.run(1, 2), expect=lambda _s, _a, seq, _h: seq != 3)
    assert (applied.changes, applied.fork) == (2, True)


# References


def test_a_replacement_may_come_before_what_it_replaces(store: Store) -> None:
    mine, theirs = Chain(author_id(1)).write(says("old")), Chain(author_id(2))
    theirs.write(says("new", mine.ref(1)))
    store.apply(theirs.run())
    store.apply(mine.run())
    assert alias(store) == "new"
    with store.read() as tx:
        assert records.conflicts(tx) == []
        assert tx.scalar("SELECT count(*) FROM early") == 0


def test_an_early_reference_with_another_tag_has_no_effect(store: Store) -> None:
    mine, theirs = Chain(author_id(1)).write(says("old")), Chain(author_id(2))
    theirs.write(says("new", Ref(mine.author, 1, 0, b"nope")))
    store.apply(theirs.run())
    store.apply(mine.run())
    with store.read() as tx:
        assert [name for _, name in records.conflicts(tx)] == ["alias"]


def test_an_erased_edit_ends_the_wait_for_it(store: Store) -> None:
    mine, theirs = Chain(author_id(1)).write(says("old")), Chain(author_id(2))
    theirs.write(says("new", mine.ref(1)))
    store.apply(theirs.run())
    store.apply(Run(mine.scope, mine.author, 1, [erase(mine.raws[0], 0)]))
    with store.read() as tx:
        assert tx.scalar("SELECT count(*) FROM early") == 0
    assert alias(store) == "new"


def test_a_reference_to_the_own_future_waits_for_it(store: Store) -> None:
    future = Chain().write(says("a")).write(says("b"))
    chain = Chain().write(says("a", future.ref(2)))
    chain.raws.append(future.raws[1])
    store.apply(chain.run())
    assert alias(store) == "a"


def test_a_record_whose_last_live_edit_goes_is_shown_no_more(store: Store) -> None:
    """Edits that name each other in a circle: four bytes of a tag can be searched for, so it can happen."""
    chain = long_chain(2)
    store.apply(chain.run(1, 1))
    with store.write() as tx:
        scope, by, rec, fld, tag = tx.execute("SELECT scope.id, author.id, rec, fld, ? FROM scope, author, cell", (chain.ref(2).tag,)).fetchone()  # fmt: skip
        tx.execute("INSERT INTO early VALUES (?, ?, 2, 0, ?, ?, ?)", (scope, by, rec, fld, tag))
    store.apply(chain.run(2))
    with store.read() as tx:
        assert records.get(tx, record_id()) == []
        assert tx.scalar("SELECT count(*) FROM row") == 0


# Conflicts, groups, housekeeping


def test_conflicts_are_counted_for_each_run_that_brought_a_side(store: Store) -> None:
    one = Chain(author_id(1)).write(says("a"), says("x", name="status"))
    two = Chain(author_id(2)).write(says("b"), says("x", name="status"))
    three = Chain(author_id(3)).write(says("y", name="status"))
    (first, second), _ = store.apply(one.run(), two.run())
    assert (first.conflicts, second.conflicts) == (1, 1)
    (third,), _ = store.apply(three.run())
    assert third.conflicts == 1


def test_a_conflict_that_is_settled_in_the_same_session_is_none(store: Store) -> None:
    one, two = Chain(author_id(1)).write(says("a")), Chain(author_id(2)).write(says("b"))
    three = Chain(author_id(3)).write(says("c", one.ref(1), two.ref(1)))
    applied, _ = store.apply(one.run(), two.run(), three.run())
    assert [each.conflicts for each in applied] == [0, 0, 0]
    assert alias(store) == "c"


def test_one_session_can_finish_and_go_on(store: Store) -> None:
    chain = long_chain(4)
    with store.write() as tx, Session(tx, received_at=5) as session:
        session.apply(chain.run(1, 2))
        assert session.finish().records == {record_id()}
        assert records.one(tx, scope_id(), "case", record_id()).fields == {"alias": "value 2"}  # type: ignore[union-attr]
        session.apply(chain.run(3, 4))
        assert session.edits == 4
        assert session.finish().records == {record_id()}
        assert session.finish().records == set()
        records.rebuild(tx)
    assert alias(store) == "value 4"


def test_edits_are_counted_once_for_groups(store: Store) -> None:
    chain = long_chain(4)
    with store.write() as tx, Session(tx, received_at=5) as session:
        session.apply(chain.run(3))
        session.apply(chain.run(1, 2))
        assert session.edits == 4


def test_the_collector_rests_during_a_session_and_only_then(store: Store) -> None:
    assert gc.isenabled()
    with store.write() as tx, Session(tx, received_at=5):
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    with store.write() as tx, Session(tx, received_at=5):
        pass
    assert not gc.isenabled()
    gc.enable()


def test_a_large_scope_is_not_loaded_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.books._RECORDS_AT_ONCE", 3)
    chain = Chain()
    for number in range(9):
        chain.write(says(number, record=number))
    for number in range(9):
        chain.write(says(number + 100, chain.ref(number + 1), record=number))
    store.apply(chain.run(1, 9))
    store.apply(chain.run(10))
    assert [alias(store, number) for number in range(9)] == list(range(100, 109))
    with store.read() as tx:
        assert tx.scalar("SELECT count(*) FROM record") == 9


def test_unknown_kinds_and_fields_come_out_byte_for_byte_after_three_hops(
    store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chain = Chain().write(says({"new": ["thing"]}, kind="kind_of_2031", name="field_of_2031"))
    stores = [store, *(make_store(tmp_path_factory.mktemp("hop")) for _ in range(2))]
    run = chain.run()
    for each in stores:
        each.apply(run)
        with each.read() as tx:
            run = log.run(tx, scope_id(), author_id(), 1)
    assert run == chain.run()
    for each in stores[1:]:
        each.database.close()


def test_a_scope_only_heard_of_opens_when_something_arrives(store: Store) -> None:
    with store.write() as tx:
        holdings.raise_held(tx, b"peer", {(scope_id(), author_id()): holdings.Held(1, 5, bytes(16))})
        assert log.scopes(tx) == {}
    store.apply(long_chain(1).run())
    with store.read() as tx:
        assert log.scopes(tx)[scope_id()].state == "open"
