"""The `lock` file: one process, stale ones ignored, failures counted."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage import lock as lock_module
from storage.errors import MachineError
from storage.lock import Lock
from storage.vault import Vault

ROOT = Path(sys.modules["storage"].__path__[0]).parent
HOLDER = """
import sys
from pathlib import Path
from storage.vault import Vault
vault = Vault.open_with_key(Path(sys.argv[1]), bytes(range(32)))
print("open", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_busy_and_a_dead_one_is_not(tmp_path: Path, store_key: bytes) -> None:
    directory = tmp_path / "vault"
    Vault.create_with_key(directory, store_key).lock()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(directory)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        for attempt in (lambda: Vault.open_with_key(directory, store_key), lambda: Vault.erase(directory)):
            with pytest.raises(MachineError) as told:
                attempt()
            assert told.value.slug == "busy"
        with pytest.raises(MachineError) as told:
            Vault.create_with_key(directory, store_key)
        assert (told.value.slug, "committed" in told.value.facts) == ("busy", False)
        holder.send_signal(signal.SIGKILL)
    assert (directory / "lock").exists()
    Vault.open_with_key(directory, store_key).lock()


def test_failures_are_counted_until_one_succeeds(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    held = Lock(path)
    assert held.failed == 0
    assert [held.count_failure() for _ in range(3)] == [1, 2, 3]
    held.release()
    held = Lock(path)
    assert held.failed == 3
    held.clear_failures()
    held.clear_failures()
    held.release()
    held.release()
    again = Lock(path)
    assert again.failed == 0
    again.release()


def test_the_file_looks_random_whatever_the_count(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    seen = []
    for _ in range(64):
        held = Lock(path)
        held.count_failure()
        held.release()
        seen.append(path.read_bytes())
    assert {len(data) for data in seen} == {32}
    assert all(len({data[place] for data in seen}) > 32 for place in range(32))


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 32, bytes(100)])
def test_a_lock_file_of_somebody_else_refuses_nobody(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lock"
    path.write_bytes(content)
    held = Lock(path)
    assert held.failed == 0
    held.release()


def test_a_full_disk_does_not_hide_what_happened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "write", full)
    held = Lock(tmp_path / "lock")
    assert held.count_failure() == 1
    held.release()


def test_a_file_system_without_locks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def refuse(fd: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(MachineError) as told:
        Lock(tmp_path / "lock")
    assert told.value.slug == "io_error"


def test_a_released_lock_is_of_no_use(tmp_path: Path) -> None:
    held = lock_module.Lock(tmp_path / "lock")
    held.release()
    with pytest.raises(ValueError, match="released"):
        held.count_failure()


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MachineError):
        Lock(tmp_path / "missing" / "lock")
