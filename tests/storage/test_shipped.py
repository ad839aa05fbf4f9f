"""Which ranges are on their way or held: nothing goes twice without news, what was lost goes again."""

from __future__ import annotations

from support.logs import Store

from storage import shipped
from storage.shipped import ACKNOWLEDGED

PEER, OTHER = b"peer" * 4, b"else" * 4
PHOTO, SCAN = b"p" * 32, b"s" * 32


def test_what_went_out_waits_until_it_is_acknowledged(store: Store) -> None:
    with store.write() as tx:
        shipped.note(tx, PEER, PHOTO, 0, 3, 5)
        shipped.note(tx, PEER, PHOTO, 3, 2, 6)
        shipped.note(tx, OTHER, PHOTO, 0, 9, 5)
        assert shipped.covered(tx, PEER, PHOTO) == [(0, 3, False), (3, 2, False)]
        assert shipped.covered(tx, PEER, SCAN) == []
        assert shipped.held(tx, PEER) == {}
        shipped.acknowledge(tx, PEER, 5)
        assert shipped.covered(tx, PEER, PHOTO) == [(0, 3, True), (3, 2, False)]
        assert shipped.held(tx, PEER) == {PHOTO: 3}
        assert shipped.covered(tx, OTHER, PHOTO) == [(0, 9, False)]


def test_acknowledging_the_same_ranges_again_counts_them_once(store: Store) -> None:
    with store.write() as tx:
        shipped.note(tx, PEER, PHOTO, 0, 3, ACKNOWLEDGED)
        shipped.note(tx, PEER, PHOTO, 0, 3, 7)
        shipped.acknowledge(tx, PEER, 7)
        assert shipped.held(tx, PEER) == {PHOTO: 3}


def test_what_was_lost_goes_again_and_what_is_held_stays(store: Store) -> None:
    with store.write() as tx:
        for counter, first in ((5, 0), (6, 1), (7, 2)):
            shipped.note(tx, PEER, PHOTO, first, 1, counter)
        shipped.note(tx, PEER, SCAN, 0, 1, ACKNOWLEDGED)
        shipped.note(tx, OTHER, PHOTO, 0, 1, 5)
        shipped.lose(tx, PEER, 6)
        assert shipped.covered(tx, PEER, PHOTO) == [(2, 1, False)]
        assert shipped.covered(tx, PEER, SCAN) == [(0, 1, True)]
        assert shipped.covered(tx, OTHER, PHOTO) == [(0, 1, False)]


def test_a_bundle_that_was_never_finished_is_taken_back(store: Store) -> None:
    with store.write() as tx:
        shipped.note(tx, PEER, PHOTO, 0, 1, 5)
        shipped.note(tx, PEER, PHOTO, 1, 1, 6)
        shipped.note(tx, PEER, SCAN, 0, 1, ACKNOWLEDGED)
        shipped.take_back(tx, PEER, 6)
        shipped.take_back(tx, PEER, ACKNOWLEDGED)
        assert shipped.covered(tx, PEER, PHOTO) == [(0, 1, False)]
        assert shipped.held(tx, PEER) == {SCAN: 1}


def test_what_is_asked_for_again_is_not_held_but_may_be_on_its_way(store: Store) -> None:
    with store.write() as tx:
        shipped.note(tx, PEER, PHOTO, 0, 1, ACKNOWLEDGED)
        shipped.note(tx, PEER, PHOTO, 1, 1, 9)
        shipped.note(tx, PEER, SCAN, 0, 1, ACKNOWLEDGED)
        shipped.forget(tx, PEER, PHOTO)
        assert shipped.covered(tx, PEER, PHOTO) == [(1, 1, False)]
        assert shipped.held(tx, PEER) == {SCAN: 1}
