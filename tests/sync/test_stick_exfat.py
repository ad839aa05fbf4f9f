"""A real exFAT stick: FUSE on a loop device. Skipped, saying why, where it cannot be mounted; test_channels.py runs anyway."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import exfat
from support.exfat import Stick

from storage.errors import MachineError
from sync.channels import sources, writing
from sync.channels.stick import FAT_LIMIT, StickChannel

NOON = 1_790_000_000
SIZE = 64 << 20


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Stick]:
    with exfat.mounted(tmp_path, SIZE) as stick:
        yield stick


def channel(stick: Stick) -> StickChannel:
    assert os.path.ismount(stick.place)
    return StickChannel(stick.place, now=lambda: NOON)


def test_a_bundle_is_written_compared_and_found_again(mounted: Stick) -> None:
    data = os.urandom(5 << 20)
    stick = channel(mounted)
    with stick.open_bundle(len(data)) as out:
        for start in range(0, len(data), 1 << 16):
            out.write(data[start : start + (1 << 16)])
    (source,) = sources([mounted.place])
    with source.open() as opened:
        assert opened.read() == data
    assert writing.NEUTRAL.fullmatch(source.path.name)
    assert source.path.stat().st_mtime == NOON - NOON % 86_400
    assert not out.verified, "behind FUSE the kernel cannot ask the medium itself"
    assert stick.max_size == FAT_LIMIT, "FUSE does not tell exFAT from FAT"
    assert stick.tidy([source.path.name]) == [source.path.name]
    assert list(sources([mounted.place])) == []


def test_a_full_stick_is_told_before_and_while_writing(mounted: Stick) -> None:
    with pytest.raises(MachineError, match="disk_full"), channel(mounted).open_bundle(SIZE):
        pytest.fail("began to write")
    piece = bytes(1 << 20)
    with pytest.raises(MachineError, match="disk_full"), channel(mounted).open_bundle() as out:
        for _ in range(SIZE >> 20):
            out.write(piece)
    assert list(sources([mounted.place])) == []


def test_a_pulled_stick_is_told_and_keeps_no_part_of_a_final_name(mounted: Stick) -> None:
    with pytest.raises(MachineError, match="io_error"), channel(mounted).open_bundle() as out:
        out.write(os.urandom(1 << 20))
        mounted.pull()
        out.write(os.urandom(1 << 20))
    names = [path.name for path in mounted.place.iterdir()]
    assert not [name for name in names if not writing.is_leftover(name)]
