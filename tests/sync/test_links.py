"""The state of a link as a value: what is kept, what is forgotten, and what both are bounded by."""

from __future__ import annotations

import os

import pytest
from support.stage import Stage

from storage.errors import UserError
from sync import links
from sync.links import Link, Outgoing, PeerKeys, Seen

A, B = b"incarn-a", b"incarn-b"


def _link(**values: object) -> Link:
    return Link(b"p" * 16, b"v" * 32, b"r" * 1216, 1, "house", True, **values)  # type: ignore[arg-type]


def _out(mark: int, *, complete: bool = False, at: int = 0) -> Outgoing:
    return Outgoing(mark, [(A, 1, 2)], complete, at, "file", 3, 1)


def test_a_link_is_kept_as_it_is(stage: Stage) -> None:
    made = _link(
        heard=(A, 3),
        received={A: [[1, 3]]},
        nonces={b"place": b"nonce"},
        addresses=[(1, b"k" * 32)],
        prekeys={2**33: b"k" * 1216},
        peer_address=(4, b"a" * 32),
        outgoing={7: _out(5)},
        base=9,
        peer_wants=[b"w" * 32],
        starved=True,
    )
    with stage.house.vault.transaction() as tx:
        links.save(tx, made)
        assert links.load(tx, made.peer) == made
        assert made in list(links.all_links(tx))
        links.drop(tx, made.peer)
        with pytest.raises(UserError) as error:
            links.load(tx, made.peer)
    assert error.value.slug == "no_link"
    assert made.keys == PeerKeys(made.peer, made.vk, made.relink_public, 1, "house")


def test_an_address_is_made_only_once_the_last_was_used() -> None:
    link = _link()
    first = link.announce(os.urandom)
    assert first == link.announce(os.urandom)
    assert first[0] == 1
    link.address_seen = 1
    second = link.announce(os.urandom)
    assert second[0] == 2
    assert second[1] != first[1]


def test_three_addresses_are_current_and_thirty_two_are_known() -> None:
    link = _link()
    for number in range(1, 50):
        link.announce(os.urandom)
        link.address_seen = number
    assert [number for number, _ in link.whereabouts.current()] == [47, 48, 49]
    assert [number for number, _ in link.whereabouts.old()] == list(range(18, 47))


def test_prekey_ids_rise_and_their_high_half_is_the_generation() -> None:
    link = _link()
    assert [link.next_prekey(1) for _ in range(2)] == [2**32 + 1, 2**32 + 2]
    assert link.next_prekey(3) == 3 * 2**32 + 1
    assert link.next_prekey(2) == 3 * 2**32 + 2


def test_a_number_is_new_the_same_or_used_by_another() -> None:
    link = _link()
    assert link.seen(A, 1, b"nonce-of-one-bundle") is Seen.NEW
    link.note_received(A, 1, whole=True)
    link.note_nonce(A, 1, b"nonce-of-one-bundle")
    assert link.seen(A, 1, b"nonce-of-one-bundle") is Seen.SAME
    assert link.seen(A, 1, b"another-nonce-alltogether") is Seen.OTHER
    assert link.seen(B, 1, b"nonce-of-one-bundle") is Seen.NEW
    assert link.seen(A, 2, b"nonce-of-one-bundle") is Seen.NEW


def test_nonces_are_bounded_and_what_is_forgotten_counts_as_the_same() -> None:
    link = _link()
    for counter in range(600):
        link.note_received(A, counter, whole=False)
        link.note_nonce(A, counter, counter.to_bytes(24, "big")[::-1])
    assert len(link.nonces) == 512
    assert link.seen(A, 0, b"another nonce") is Seen.SAME
    assert link.seen(A, 599, b"another nonce") is Seen.OTHER


def test_only_what_was_taken_whole_is_acknowledged() -> None:
    link = _link()
    link.note_received(A, 1, whole=True)
    link.note_received(A, 2, whole=False)
    assert (link.received, link.to_ack) == ({A: [[1, 2]]}, {A: [[1, 1]]})


def test_an_acknowledged_bundle_takes_what_it_acknowledged_along() -> None:
    link = _link(to_ack={A: [[1, 4]]})
    link.remember(5, _out(50, complete=True, at=7))
    link.remember(6, _out(60, at=8))
    assert link.acknowledged(4) is None
    assert link.acknowledged(6) is not None
    assert (link.base, link.acked_counter, link.complete_sent_at) == (60, 6, 0)
    assert link.acknowledged(5) is not None
    assert (link.base, link.acked_counter, link.complete_sent_at) == (60, 6, 7)
    assert link.to_ack == {A: [[3, 4]]}
    assert link.outgoing == {}


def test_what_is_remembered_of_sent_bundles_is_bounded() -> None:
    link = _link()
    for counter in range(1, 400):
        link.remember(counter, _out(counter))
    assert min(link.outgoing) == 400 - links.REMEMBERED
    assert len(link.outgoing) == links.REMEMBERED


def test_starting_over_forgets_what_the_new_life_cannot_trust() -> None:
    link = _link(
        counter=9,
        outgoing={9: _out(1)},
        base=4,
        peer_prekeys={1: b""},
        peer_holds=3,
        last_used=2,
        prekeys={7: b"", 8: b""},
        stale_prekeys=[6],
        holds=8,
        acked_counter=5,
    )
    link.start_over()
    assert (link.counter, link.outgoing, link.base, link.acked_counter) == (0, {}, -1, 0)
    assert (link.peer_prekeys, link.peer_holds, link.last_used, link.holds) == ({}, 0, 0, 0)
    assert link.stale_prekeys == [6, 7, 8]
    assert link.owes_relink


@pytest.mark.parametrize("name", ["relink_due", "answer_due", "unheard"])
def test_what_makes_the_next_bundle_a_relink(name: str) -> None:
    assert not _link().owes_relink
    assert _link(**{name: True}).owes_relink
