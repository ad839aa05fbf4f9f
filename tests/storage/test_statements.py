"""Statements: what they say, that they are kept as signed, which positions they cover."""

from __future__ import annotations

import pytest
from support.chains import Chain, long_chain, says
from support.logs import Store, author_id, scope_id

from storage import log, purge, statements
from storage.crypto import h
from storage.errors import UserError
from storage.statements import Statement

CHAIN = long_chain(6)


def stated(
    chain: Chain, *seqs: int, number: int = 1, series: bytes = bytes(16), author: int = 0
) -> Statement:
    entries = statements.join(
        statements.entry(chain.scope, chain.author, seq, chain.heads[seq]) for seq in seqs
    )
    return Statement(author_id(author), bytes(8), series, number, entries, b"s" * 64)


@pytest.fixture
def kept(store: Store) -> Store:
    store.apply(CHAIN.run())
    return store


def put(store: Store, *some: Statement) -> None:
    with store.write() as tx:
        for statement in some:
            statements.put(tx, statement)


def test_entries_and_body_are_the_specified_hashes() -> None:
    entry = statements.entry(scope_id(), author_id(), 2, CHAIN.heads[2])
    assert entry == h("stated", scope_id(), author_id(), (2).to_bytes(8, "big"), CHAIN.heads[2], size=16)
    one = stated(CHAIN, 2, 5, number=9)
    assert one.body() == h("statement", author_id(), bytes(16), (9).to_bytes(8, "big"), one.entries)
    assert one.items() == sorted(one.items())


def test_a_stated_position_is_covered_and_no_other(kept: Store) -> None:
    put(kept, stated(CHAIN, 2, 5))
    with kept.read() as tx:
        assert [statements.covered(tx, scope_id(), author_id(), seq) for seq in range(1, 8)] == [
            False, True, False, False, True, False, False,
        ]  # fmt: skip
        assert statements.positions(tx, scope_id(), author_id(), 0) == [2, 5]
        assert statements.positions(tx, scope_id(), author_id(), 2) == [5]
        assert statements.positions(tx, scope_id(), author_id(9), 0) == []


def test_another_head_at_the_same_seq_is_not_covered(kept: Store) -> None:
    other = CHAIN.branch(1).write(says("other"))
    put(kept, stated(other, 2))
    with kept.read() as tx:
        assert not statements.covered(tx, scope_id(), author_id(), 2)


def test_only_the_author_s_own_word_counts(kept: Store) -> None:
    put(kept, stated(CHAIN, 2, author=1))
    with kept.read() as tx:
        assert not statements.covered(tx, scope_id(), author_id(), 2)


def test_a_position_may_be_stated_before_it_is_held(kept: Store) -> None:
    longer = long_chain(8)
    put(kept, stated(longer, 8))
    with kept.read() as tx:
        assert statements.is_stated(tx, scope_id(), author_id(), 8, longer.heads[8])
        assert not statements.is_stated(tx, scope_id(), author_id(), 8, longer.heads[7])
        assert not statements.is_stated(tx, scope_id(), author_id(1), 8, longer.heads[8])
        assert not statements.covered(tx, scope_id(), author_id(), 8)


def test_statements_are_given_with_what_they_cover_each_once_oldest_first(kept: Store) -> None:
    first, second, third = stated(CHAIN, 2, 3), stated(CHAIN, 3, 5, number=2), stated(CHAIN, 6, number=3)
    put(kept, first, second, third)
    with kept.read() as tx:
        places = [(scope_id(), author_id(), seq) for seq in (5, 3, 2, 4)]
        assert statements.statements_for(tx, places) == [first, second]
        assert statements.statements_for(tx, [(scope_id(), author_id(9), 1)]) == []


def test_a_number_is_kept_once(kept: Store) -> None:
    put(kept, stated(CHAIN, 2), stated(CHAIN, 5))
    with kept.read() as tx:
        assert statements.positions(tx, scope_id(), author_id(), 0) == [2]


def test_a_kept_head_of_dropped_content_is_still_covered(kept: Store) -> None:
    put(kept, stated(CHAIN, 6))
    with kept.write() as tx:
        purge.drop_content(tx, scope_id())
        log.set_state(tx, scope_id(), "open")
    kept.apply(long_chain(7).run(7))
    with kept.read() as tx:
        assert statements.positions(tx, scope_id(), author_id(), 0) == [6]


@pytest.mark.parametrize(
    "entries",
    [bytes(15), bytes(32), b"\x01" * 16 + bytes(16)],
    ids=["not whole", "twice the same", "not sorted"],
)
def test_entries_that_are_no_sorted_list_are_refused(kept: Store, entries: bytes) -> None:
    with pytest.raises(UserError) as raised:
        put(kept, Statement(author_id(), bytes(8), bytes(16), 1, entries, b""))
    assert raised.value.slug == "malformed_statement"


def test_the_number_of_entries_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "ENTRIES_MAX", 1)
    with pytest.raises(UserError):
        stated(CHAIN, 1, 2).items()
