"""Two branches of one chain: one stands, the other is kept and can be entered again."""

from __future__ import annotations

import os

from support.chains import Chain, long_chain, says
from support.logs import Store, author, author_id, record_id, scope_id

from storage import log, merge, records, rewind
from storage.changes import decode_change


def _both(store: Store, at: int = 2) -> tuple[Chain, Chain]:
    """Our chain goes on after `at` in one way, the other in another; somebody else writes there too."""
    ours = long_chain(at, scope=1)
    theirs = ours.branch(at)
    ours.write(says("ours", ours.ref(at))).write(says("ours again", ours.ref(at + 1)))
    theirs.write(says("theirs", theirs.ref(at)), salt=3)
    other = Chain(author_id(5), scope_id(1)).write(says("else", name="status"))
    store.apply(ours.run(), other.run())
    return ours, theirs


def _shown(store: Store, name: str = "alias") -> list[object]:
    with store.read() as tx:
        return [one.value for one in records.live(tx, scope_id(1), "case", record_id(), name)]


def test_the_other_branch_stands_and_ours_is_kept(store: Store) -> None:
    ours, theirs = _both(store)
    with store.write() as tx:
        dropped = rewind.rewind(tx, scope_id(1), theirs.run(), received_at=1)
    assert [change.raw for change in dropped] == ours.raws[2:]
    with store.read() as tx:
        assert log.heads(tx, [scope_id(1)])[scope_id(1), author_id()].head == theirs.heads[3]
        (fork,) = log.forks(tx)
        assert fork.run == ours.run(3)
        assert (fork.seq, fork.ours, fork.theirs) == (3, theirs.heads[3], ours.heads[4])
        assert log.verify(tx) == []
    assert _shown(store) == ["theirs"]
    assert _shown(store, "status") == ["else"]


def test_a_run_that_begins_where_the_branches_part(store: Store) -> None:
    ours, theirs = _both(store)
    with store.write() as tx:
        dropped = rewind.rewind(tx, scope_id(1), theirs.run(3), received_at=1)
    assert [change.raw for change in dropped] == ours.raws[2:]
    assert _shown(store) == ["theirs"]


def test_a_branch_that_is_shorter_than_what_it_shares_drops_the_rest(store: Store) -> None:
    """Ours only went on; nothing of it is contradicted, and the other end stands all the same."""
    ours, _ = _both(store)
    with store.write() as tx:
        dropped = rewind.rewind(tx, scope_id(1), ours.run(1, 3), received_at=1)
    assert [change.raw for change in dropped] == ours.raws[3:]
    assert _shown(store) == ["ours"]


def test_what_is_shown_is_what_the_definition_says(store: Store) -> None:
    _, theirs = _both(store)
    with store.write() as tx:
        rewind.rewind(tx, scope_id(1), theirs.run(), received_at=1)
        changes = [
            decode_change(raw, scope, who, seq)
            for scope, who in log.heads(tx, [scope_id(1)])
            for seq, raw in enumerate(log.run(tx, scope, who, 1).changes, 1)
        ]
        lives = merge.live(changes)
    expected = {(name, one.value) for (_, _, _, name), many in lives.items() for one in many}
    assert {(name, one) for name in ("alias", "status") for one in _raws(store, name)} == expected


def _raws(store: Store, name: str) -> list[bytes]:
    with store.read() as tx:
        return [one.raw for one in records.live(tx, scope_id(1), "case", record_id(), name)]


def test_where_changes_came_from_is_not_forgotten(store: Store) -> None:
    ours = long_chain(2, scope=1)
    theirs = ours.branch(1).write(says("theirs", ours.ref(1)), salt=3)
    store.clock = 1_000
    store.apply(ours.run())
    with store.write() as tx:
        before = tx.execute("SELECT id, received FROM change").fetchall()
        rewind.rewind(tx, scope_id(1), theirs.run(), received_at=9_999)
        after = dict(tx.execute("SELECT id, received FROM change").fetchall())
    assert before[0][1] == after[before[0][0]] == 1_000


def test_an_older_fork_of_the_chain_is_settled_by_it(store: Store) -> None:
    ours, theirs = _both(store)
    (done,), _ = store.apply(theirs.run())
    assert done.fork
    with store.write() as tx:
        rewind.rewind(tx, scope_id(1), theirs.run(), received_at=1)
        assert [fork.run for fork in log.forks(tx)] == [ours.run(3)]


def test_what_was_dropped_is_entered_again_and_refers_to_itself(store: Store) -> None:
    _, theirs = _both(store)
    with store.write() as tx:
        dropped = rewind.rewind(tx, scope_id(1), theirs.run(), received_at=1)
        rewind.enter_again(tx, author(9), scope_id(1), dropped, rng=os.urandom, now=lambda: store.clock)
        again = log.run(tx, scope_id(1), author_id(9), 1)
        first, second = (
            decode_change(raw, scope_id(1), author_id(9), seq) for seq, raw in enumerate(again.changes, 1)
        )
    (ref,) = second.edits[0].replaces  # type: ignore[union-attr]
    assert (ref.author, ref.seq, ref.index, ref.tag) == (author_id(9), 1, 0, first.leaves()[0][:4])
    # It replaced what both branches share; both words are there, for a person to settle.
    assert sorted(map(str, _shown(store))) == ["ours again", "theirs"]


def test_an_erased_edit_is_not_entered_again(store: Store) -> None:
    ours, theirs = _both(store)
    with store.write() as tx:
        log.erase_edit(tx, scope_id(1), author_id(), 3, 0)
        dropped = rewind.rewind(tx, scope_id(1), theirs.run(), received_at=1)
        rewind.enter_again(tx, author(9), scope_id(1), dropped, rng=os.urandom, now=lambda: store.clock)
        again = log.run(tx, scope_id(1), author_id(9), 1)
    assert len(again.changes) == 1
    assert len(dropped) == 2
    assert ours.raws[2] != dropped[0].raw


def test_the_end_of_a_run_is_computed_only_where_ours_passes(store: Store) -> None:
    _, theirs = _both(store)
    with store.read() as tx:
        assert rewind.end_of(tx, theirs.run()) == theirs.heads[3]
        assert rewind.end_of(tx, theirs.run(3)) == theirs.heads[3]
        beyond = theirs.run(3)
        assert rewind.end_of(tx, type(beyond)(beyond.scope, beyond.author, 9, beyond.changes)) == b""
