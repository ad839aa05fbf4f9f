"""A disk that fails, or a process that dies, at every single call: before or after, and the error says which."""

from __future__ import annotations

import errno
import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from support.failing_files import FailingFiles, FastFiles, Killed

from storage import keyslots, settings
from storage.crypto import h
from storage.errors import MachineError, UserError
from storage.vault import MARK_EVERY, Vault

SLUGS = {
    errno.ENOSPC: "disk_full",
    errno.EIO: "io_error",
    errno.EROFS: "read_only",
    errno.EMFILE: "too_many_files",
}
PASS, NEW = "correct horse", "battery staple"

TROUBLES = [
    (errno.ENOSPC, True),
    (errno.ENOSPC, False),
    (errno.EIO, False),
    (errno.EROFS, True),
    (errno.EMFILE, False),
]
failing = pytest.mark.parametrize(("number", "forever"), TROUBLES)


@pytest.fixture(autouse=True)
def _quick_kdf(monkeypatch: pytest.MonkeyPatch) -> None:
    def quick(secret: bytes, salt: bytes, *, mem_kib: int, passes: int, size: int = 32) -> bytes:
        return h("quick", secret, salt)

    monkeypatch.setattr(keyslots.crypto, "argon2id", quick)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Give the directory of a locked store with something in it."""
    with made(tmp_path / "base", PASS) as vault:
        with vault.transaction() as tx:
            settings.put(tx, "a", b"1")
        with vault.turn() as tx:
            tx.seal_prekeys(b"prekeys")
    return tmp_path / "base"


def opened(directory: Path, passphrase: str) -> Vault:
    """Open with a disk that works."""
    return Vault.open(directory, passphrase, files=FastFiles())


def made(directory: Path, passphrase: str) -> Vault:
    """Make with a disk that works."""
    return Vault.create(directory, passphrase, kdf="small", files=FastFiles())


def is_whole(directory: Path, passphrase: str) -> bool:
    """Tell whether a passphrase opens; what it opens must be all there."""
    try:
        vault = opened(directory, passphrase)
    except UserError as error:
        assert error.slug == "wrong_passphrase"
        return False
    with vault, vault.read() as tx:
        assert settings.get(tx, "a") == b"1"
        assert vault.prekeys(tx) == b"prekeys"
        assert not vault.turn_missing
        assert not vault.behind
    return True


def each_call(
    base: Path, number: int | None, forever: bool, work: Callable[[Path, FailingFiles], None]
) -> Iterator[tuple[Path, BaseException | None]]:
    """Do `work` on a fresh copy of `base`, failing at call 1, 2, … until no failure is reached."""
    for at in count(1):
        directory = base.with_name(f"copy{at}")
        if base.exists():
            shutil.copytree(base, directory)
        files = FailingFiles(at, number, forever=forever)
        failure: BaseException | None = None
        try:
            work(directory, files)
        except (MachineError, Killed) as error:
            failure = error
        if isinstance(failure, MachineError):
            assert number is not None
            assert failure.slug == SLUGS[number]
        yield directory, failure
        shutil.rmtree(directory, ignore_errors=True)
        if files.calls < at:
            assert failure is None
            return


def create(directory: Path, files: FailingFiles) -> None:
    Vault.create(directory, PASS, kdf="small", files=files).abandon()


@failing
def test_making_a_store_that_fails_leaves_none_or_a_whole_one(
    tmp_path: Path, number: int, forever: bool
) -> None:
    for directory, failure in each_call(tmp_path / "none", number, forever, create):
        if failure is None or (isinstance(failure, MachineError) and "committed" in failure.facts):
            opened(directory, PASS).lock()
        else:
            with pytest.raises(UserError, match="no_store"):
                opened(directory, PASS)
            made(directory, NEW).lock()
            opened(directory, NEW).lock()


def test_making_a_store_that_is_killed_leaves_none_or_a_whole_one(tmp_path: Path) -> None:
    outcomes = set()
    for directory, _ in each_call(tmp_path / "none", None, True, create):
        try:
            opened(directory, PASS).lock()
            outcomes.add("whole")
        except UserError as error:
            assert error.slug == "no_store"
            outcomes.add("none")
            made(directory, NEW).lock()
            opened(directory, NEW).lock()
    assert outcomes == {"none", "whole"}


def change(directory: Path, files: FailingFiles) -> None:
    at, files.at = files.at, 0
    with Vault.open(directory, PASS, files=files) as vault:
        files.at, files.calls = at, 0
        try:
            vault.change_passphrase(PASS, NEW)
        finally:
            if files.errno is None:
                vault.abandon()  # the dead write nothing
            at, files.at = files.at, 0
    files.at = at


@failing
def test_changing_a_passphrase_that_fails_keeps_one_of_them(base: Path, number: int, forever: bool) -> None:
    for directory, failure in each_call(base, number, forever, change):
        changed = failure is None or (isinstance(failure, MachineError) and "committed" in failure.facts)
        assert (is_whole(directory, PASS), is_whole(directory, NEW)) == (not changed, changed)


def test_changing_a_passphrase_that_is_killed_keeps_one_of_them(base: Path) -> None:
    outcomes = set()
    for directory, _ in each_call(base, None, True, change):
        outcome = is_whole(directory, PASS), is_whole(directory, NEW)
        assert sum(outcome) == 1
        outcomes.add(outcome)
    assert outcomes == {(True, False), (False, True)}


def open_and_lock(directory: Path, files: FailingFiles) -> None:
    with Vault.open(directory, PASS, files=files) as vault, vault.transaction() as tx:
        n, digest = tx.execute("SELECT n, digest FROM log_mark").fetchone()
        tx.execute("UPDATE log_mark SET n = ?, digest = ?", (n + 1, h("mark", digest)))


@failing
def test_opening_and_locking_that_fails_loses_nothing(base: Path, number: int, forever: bool) -> None:
    for directory, _ in each_call(base, number, forever, open_and_lock):
        assert is_whole(directory, PASS)


def test_opening_and_locking_that_is_killed_loses_nothing(base: Path) -> None:
    for directory, _ in each_call(base, None, True, open_and_lock):
        assert is_whole(directory, PASS)


def erase(directory: Path, files: FailingFiles) -> None:
    Vault.erase(directory, files=files)


@failing
def test_erasing_that_fails_can_be_done_again(base: Path, number: int, forever: bool) -> None:
    for directory, _ in each_call(base, number, forever, erase):
        if directory.exists():
            try:
                Vault.erase(directory, files=FastFiles())
            except UserError as error:
                assert error.slug == "no_store"  # only the lock and the directory were left
        assert not (directory / "keys").exists()
        assert not (directory / "store").exists()


def test_a_mark_that_cannot_be_copied_does_not_undo_a_save(base: Path) -> None:
    files = FailingFiles()
    with Vault.open(base, PASS, files=files) as vault:
        files.at, files.errno, files.forever = files.calls + 1, errno.ENOSPC, True
        for _ in range(2):
            with vault.transaction() as tx:
                settings.put(tx, "b", b"saved")
                tx.execute("UPDATE log_mark SET n = n + ?, digest = randomblob(32)", (MARK_EVERY,))
        files.at = 0
    with opened(base, PASS) as vault, vault.read() as tx:
        assert settings.get(tx, "b") == b"saved"
        assert not vault.behind


def test_a_full_disk_during_a_save_is_named_and_undone(base: Path) -> None:
    with opened(base, PASS) as vault:
        with vault.transaction() as tx:
            tx.execute(f"PRAGMA max_page_count = {tx.scalar('PRAGMA page_count')}")
        with pytest.raises(MachineError, match="disk_full"), vault.transaction() as tx:
            settings.put(tx, "a", b"2")
            settings.put(tx, "b", bytes(1 << 20))
        with pytest.raises(MachineError, match="disk_full"), vault.turn() as tx:
            settings.put(tx, "a", b"3")
            tx.seal_prekeys(bytes(1 << 20))
        with vault.read() as tx:
            assert (settings.get(tx, "a"), vault.prekeys(tx)) == (b"1", b"prekeys")
    assert is_whole(base, PASS)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a real file system of 4 MiB."""
    mount = tmp_path / "disk"
    mount.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(mount)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield mount
    subprocess.run(["umount", str(mount)], check=True)


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    directory = small_disk / "vault"
    with Vault.create(directory, PASS, kdf="small") as vault:
        with vault.transaction() as tx:
            settings.put(tx, "a", b"1")
        with vault.turn() as tx:
            tx.seal_prekeys(b"prekeys")
        (small_disk / "filler").write_bytes(bytes(vault.files.free_space(small_disk) - 8192))
        with pytest.raises(MachineError, match="disk_full"), vault.transaction() as tx:
            settings.put(tx, "b", bytes(1 << 20))
        with pytest.raises(MachineError, match="disk_full"):
            vault.blobs.attach(io.BytesIO(bytes(1 << 20)))
        with pytest.raises(MachineError, match="disk_full"):
            vault.compact()
        (small_disk / "rest").write_bytes(bytes(vault.files.free_space(small_disk)))
        with pytest.raises(MachineError, match="disk_full"):
            vault.change_passphrase(PASS, NEW)
        with pytest.raises(MachineError, match="disk_full"), vault.turn() as tx:
            tx.seal_prekeys(b"never")
        (small_disk / "filler").unlink()
        assert list((directory / "blobs").iterdir()) == []
    assert is_whole(directory, PASS)


def test_a_disk_that_is_really_read_only(small_disk: Path) -> None:
    directory = small_disk / "vault"
    with Vault.create(directory, PASS, kdf="small") as vault:
        with vault.transaction() as tx:
            settings.put(tx, "a", b"1")
        with vault.turn() as tx:
            tx.seal_prekeys(b"prekeys")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(MachineError, match="read_only"):
        Vault.open(directory, PASS)
    with pytest.raises(MachineError, match="read_only"):
        Vault.create(small_disk / "another", PASS, kdf="small")
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert is_whole(directory, PASS)
