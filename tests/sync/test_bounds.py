"""What is large is cut, and what is refused is bounded: no bundle of an honest device breaks a bound of its receiver's.

Bounds are scaled down here, each with the thing that it bounds.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator

import pytest
from support.forging import forge, run_of
from support.mail import MemoryChannel
from support.stage import RECORD, Stage, deliver, edit_link, link_of, new_case, post, same
from support.world import Replica, exchange

from storage import arrivals, log, ranges, records
from storage.errors import UserError
from sync import attachments, drafting, kinds, links, manifest, prekeys, roster, saying, selection, sizes
from sync.envelope import Opener
from sync.head import Flag
from sync.manifest import Manifest
from sync.opening import Finder
from sync.outcomes import Outcome
from sync.sending import relink


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Manifest]]:
    """Give the manifests that are read, as they are read."""
    found: list[Manifest] = []
    real = manifest.decode

    def decode(authentic: bytes) -> Manifest:
        found.append(real(authentic))
        return found[-1]

    monkeypatch.setattr(manifest, "decode", decode)
    yield found


def _until_complete(one: Replica, other: Replica, most: int = 12) -> list[int]:
    """Send until nothing is left; give how many changes each bundle brought."""
    brought = []
    for _ in range(most):
        bundle, sent = post(one, other.name)
        (done,) = other.receive(bundle)
        assert done.outcome is Outcome.APPLIED
        assert done.changes == sent.changes
        brought.append(done.changes)
        deliver(other, one)
        if sent.complete:
            return brought
    raise AssertionError(f"never complete: {brought}")


# -- what compresses well ---------------------------------------------------------------------------------------------


def test_a_note_of_two_rows_of_dashes_travels_and_so_do_later_ones(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    house.write(scope, b"d" * 16, "note", {"text": "-" * 60_000, "more": "-" * 60_000})
    assert deliver(house, north).outcome is Outcome.APPLIED
    for number in range(3):
        house.write(scope, bytes([number]) * 16, "note", {"text": f"important {number}"})
        assert deliver(house, north).changes == 1
        deliver(north, house)
    assert same(scope, house, north)


def test_a_desk_passes_on_what_was_packed_badly(stage: Stage) -> None:
    """What one device takes, another must take too, however its sender packs it."""
    house, north, south = stage.house, stage.north, stage.south
    scope = new_case(house)
    for number in range(6):
        rows = {f"field_{index}": " " * 60_000 for index in range(15)}
        house.write(scope, bytes([number]) * 16, "note", rows)
    deliver(house, north)
    assert deliver(north, south).outcome is Outcome.APPLIED
    assert same(scope, house, north, south)


# -- many of everything -----------------------------------------------------------------------------------------------


def test_many_chains_go_in_several_bundles(
    stage: Stage, seen: list[Manifest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "MOST_RUNS", 5)
    house, north = stage.house, stage.north
    scopes = [new_case(house, number) for number in range(1, 13)]
    assert _until_complete(house, north) == [5, 5, 2]
    assert all(same(scope, house, north) for scope in scopes)
    assert max(len(row[5]) for one in seen for row in one.statements) == 5 * 16


def test_many_positions_go_in_part_and_heal(
    stage: Stage, seen: list[Manifest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without all of them a vector is neither full nor has a digest; nothing is asked for, or sent, again and again."""
    monkeypatch.setattr(drafting, "MOST_POSITIONS", 6)
    house, north = stage.house, stage.north
    scopes = [new_case(house, number) for number in range(1, 20)]
    edit_link(house, "north", owes_full=True)
    deliver(house, north)
    assert (len(seen[-1].positions), seen[-1].full, seen[-1].digest) == (6, False, None)
    deliver(north, house)
    assert all(same(scope, house, north) for scope in scopes)
    for _ in range(4):
        assert post(house, "north")[1].changes == 0
        exchange(north, house)
    assert all(len(one.positions) <= 6 for one in seen)
    house.receive(north.relink("house-1"))
    assert (len(seen[-1].positions), seen[-1].full) == (6, False)
    assert deliver(house, north).outcome is Outcome.APPLIED


def test_many_statements_of_others_go_in_several_bundles(
    stage: Stage, seen: list[Manifest], monkeypatch: pytest.MonkeyPatch
) -> None:
    house, north, south = stage.house, stage.north, stage.south
    scopes = []
    for number in range(1, 10):  # each with a statement of its own
        scopes.append(new_case(house, number))
        deliver(house, north)
        deliver(north, house)
    monkeypatch.setattr(selection, "MOST_STATED", 4 * (16 + selection._STATEMENT))
    brought = _until_complete(north, south)
    assert len(brought) >= 3
    assert all(same(scope, house, north, south) for scope in scopes)
    assert max(len(one.statements) for one in seen) <= 1 + 4


