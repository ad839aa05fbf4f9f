"""Attachments: in and out whole, damage told, nothing left behind, parts joined."""

from __future__ import annotations

import errno
import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.failing_files import FailingFiles, FastFiles, Killed

from storage import blob_files as blob_files_module
from storage import ranges
from storage.blob_files import BlobReader
from storage.blobs import Blobs
from storage.crypto import h, padme
from storage.errors import MachineError, UserError
from storage.frames import FRAME, sealed_length
from storage.ranges import RANGE
from storage.staging import Staged, Stored
from storage.vault import Vault

SCOPE, OTHER = b"s" * 17, b"o" * 17
RECORD = b"r" * 16


def noise(size: int, seed: int = 0) -> bytes:
    """Give bytes that repeat nowhere within a range."""
    block = b"".join(h("noise", bytes((seed,)), i.to_bytes(4, "big"), size=64) for i in range(1 << 10))
    return (block * (size // len(block) + 1))[:size]


def attach(vault: Vault, data: bytes) -> Stored:
    stored = vault.blobs.attach(io.BytesIO(data))
    with vault.transaction() as tx:
        vault.blobs.keep(tx, stored)
    return stored


def content(vault: Vault, blob_hash: bytes) -> bytes:
    with vault.read() as tx, vault.blobs.open(tx, blob_hash) as reader:
        return reader.read(1 << 30)


def blob_files(vault: Vault) -> list[Path]:
    return sorted((vault.directory / "blobs").iterdir())


def test_a_hash_is_over_size_and_range_hashes() -> None:
    data = noise(RANGE + 10)
    hashes = [h("range", data[:RANGE]), h("range", data[RANGE:])]
    assert ranges.blob_hash(len(data), b"".join(hashes)) == h("blob", len(data).to_bytes(8, "big"), *hashes)
    assert [ranges.length(len(data), index) for index in (0, 1)] == [RANGE, 10]
    assert [ranges.count(size) for size in (1, RANGE, RANGE + 1)] == [1, 1, 2]


@pytest.mark.parametrize("size", [1, FRAME, FRAME + 1, RANGE - 1, RANGE, RANGE + 1, 7 * RANGE + 12345])
def test_what_is_attached_is_read_back(vault: Vault, size: int) -> None:
    data = noise(size)
    stored = attach(vault, data)
    hashes = [h("range", data[start : start + RANGE]) for start in range(0, size, RANGE)]
    assert stored.hash == ranges.blob_hash(size, b"".join(hashes))
    assert content(vault, stored.hash) == data
    with vault.read() as tx:
        assert vault.blobs.size(tx, stored.hash) == size
        assert vault.blobs.range_hashes(tx, stored.hash) == hashes
        assert vault.blobs.held_ranges(tx, stored.hash) == [(0, len(hashes))]
        assert vault.blobs.check(tx) == []


def test_a_file_has_a_padded_length_a_random_name_and_no_plaintext(vault: Vault) -> None:
    data = b"marker " * 30_000
    first, second = attach(vault, data), vault.blobs.attach(io.BytesIO(data))
    assert first.hash == second.hash
    assert first.key != second.key
    paths = blob_files(vault)
    assert len(paths) == 2
    for path in paths:
        assert len(path.name) == 24
        assert path.stat().st_size == padme(sealed_length(len(data)))
        assert b"marker" not in path.read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600


def test_padding_is_noise_too(vault: Vault) -> None:
    size = next(n for n in range(10_000, 100_000) if padme(sealed_length(n)) - sealed_length(n) > 500)
    attach(vault, noise(size))
    tail = blob_files(vault)[0].read_bytes()[sealed_length(size) :]
    assert len(set(tail)) > 100


def test_large_padding_is_written_in_pieces(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blob_files_module, "_PADDING", 100)
    size = next(n for n in range(10_000, 100_000) if padme(sealed_length(n)) - sealed_length(n) > 500)
    stored = attach(vault, noise(size))
    assert content(vault, stored.hash) == noise(size)
    assert blob_files(vault)[0].stat().st_size == padme(sealed_length(size))


def test_a_source_may_give_little_at_a_time(vault: Vault) -> None:
    class Trickle(io.BytesIO):
        def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
            return super().readinto(buffer[:9999])

    data = noise(RANGE + 77)
    stored = vault.blobs.attach(Trickle(data))
    assert stored.size == len(data)
    assert stored.hash == vault.blobs.attach(io.BytesIO(data)).hash


def test_memory_stays_flat(vault: Vault) -> None:
    class Zeros(io.RawIOBase):
        left = 96 * RANGE

        def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
            got = min(len(buffer), self.left)
            self.left -= got
            return got

    tracemalloc.start()
    stored = vault.blobs.attach(Zeros())
    with vault.transaction() as tx:
        vault.blobs.keep(tx, stored)
    buffer = memoryview(bytearray(RANGE))
    with vault.read() as tx, vault.blobs.open(tx, stored.hash) as reader:
        while reader.readinto(buffer):
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 24 * RANGE


def test_progress_is_told(vault: Vault) -> None:
    told: list[tuple[int, int]] = []
    data = noise(2 * RANGE + 5)
    stored = vault.blobs.attach(io.BytesIO(data), total=len(data), progress=lambda *step: told.append(step))
    assert told == [(RANGE, len(data)), (2 * RANGE, len(data)), (len(data), len(data))]
    with vault.transaction() as tx:
        vault.blobs.keep(tx, stored)
        told.clear()
        vault.blobs.check(tx, lambda *step: told.append(step))
    assert told == [(len(data), len(data))]


def test_an_empty_file_is_nothing_to_attach(vault: Vault) -> None:
    with pytest.raises(UserError, match="empty_file"):
        vault.blobs.attach(io.BytesIO(b""))
    assert blob_files(vault) == []


def test_a_source_that_fails_is_named_and_leaves_nothing(vault: Vault) -> None:
    class Stick(io.RawIOBase):
        name = "/media/stick/scan.png"

        def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
            raise OSError(errno.EIO, "pulled out")

    with pytest.raises(MachineError) as told:
        vault.blobs.attach(Stick())
    assert told.value.facts["path"] == "/media/stick/scan.png"
    assert blob_files(vault) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EMFILE])
