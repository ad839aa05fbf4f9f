"""Whom a bundle can be sent to, how large it may be, and what is told of it."""

from __future__ import annotations

import pytest
from support.mail import MemoryChannel
from support.stage import RECORD, Stage, deliver, edit_link, link_of, new_case, open_to, post
from support.world import Replica

from storage import log, records
from storage.errors import UserError
from storage.holdings import Held
from sync import kinds, selection, sizes, vector
from sync.sending import find_link, send


def _slug(who: Replica, peer: str, **options: object) -> str:
    with pytest.raises(UserError) as error:
        post(who, peer, **options)
    return error.value.slug


def test_hq_means_the_houses_desk_and_nothing_at_a_desk(stage: Stage) -> None:
    bundle, _ = post(stage.house, "hq")
    assert stage.north.receive(bundle)[0].sender == "house-1"
    assert _slug(stage.north, "hq") == "unknown_device"


def test_nobody_of_that_name(stage: Stage) -> None:
    assert _slug(stage.house, "house-2") == "unknown_device"


def test_without_a_prekey_a_relink_must_come_first(stage: Stage) -> None:
    edit_link(stage.house, "north", peer_prekeys={})
    before = link_of(stage.house, "north")
    assert _slug(stage.house, "north") == "no_prekey"
    assert link_of(stage.house, "north") == before


@pytest.mark.parametrize("size", [1, sizes.SMALLEST - 1])
def test_smaller_than_the_smallest(stage: Stage, size: int) -> None:
    assert _slug(stage.house, "north", max_size=size) == "max_size_too_small"


def test_a_channel_that_is_too_small_for_the_manifest(stage: Stage) -> None:
    """Positions do not fit: the error names a size that would do, and nothing is used up."""
    house, north = stage.house, stage.north
    for number in range(1, 60):
        new_case(house, number)
    deliver(house, north)
    before = link_of(north, "house-1")
    edit_link(north, "house-1", owes_full=True)
    with pytest.raises(UserError) as error:
        post(north, "house-1", max_size=3840)
    least = error.value.facts["least"]
    assert isinstance(least, int)
    assert sizes.is_class(least)
    assert link_of(north, "house-1").counter == before.counter
    assert post(north, "house-1", max_size=least)[1].bytes <= least


def test_the_channel_and_the_caller_both_bound_a_bundle(stage: Stage) -> None:
    house = stage.house
    scope = new_case(house)
    for number in range(30):
        house.write(scope, bytes([number]) * 16, "note", {"text": "long " * 200 + str(number)})
    for most, channel in ((3840, None), (None, 3840), (16 << 10, 3840)):
        made = MemoryChannel(channel)
        sent = send(house.me, "north", made, house.release, max_size=most)
        assert len(made.bundles[0]) == sent.bytes == 3840


@pytest.mark.parametrize("changes", [0, 1, 5, 60, 300])
def test_lengths_are_classes(stage: Stage, changes: int) -> None:
    house = stage.house
    scope = new_case(house)
    for number in range(changes):
        house.write(scope, number.to_bytes(16, "big"), "note", {"text": house.rng.randbytes(300).hex()})
    bundle, sent = post(house, "north")
    assert sizes.is_class(len(bundle))
    assert len(bundle) == sent.bytes


def test_bundles_of_one_content_have_nothing_in_common(stage: Stage) -> None:
    one, two = post(stage.house, "north")[0], post(stage.house, "north")[0]
    blocks = {one[at : at + 16] for at in range(0, len(one), 16)}
    assert not blocks & {two[at : at + 16] for at in range(0, len(two), 16)}


def test_what_is_most_urgent_goes_first_and_the_rest_waits(stage: Stage) -> None:
    north, house = stage.north, stage.house
    scopes = [new_case(north, number) for number in range(1, 4)]
    for scope in scopes:
        north.write(scope, b"l" * 16, "note", {"text": north.rng.randbytes(800).hex()})
        open_to(north, house, scope)
    everyone = kinds.everyone(north.me.identity.root_id)
    north.write(everyone, RECORD, "broadcast", {"text": "alert"})
    bundle, sent = post(north, "house-1", max_size=3840)
    assert not sent.complete
    assert sent.left > 0
    house.receive(bundle)
    with house.vault.read() as tx:
        assert records.one(tx, everyone, "broadcast", RECORD) is not None


def test_audit_trails_come_last_and_are_not_waited_for(stage: Stage) -> None:
    house = stage.house
    trail = kinds.scope(kinds.AUDIT, house.me.identity.device_id)
    for number in range(30):
        house.write(trail, bytes([number]) * 16, "looked", {"text": house.rng.randbytes(200).hex()})
    scope = new_case(house)
    bundle, sent = post(house, "north", max_size=3840)
    assert (sent.complete, sent.left) == (True, 0)
    assert sent.changes == 1, "counted as what waits is counted"
    stage.north.receive(bundle)
    with stage.north.vault.read() as tx:
        assert scope in log.scopes(tx)
        assert trail not in log.scopes(tx) or log.heads(tx, [trail])


def test_progress_is_told_up_to_the_end(stage: Stage) -> None:
    told: list[tuple[int, int]] = []
    post(stage.house, "north", progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (3840, 3840)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_link_is_found_by_the_name_of_its_peer(stage: Stage) -> None:
    with stage.north.vault.read() as tx:
        link = find_link(tx, stage.north.me, "house-2")
    assert link.peer == stage.other.me.identity.device_id


def test_digests_are_equal_for_equal_vectors_whatever_their_order() -> None:
    one = {(b"a" * 17, b"x" * 16): Held(1, 2, b"h" * 16), (b"b" * 17, b"x" * 16): Held(1, 3, b"h" * 16)}
    two = dict(reversed(one.items()))
    assert vector.digest(one) == vector.digest(two)  # type: ignore[arg-type]
    for changed in (Held(2, 2, b"h" * 16), Held(1, 1, b"h" * 16), Held(1, 2, b"i" * 16)):
        assert vector.digest({**one, (b"a" * 17, b"x" * 16): changed}) != vector.digest(one)  # type: ignore[arg-type]
    rows = vector.rows(one)  # type: ignore[arg-type]
    assert list(rows) == sorted(rows)
    assert vector.claims(rows) == one


def test_what_waits_is_counted_without_audit_trails() -> None:
    lacks = [
        selection.Lack(kinds.scope(kinds.CORE, bytes(16)), b"a" * 16, 3, 7),
        selection.Lack(kinds.scope(kinds.AUDIT, bytes(16)), b"a" * 16, 1, 9),
    ]
    assert selection.waiting(lacks) == 5
