"""What peers are believed to hold: it rises, never falls by itself, and counts anew under a higher grant."""

from __future__ import annotations

from support.logs import Store, author_id, scope_id

from storage import holdings, log
from storage.database import Tx
from storage.holdings import Held, Place

A, B = b"peer-a" + bytes(10), b"peer-b" + bytes(10)
ONE: Place = (scope_id(1), author_id(1))
TWO: Place = (scope_id(2), author_id(2))


def held(seq: int, grant: int = 1) -> Held:
    return Held(grant, seq, seq.to_bytes(16, "big"))


def believed(tx: Tx, peer: bytes = A) -> dict[Place, Held]:
    return holdings.believed(tx, peer)


def test_what_is_believed_only_rises(store: Store) -> None:
    with store.write() as tx:
        for seq in (3, 5, 4):
            holdings.raise_held(tx, A, {ONE: held(seq)})
        assert believed(tx) == {ONE: held(5)}
        assert believed(tx, B) == {}


def test_a_higher_grant_counts_anew_and_a_lower_one_not(store: Store) -> None:
    with store.write() as tx:
        holdings.raise_held(tx, A, {ONE: held(9, 1)})
        holdings.raise_held(tx, A, {ONE: held(2, 2)})
        holdings.raise_held(tx, A, {ONE: held(12, 1)})
        assert believed(tx) == {ONE: held(2, 2)}


def test_a_whole_vector_replaces_everything_and_may_lower_it(store: Store) -> None:
    with store.write() as tx:
        holdings.raise_held(tx, A, {ONE: held(9), TWO: held(9)})
        holdings.raise_held(tx, B, {ONE: held(9)})
        holdings.replace_held(tx, A, {ONE: held(4)})
        assert believed(tx) == {ONE: held(4)}
        assert believed(tx, B) == {ONE: held(9)}


def test_what_was_sent_is_believed_when_it_is_acknowledged(store: Store) -> None:
    with store.write() as tx:
        holdings.note_sent(tx, A, b"bundle 1", {ONE: held(3), TWO: held(7)})
        holdings.note_sent(tx, A, b"bundle 2", {ONE: held(5)})
        holdings.note_sent(tx, B, b"bundle 1", {ONE: held(6)})
        assert believed(tx) == {}
        assert holdings.pending(tx, A) == {
            b"bundle 1": {ONE: held(3), TWO: held(7)},
            b"bundle 2": {ONE: held(5)},
        }
        assert holdings.acknowledge(tx, A, b"bundle 2") == 1
        assert holdings.acknowledge(tx, A, b"bundle 1") == 2
        assert believed(tx) == {ONE: held(5), TWO: held(7)}
        assert holdings.pending(tx, A) == {}
        assert holdings.acknowledge(tx, A, b"bundle 1") == 0
        assert list(holdings.pending(tx, B)) == [b"bundle 1"]


def test_a_bundle_under_an_older_grant_says_nothing_new(store: Store) -> None:
    with store.write() as tx:
        holdings.note_sent(tx, A, b"old", {ONE: held(9, 1)})
        holdings.raise_held(tx, A, {ONE: held(1, 2)})
        holdings.acknowledge(tx, A, b"old")
        assert believed(tx) == {ONE: held(1, 2)}


def test_what_a_peer_dropped_is_neither_held_nor_on_its_way(store: Store) -> None:
    with store.write() as tx:
        for place in (ONE, TWO):
            holdings.raise_held(tx, A, {place: held(3)})
            holdings.note_sent(tx, A, b"bundle " + place[0], {place: held(5)})
        holdings.forget_held(tx, A, scope_id(1))
        assert believed(tx) == {TWO: held(3)}
        assert [list(carried) for carried in holdings.pending(tx, A).values()] == [[TWO]]


def test_what_was_sent_can_be_forgotten(store: Store) -> None:
    with store.write() as tx:
        for name in (b"1", b"2", b"3"):
            holdings.note_sent(tx, A, name, {ONE: held(3)})
        holdings.note_sent(tx, B, b"1", {ONE: held(3)})
        holdings.forget_sent(tx, A, b"2")
        assert list(holdings.pending(tx, A)) == [b"1", b"3"]
        holdings.forget_sent(tx, A)
        assert holdings.pending(tx, A) == {}
        assert list(holdings.pending(tx, B)) == [b"1"]


def test_hearing_of_a_scope_does_not_make_it_ours(store: Store) -> None:
    with store.write() as tx:
        holdings.raise_held(tx, A, {ONE: held(3)})
        assert log.scopes(tx) == {}
        log.set_state(tx, scope_id(1), "open")
        assert list(log.scopes(tx)) == [scope_id(1)]
