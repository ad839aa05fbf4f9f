"""Where chains stand for whoever exchanges them: given, moved, lacking, on which branch."""

from __future__ import annotations

from support.chains import Chain, long_chain, says
from support.logs import Store, author_id, scope_id

from storage import holdings, log, positions, purge
from storage.holdings import Held

PEER = b"peer" * 4


def _lacks(store: Store) -> list[tuple[int, int, int]]:
    with store.read() as tx:
        return [(scope[-1], held, seq) for scope, _, held, seq in positions.lacking(tx, PEER)]


def _believe(store: Store, chain: Chain, seq: int, head16: bytes | None = None) -> None:
    with store.write() as tx:
        head = chain.heads[seq][:16] if head16 is None else head16
        holdings.raise_held(tx, PEER, {(chain.scope, chain.author): Held(1, seq, head)})


def test_a_peer_lacks_what_goes_further_here(store: Store) -> None:
    one, two, three = (long_chain(3, scope=number) for number in (1, 2, 3))
    store.apply(one.run(), two.run(), three.run())
    _believe(store, two, 2)
    _believe(store, three, 3)
    assert _lacks(store) == [(1, 0, 3), (2, 2, 3)]


def test_who_holds_more_than_is_here_lacks_nothing(store: Store) -> None:
    chain = long_chain(5, scope=1)
    store.apply(chain.run(1, 3))
    _believe(store, chain, 5)
    assert _lacks(store) == []


def test_who_has_another_branch_is_given_the_chain_from_its_beginning(store: Store) -> None:
    chain = long_chain(4, scope=1)
    store.apply(chain.run())
    for seq in (2, 4):
        with store.write() as tx:
            holdings.replace_held(tx, PEER, {})
        _believe(store, chain, seq, b"another branch!!")
        assert _lacks(store) == [(1, 0, 4)]


def test_who_went_further_on_another_branch_is_given_ours_once_a_fork_is_known(store: Store) -> None:
    chain = long_chain(3, scope=1)
    other = chain.branch(2).write(says("else"), salt=9).write(says("and on"), salt=9)
    store.apply(chain.run())
    _believe(store, chain, 4, other.heads[4][:16])
    assert _lacks(store) == []
    (done,), _ = store.apply(other.run())
    assert done.fork
    assert _lacks(store) == [(1, 0, 3)]


def test_of_what_was_shed_only_what_was_written_since_can_be_given(store: Store) -> None:
    chain = long_chain(3, scope=1)
    store.apply(chain.run())
    with store.write() as tx:
        purge.drop_content(tx, scope_id(1))
    assert _lacks(store) == []
    _believe(store, chain, 3)
    store.append(log.NewEdit(b"n" * 16, "note", "text", "new"), scope=scope_id(1), by=0)
    assert _lacks(store) == [(1, 3, 4)]


def test_of_what_is_being_filled_as_much_as_is_there_can_be_given(store: Store) -> None:
    chain = long_chain(5, scope=1)
    store.apply(chain.run())
    with store.write() as tx:
        purge.drop_content(tx, scope_id(1))
        log.set_state(tx, scope_id(1), "open")
    store.apply(chain.run(1, 2))
    assert _lacks(store) == [(1, 0, 2)]
    with store.read() as tx:
        assert positions.contents(tx, [scope_id(1)]) == {(scope_id(1), author_id()): (2, chain.heads[2])}


def test_contents_are_of_the_scopes_asked_for_and_open(store: Store) -> None:
    one, two, three, four = (long_chain(2, scope=number) for number in (1, 2, 3, 4))
    store.apply(one.run(), two.run(), three.run(), four.run())
    with store.write() as tx:
        purge.drop_content(tx, scope_id(2))
        purge.drop_content(tx, scope_id(3), "purged")
        found = positions.contents(tx, [scope_id(number) for number in (1, 2, 3)])
    assert found == {(scope_id(1), author_id()): (2, one.heads[2])}


def test_moved_gives_the_chains_that_grew_and_what_brought_them(store: Store) -> None:
    one, two = long_chain(2, scope=1), long_chain(2, scope=2)
    store.apply(one.run(), bundle=None)
    with store.read() as tx:
        mark = log.mark(tx)[0]
    with store.write() as tx:
        tx.execute(
            "INSERT INTO bundle (id, peer, incarnation, counter, received) VALUES (7, ?, ?, 1, 1)",
            (PEER, PEER[:8]),
        )
    store.apply(two.run(), bundle=7)
    with store.read() as tx:
        assert positions.moved(tx, mark) == {(scope_id(2), author_id()): 7}
        assert set(positions.moved(tx, 0)) == {(scope_id(1), author_id()), (scope_id(2), author_id())}
        assert positions.moved(tx, -1)[scope_id(1), author_id()] is None


def test_a_position_is_on_our_branch_or_not(store: Store) -> None:
    chain = long_chain(3, scope=1)
    store.apply(chain.run())
    with store.read() as tx:

        def has(seq: int, head16: bytes, scope: int = 1) -> bool:
            return positions.has_head(tx, scope_id(scope), author_id(), seq, head16)

        assert has(2, chain.heads[2][:16])
        assert has(3, chain.heads[3][:16])
        assert not has(2, chain.heads[3][:16])
        assert not has(4, chain.heads[3][:16])
        assert not has(1, chain.heads[1][:16], scope=2)


def test_what_cannot_be_compared_any_more_counts_as_ours(store: Store) -> None:
    chain = long_chain(3, scope=1)
    store.apply(chain.run())
    with store.write() as tx:
        purge.drop_content(tx, scope_id(1))
        assert positions.has_head(tx, scope_id(1), author_id(), 2, b"what was it again")
        assert not positions.has_head(tx, scope_id(1), author_id(), 3, bytes(16))


def test_a_scope_that_others_only_spoke_of_is_not_here(store: Store) -> None:
    chain = long_chain(1, scope=1)
    store.apply(chain.run())
    _believe(store, long_chain(1, scope=2), 1)
    with store.read() as tx:
        assert positions.is_here(tx, scope_id(1))
        assert not positions.is_here(tx, scope_id(2))
        assert not positions.is_here(tx, scope_id(3))
