"""Files and sticks: whole or not there, neutral in name and date, careful with what lies in a directory."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.failing_files import FailingFiles, FastFiles, Killed

from storage.errors import MachineError, UserError
from sync.channels import sources, stick, writing
from sync.channels.file import FileChannel
from sync.channels.stick import FAT_LIMIT, StickChannel, filesystem, read_from_medium

NOON = 1_790_000_000
BUNDLE = os.urandom(70_000)


def file_channel(target: Path) -> FileChannel:
    return FileChannel(target, files=FastFiles(), now=lambda: NOON)


def stick_channel(target: Path, **more: object) -> StickChannel:
    return StickChannel(target, files=more.pop("files", FastFiles()), now=lambda: NOON, **more)


def write(channel: FileChannel | StickChannel, data: bytes = BUNDLE) -> Path:
    with channel.open_bundle(len(data)) as out:
        for start in range(0, len(data), 1 << 16):
            out.write(data[start : start + (1 << 16)])
    return out.path


# -- out --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [file_channel, stick_channel])
def test_a_bundle_gets_a_name_and_a_date_that_say_nothing(make: type, tmp_path: Path) -> None:
    path = write(make(tmp_path))
    assert re.fullmatch(r"[a-z0-9]{12}\.bin", path.name)
    assert path.read_bytes() == BUNDLE
    assert path.stat().st_mtime == NOON - NOON % 86_400
    assert path.stat().st_mode & 0o077 == 0
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_names_do_not_repeat_and_use_every_character(tmp_path: Path) -> None:
    names = {writing.neutral_name(os.urandom) for _ in range(400)}
    assert len(names) == 400
    assert set("".join(names)) == set("abcdefghijklmnopqrstuvwxyz0123456789")


def test_a_given_name_is_taken_as_it_is(tmp_path: Path) -> None:
    assert write(file_channel(tmp_path / "to hq.dat")) == tmp_path / "to hq.dat"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_bytes(b"theirs")
    with pytest.raises(UserError, match="file_exists"):
        file_channel(taken)
    free = tmp_path / "free"
    channel = file_channel(free)
    free.symlink_to("nowhere")
    with pytest.raises(UserError, match="file_exists"), channel.open_bundle():
        pytest.fail("began to write")
    assert taken.read_bytes() == b"theirs"


def test_a_name_that_was_taken_meanwhile_is_left_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "both"
    with pytest.raises(UserError, match="file_exists"), file_channel(path).open_bundle() as out:
        out.write(BUNDLE)
        path.write_bytes(b"theirs")
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_a_directory_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no_such_directory"):
        file_channel(tmp_path / "missing" / "bundle")
    with pytest.raises(UserError, match="not_a_directory"):
        stick_channel(tmp_path / "missing")


@pytest.mark.parametrize("make", [file_channel, stick_channel])
def test_what_is_given_up_leaves_nothing(make: type, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), make(tmp_path).open_bundle() as out:
        out.write(BUNDLE)
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def whole_or_nothing(directory: Path) -> None:
    for path in directory.iterdir():
        assert writing.is_leftover(path.name) or path.read_bytes() == BUNDLE, f"{path.name} is not whole"


def calls_of_a_bundle(directory: Path, make: type) -> int:
    directory.mkdir()
    counting = FailingFiles()
    write(make(directory, files=counting))
    return counting.calls


def failing_file(target: Path, files: FailingFiles) -> FileChannel:
    return FileChannel(target, files=files)


def failing_stick(target: Path, files: FailingFiles) -> StickChannel:
    return StickChannel(target, files=files)


@pytest.mark.parametrize("forever", [False, True])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("make", [failing_file, failing_stick])
def test_whichever_call_fails_no_file_of_a_final_name_is_cut(
    make: type, code: int, forever: bool, tmp_path: Path
) -> None:
    for at in range(1, calls_of_a_bundle(tmp_path / "count", make) + 1):
        directory = tmp_path / f"{at}"
        directory.mkdir()
        failed = False
        try:
            write(make(directory, files=FailingFiles(at, code, forever=forever)))
        except MachineError as error:
            failed = True
            assert error.slug in {"disk_full", "io_error", "read_only"}
        whole_or_nothing(directory)
        assert failed or any(directory.iterdir()), "success was reported and nothing is there"


@pytest.mark.parametrize("make", [failing_file, failing_stick])
def test_wherever_the_process_dies_the_next_one_finds_a_whole_bundle_or_tidies_up(
    make: type, tmp_path: Path
) -> None:
    for at in range(1, calls_of_a_bundle(tmp_path / "count", make) + 1):
        directory = tmp_path / f"{at}"
        directory.mkdir()
        with pytest.raises(Killed):
            write(make(directory, files=FailingFiles(at)))
        whole_or_nothing(directory)
        stick_channel(directory)
        assert all(writing.NEUTRAL.fullmatch(path.name) for path in directory.iterdir())


# -- stick ------------------------------------------------------------------------------------------------------


def test_only_our_own_leftovers_are_removed(tmp_path: Path) -> None:
    ours = writing.temporary_name(os.urandom)
    theirs = "holidayvideo.tmp"
    assert len(Path(theirs).stem) == 12
    for name in (ours, theirs, "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    stick_channel(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {theirs, "notes.txt"}


def test_a_leftover_that_cannot_be_removed_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / writing.temporary_name(os.urandom)).mkdir()
    assert write(stick_channel(tmp_path)).read_bytes() == BUNDLE


def test_acknowledged_bundles_are_tidied_by_name_and_nothing_else(tmp_path: Path) -> None:
    channel = stick_channel(tmp_path)
    first, second = write(channel), write(channel)
    (tmp_path / "abcdefghijkl.bin").mkdir()
    (tmp_path / "photo.jpg").write_bytes(b"x")
    outside = tmp_path.parent / "abcdefabcdef.bin"
    outside.write_bytes(b"x")
    names = [first.name, "gone00000000.bin", "photo.jpg", "abcdefghijkl.bin", f"../{outside.name}"]
    assert channel.tidy(names) == [first.name]
    assert {path.name for path in tmp_path.iterdir()} == {second.name, "photo.jpg", "abcdefghijkl.bin"}
    assert outside.exists()
    assert channel.tidy([]) == []


class Nearly(FastFiles):
    """A disk with some room left."""

    def free_space(self, path: Path) -> int:
        return 1000


def test_room_is_checked_before_anything_is_written(tmp_path: Path) -> None:
    channel = stick_channel(tmp_path, files=Nearly())
    with pytest.raises(MachineError, match="disk_full") as refused, channel.open_bundle(1001):
        pytest.fail("began to write")
    assert refused.value.facts["needed"] == 1001
    assert list(tmp_path.iterdir()) == []


def test_a_stick_that_returns_other_bytes_is_told_and_keeps_nothing(tmp_path: Path) -> None:
    def other(path: Path, size: int) -> tuple[bytes, bool]:
        return hashlib.blake2b(b"other", digest_size=32).digest(), True

    with pytest.raises(MachineError, match="read_back_differs"):
        write(stick_channel(tmp_path, read_back=other))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("past_the_cache", [True, False])
def test_verified_is_said_only_of_what_came_from_the_medium(past_the_cache: bool, tmp_path: Path) -> None:
    def reader(path: Path, size: int) -> tuple[bytes, bool]:
        return hashlib.blake2b(path.read_bytes(), digest_size=32).digest(), past_the_cache

    with stick_channel(tmp_path, read_back=reader).open_bundle() as out:
        out.write(BUNDLE)
        assert not out.verified
    assert out.verified is past_the_cache


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (2 << 20) + 4096])
def test_reading_back_sees_every_byte_of_any_length(size: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    data = os.urandom(size)
    path.write_bytes(data)
    os.sync()
    digest, verified = read_from_medium(path, size)
    assert digest == hashlib.blake2b(data, digest_size=32).digest()
    assert verified is (filesystem(tmp_path) in stick._DIRECT)


@pytest.mark.parametrize("size", [4095, 4097, 8192])
def test_reading_back_notices_another_length(size: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(4096))
    assert read_from_medium(path, size)[0] != hashlib.blake2b(bytes(4096), digest_size=32).digest()


def test_where_there_are_no_direct_reads_it_is_compared_and_not_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(BUNDLE)
    expected = hashlib.blake2b(BUNDLE, digest_size=32).digest()
    monkeypatch.setattr(stick, "filesystem", lambda directory: "tmpfs")
    assert read_from_medium(path, len(BUNDLE)) == (expected, False)

    refused: list[int] = []
    real = os.open

    def no_direct(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_DIRECT:
            refused.append(flags)
            raise OSError(errno.EINVAL, "no direct reads here")
        return real(path, flags, mode)

    monkeypatch.setattr(stick, "filesystem", lambda directory: "vfat")
    monkeypatch.setattr(os, "open", no_direct)
    assert read_from_medium(path, len(BUNDLE)) == (expected, False)
    assert refused


def test_a_medium_that_is_gone_is_an_error_of_the_machine(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="io_error"):
        read_from_medium(tmp_path / "gone", 1)


MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
31 22 7:0 / /media/a\\040b rw - vfat /dev/sdb1 rw
32 22 7:1 / /media/exfat rw shared:1 master:2 - fuseblk /dev/sdc1 rw
33 22 7:2 / /media/covered rw - vfat /dev/sdd1 rw
34 22 0:9 / /media/covered rw - tmpfs none rw
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/x", "ext4"),
        ("/media/a b", "vfat"),
        ("/media/a b/bundles", "vfat"),
        ("/media/a bc", "ext4"),
        ("/media/exfat", "fuseblk"),
        ("/media/covered/x", "tmpfs"),
    ],
)
def test_the_file_system_of_a_directory_is_that_of_the_nearest_mount(
    place: str, kind: str, tmp_path: Path
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert filesystem(Path(place), mounts) == kind
    assert filesystem(Path(place), tmp_path / "missing") == ""


@pytest.mark.parametrize(
    ("kind", "limit"),
    [("vfat", FAT_LIMIT), ("fuseblk", FAT_LIMIT), ("", FAT_LIMIT), ("exfat", None), ("ext4", None)],
)
def test_a_bundle_stays_below_four_gib_unless_more_surely_fits(
    kind: str, limit: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stick, "filesystem", lambda directory: kind)
    assert stick_channel(tmp_path).max_size == limit
    assert file_channel(tmp_path).max_size is None


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "tiny"
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("mounting a tmpfs of 1 MB takes root")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place)], capture_output=True
    )
    if mounted.returncode or not os.path.ismount(place):
        pytest.skip(f"cannot mount a tmpfs: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("make", [file_channel, stick_channel])
def test_a_full_disk_is_told_and_keeps_no_part(make: type, tiny_disk: Path) -> None:
    with pytest.raises(MachineError, match="disk_full"), make(tiny_disk).open_bundle() as out:
        for _ in range(32):
            out.write(bytes(1 << 16))
    assert list(tiny_disk.iterdir()) == []
    with pytest.raises(MachineError, match="disk_full"), stick_channel(tiny_disk).open_bundle(2 << 20):
        pytest.fail("began to write")
    assert write(make(tiny_disk)).read_bytes() == BUNDLE


def test_a_disk_that_cannot_be_written_is_told_at_once(tiny_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    with pytest.raises(MachineError, match="read_only"):
        stick_channel(tiny_disk)


# -- in ---------------------------------------------------------------------------------------------------------


def found(*paths: Path) -> list[str]:
    return [source.path.name for source in sources(paths)]


def test_files_are_found_in_directories_two_levels_down_in_the_order_of_names(tmp_path: Path) -> None:
    deep = tmp_path / "m" / "n" / "o"
    deep.mkdir(parents=True)
    for path in (
        tmp_path / "z",
        tmp_path / "a",
        deep.parent.parent / "k",
        deep.parent / "l",
        deep / "too deep",
    ):
        path.write_bytes(b"x")
    assert found(tmp_path) == ["a", "k", "l", "z"]


def test_short_and_empty_files_are_offered_with_their_size(tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(b"abc")
    (tmp_path / "empty").touch()
    assert [(source.path.name, source.size) for source in sources([tmp_path])] == [("empty", 0), ("short", 3)]
    with next(iter(sources([tmp_path / "short"]))).open() as opened:
        assert opened.read() == b"abc"


def test_what_is_no_file_is_passed_over_in_a_directory(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "ring").symlink_to(tmp_path)
    (tmp_path / "device").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(tmp_path / "socket"))
        (tmp_path / "file").write_bytes(b"x")
        assert found(tmp_path) == ["file"]


def test_a_link_that_a_person_names_is_followed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("file")
    assert found(tmp_path / "link") == ["file"]


def test_what_a_person_names_has_to_be_there_and_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "ring").symlink_to("ring")
    (tmp_path / "file").write_bytes(b"x")
    for name, slug in (
        ("missing", "no_such_path"),
        ("file/below", "no_such_path"),
        ("fifo", "not_a_file"),
        ("ring", "not_a_file"),
        ("/dev/zero", "not_a_file"),
    ):
        with pytest.raises(UserError, match=slug):
            sources([tmp_path / "file", tmp_path / name])
    with pytest.raises(MachineError, match="io_error"):
        sources([tmp_path / ("x" * 300)])


def test_a_file_that_became_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    (source,) = sources([tmp_path])
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(UserError, match="not_a_file"):
        source.open()
    path.unlink()
    path.symlink_to("/etc/hostname")
    with pytest.raises(MachineError, match="io_error"):
        source.open()
    path.unlink()
    with pytest.raises(MachineError, match="io_error"):
        source.open()


def test_a_medium_that_breaks_while_it_is_read_is_an_error_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (source,) = sources([tmp_path])
    with source.open() as opened:
        os.close(opened.fileno())
        with pytest.raises(MachineError, match="io_error"):
            opened.read(1)
        with pytest.raises(MachineError, match="io_error"):
            opened.readinto(bytearray(1))
        os.dup2(os.open("/dev/null", os.O_RDONLY), opened.fileno())


def test_a_directory_below_that_cannot_be_read_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lost+found").mkdir()
    (tmp_path / "file").write_bytes(b"x")
    real = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "lost+found":
            raise PermissionError(errno.EACCES, "not yours", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert found(tmp_path) == ["file"]
    with pytest.raises(MachineError, match="permission"):
        found(tmp_path / "lost+found")


def test_an_entry_that_is_gone_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "b").write_bytes(b"x")
    waiting = sources([tmp_path])

    class Broken:
        name = "a"

        def stat(self, *, follow_symlinks: bool) -> os.stat_result:
            raise OSError(errno.EIO, "a bad sector")

    real = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: [Broken(), *(e for e in real(path) if e.name == "b")])
    assert [source.path.name for source in waiting] == ["b"]


def test_reading_writes_nothing(tmp_path: Path) -> None:
    write(file_channel(tmp_path))
    before = {(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in tmp_path.iterdir()}
    for source in sources([tmp_path]):
        with source.open() as opened:
            assert opened.read() == BUNDLE
            assert not opened.writable()
    assert {
        (path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in tmp_path.iterdir()
    } == before
