"""Attachments on their way: asked for or ticked, in ranges, over several bundles, lost and sent again."""

from __future__ import annotations

import io
import os

import pytest
from support.forging import forge
from support.stage import RECORD, Stage, deliver, link_of, new_case, open_to, post
from support.world import Replica, exchange

from storage import ranges, shipped
from storage.errors import MachineError
from sync import attachments, kinds
from sync.outcomes import Outcome
from sync.sending import send

MIB = ranges.RANGE
PHOTO = os.urandom(2 * MIB + 100_000)


def _attach(who: Replica, scope: bytes, data: bytes, record: bytes = RECORD) -> bytes:
    stored = who.vault.blobs.attach(io.BytesIO(data))
    with who.vault.transaction() as tx:
        who.vault.blobs.keep(tx, stored)
    who.write(scope, record, "document", {"hash": stored.hash.hex()})
    return stored.hash


def _bytes_of(who: Replica, digest: bytes) -> bytes | None:
    with who.vault.read() as tx:
        if who.vault.blobs.size(tx, digest) is None:
            return None
        with who.vault.blobs.open(tx, digest) as reader:
            return reader.read(1 << 30)


def _files(who: Replica) -> set[str]:
    return {path.name for path in (who.directory / "blobs").iterdir()}


@pytest.fixture
def asked(stage: Stage) -> tuple[Replica, Replica, bytes]:
    """A house with a photo that the desk has asked for."""
    house, north = stage.house, stage.north
    scope = new_case(house)
    digest = _attach(house, scope, PHOTO)
    assert deliver(house, north).blobs == 0
    deliver(north, house)
    assert link_of(house, "north").peer_wants == [digest]
    return house, north, digest


def test_a_desk_asks_for_what_records_name_and_gets_it(asked: tuple[Replica, Replica, bytes]) -> None:
    house, north, digest = asked
    bundle, sent = post(house, "north")
    assert (sent.blobs, sent.complete) == (1, True)
    (done,) = north.receive(bundle)
    assert (done.outcome, done.blobs) == (Outcome.APPLIED, 1)
    assert _bytes_of(north, digest) == PHOTO
    deliver(north, house)
    assert link_of(house, "north").peer_wants == []
    assert post(house, "north")[1].blobs == 0


def test_with_no_news_no_range_goes_twice(asked: tuple[Replica, Replica, bytes]) -> None:
    house, _, _ = asked
    assert post(house, "north")[1].blobs == 1
    for _ in range(4):
        assert post(house, "north")[1].blobs == 0


def test_what_was_lost_goes_again_after_news(asked: tuple[Replica, Replica, bytes]) -> None:
    house, north, digest = asked
    post(house, "north")  # lost
    deliver(house, north)
    deliver(north, house)
    bundle, sent = post(house, "north")
    assert sent.blobs == 1
    north.receive(bundle)
    assert _bytes_of(north, digest) == PHOTO


def test_ranges_go_over_several_bundles_and_are_joined(asked: tuple[Replica, Replica, bytes]) -> None:
    house, north, digest = asked
    bundles = []
    for _ in range(3):
        bundle, sent = post(house, "north", max_size=MIB + (50 << 10), with_attachments=True)
        assert sent.blobs == 1
        bundles.append(bundle)
    assert post(house, "north", max_size=MIB + (50 << 10), with_attachments=True)[1].blobs == 0
    for bundle in bundles:
        assert _bytes_of(north, digest) is None
        assert north.receive(bundle)[0].outcome is Outcome.APPLIED
    assert _bytes_of(north, digest) == PHOTO
    assert len(_files(north)) == 1


def test_only_the_ranges_that_were_lost_go_again(asked: tuple[Replica, Replica, bytes]) -> None:
    house, north, digest = asked
    sizes = []
    for number in range(3):
        bundle, sent = post(house, "north", max_size=MIB + (50 << 10), with_attachments=True)
        sizes.append(sent.bytes)
        if number != 1:
            north.receive(bundle)
    deliver(house, north)
    deliver(north, house)
    bundle, sent = post(house, "north")
    assert sent.blobs == 1
    assert sent.bytes < 2 * MIB
    north.receive(bundle)
    assert _bytes_of(north, digest) == PHOTO


