"""Bundles that a courier or a disk has spoiled, as `receive` tells of them; the receiving store stays as it was."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from support.mail import MemorySource
from support.stage import Stage, link_of, memory_of, new_case, post, same
from support.world import Replica, found, load

from sync import crypto
from sync.outcomes import Outcome
from sync.receiving import receive


def _flips(data: bytes) -> Iterator[bytes]:
    for at in range(len(data)):
        for bit in range(8):
            yield data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


def _take(who: Replica, bundles: Iterator[bytes] | list[bytes]) -> list[Outcome]:
    """Receive many carriers in one group."""
    done = receive(who.me, [MemorySource(one) for one in bundles], monotonic=lambda: 0.0)
    return [one.outcome for one in done]


def test_every_flipped_bit_of_a_small_bundle(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bits of frames need the body secret; it is opened once and remembered, or this would take minutes."""
    house, north = stage.house, stage.north
    scope = new_case(house)
    data, _ = house.send("north")
    assert len(data) == 3840
    before = memory_of(north)
    opened: dict[bytes, bytes] = {}

    def hpke_open(secret: bytes, info: bytes, sealed: bytes) -> bytes:
        key = hashlib.blake2b(secret + info + sealed).digest()
        if key not in opened:
            opened[key] = real(secret, info, sealed)
        return opened[key]

    real = crypto.hpke_open
    monkeypatch.setattr(crypto, "hpke_open", hpke_open)
    outcomes = _take(north, _flips(data))
    assert set(outcomes[: 40 * 8]) == {Outcome.NOT_FOR_US}
    assert set(outcomes[40 * 8 : 1250 * 8]) == {Outcome.DAMAGED}
    assert set(outcomes[1250 * 8 :]) == {Outcome.DAMAGED}
    assert len(outcomes) == 3840 * 8
    assert len(opened) == 1
    assert memory_of(north) == before
    assert north.receive(data)[0].outcome is Outcome.APPLIED
    assert same(scope, house, north)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, Outcome.NOT_FOR_US),
        (39, Outcome.NOT_FOR_US),
        (40, Outcome.CUT_OFF),
        (1249, Outcome.CUT_OFF),
        (1250, Outcome.CUT_OFF),
        (1270, Outcome.CUT_OFF),
        (3839, Outcome.CUT_OFF),
    ],
)
def test_a_bundle_that_was_cut(stage: Stage, size: int, expected: Outcome) -> None:
    data, _ = stage.house.send("north")
    before = memory_of(stage.north)
    assert _take(stage.north, [data[:size]]) == [expected]
    assert memory_of(stage.north) == before


