"""Attachments and a house that lies: what it may not see it is not given, not asked for, and cannot keep from others."""

from __future__ import annotations

import io
import os

import pytest
from support.forging import blob_part, forge
from support.stage import RECORD, Stage, deliver, edit_link, link_of, new_case, open_to, post
from support.world import Replica, exchange

from storage import ranges
from storage.ranges import blob_hash, range_hash
from sync import attachments
from sync.manifest import BlobPart
from sync.outcomes import Outcome
from sync.receiving import Received

SECRET = b"passport scan of somebody's resident " * 100
MIB = ranges.RANGE


def _attach(who: Replica, scope: bytes, data: bytes, record: bytes = RECORD) -> bytes:
    stored = who.vault.blobs.attach(io.BytesIO(data))
    with who.vault.transaction() as tx:
        who.vault.blobs.keep(tx, stored)
    who.write(scope, record, "document", {"hash": stored.hash.hex()})
    return stored.hash


def _has(who: Replica, digest: bytes) -> bool:
    with who.vault.read() as tx:
        return who.vault.blobs.size(tx, digest) is not None


def _files(who: Replica) -> int:
    return len(list((who.directory / "blobs").iterdir()))


def _name(who: Replica, scope: bytes, digest: bytes) -> None:
    """Write a hash down, and ask for what lies behind it."""
    who.write(scope, b"n" * 16, "document", {"hash": digest.hex()})
    with who.vault.transaction() as tx:
        attachments.want(tx, digest)


def _given(stage: Stage, digest: bytes) -> bool:
    """Let the other house try for a while to get an attachment; tell whether the desk's bundles brought it."""
    exchange(stage.other, stage.north, rounds=2)
    bundle, sent = post(stage.north, "house-2", with_attachments=True)
    stage.other.receive(bundle)
    return bool(sent.blobs) or _has(stage.other, digest)


def _slip_in(sender: Replica, recipient: Replica, part: BlobPart, data: bytes) -> Received:
    """Send one range that no honest device would send, and go on counting as if it had been sent."""
    bundle = forge(sender, recipient, blobs=(part,), ranges=[data])
    edit_link(sender, recipient.name, counter=link_of(sender, recipient.name).counter + 1)
    (done,) = recipient.receive(bundle)
    return done


@pytest.fixture
def secret(stage: Stage) -> bytes:
    """A photo that one house gave the desk."""
    digest = _attach(stage.house, new_case(stage.house), SECRET)
    deliver(stage.house, stage.north, with_attachments=True)
    assert _has(stage.north, digest)
    return digest


# -- theft ----------------------------------------------------------------------------------------------------------


def test_writing_a_hash_down_brings_nobody_what_lies_behind_it(stage: Stage, secret: bytes) -> None:
    _name(stage.other, new_case(stage.other, 2), secret)
    assert not _given(stage, secret)
    assert secret in link_of(stage.north, "house-2").peer_wants


@pytest.mark.parametrize("when", ["before", "after"])
def test_nor_does_a_false_part_of_it(stage: Stage, when: str) -> None:
    """What was brought is the attachment, not a range that nobody can compare with it yet."""
    house, other, north = stage.house, stage.other, stage.north
    photo = os.urandom(2 * MIB)
    digest = _attach(house, new_case(house), photo)
    deliver(house, north, with_attachments=when == "after")
    _name(other, new_case(other, 2), digest)
    deliver(other, north)
    lie = blob_part(bytes(MIB), size=len(photo), blob=digest)
    assert _slip_in(other, north, lie, bytes(MIB)).outcome is Outcome.APPLIED
    deliver(house, north, with_attachments=True)
    assert _has(north, digest)
    assert not _given(stage, digest)


def test_nor_something_else_in_its_place(stage: Stage, secret: bytes) -> None:
    _name(stage.other, new_case(stage.other, 2), secret)
    deliver(stage.other, stage.north)
    data = bytes(len(SECRET))
    done = _slip_in(stage.other, stage.north, blob_part(data, blob=secret), data)
    assert (done.outcome, done.detail) == (Outcome.DAMAGED, "damaged_blob")
    assert not _given(stage, secret)


@pytest.mark.parametrize("most", [MIB + (50 << 10), None])
def test_what_it_brought_itself_a_house_gets_back(stage: Stage, most: int | None) -> None:
    """Nobody else names it; but the house has dropped it, and it was the house's own."""
    house, north = stage.house, stage.north
    scope = new_case(house)
    photo = os.urandom(2 * MIB)
    digest = _attach(house, scope, photo)
    deliver(house, north)
    for _ in range(2):
        deliver(house, north, max_size=most, with_attachments=True)
    assert _has(north, digest)
    exchange(house, north)
    with house.vault.transaction() as tx:
        files = house.vault.blobs.drop(tx, digest)
        attachments.want(tx, digest)
    house.vault.blobs.unlink(files)
    exchange(house, north)
    exchange(house, north)
    assert _has(house, digest)


