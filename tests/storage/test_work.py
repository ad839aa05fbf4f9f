"""Pieces of work: what one transaction of this device wrote, bounded, and nothing of what others wrote."""

from __future__ import annotations

import os

import pytest
from support.chains import long_chain
from support.logs import Store, author, author_id, record_id, scope_id

from storage import holdings, log, purge, work
from storage.holdings import Held
from storage.log import NewEdit
from storage.work import Piece


def alias(record: int = 0, value: str = "a", kind: str = "case") -> NewEdit:
    return NewEdit(record_id(record), kind, "alias", value)


def pieces(store: Store) -> list[Piece]:
    with store.read() as tx:
        return list(work.pieces(tx))


def places(piece: Piece) -> list[tuple[bytes, int]]:
    return [(change.scope, change.seq) for change in piece.changes]


def test_a_transaction_is_one_piece_and_the_newest_comes_first(store: Store) -> None:
    with store.write() as tx:
        for scope in (0, 1):
            log.append(tx, author(), scope_id(scope), [alias()], rng=os.urandom, now=lambda: 1)
    store.append(alias(0, "b"))
    second, first = pieces(store)
    assert places(first) == [(scope_id(), 1), (scope_id(1), 1)]
    assert places(second) == [(scope_id(), 2)]
    assert first.whole
    assert first.made == {(scope_id(), record_id()), (scope_id(1), record_id())}
    assert not second.made


def test_a_record_begins_where_nothing_of_it_was_before(store: Store) -> None:
    store.append(alias(), alias(1), NewEdit(record_id(), "case", "text", "t"))
    store.append(alias(), alias(2), alias(0, kind="note"))
    second, first = pieces(store)
    assert first.made == {(scope_id(), record_id()), (scope_id(), record_id(1))}
    assert second.made == {(scope_id(), record_id(2)), (scope_id(), record_id())}


def test_what_others_wrote_and_what_was_rolled_back_is_no_piece(store: Store) -> None:
    store.apply(long_chain(2, author=1).run())
    with pytest.raises(KeyError), store.write() as tx:
        log.append(tx, author(), scope_id(), [alias()], rng=os.urandom, now=lambda: 1)
        raise KeyError
    assert pieces(store) == []


def test_only_the_newest_are_remembered(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "MOST", 3)
    for number in range(5):
        store.append(alias(number))
    assert [places(piece) for piece in pieces(store)] == [[(scope_id(), seq)] for seq in (5, 4, 3)]


def test_a_piece_whose_scope_was_dropped_is_not_whole(store: Store) -> None:
    with store.write() as tx:
        for scope in (0, 1):
            log.append(tx, author(), scope_id(scope), [alias()], rng=os.urandom, now=lambda: 1)
        purge.drop_content(tx, scope_id(1))
    (piece,) = pieces(store)
    assert not piece.whole
    assert places(piece) == [(scope_id(), 1)]


def test_forgetting_leaves_nothing_of_this_transaction_either(store: Store) -> None:
    store.append(alias())
    with store.write() as tx:
        log.append(tx, author(), scope_id(), [alias(1)], rng=os.urandom, now=lambda: 1)
        work.forget(tx)
    assert pieces(store) == []
    store.append(alias(2))
    assert len(pieces(store)) == 1


def test_what_was_sent_has_travelled(store: Store) -> None:
    one = store.append(alias())
    two = store.append(alias(0, "b"))
    place = (scope_id(), author_id())

    def travelled() -> list[bool]:
        with store.read() as tx:
            return [work.travelled(tx, change) for change in (one, two)]

    assert travelled() == [False, False]
    with store.write() as tx:
        holdings.note_sent(tx, b"p" * 16, b"bundle", {place: Held(0, 1, bytes(16))})
    assert travelled() == [True, False]
    with store.write() as tx:
        holdings.acknowledge(tx, b"p" * 16, b"bundle")
    assert travelled() == [True, False]
