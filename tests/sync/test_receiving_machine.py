"""A disk that is full or breaks at any call while sending and receiving: the state before or after, never between."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.failing_files import FailingFiles
from support.mail import MemoryChannel, MemorySource
from support.stage import PROJECTION, Stage, link_of, memory_of, new_case, post, same
from support.world import Replica, exchange

from storage import log
from storage.errors import MachineError
from storage.vault import Vault
from sync import links
from sync.device import DeviceAtWork
from sync.outcomes import Outcome
from sync.receiving import receive
from sync.sending import send

#: More calls than sending or receiving one bundle makes; the last attempts succeed.
MOST_CALLS = 80


def _reopen(who: Replica, files: FailingFiles) -> None:
    """Open a store on a file system that can fail."""
    identity = who.me.identity
    who.vault.lock()
    vault = Vault.open_with_key(
        who.directory, who.key, files=files, rng=who.rng.randbytes, projection=PROJECTION
    )
    who.me = DeviceAtWork(vault, identity, rng=who.rng.randbytes, now=lambda: who.clock)


def _blobs(who: Replica) -> set[str]:
    return {path.name for path in (who.directory / "blobs").iterdir()}


def _mark(who: Replica) -> int:
    with who.vault.read() as tx:
        return log.mark(tx)[0]


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_receiving_is_all_or_nothing_at_every_call(stage: Stage, error: int) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    stored = house.vault.blobs.attach(io.BytesIO(os.urandom(200_000)))
    with house.vault.transaction() as tx:
        house.vault.blobs.keep(tx, stored)
    house.write(scope, b"d" * 16, "document", {"hash": stored.hash.hex()})
    bundle, sent = post(house, "north", with_attachments=True)
    assert sent.blobs == 1
    files = FailingFiles()
    _reopen(north, files)
    mark, before = _mark(north), memory_of(north)
    failed = 0
    for at in range(1, MOST_CALLS):
        files.calls, files.at, files.errno = 0, at, error
        try:
            (done,) = north.receive(bundle)
        except MachineError as problem:
            failed += 1
            files.at = 0
            if "committed" not in problem.facts and _mark(north) == mark:
                assert memory_of(north)[:2] == before[:2]
                assert _blobs(north) == set(), (at, files.log[-3:])
                continue
            raise AssertionError("a group that is in is told as one that is in") from problem
        files.at = 0
        assert done.outcome is Outcome.APPLIED
        break
    else:
        raise AssertionError("never succeeded")
    assert failed > 10
    assert _mark(north) > mark
    assert len(_blobs(north)) == 1
    assert same(scope, house, north)
    assert north.receive(bundle)[0].outcome is Outcome.DUPLICATE


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_sending_wastes_a_number_and_never_uses_one_twice(stage: Stage, error: int) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    files = FailingFiles()
    _reopen(house, files)
    numbers = [link_of(house, "north").counter]
    bundles = []
    for at in range(1, MOST_CALLS):
        files.calls, files.at, files.errno = 0, at, error
        channel = MemoryChannel()
        try:
            send(house.me, "north", channel, house.release)
        except MachineError:
            files.at = 0
            numbers.append(link_of(house, "north").counter)
            bundles += channel.bundles
            continue
        files.at = 0
        bundles += channel.bundles
        if not channel.bundles or files.calls < at:
            break
    else:
        raise AssertionError("never succeeded")
    assert numbers == sorted(numbers)
    assert numbers[-1] > numbers[0] + 3
    # A number used twice would be told as such, whatever became of the bundle that had it first.
    assert {one.outcome for one in north.receive(*bundles)} == {Outcome.APPLIED}
    assert same(scope, house, north)
    exchange(north, house)


@dataclass
class Broken:
    """A channel that breaks after so many bytes."""

    after: int
    name: str = "broken"
    max_size: int | None = None
    written: int = 0
    finished: int = 0

    @contextmanager
    def open_bundle(self, size: int = 0) -> Iterator[Broken]:
        yield self
        self.finished += 1

    path = Path("broken")
    verified = False

    def write(self, data: bytes) -> None:
        self.written += len(data)
        if self.written > self.after:
            raise MachineError("disk_full", path="stick")


@pytest.mark.parametrize("after", [0, 1250, 3839])
def test_a_stick_that_is_full_costs_a_number_and_nothing_else(stage: Stage, after: int) -> None:
    house, north = stage.house, stage.north
    scope = new_case(house)
    before = link_of(house, "north").counter
    channel = Broken(after)
    with pytest.raises(MachineError) as error:
        send(house.me, "north", channel, house.release)
    assert error.value.slug == "disk_full"
    assert channel.finished == 0
    assert link_of(house, "north").counter == before + 1
    bundle, sent = post(house, "north")
    assert sent.changes == 1
    assert link_of(house, "north").counter == before + 2
    assert north.receive(bundle)[0].outcome is Outcome.APPLIED
    assert same(scope, house, north)


def test_a_number_and_its_prekey_are_committed_before_the_first_byte_leaves(stage: Stage) -> None:
    house = stage.house
    before = link_of(house, "north")
    seen = []

    class Watching(MemoryChannel):
        @contextmanager
        def open_bundle(self, size: int = 0) -> Iterator[object]:
            link = link_of_committed()
            seen.append((link.counter, link.last_used))
            with super().open_bundle(size) as out:
                yield out

    def link_of_committed() -> object:
        # A second reader is not allowed inside the sender's own; the writer's connection sees what is committed.
        with house.vault.transaction() as tx:
            return next(link for link in links.all_links(tx) if link.name == "north")

    send(house.me, "north", Watching(), house.release)  # type: ignore[arg-type]
    assert seen == [(before.counter + 1, min(before.peer_prekeys))]


def test_a_group_is_cut_by_edits_and_by_time_and_every_part_is_whole(stage: Stage) -> None:
    house, north = stage.house, stage.north
    bundles = []
    for number in range(1, 6):
        new_case(house, number)
        bundles.append(post(house, "north")[0])
    clock = iter(range(0, 1000, 10))
    read: list[tuple[int, int]] = []
    told: list[list[str]] = []
    done = receive(
        north.me,
        [MemorySource(bundle, f"{number}") for number, bundle in enumerate(bundles)],
        progress=lambda count, total: read.append((count, total)),
        told=lambda group: told.append([one.path.name for one in group]),
        monotonic=lambda: next(clock),
    )
    assert [one.path.name for one in done] == ["0", "1", "2", "3", "4"]
    assert {one.outcome for one in done} == {Outcome.APPLIED}
    assert told == [["0"], ["1"], ["2"], ["3"], ["4"]]
    total = sum(map(len, bundles))
    assert [count for count, _ in read] == sorted(count for count, _ in read)
    assert read[-1] == (total, total)


class Stopped(Exception):
    """Somebody pressed cancel."""


def test_whoever_is_stopped_in_the_middle_of_a_bundle_keeps_what_was_told_and_nothing_of_that_bundle(
    stage: Stage,
) -> None:
    house, north = stage.house, stage.north
    scopes, bundles = [], []
    for number in range(1, 4):
        scopes.append(new_case(house, number))
        bundles.append(post(house, "north")[0])
    clock = iter(range(0, 1000, 10))
    told: list[list[str]] = []

    def stop(count: int, _total: int) -> None:
        if count > len(bundles[0]):
            raise Stopped

    with pytest.raises(Stopped):
        receive(
            north.me,
            [MemorySource(bundle, f"{number}") for number, bundle in enumerate(bundles)],
            progress=stop,
            told=lambda group: told.append([one.path.name for one in group]),
            monotonic=lambda: next(clock),
        )
    assert told == [["0"]]
    assert same(scopes[0], house, north)
    assert not _here(north, scopes[1])
    assert [one.outcome for one in north.receive(*bundles)] == [Outcome.DUPLICATE, *[Outcome.APPLIED] * 2]
    assert all(same(scope, house, north) for scope in scopes)


def test_what_was_committed_before_a_machine_error_stays(stage: Stage) -> None:
    """Each bundle is a group of its own here; the disk fills up while the second is being taken."""
    house, north = stage.house, stage.north
    files = FailingFiles(errno=errno.ENOSPC, forever=True)
    _reopen(north, files)
    scopes, bundles = [], []
    for number in range(1, 4):
        scopes.append(new_case(house, number))
        bundles.append(post(house, "north")[0])
    clock = iter(range(0, 1000, 10))

    def fill_up(count: int, _total: int) -> None:
        both = len(bundles[0]) + len(bundles[1])
        files.at = files.calls + 1 if count == both else 0

    with pytest.raises(MachineError):
        receive(
            north.me,
            [MemorySource(bundle) for bundle in bundles],
            progress=fill_up,
            monotonic=lambda: next(clock),
        )
    files.at = 0
    assert same(scopes[0], house, north)
    assert not _here(north, scopes[2])
    assert {one.outcome for one in north.receive(*bundles)} <= {Outcome.APPLIED, Outcome.DUPLICATE}
    assert all(same(scope, house, north) for scope in scopes)


def _here(who: Replica, scope: bytes) -> bool:
    with who.vault.read() as tx:
        return scope in log.scopes(tx)