def test_attaching_that_fails_anywhere_leaves_nothing(tmp_path: Path, number: int) -> None:
    data = noise(3 * RANGE)
    for at in range(1, 1000):
        files = FailingFiles(at, number)
        blobs = Blobs(tmp_path, files)
        try:
            stored = blobs.attach(io.BytesIO(data))
        except MachineError as error:
            assert error.facts["errno"] == number
            assert list(tmp_path.iterdir()) == []
            continue
        assert stored.size == len(data)
        break
    assert at > 6


def test_attaching_that_is_killed_leaves_an_orphan_that_opening_removes(
    vault: Vault, store_key: bytes
) -> None:
    kept = attach(vault, noise(100))
    directory = vault.directory
    vault.lock()
    files = FailingFiles()
    with Vault.open_with_key(directory, store_key, files=files) as dying:
        files.at = files.calls + 4
        with pytest.raises(Killed):
            dying.blobs.attach(io.BytesIO(noise(3 * RANGE)))
        dying.abandon()
        files.at = 0
    assert len(list((directory / "blobs").iterdir())) == 2
    (directory / "blobs" / "mine.txt").write_bytes(b"not ours")
    with Vault.open_with_key(directory, store_key, files=FastFiles()) as again:
        assert sorted(path.name for path in blob_files(again)) == sorted([kept.file, "mine.txt"])
        assert content(again, kept.hash) == noise(100)


def test_an_older_store_removes_no_blobs_of_the_newer_one(vault: Vault, store_key: bytes) -> None:
    vault.lock()
    older = (vault.directory / "store").read_bytes()
    with Vault.open_with_key(vault.directory, store_key) as newer:
        stored = attach(newer, noise(100))
        with newer.transaction() as tx:
            tx.execute("UPDATE log_mark SET n = 1, digest = randomblob(32)")
    newest = (vault.directory / "store").read_bytes()
    turned = (vault.directory / "turn").read_bytes()
    (vault.directory / "store").write_bytes(older)
    Vault.open_with_key(vault.directory, store_key, accept_behind=True).lock()
    (vault.directory / "store").write_bytes(newest)
    (vault.directory / "turn").write_bytes(turned)
    with Vault.open_with_key(vault.directory, store_key) as again:
        assert content(again, stored.hash) == noise(100)