def test_a_manifest_that_outgrows_its_bound_takes_fewer_changes(
    stage: Stage, seen: list[Manifest], monkeypatch: pytest.MonkeyPatch
) -> None:
    house, north = stage.house, stage.north
    scopes = [new_case(house, number) for number in range(1, 60)]
    deliver(house, north)
    deliver(north, house)
    monkeypatch.setattr(drafting, "_MANIFEST", 2200)
    more = [new_case(house, number) for number in range(60, 120)]
    brought = _until_complete(house, north, most=30)
    assert len(brought) > 1
    assert all(same(scope, house, north) for scope in (*scopes, *more))


def _attach(who: Replica, scope: bytes, record: bytes, size: int) -> bytes:
    stored = who.vault.blobs.attach(io.BytesIO(os.urandom(size)))
    with who.vault.transaction() as tx:
        who.vault.blobs.keep(tx, stored)
    who.write(scope, record, "document", {"hash": stored.hash.hex()})
    return stored.hash


def test_large_attachments_go_in_several_bundles(
    stage: Stage, seen: list[Manifest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ranges in a manifest are bounded; the changes that go with them are not lost."""
    monkeypatch.setattr(attachments, "_MOST_RANGES", 2)
    house, north = stage.house, stage.north
    scope = new_case(house)
    photos = [_attach(house, scope, bytes([7 + count]) * 16, count * ranges.RANGE) for count in (3, 1, 2)]
    for number in range(3):
        house.write(scope, bytes([number]) * 16, "note", {"text": f"beside it {number}"})
        done = deliver(house, north, with_attachments=True)
        assert done.outcome is Outcome.APPLIED
        assert sum(len(row[3]) for row in seen[-1].blobs) == 2
    with north.vault.read() as tx:
        assert all(north.vault.blobs.size(tx, photo) for photo in photos)
    assert same(scope, house, north)


def test_many_attachments_go_in_several_bundles(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "_MOST_PARTS", 2)
    house, north = stage.house, stage.north
    scope = new_case(house)
    for number in range(5):
        _attach(house, scope, bytes([number]) * 16, 2000)
    assert [deliver(house, north, with_attachments=True).blobs for _ in range(4)] == [2, 2, 1, 0]


def test_what_a_sender_takes_at_most_is_within_what_a_receiver_takes() -> None:
    fields = Manifest.model_fields

    def bound(name: str) -> int:
        return next(one.max_length for one in fields[name].metadata if hasattr(one, "max_length"))

    statement = selection.MOST_STATED // (16 + selection._STATEMENT)
    assert statement + 64 < bound("statements")
    assert bound("positions") >= drafting.MOST_POSITIONS
    assert bound("wants") >= attachments._MOST_WANTS
    assert bound("blobs") >= attachments._MOST_PARTS
    assert attachments._MOST_RANGES <= 8192
    assert selection.MOST_RUNS * 16 <= 16 * 40_000
    assert drafting._MANIFEST < sizes.MAX_MANIFEST
    position = 17 + 16 + 9 + 9 + 16 + 6
    assert drafting.MOST_POSITIONS * position + attachments._MOST_WANTS * 34 < drafting._MANIFEST
    # What is listed when the rest is in: rows and ranges of attachments, further prekeys.
    listed = (
        attachments._MOST_RANGES * attachments._PER_RANGE + attachments._MOST_PARTS * attachments._PER_BLOB
    )
    assert drafting._MANIFEST + listed + 2 * prekeys.LIVE * drafting._PREKEY < sizes.MAX_MANIFEST


# -- what is refused, held back, too small ----------------------------------------------------------------------------


def _refusals(stage: Stage) -> int:
    link = kinds.ScopeId(kinds.link_of_house(stage.house.me.identity.device_id))
    with stage.north.vault.read() as tx:
        return len(records.query(tx, kinds.REFUSAL, scope=link))


def test_a_group_says_a_bounded_number_of_refusals(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saying, "REFUSALS", 5)
    house, north = stage.house, stage.north
    author = house.me.identity.author.id
    forbidden = [kinds.scope(kinds.ROUTE, bytes([number]) * 16) for number in range(40)]
    with north.vault.read() as tx:
        before = log.mark(tx)[0]
    bundles = [
        forge(
            house,
            north,
            runs=[run_of(author, scope) for scope in forbidden[part : part + 20]],
            later=1 + part,
        )
        for part in (0, 20)
    ]
    done = north.receive(*bundles)
    assert [(one.outcome, len(one.refused)) for one in done] == [(Outcome.NO_RIGHT, 20)] * 2
    assert _refusals(stage) == 5
    with north.vault.read() as tx:
        assert log.mark(tx)[0] == before + 1, "one change says them all"


def test_when_quarantine_is_full_it_is_said(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "HELD_BACK_COUNT", 2)
    house, north = stage.house, stage.north
    with north.vault.transaction() as tx:
        roster.suspend(tx, north.me.identity, "house-1", "taken")
    bundles = []
    for number in range(1, 4):
        new_case(house, number)
        bundles.append(post(house, "north")[0])
    done = north.receive(*bundles, bundles[0])
    assert {one.outcome for one in done} == {Outcome.SUSPENDED}
    assert [one.detail for one in done] == ["held_back", "held_back", "not_kept", "held_back"]
    with north.vault.read() as tx:
        assert len(arrivals.held_back(tx)) == 2


@pytest.mark.parametrize(("sender", "most"), [("house-1", sizes.SMALLEST), ("north", 16 << 10)])
def test_a_relink_keeps_to_the_size_it_may_have(stage: Stage, sender: str, most: int) -> None:
    """Prekeys and positions stay behind where there is no room; a desk's has the common document in it."""
    one, other = stage.replicas[sender], stage.house if sender == "north" else stage.north
    for number in range(1, 200):
        new_case(stage.house, number)
    exchange(stage.house, stage.north)
    edit_link(one, other.name, relink_due=True)
    bundle, sent = post(one, other.name, max_size=most)
    assert sent.relink
    assert len(bundle) == sent.bytes == most
    assert other.receive(bundle)[0].outcome is Outcome.APPLIED
    assert link_of(other, one.name).peer_prekeys
    assert deliver(other, one).outcome is Outcome.APPLIED
    assert deliver(one, other).outcome is Outcome.APPLIED


def test_a_relink_that_no_small_channel_holds_says_what_would_do(stage: Stage) -> None:
    """What must be acknowledged and what root signed has to be in it."""
    north = stage.north
    gaps = [[number, number] for number in range(0, 2000, 2)]
    edit_link(north, "house-1", to_ack={stage.house.me.identity.incarnation: gaps})
    before = link_of(north, "house-1")
    with pytest.raises(UserError) as error:
        relink(north.me, "house-1", MemoryChannel(sizes.SMALLEST), north.release)
    assert error.value.slug == "max_size_too_small"
    least = error.value.facts["least"]
    assert isinstance(least, int)
    assert sizes.is_class(least)
    assert link_of(north, "house-1").counter == before.counter
    bundle, sent = post(north, "house-1", max_size=least)
    assert sent.relink
    assert len(bundle) <= least


@pytest.mark.parametrize("code", [kinds.LINK, kinds.CORE])
def test_a_change_that_does_not_fit_lets_smaller_ones_pass(stage: Stage, code: int) -> None:
    """A long note in the most urgent of all scopes, and something urgent in another."""
    house, north = stage.house, stage.north
    long = kinds.scope(code, house.me.identity.device_id if code == kinds.LINK else bytes(16))
    house.write(long, b"L" * 16, "note", {"text": house.rng.randbytes(20_000).hex()})
    scopes = []
    for number in range(1, 5):
        scopes.append(kinds.scope(kinds.CORE, bytes([number]) * 16))
        house.write(scopes[-1], RECORD, "note", {"text": f"urgent {number}"})
    bundle, sent = post(house, "north", max_size=sizes.SMALLEST)
    assert (sent.changes, sent.left, sent.complete) == (4, 1, False)
    assert north.receive(bundle)[0].outcome is Outcome.APPLIED
    assert all(same(scope, house, north) for scope in scopes)
    deliver(north, house)
    assert deliver(house, north).changes == 1
    assert same(long, house, north)


# -- what the head says of the vector -----------------------------------------------------------------------------------


def _flags(bundle: bytes, receiver: Replica) -> Flag:
    """Read the flags in the head of a bundle, as its receiver would."""
    with receiver.vault.read() as tx:
        finder = Finder(receiver.me.identity, list(links.whereabouts(tx)))
    opener = Opener(io.BytesIO(bundle), len(bundle))
    found = finder.find(opener)
    return opener.unlock(found[2] if isinstance(found, tuple) else found).flags


@pytest.mark.parametrize("most", [10_000, 0])
@pytest.mark.parametrize("renewing", [False, True])
def test_a_head_says_full_only_of_a_vector_that_is_whole(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, most: int, renewing: bool
) -> None:
    house, north = stage.house, stage.north
    new_case(house)
    edit_link(house, "north", owes_full=True, relink_due=renewing)
    monkeypatch.setattr(drafting, "MOST_POSITIONS", most)
    bundle, sent = post(house, "north")
    assert sent.relink is renewing
    assert (Flag.FULL in _flags(bundle, north)) is (most > 0)