def test_too_small_for_a_range_nothing_of_it_goes(asked: tuple[Replica, Replica, bytes]) -> None:
    house, _, _ = asked
    _, sent = post(house, "north", max_size=256 << 10, with_attachments=True)
    assert (sent.blobs, sent.complete) == (0, True)


def test_a_house_asks_only_for_what_somebody_wants(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(north)
    digest = _attach(north, scope, PHOTO)
    open_to(north, house, scope)
    exchange(north, house)
    assert link_of(north, "house-1").peer_wants == []
    assert _bytes_of(house, digest) is None
    with house.vault.transaction() as tx:
        attachments.want(tx, digest)
    exchange(house, north)
    assert _bytes_of(house, digest) == PHOTO
    exchange(house, north)
    assert link_of(north, "house-1").peer_wants == []


def test_ticked_it_goes_without_being_asked_for(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    digest = _attach(house, scope, PHOTO)
    assert deliver(house, north, with_attachments=True).blobs == 1
    assert _bytes_of(north, digest) == PHOTO


def test_attachments_of_a_withheld_compartment_stay_even_when_asked_for(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    digest = _attach(house, scope, PHOTO)
    house.withheld = {scope}
    assert post(house, "north", with_attachments=True)[1].blobs == 0
    wants = forge(north, house, wants=(digest,))
    assert house.receive(wants)[0].outcome is Outcome.APPLIED
    assert link_of(house, "north").peer_wants == [digest]
    assert post(house, "north")[1].blobs == 0


def test_what_a_house_may_not_see_is_not_given_though_it_asks(stage: Stage) -> None:
    house, north = stage.house, stage.north
    digest = _attach(north, kinds.scope(kinds.ROUTE, bytes(16)), PHOTO)
    north.receive(forge(house, north, wants=(digest, bytes(32))))
    assert post(north, "house-1", with_attachments=True)[1].blobs == 0


def test_one_that_is_in_two_compartments_goes_for_the_one_that_may(stage: Stage) -> None:
    house, north = stage.house, stage.north
    mine = new_case(north)
    _attach(north, kinds.scope(kinds.ROUTE, bytes(16)), PHOTO)
    _attach(north, mine, PHOTO)
    open_to(north, house, mine)
    assert post(north, "house-1", with_attachments=True)[1].blobs == 1


def test_asked_for_again_it_goes_again(asked: tuple[Replica, Replica, bytes]) -> None:
    """The other side lost a file: its want counts more than what it once acknowledged."""
    house, north, digest = asked
    deliver(house, north)
    deliver(north, house)
    assert post(house, "north")[1].blobs == 0
    with north.vault.transaction() as tx:
        files = north.vault.blobs.drop(tx, digest)
    north.vault.blobs.unlink(files)
    deliver(house, north)
    deliver(north, house)
    deliver(house, north)
    deliver(north, house)
    deliver(house, north)
    assert _bytes_of(north, digest) == PHOTO


def test_the_same_attachment_twice_is_one_file(asked: tuple[Replica, Replica, bytes]) -> None:
    house, north, digest = asked
    bundle, _ = post(house, "north")
    north.receive(bundle)
    files = _files(north)
    with north.vault.read() as tx:
        assert shipped.held(tx, house.me.identity.device_id) == {digest: 3}
    with house.vault.transaction() as tx:
        shipped.lose(tx, north.me.identity.device_id, 2**62)
    north.receive(post(house, "north", with_attachments=True)[0])
    assert _files(north) == files


def test_what_was_asked_for_goes_over_several_bundles_without_being_asked_for_again(
    asked: tuple[Replica, Replica, bytes],
) -> None:
    house, north, digest = asked
    for expected in (1, 1, 1, 0, 0):
        bundle, sent = post(house, "north", max_size=MIB + (50 << 10))
        assert sent.blobs == expected
        north.receive(bundle)
    assert _bytes_of(north, digest) == PHOTO


def test_a_bundle_that_never_left_does_not_make_its_attachments_wait(
    asked: tuple[Replica, Replica, bytes],
) -> None:
    house, north, digest = asked

    class Full:
        name, max_size = "full", None

        def open_bundle(self, size: int = 0) -> object:
            raise MachineError("disk_full", path="stick")

    with pytest.raises(MachineError):
        send(house.me, "north", Full(), house.release)  # type: ignore[arg-type]
    bundle, sent = post(house, "north")
    assert sent.blobs == 1
    north.receive(bundle)
    assert _bytes_of(north, digest) == PHOTO