def test_the_same_bytes_are_kept_once(vault: Vault) -> None:
    first = attach(vault, noise(100))
    second = vault.blobs.attach(io.BytesIO(noise(100)))
    with vault.transaction() as tx:
        assert vault.blobs.keep(tx, second) is Staged.HELD
    assert [path.name for path in blob_files(vault)] == [first.file]


def test_attaching_again_heals_a_file_that_is_gone(vault: Vault) -> None:
    first = attach(vault, noise(100))
    blob_files(vault)[0].unlink()
    with vault.read() as tx, pytest.raises(UserError) as told:
        vault.blobs.open(tx, first.hash)
    assert (told.value.slug, told.value.facts) == ("damaged_blob", {"missing": 1})
    attach(vault, noise(100))
    assert content(vault, first.hash) == noise(100)


def test_what_was_never_kept_can_be_discarded(vault: Vault) -> None:
    vault.blobs.discard(vault.blobs.attach(io.BytesIO(noise(100))))
    assert blob_files(vault) == []


def test_a_blob_that_is_not_here_says_so(vault: Vault) -> None:
    with vault.read() as tx:
        assert vault.blobs.size(tx, bytes(32)) is None
        assert vault.blobs.range_hashes(tx, bytes(32)) == []
        assert vault.blobs.held_ranges(tx, bytes(32)) == []
        with pytest.raises(UserError, match="no_blob"):
            vault.blobs.open(tx, bytes(32))


