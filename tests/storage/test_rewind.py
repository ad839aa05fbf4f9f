"""Two branches of one chain: one stands, the other is kept and can be entered again."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from support.chains import Chain, long_chain, says
from support.histories import world
from support.logs import Store, author, author_id, make_store, record_id, scope_id

from storage import log, merge, purge, quarantine, records, rewind
from storage.changes import ScopeId, decode_change, encode_change, erase
from storage.runs import Run


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


def test_a_branch_that_is_taken_back_is_kept_though_the_quarantine_is_full(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quarantine, "FORK_BYTES_MAX", 0)
    ours, theirs = _both(store)
    with store.write() as tx:
        rewind.rewind(tx, scope_id(1), theirs.run(), received_at=1)
        assert [fork.run for fork in log.forks(tx)] == [ours.run(3)]


def test_a_run_that_begins_where_the_branches_part(store: Store) -> None:
    ours, theirs = _both(store)
    with store.write() as tx:
        dropped = rewind.rewind(tx, scope_id(1), theirs.run(3), received_at=1)
    assert [change.raw for change in dropped] == ours.raws[2:]
    assert _shown(store) == ["theirs"]


def test_nothing_is_dropped_where_the_branches_do_not_contradict_each_other(store: Store) -> None:
    """Two bundles of one group can bring the same branch, the second one shorter or longer."""
    ours, theirs = _both(store)
    theirs.write(says("on", theirs.ref(3)))
    with store.write() as tx:
        assert rewind.rewind(tx, scope_id(1), ours.run(1, 3), received_at=1) == []
        assert rewind.rewind(tx, scope_id(1), theirs.run(1, 3), received_at=1)
        for run in (theirs.run(1, 2), theirs.run(), theirs.run(3)):
            assert rewind.rewind(tx, scope_id(1), run, received_at=1) == []
        assert log.heads(tx)[scope_id(1), author_id()].head == theirs.heads[4]
        assert [fork.run for fork in log.forks(tx)] == [ours.run(3)]
        assert log.verify(tx) == []
    assert _shown(store) == ["on"]


def test_an_erased_copy_of_the_same_branch_is_no_other_one(store: Store) -> None:
    ours, _ = _both(store)
    run = ours.run()
    run.changes[2] = erase(run.changes[2], 0)
    with store.write() as tx:
        assert rewind.rewind(tx, scope_id(1), run, received_at=1) == []
    assert _shown(store) == ["ours again"]


def test_what_others_wrote_after_their_content_was_shed_stays(store: Store) -> None:
    """Of the other chain only its end is here: it cannot be said again, and must not have to be."""
    mine = store.append(log.NewEdit(record_id(7), "case", "alias", "old"), scope=scope_id(1), by=5)
    with store.write() as tx:
        purge.drop_content(tx, scope_id(1), "shed")
    store.append(log.NewEdit(record_id(8), "case", "alias", "nowhere else"), scope=scope_id(1), by=5)
    with store.write() as tx:
        log.set_state(tx, scope_id(1), "open")
    ours, theirs = (Chain(scope=scope_id(1)).write(says(word)) for word in ("ours", "theirs"))
    store.apply(ours.run())
    with store.write() as tx:
        signed = tx.execute("SELECT own_sig FROM chain WHERE own_sig NOT NULL").fetchall()
        assert len(rewind.rewind(tx, scope_id(1), theirs.run(), received_at=1)) == 1
        assert log.verify(tx) == []
        assert log.heads(tx)[scope_id(1), author_id(5)].seq == 2
        assert len(log.run(tx, scope_id(1), author_id(5), 2).changes) == 1
        assert tx.execute("SELECT own_sig FROM chain WHERE own_sig NOT NULL").fetchall() == signed
        assert len(signed) == 1
        (row,) = records.get(tx, record_id(8))
        assert row.fields == {"alias": "nowhere else"}
    assert _shown(store) == ["theirs"]
    store.apply(log.Run(mine.scope, mine.author, 1, [mine.raw]))
    with store.read() as tx:
        assert log.verify(tx) == []
        assert [row.fields for row in records.get(tx, record_id(7))] == [{"alias": "old"}]


def test_a_chain_whose_content_was_shed_is_left_alone(store: Store) -> None:
    ours, theirs = _both(store)
    with store.write() as tx:
        purge.drop_content(tx, scope_id(1), "shed")
        assert rewind.rewind(tx, scope_id(1), theirs.run(), received_at=1) == []
        assert log.heads(tx)[scope_id(1), author_id()].head == ours.heads[4]


LIVE = (
    "SELECT kind.name, record.name, field.name, leaf FROM cell JOIN record ON record.id = rec"
    " JOIN word kind ON kind.id = kind JOIN word field ON field.id = fld"
)
ROWS = (
    "SELECT record.name, word.name, deleted, conflicts, lam, wall, text FROM row JOIN record ON record.id = rec"
    " JOIN word ON word.id = record.kind"
)
WAITING = (
    "SELECT author.name, seq, idx, record.name, word.name, tag FROM early"
    " JOIN author ON author.id = early.author JOIN record ON record.id = rec JOIN word ON word.id = fld"
    " WHERE NOT EXISTS (SELECT 1 FROM chain WHERE chain.scope = early.scope AND chain.author = early.author"
    " AND chain.seq >= early.seq)"
)


def _state(store: Store, scope: ScopeId) -> list[object]:
    with store.read() as tx:
        tables = [sorted(tx.execute(sql).fetchall()) for sql in (LIVE, ROWS, WAITING)]
        return [*tables, log.state_hash(tx, scope), log.verify(tx)]


@pytest.mark.parametrize("seed", range(4000, 4040))
def test_a_store_that_went_the_wrong_way_ends_like_one_that_never_did(tmp_path: Path, seed: int) -> None:
    """Others have gone on from the branch that stands, and name edits that are not here until it is."""
    rng = random.Random(seed)
    made = world(seed)
    scope = max(made.scopes, key=lambda one: len(made.edits(one)))
    chains = {
        author: [change for change in made.changes if (change.scope, change.author) == (scope, author)]
        for author in made.seqs(scope)
    }
    author = max(chains, key=lambda one: len(chains[one]))
    at = rng.randrange(len(chains[author]))
    here, there = (make_store(tmp_path / name) for name in ("here", "there"))
    raws = {one: [change.raw for change in chain] for one, chain in chains.items()}
    there.apply(*(Run(scope, one, 1, found) for one, found in raws.items()))
    edits = [edit for _, _, edit in made.edits(scope)]
    wrong = [
        encode_change(rng.randint(1, 20), 5, rng.randbytes(16), rng.choices(edits, k=rng.randint(1, 4)))
        for _ in range(rng.randint(1, 4))
    ]
    runs = [Run(scope, one, 1, found) for one, found in raws.items() if one != author]
    runs.append(Run(scope, author, 1, raws[author][:at] + wrong))
    rng.shuffle(runs)
    here.apply(*runs)
    first = rng.randint(0, at)
    with here.write() as tx:
        run = Run(scope, author, first + 1, raws[author][first:])
        dropped = rewind.rewind(tx, scope, run, received_at=here.clock)
        assert [change.raw for change in dropped] == wrong
    assert _state(here, scope) == _state(there, scope)
    for store in (here, there):
        store.database.close()


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