def test_a_long_bundle_that_was_cut_between_its_frames(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    for number in range(10):
        house.write(scope, bytes([number]) * 16, "note", {"text": os.urandom(20_000).hex()})
    data, _ = house.send("north")
    before = memory_of(north)
    assert len(data) >= 256 << 10
    cuts = [data[: 1250 + 65_552], data[: 1250 + 65_552 + 1], data[: 1250 + 2 * 65_552 - 1], data[:-1]]
    assert _take(north, cuts) == [Outcome.CUT_OFF] * 4
    assert memory_of(north) == before
    assert _take(north, [data]) == [Outcome.APPLIED]


def test_something_was_appended(stage: Stage) -> None:
    data, _ = stage.house.send("north")
    before = memory_of(stage.north)
    spoiled = [data + b"\n", data + bytes(500), data.ljust(16 << 10, b"\0"), data + data]
    assert _take(stage.north, spoiled) == [Outcome.DAMAGED] * 4
    assert memory_of(stage.north) == before


def test_frames_of_one_bundle_behind_the_head_of_another(stage: Stage) -> None:
    house, north = stage.house, stage.north
    one, _ = house.send("north")
    scope = new_case(house)
    two, _ = house.send("north")
    before = memory_of(north)
    spliced = [
        one[:1250] + two[1250:],
        two[:1250] + one[1250:],
        one[:40] + two[40:],
        two[:24] + one[24:],
        two[:2000] + one[2000:],
    ]
    outcomes = _take(north, spliced)
    assert outcomes == [Outcome.DAMAGED] * 3 + [Outcome.NOT_FOR_US, Outcome.DAMAGED]
    assert memory_of(north) == before
    assert _take(north, [one, two]) == [Outcome.APPLIED] * 2
    assert same(scope, house, north)


def test_frames_moved_repeated_or_taken_out(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    for number in range(10):
        house.write(scope, bytes([number]) * 16, "note", {"text": os.urandom(20_000).hex()})
    data, _ = house.send("north")
    frames = [data[:1250], *(data[at : at + 65_552] for at in range(1250, len(data), 65_552))]
    before = memory_of(north)
    moved = b"".join([frames[0], frames[2], frames[1], *frames[3:]])
    repeated = b"".join([frames[0], frames[1], frames[1], *frames[3:]])
    missing = b"".join([frames[0], *frames[2:]])
    outcomes = _take(north, [moved, repeated, missing])
    assert set(outcomes) <= {Outcome.DAMAGED, Outcome.CUT_OFF}
    assert outcomes[:2] == [Outcome.DAMAGED] * 2
    assert memory_of(north) == before


def test_a_bundle_replayed_a_hundred_times_counts_once(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    data, _ = house.send("north")
    assert Counter(_take(north, [data] * 101)) == {Outcome.APPLIED: 1, Outcome.DUPLICATE: 100}
    before = memory_of(north)
    assert _take(north, [data] * 3) == [Outcome.DUPLICATE] * 3
    assert memory_of(north)[:2] == before[:2]
    assert same(scope, house, north)


def test_a_bundle_that_is_reflected_or_shown_to_somebody_else_is_nobodys(stage: Stage) -> None:
    new_case(stage.house)
    data, _ = stage.house.send("north")
    for who in (stage.house, stage.other, stage.south):
        before = memory_of(who)
        assert _take(who, [data]) == [Outcome.NOT_FOR_US]
        assert memory_of(who) == before


def test_a_bundle_of_another_organisation_is_nobodys(stage: Stage, tmp_path: Path) -> None:
    base = tmp_path / "strangers"
    base.mkdir()
    found(base, 1, Random("strangers"))
    strangers = load(base, tmp_path / "loaded", 3)
    try:
        data, _ = strangers["house-1"].send("north")
        relink = strangers["north"].relink("house-1")
        for who in stage.replicas.values():
            before = memory_of(who)
            assert _take(who, [data, relink, os.urandom(3840)]) == [Outcome.NOT_FOR_US] * 3
            assert memory_of(who) == before
    finally:
        for replica in strangers.values():
            replica.vault.lock()


def test_one_bad_carrier_spoils_no_other(stage: Stage) -> None:
    """In order, each whole or not at all."""
    house, north = stage.house, stage.north
    scopes = []
    bundles = []
    for number in range(1, 4):
        scopes.append(new_case(house, number))
        bundles.append(house.send("north")[0])
    one, two, three = bundles
    shown = [one, two[:2000], os.urandom(5000), two, bytes([*two[:-1], two[-1] ^ 1]), three, one]
    done = north.receive(*shown)
    assert [report.outcome for report in done] == [
        Outcome.APPLIED,
        Outcome.CUT_OFF,
        Outcome.NOT_FOR_US,
        Outcome.APPLIED,
        Outcome.DUPLICATE,
        Outcome.APPLIED,
        Outcome.DUPLICATE,
    ]
    assert [report.sender for report in done] == ["house-1", "house-1", None, *["house-1"] * 4]
    assert all(same(scope, house, north) for scope in scopes)
    assert link_of(north, "house-1").heard == (house.me.identity.incarnation, link_of(house, "north").counter)


def test_bundles_lost_doubled_late_and_out_of_order_end_alike(stage: Stage) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    bundles = []
    for number in range(12):
        house.write(scope, bytes([number]) * 16, "note", {"text": f"note {number}"})
        bundles.append(post(house, "north")[0])
    lost = {3, 7}
    order = [5, 1, 1, 9, 0, 11, 4, 2, 10, 8, 6, 5, 0]
    outcomes = [_take(north, [bundles[at]])[0] for at in order if at not in lost]
    assert set(outcomes) <= {Outcome.APPLIED, Outcome.DUPLICATE, Outcome.SUPERSEDED}
    north.receive(house.send("north")[0])
    assert same(scope, house, north)