# Reading.


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_reading_from_any_place(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.getbasetemp() / "anyplace"
    directory.mkdir(exist_ok=True)
    blobs = Blobs(directory, FastFiles())
    plain = noise(2 * RANGE + 54321)
    stored = blobs.attach(io.BytesIO(plain))
    with BlobReader.open(directory, FastFiles(), stored.file, stored.key, stored.size) as reader:
        for _ in range(3):
            offset = data.draw(st.integers(0, len(plain)))
            size = data.draw(st.integers(0, RANGE * 2))
            reader.seek(offset)
            if data.draw(st.booleans()):
                assert reader.read(size) == plain[offset : offset + size]
            else:
                buffer = memoryview(bytearray(size))
                got = reader.readinto(buffer)
                assert got == len(plain[offset : offset + size]) or (got and offset % FRAME)
                assert bytes(buffer[:got]) == plain[offset : offset + got]
        for outside in (-1, len(plain) + 1):
            with pytest.raises(ValueError, match="outside"):
                reader.seek(outside)
    blobs.discard(stored)


def test_ranges_are_read_alone(vault: Vault) -> None:
    plain = noise(2 * RANGE + 100)
    stored = attach(vault, plain)
    with vault.read() as tx, vault.blobs.open(tx, stored.hash) as reader:
        for index in (2, 0, 1):
            reader.seek(index * RANGE)
            assert reader.read(RANGE) == plain[index * RANGE :][:RANGE]


def test_a_reader_outlives_its_transaction_and_its_rows(vault: Vault) -> None:
    stored = attach(vault, noise(100))
    with vault.read() as tx:
        reader = vault.blobs.open(tx, stored.hash)
    with vault.transaction() as tx:
        names = vault.blobs.drop(tx, stored.hash)
    vault.blobs.unlink(names)
    with reader:
        assert reader.read(100) == noise(100)


def damage(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("place", [0, FRAME, RANGE + 5, 2 * RANGE])
def test_damage_is_told_and_nothing_damaged_is_given_out(vault: Vault, place: int) -> None:
    plain = noise(2 * RANGE + 100)
    stored = attach(vault, plain)
    damage(blob_files(vault)[0], place)
    with pytest.raises(UserError, match="damaged_blob"):
        content(vault, stored.hash)
    with vault.read() as tx:
        assert vault.blobs.check(tx) == [stored.hash]
        with vault.blobs.open(tx, stored.hash) as reader, pytest.raises(UserError, match="damaged_blob"):
            buffer = memoryview(bytearray(4 * RANGE))
            reader.readinto(buffer)


def test_files_cannot_be_swapped_cut_or_replaced(vault: Vault) -> None:
    stored = [attach(vault, noise(5000, seed)) for seed in range(2)]
    one, other = blob_files(vault)
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    with vault.read() as tx:
        assert sorted(vault.blobs.check(tx)) == sorted(blob.hash for blob in stored)
    one.write_bytes(first[:100])
    other.unlink()
    with vault.read() as tx:
        assert sorted(vault.blobs.check(tx)) == sorted(blob.hash for blob in stored)


def test_a_row_that_was_changed_is_found(vault: Vault) -> None:
    stored = attach(vault, noise(5000))
    with vault.transaction() as tx:
        tx.execute("UPDATE blob SET ranges = zeroblob(32)")
    with vault.read() as tx:
        assert vault.blobs.check(tx) == [stored.hash]


# Uses.


def test_uses_say_who_names_a_blob(vault: Vault) -> None:
    stored = attach(vault, noise(100))
    absent = bytes(32)
    blobs = vault.blobs
    with vault.transaction() as tx:
        blobs.use(tx, stored.hash, SCOPE, RECORD)
        blobs.use(tx, stored.hash, SCOPE, RECORD)
        blobs.use(tx, stored.hash, OTHER, b"q" * 16)
        blobs.use(tx, absent, SCOPE, RECORD)
        assert blobs.uses(tx, stored.hash) == [(OTHER, b"q" * 16), (SCOPE, RECORD)]
        assert blobs.of_scope(tx, SCOPE) == sorted([stored.hash, absent])
        assert blobs.absent(tx) == [absent]


def test_dropping_a_scope_drops_what_nothing_else_uses(vault: Vault) -> None:
    alone, shared, unused = (attach(vault, noise(100, seed)) for seed in range(3))
    blobs = vault.blobs
    part = stage(vault, noise(2 * RANGE, 9), 0, 1)
    with vault.transaction() as tx:
        blobs.keep(tx, part)
        for blob in (alone, shared, part):
            blobs.use(tx, blob.hash, SCOPE, RECORD)
        blobs.use(tx, shared.hash, OTHER, RECORD)
    with vault.transaction() as tx:
        names = blobs.drop_scope(tx, SCOPE)
    assert sorted(names) == sorted([alone.file, part.file])
    assert len(blob_files(vault)) == 4
    blobs.unlink(names)
    assert sorted(path.name for path in blob_files(vault)) == sorted([shared.file, unused.file])
    assert content(vault, shared.hash) == noise(100, 1)
    with vault.read() as tx:
        assert blobs.size(tx, alone.hash) is None
        assert blobs.held_ranges(tx, part.hash) == []


def test_a_crash_between_commit_and_unlink_is_made_up_for(vault: Vault, store_key: bytes) -> None:
    stored = attach(vault, noise(100))
    with vault.transaction() as tx:
        vault.blobs.use(tx, stored.hash, SCOPE, RECORD)
        vault.blobs.drop_scope(tx, SCOPE)
    vault.lock()
    with Vault.open_with_key(vault.directory, store_key) as again:
        assert blob_files(again) == []


def test_a_damaged_blob_can_be_dropped_and_stays_asked_for(vault: Vault) -> None:
    stored = attach(vault, noise(100))
    with vault.transaction() as tx:
        vault.blobs.use(tx, stored.hash, SCOPE, RECORD)
        assert vault.blobs.drop_unused(tx, stored.hash) == []
        assert vault.blobs.drop(tx, stored.hash) == [stored.file]
        assert vault.blobs.absent(tx) == [stored.hash]


# Parts.

PEER, LIAR = b"p" * 16, b"l" * 16


def stage(vault: Vault, plain: bytes, first: int, count: int, *, size: int | None = None) -> Stored:
    """Stage `count` ranges of `plain` as they would come from a bundle."""
    pieces = [plain[start : start + RANGE] for start in range(0, len(plain), RANGE)]
    blob_hash = ranges.blob_hash(len(plain), b"".join(map(ranges.range_hash, pieces)))
    staging = vault.blobs.stage(blob_hash, size or len(plain), first)
    for piece in pieces[first : first + count]:
        staging.add(piece, ranges.range_hash(piece))
    return staging.finish()


def keep(vault: Vault, stored: Stored, peer: bytes = PEER) -> Staged:
    with vault.transaction() as tx:
        return vault.blobs.keep(tx, stored, peer)


def lie(vault: Vault, first: int, *pieces: bytes) -> Stored:
    """Stage ranges that are not the blob's, as one who sends them may hash and sign them."""
    staging = vault.blobs.stage(HASH, len(PLAIN), first)
    for piece in pieces:
        staging.add(piece, ranges.range_hash(piece))
    return staging.finish()


PLAIN = noise(3 * RANGE + 99)
HASH = ranges.blob_hash(
    len(PLAIN), b"".join(h("range", PLAIN[start : start + RANGE]) for start in range(0, len(PLAIN), RANGE))
)


def test_all_ranges_at_once_are_the_blob(vault: Vault) -> None:
    assert keep(vault, stage(vault, PLAIN, 0, 4)) is Staged.WHOLE
    assert content(vault, HASH) == PLAIN
    assert keep(vault, stage(vault, PLAIN, 1, 1)) is Staged.HELD
    assert len(blob_files(vault)) == 1


@pytest.mark.parametrize(
    "parts",
    [
        [(0, 2), (2, 2)],
        [(2, 2), (0, 2)],
        [(0, 1), (1, 1), (2, 1), (3, 1)],
        [(0, 3), (1, 3)],
        [(0, 1), (0, 3), (2, 2), (1, 1)],
        [(1, 2), (0, 1), (1, 2), (3, 1)],
    ],
)
def test_parts_of_several_bundles_are_joined(vault: Vault, parts: list[tuple[int, int]]) -> None:
    for place, (first, count) in enumerate(parts):
        assert keep(vault, stage(vault, PLAIN, first, count)) is Staged.PART
        if place < len(parts) - 1 and not covers(parts[: place + 1]):
            assert vault.join_blobs() == []
    with vault.read() as tx:
        assert vault.blobs.joinable(tx) == [(HASH, PEER)]
        assert vault.blobs.held_ranges(tx, HASH) == sorted(parts)
    assert vault.join_blobs() == [HASH]
    assert content(vault, HASH) == PLAIN
    assert len(blob_files(vault)) == 1
    assert vault.join_blobs() == []
    with vault.read() as tx:
        assert vault.blobs.check(tx) == []


def covers(parts: list[tuple[int, int]]) -> bool:
    return {index for first, count in parts for index in range(first, first + count)} == {0, 1, 2, 3}


def test_a_gap_is_not_joined(vault: Vault) -> None:
    for first, count in ((0, 1), (2, 2)):
        keep(vault, stage(vault, PLAIN, first, count))
    keep(vault, stage(vault, noise(2 * RANGE, 5), 1, 1))
    assert vault.join_blobs() == []
    assert len(blob_files(vault)) == 3


def test_parts_that_are_not_the_blob_are_dropped(vault: Vault) -> None:
    """A sender with a valid key may lie about a range of its own bundle; only the whole shows it (P6)."""
    keep(vault, stage(vault, PLAIN, 0, 2))
    keep(vault, lie(vault, 2, bytes(RANGE), bytes(99)))
    assert vault.join_blobs() == []
    assert blob_files(vault) == []
    with vault.read() as tx:
        assert vault.blobs.size(tx, HASH) is None
        assert vault.blobs.held_ranges(tx, HASH) == []


@pytest.mark.parametrize("first", [LIAR, PEER])
def test_a_lie_of_one_peer_does_not_spoil_what_another_brings(vault: Vault, first: bytes) -> None:
    """Whatever order they come in, and whoever sorts first, only the liar's parts go."""
    other = LIAR if first == PEER else PEER
    keep(vault, lie(vault, 0, bytes(RANGE), bytes(RANGE)), first)
    keep(vault, stage(vault, PLAIN, 0, 2), other)
    keep(vault, lie(vault, 2, bytes(RANGE), bytes(99)), first)
    assert vault.join_blobs() == []
    with vault.read() as tx:
        assert vault.blobs.held_ranges(tx, HASH) == [(0, 2)]
    assert len(blob_files(vault)) == 1
    keep(vault, stage(vault, PLAIN, 2, 2), other)
    assert vault.join_blobs() == [HASH]
    assert content(vault, HASH) == PLAIN
    assert len(blob_files(vault)) == 1


def test_ranges_of_two_peers_are_not_one_blob(vault: Vault) -> None:
    keep(vault, stage(vault, PLAIN, 0, 2), PEER)
    keep(vault, lie(vault, 2, bytes(RANGE), bytes(99)), LIAR)
    assert vault.join_blobs() == []
    assert len(blob_files(vault)) == 2


def test_what_two_peers_brought_whole_is_joined_once(vault: Vault) -> None:
    for peer in (PEER, LIAR):
        for first in (0, 2):
            keep(vault, stage(vault, PLAIN, first, 2), peer)
    assert vault.join_blobs() == [HASH]
    assert len(blob_files(vault)) == 1


def test_parts_that_claim_another_size_are_not_mixed_in(vault: Vault) -> None:
    keep(vault, stage(vault, PLAIN, 0, 1, size=10 * RANGE))
    keep(vault, stage(vault, PLAIN, 2, 2))
    assert vault.join_blobs() == []
    keep(vault, stage(vault, PLAIN, 0, 2))
    assert vault.join_blobs() == [HASH]
    assert content(vault, HASH) == PLAIN


def test_joining_that_fails_keeps_the_parts(tmp_path: Path, store_key: bytes) -> None:
    files = FailingFiles(errno=errno.ENOSPC)
    with Vault.create_with_key(tmp_path / "v", store_key, files=files) as vault:
        for first in (0, 2):
            keep(vault, stage(vault, PLAIN, first, 2))
        for at in range(1, 1000):
            files.at = files.calls + at
            try:
                joined = vault.join_blobs()
            except MachineError:
                joined = []
            files.at = 0
            with vault.read() as tx:
                whole = vault.blobs.size(tx, HASH) is not None
                assert whole or vault.blobs.joinable(tx) == [(HASH, PEER)]
            if whole:
                assert content(vault, HASH) == PLAIN
                break
            assert len(blob_files(vault)) == 2
        assert joined in ([], [HASH])
        assert at > 5


def test_joining_that_cannot_be_written_down_removes_its_file(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    for first in (0, 2):
        keep(vault, stage(vault, PLAIN, first, 2))

    def refuse(*args: object) -> None:
        raise KeyError

    monkeypatch.setattr(vault.blobs, "drop_parts", refuse)
    with pytest.raises(KeyError):
        vault.join_blobs()
    assert len(blob_files(vault)) == 2


def test_a_damaged_part_is_told(vault: Vault) -> None:
    for first in (0, 2):
        keep(vault, stage(vault, PLAIN, first, 2))
    damage(blob_files(vault)[0], 5)
    with pytest.raises(UserError, match="damaged_blob"):
        vault.join_blobs()
    assert len(blob_files(vault)) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        lambda staging: staging.add(b"short", bytes(32)),
        lambda staging: staging.add(bytes(RANGE + 1), bytes(32)),
        lambda staging: staging.add(b"", bytes(32)),
        lambda staging: [staging.add(bytes(RANGE), bytes(32)) for _ in range(5)],
        lambda staging: staging.finish(),
        lambda staging: (
            [staging.add(bytes(RANGE), bytes(32)) for _ in range(3)],
            staging.add(bytes(99), bytes(32)),
            staging.finish(),
        ),
    ],
)
def test_ranges_that_cannot_be_are_refused_and_aborting_leaves_nothing(
    vault: Vault, wrong: Callable[[object], object]
) -> None:
    staging = vault.blobs.stage(HASH, len(PLAIN), 0)
    with pytest.raises(UserError, match="damaged_blob"):
        wrong(staging)
    staging.abort()
    assert blob_files(vault) == []


def test_a_range_behind_the_end_is_refused(vault: Vault) -> None:
    staging = vault.blobs.stage(HASH, len(PLAIN), 4)
    with pytest.raises(UserError, match="damaged_blob"):
        staging.add(b"", bytes(32))
    staging.abort()


def test_an_aborted_transaction_leaves_an_orphan_that_opening_removes(vault: Vault, store_key: bytes) -> None:
    stored = stage(vault, PLAIN, 0, 4)
    with pytest.raises(KeyError), vault.transaction() as tx:
        vault.blobs.keep(tx, stored)
        raise KeyError
    vault.lock()
    with Vault.open_with_key(vault.directory, store_key) as again:
        assert blob_files(again) == []


def test_a_lost_directory_of_blobs_is_damage_of_blobs_alone(vault: Vault, store_key: bytes) -> None:
    stored = attach(vault, noise(100))
    vault.lock()
    (vault.directory / "blobs" / stored.file).unlink()
    (vault.directory / "blobs").rmdir()
    with Vault.open_with_key(vault.directory, store_key) as again:
        with again.read() as tx:
            assert again.blobs.check(tx) == [stored.hash]
        attach(again, noise(100))
        assert content(again, stored.hash) == noise(100)
