"""Bundles that came, and those held back for a person."""

from __future__ import annotations

import pytest
from support.logs import Store

from storage import arrivals
from storage.arrivals import Arrival
from storage.database import Tx

PEER, OTHER, LIFE = b"peer" * 4, b"else" * 4, b"incarnat"


def _hold(tx: Tx, counter: int, section: bytes = b"section") -> bool:
    return arrivals.hold_back(
        tx,
        peer=PEER,
        incarnation=LIFE,
        counter=counter,
        outcome="suspended",
        received=5,
        changes=2,
        manifest=b"manifest",
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


def test_the_quarantine_is_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "HELD_BACK_MAX", 1000)
    with store.write() as tx:
        assert _hold(tx, 1, bytes(600))
        assert not _hold(tx, 2, bytes(600))
        assert _hold(tx, 3, bytes(400))
        assert [one.counter for one in arrivals.held_back(tx)] == [1, 3]
