"""Bundles that came, and those held back for a person."""

from __future__ import annotations

import pytest
from support.logs import Store

from storage import arrivals
from storage.arrivals import Arrival
from storage.database import Tx

PEER, OTHER, LIFE = b"peer" * 4, b"else" * 4, b"incarnat"


def _hold(tx: Tx, counter: int, section: bytes = b"section", manifest: bytes = b"manifest") -> bool:
    return arrivals.hold_back(
        tx,
        peer=PEER,
        incarnation=LIFE,
        counter=counter,
        outcome="suspended",
        received=5,
        changes=2,
        manifest=manifest,
        section=section,
    )


def test_a_bundle_is_described_by_its_number(store: Store) -> None:
    with store.write() as tx:
        one = arrivals.note(tx, PEER, LIFE, 7, 100)
        two = arrivals.note(tx, PEER, LIFE, 8, 200)
        assert arrivals.describe(tx, one) == Arrival(one, PEER, LIFE, 7, 100)
        assert arrivals.describe(tx, two) == Arrival(two, PEER, LIFE, 8, 200)
        assert arrivals.describe(tx, 99) is None


def test_whole_is_whole_only_from_the_peer_that_brought_it(store: Store) -> None:
    with store.write() as tx:
        one = arrivals.note(tx, PEER, LIFE, 7, 100)
        two = arrivals.note(tx, PEER, LIFE, 8, 100)
        assert not arrivals.whole_from(tx, one, PEER)
        arrivals.mark_whole(tx, one)
        assert arrivals.whole_from(tx, one, PEER)
        assert not arrivals.whole_from(tx, one, OTHER)
        assert not arrivals.whole_from(tx, two, PEER)
        assert not arrivals.whole_from(tx, None, PEER)


def test_a_bundle_is_held_back_once(store: Store) -> None:
    with store.write() as tx:
        assert _hold(tx, 2)
        assert _hold(tx, 1)
        assert _hold(tx, 2)
        kept = arrivals.held_back(tx)
    assert [
        (one.peer, one.incarnation, one.counter, one.outcome, one.received, one.changes) for one in kept
    ] == [
        (PEER, LIFE, 2, "suspended", 5, 2),
        (PEER, LIFE, 1, "suspended", 5, 2),
    ]


def test_what_is_taken_out_is_given_once_and_its_number_is_never_given_again(store: Store) -> None:
    with store.write() as tx:
        assert _hold(tx, 1) and _hold(tx, 2, b"other section", b"other manifest")
        one, two = arrivals.held_back(tx)
        assert arrivals.contents(tx, two.id) == (b"other manifest", b"other section")
        assert arrivals.take_out(tx, two.id) == (two, b"other manifest", b"other section")
        assert arrivals.take_out(tx, two.id) is None
        assert arrivals.held_back(tx) == [one]
        assert _hold(tx, 2)
        (_, again) = arrivals.held_back(tx)
        assert again.id == two.id + 1


def test_another_bundle_under_the_same_number_is_not_said_to_be_kept(store: Store) -> None:
    """A laptop that was copied uses numbers twice; once the first is decided, there is room for the other."""
    with store.write() as tx:
        assert _hold(tx, 1)
        assert not _hold(tx, 1, manifest=b"of the copy")
        (first,) = arrivals.held_back(tx)
        assert arrivals.contents(tx, first.id)[0] == b"manifest"
        arrivals.take_out(tx, first.id)
        assert _hold(tx, 1, manifest=b"of the copy")


def test_what_one_peer_has_waiting_is_listed_apart(store: Store) -> None:
    with store.write() as tx:
        assert _hold(tx, 1)
        assert arrivals.held_back(tx, PEER) == arrivals.held_back(tx)
        assert arrivals.held_back(tx, OTHER) == []


def test_the_quarantine_is_bounded_in_bytes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "HELD_BACK_MAX", 1000)
    with store.write() as tx:
        assert _hold(tx, 1, bytes(300), bytes(300))
        assert not _hold(tx, 2, bytes(500), b"")
        assert not _hold(tx, 2, b"", bytes(500))
        assert _hold(tx, 3, bytes(200), bytes(200))
        assert not _hold(tx, 4, b"", b"x")
        assert _hold(tx, 1, bytes(300), bytes(300))
        assert [one.counter for one in arrivals.held_back(tx)] == [1, 3]


def test_the_quarantine_is_bounded_in_bundles(store: Store) -> None:
    """Bundles without changes take a row each, and a suspended device can make any number of them."""
    with store.write() as tx:
        assert all(_hold(tx, counter, b"", b"") for counter in range(256))
        assert not _hold(tx, 256, b"", b"")
        assert _hold(tx, 0, b"", b"")
        assert len(arrivals.held_back(tx)) == 256
