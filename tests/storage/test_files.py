"""The file system: replaced whole or not at all, named errors, nothing left behind."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.failing_files import FailingFiles, FastFiles, Killed

from storage.errors import MachineError, SidingError, UserError, from_os
from storage.files import Files, no_dumps, read_full

ERRNOS = [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EMFILE]


@pytest.mark.parametrize(
    ("number", "slug"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EROFS, "read_only"),
        (errno.EACCES, "permission"),
        (errno.EPERM, "permission"),
        (errno.EMFILE, "too_many_files"),
        (errno.ENFILE, "too_many_files"),
        (errno.ENOMEM, "out_of_memory"),
        (errno.EIO, "io_error"),
        (None, "io_error"),
    ],
)
def test_each_trouble_has_its_name(number: int | None, slug: str) -> None:
    error = from_os(OSError(number, "words"), "a/file")
    assert (error.slug, error.facts["path"]) == (slug, "a/file")
    assert slug in str(error)


def test_an_error_is_a_slug_and_facts() -> None:
    error = UserError("wrong_passphrase", failed=3)
    assert isinstance(error, SidingError)
    assert str(error) == "wrong_passphrase failed=3"
    assert str(MachineError("busy")) == "busy"


def test_a_file_is_replaced_in_the_order_that_survives_a_crash(tmp_path: Path) -> None:
    files = FailingFiles()
    files.replace_durably(tmp_path / "f", b"new")
    assert files.log == ["_open", "_write", "_fsync", "_close", "_replace", "_open", "_fsync", "_close"]
    assert files.read(tmp_path / "f") == b"new"


def calls_of_replacing(tmp_path: Path, *, wipe: bool) -> int:
    files = FailingFiles()
    (tmp_path / "probe").write_bytes(b"old")
    files.replace_durably(tmp_path / "probe", b"new", wipe=wipe)
    return files.calls


@pytest.mark.parametrize("wipe", [False, True])
@pytest.mark.parametrize("number", ERRNOS)
def test_replacing_that_fails_anywhere_leaves_old_or_new(tmp_path: Path, number: int, wipe: bool) -> None:
    for at in range(1, calls_of_replacing(tmp_path, wipe=wipe) + 1):
        for forever in (False, True):
            path = tmp_path / "f"
            path.write_bytes(b"old")
            files = FailingFiles(at, number, forever=forever)
            try:
                files.replace_durably(path, b"new", wipe=wipe)
            except MachineError as error:
                assert path.read_bytes() == (b"new" if "replaced" in error.facts else b"old")
                assert error.facts["errno"] == number
            else:
                assert path.read_bytes() == b"new"  # only wiping the old one may fail in silence
            if not forever:
                assert not (tmp_path / "f.new").exists()


@pytest.mark.parametrize("wipe", [False, True])
def test_replacing_that_is_killed_anywhere_leaves_old_or_new(tmp_path: Path, wipe: bool) -> None:
    for at in range(1, calls_of_replacing(tmp_path, wipe=wipe) + 1):
        path = tmp_path / "f"
        path.write_bytes(b"old")
        with pytest.raises(Killed):
            FailingFiles(at).replace_durably(path, b"new", wipe=wipe)
        assert path.read_bytes() in (b"old", b"new")


def test_wiping_overwrites_the_old_bytes_where_they_lay(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"secret")
    with path.open("rb") as old:
        Files().replace_durably(path, b"new", wipe=True)
        kept = old.read()
    assert len(kept) == 6
    assert kept != b"secret"


def test_replacing_a_file_that_was_not_there(tmp_path: Path) -> None:
    FastFiles().replace_durably(tmp_path / "f", b"new", wipe=True)
    assert (tmp_path / "f").read_bytes() == b"new"


def test_new_files_and_directories_are_for_the_owner(tmp_path: Path) -> None:
    files = Files()
    files.make_dir(tmp_path / "a" / "b")
    files.make_dir(tmp_path / "a" / "b")
    files.replace_durably(tmp_path / "a" / "f", b"")
    files.open_new(tmp_path / "a" / "g").finish()
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("a", "a/b", "a/f", "a/g")]
    assert modes == [0o700, 0o700, 0o600, 0o600]


def test_small_files_are_read_up_to_a_limit(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x" * 100)
    assert Files().read(tmp_path / "f", 10) == b"x" * 10
    assert Files().read(tmp_path / "missing") is None
    with pytest.raises(MachineError):
        Files().read(tmp_path)


def test_overwriting_keeps_the_file(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"secret")
    inode = path.stat().st_ino
    Files().overwrite(path, b"random")
    assert path.read_bytes() == b"random"
    assert path.stat().st_ino == inode
    with pytest.raises(MachineError):
        Files().overwrite(tmp_path / "missing", b"")


def test_a_new_file_is_finished_or_abandoned(tmp_path: Path) -> None:
    files = Files()
    out = files.open_new(tmp_path / "f")
    out.write(b"ab")
    out.write(memoryview(b"cd"))
    out.finish()
    assert (tmp_path / "f").read_bytes() == b"abcd"
    with pytest.raises(ValueError, match="closed"):
        out.write(b"more")
    with pytest.raises(MachineError):
        files.open_new(tmp_path / "f")
    assert files.open_new(tmp_path / "f", over=True).finish() is None
    assert (tmp_path / "f").read_bytes() == b""
    gone = files.open_new(tmp_path / "g")
    gone.write(b"half")
    gone.abandon()
    gone.abandon()
    assert not (tmp_path / "g").exists()


def test_writing_that_fails_is_named_and_can_be_abandoned(tmp_path: Path) -> None:
    files = FailingFiles()
    out = files.open_new(tmp_path / "f")
    files.at, files.errno = files.calls + 1, errno.ENOSPC
    with pytest.raises(MachineError, match="disk_full"):
        out.write(b"abcd")
    out.abandon()
    assert not (tmp_path / "f").exists()


def test_a_file_is_read_from_any_place(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(bytes(range(100)))
    source = Files().open_read(tmp_path / "f")
    buffer = memoryview(bytearray(10))
    source.seek(50)
    assert source.readinto(buffer) == 10
    assert bytes(buffer) == bytes(range(50, 60))
    source.seek(95)
    assert source.readinto(buffer) == 5
    assert source.readinto(buffer) == 0
    source.close()
    source.close()
    with pytest.raises(ValueError, match="closed"):
        source.readinto(buffer)


def test_reading_that_fails_is_named(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x")
    files = FailingFiles()
    source = files.open_read(tmp_path / "f")
    files.at, files.errno = files.calls + 1, errno.EIO
    with pytest.raises(MachineError, match="io_error"):
        source.readinto(memoryview(bytearray(1)))
    source.close()
    with pytest.raises(MachineError):
        Files().open_read(tmp_path / "missing")


def test_names_and_removal(tmp_path: Path) -> None:
    files = Files()
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "b").write_bytes(b"")
    (tmp_path / "d" / "a").write_bytes(b"")
    assert files.names(tmp_path / "d") == ["a", "b"]
    assert files.names(tmp_path / "missing") == []
    assert not files.remove_dir(tmp_path / "d")
    files.unlink(tmp_path / "d" / "a")
    files.unlink(tmp_path / "d" / "a")
    files.unlink(tmp_path / "d" / "b")
    assert files.remove_dir(tmp_path / "d")
    assert not files.exists(tmp_path / "d")


def test_renaming_and_syncing(tmp_path: Path) -> None:
    files = FailingFiles()
    (tmp_path / "a").write_bytes(b"a")
    files.fsync_path(tmp_path / "a")
    files.fsync_dir(tmp_path)
    assert files.log.count("_fsync") == 2
    files.rename(tmp_path / "a", tmp_path / "b")
    assert files.log[-4:] == ["_replace", "_open", "_fsync", "_close"]
    assert files.names(tmp_path) == ["b"]
    with pytest.raises(MachineError) as told:
        files.rename(tmp_path / "a", tmp_path / "b")
    assert "replaced" not in told.value.facts


def test_free_space_is_told(tmp_path: Path) -> None:
    assert Files().free_space(tmp_path) > 0


def test_a_source_is_read_to_the_end_of_the_buffer_or_its_own() -> None:
    class Trickle(io.RawIOBase):
        left = 7

        def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
            got = min(2, self.left, len(buffer))
            self.left -= got
            return got

    assert read_full(Trickle(), memoryview(bytearray(5))) == 5
    assert read_full(Trickle(), memoryview(bytearray(9))) == 7


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_no_dumps_for_a_whole_process() -> None:
    program = (
        "import ctypes, resource; from storage.files import no_dumps; no_dumps();"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3))"
    )
    root = Path(sys.modules["storage"].__path__[0]).parent
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "(0, 0) 0"


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_dumps_are_switched_off_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    limits, calls = [], []
    monkeypatch.setattr(resource, "setrlimit", lambda *args: limits.append(args))
    no_dumps(lambda *args: calls.append(args) or 0)
    assert limits == [(resource.RLIMIT_CORE, (0, 0))]
    assert calls == [(4, 0)]


def test_the_real_system_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(fd), real(fd)))
    Files().replace_durably(tmp_path / "f", b"x")
    assert len(synced) == 2
    assert Files.synchronous == "FULL"