def test_what_somebody_else_wrote_where_a_house_may_look_it_gets(stage: Stage, secret: bytes) -> None:
    scope = new_case(stage.other, 2)
    exchange(stage.other, stage.north)
    _name(stage.other, scope, secret)
    stage.north.write(scope, b"m" * 16, "document", {"hash": secret.hex()})
    assert _given(stage, secret)


def test_not_what_somebody_else_wrote_where_it_may_not_look(stage: Stage, secret: bytes) -> None:
    hidden = new_case(stage.north, 3)
    stage.north.write(hidden, RECORD, "document", {"hash": secret.hex()})
    _name(stage.other, new_case(stage.other, 2), secret)
    assert not _given(stage, secret)
    open_to(stage.north, stage.other, hidden)
    assert _given(stage, secret)


# -- wants ----------------------------------------------------------------------------------------------------------


def test_a_house_is_not_asked_for_what_only_others_named(stage: Stage) -> None:
    """A want tells a hash, and that somebody has such a file."""
    house, other, north, south = stage.house, stage.other, stage.north, stage.south
    digest = _attach(house, new_case(house), SECRET)
    deliver(house, north)
    for peer in (house, other, south):
        deliver(north, peer)
    assert link_of(house, "north").peer_wants == [digest]
    assert link_of(south, "north").peer_wants == [digest]
    assert link_of(other, "north").peer_wants == []


def _invent(who: Replica, scope: bytes, count: int) -> None:
    for number in range(count):
        hash_ = number.to_bytes(32, "big")
        who.write(scope, number.to_bytes(16, "big"), "document", {"hash": hash_.hex()})


def test_invented_hashes_of_one_house_starve_no_other(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "_MOST_WANTS", 4)
    house, other, north = stage.house, stage.other, stage.north
    _invent(house, new_case(house), 6)
    exchange(house, north)
    digest = _attach(other, new_case(other, 2), SECRET)
    exchange(other, north)
    exchange(other, north)
    assert _has(north, digest)


def test_nor_do_they_starve_it_at_the_other_desk(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """One desk asks the other for everything; what does not fit into one list of wants has its turn in another."""
    monkeypatch.setattr(attachments, "_MOST_WANTS", 4)
    house, other, north, south = stage.house, stage.other, stage.north, stage.south
    _invent(house, new_case(house), 6)
    deliver(house, north)
    digest = _attach(other, new_case(other, 2), SECRET)
    deliver(other, north, with_attachments=True)
    for _ in range(4):
        exchange(north, south, rounds=1)
        assert len(link_of(north, "south").peer_wants) <= 4
    assert _has(south, digest)


# -- poison ---------------------------------------------------------------------------------------------------------


def test_a_false_part_of_another_house_spoils_nothing(stage: Stage) -> None:
    house, other, north = stage.house, stage.other, stage.north
    photo = os.urandom(3 * MIB)
    digest = _attach(house, new_case(house), photo)
    for _ in range(2):
        deliver(house, north, max_size=MIB + (50 << 10), with_attachments=True)
    _name(other, new_case(other, 2), digest)
    deliver(other, north)
    lie = blob_part(bytes(MIB), first=2, size=len(photo), blob=digest)
    assert _slip_in(other, north, lie, bytes(MIB)).blobs == 1
    assert not _has(north, digest)
    deliver(house, north, max_size=MIB + (50 << 10), with_attachments=True)
    assert _has(north, digest)
    assert _files(north) == 1


def test_ranges_that_no_record_names_are_not_kept(stage: Stage) -> None:
    house, north = stage.house, stage.north
    data = os.urandom(5000)
    digest = blob_hash(len(data), range_hash(data))
    new_case(house)
    assert _slip_in(house, north, blob_part(data), data).blobs == 0
    assert not _has(north, digest)
    assert _files(north) == 0


def test_nor_those_that_only_others_name(stage: Stage) -> None:
    house, other, north = stage.house, stage.other, stage.north
    photo = os.urandom(2 * MIB)
    digest = _attach(house, new_case(house), photo)
    deliver(house, north)
    part = blob_part(bytes(MIB), size=len(photo), blob=digest)
    assert _slip_in(other, north, part, bytes(MIB)).blobs == 0
    assert _files(north) == 0


def test_ranges_in_the_bundle_that_makes_the_case_are_kept(stage: Stage) -> None:
    """The grant is written when the group is done; the bytes come before."""
    digest = _attach(stage.house, new_case(stage.house), SECRET)
    assert deliver(stage.house, stage.north, with_attachments=True).blobs == 1
    assert _has(stage.north, digest)


def test_bytes_that_came_along_unnamed_are_not_acknowledged_by_number(stage: Stage) -> None:
    """The house may name them in a later bundle: then they have to come again."""
    house, north = stage.house, stage.north
    data = os.urandom(5000)
    number = link_of(house, "north").counter + 1
    _slip_in(house, north, blob_part(data), data)
    told = link_of(north, "house-1").to_ack.get(house.me.identity.incarnation, [])
    assert not any(first <= number <= last for first, last in told)
