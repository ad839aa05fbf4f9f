"""Small files that somebody names: no FIFO is waited for, nothing longer than it may be is read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app import small_files
from app.errors import UserError


def test_a_file_and_a_link_to_it_are_read(tmp_path: Path) -> None:
    path, link = tmp_path / "letter", tmp_path / "link"
    path.write_bytes(b"x" * 100)
    link.symlink_to(path)
    assert small_files.read(path, 100) == small_files.read(link, 100) == b"x" * 100


def test_one_byte_more_than_it_may_have_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter"
    path.write_bytes(b"x" * 101)
    with pytest.raises(UserError, match="file_too_large"):
        small_files.read(path, 100)


@pytest.mark.skipif(sys.platform == "win32", reason="no FIFO there")
def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    """Opened as files are, a FIFO would hold the only thread that writes, until the program is killed."""
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path / "fifo", tmp_path, Path("/dev/zero")):
        with pytest.raises(UserError, match="not_a_file"):
            small_files.read(path, 100)


def test_nothing_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no_such_path"):
        small_files.read(tmp_path / "none", 100)
