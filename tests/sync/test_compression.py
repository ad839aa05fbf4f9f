"""zstd, strictly bounded: exactly what was stated, or nothing (security 15)."""

from __future__ import annotations

import os

import pytest
import zstandard

from storage.errors import UserError
from sync import compression


def _slug(untrusted: bytes, raw_length: int) -> str:
    with pytest.raises(UserError) as error:
        compression.expand(untrusted, raw_length)
    return error.value.slug


@pytest.mark.parametrize("size", [0, 1, 1000, 200_000, 5 << 20])
def test_what_is_compressed_expands(size: int) -> None:
    raw = os.urandom(size // 4) + b"siding" * (size // 8)
    assert compression.expand(compression.compress(raw), len(raw)) == raw


def test_another_length_than_stated_is_refused() -> None:
    packed = compression.compress(b"x" * 1000)
    for stated in (0, 999, 1001, 5000):
        assert _slug(packed, stated) == "malformed_section"


def test_what_is_no_zstd_is_refused() -> None:
    for bad in (b"no zstd at all", compression.compress(b"x" * 10)[:-3]):
        assert _slug(bad, 10) == "malformed_section"


def test_too_much_is_refused_before_anything_is_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = compression.compress(bytes(4 << 20))
    monkeypatch.setattr(zstandard, "ZstdDecompressor", None)
    assert _slug(packed, compression.MOST_RAW + 1) == "too_large"
    assert _slug(bytes(10), 1 << 26) == "too_large"


def test_a_window_that_would_take_much_memory_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    packed = zstandard.ZstdCompressor(compression_params=parameters).compress(os.urandom(1000))
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    packed = stream.compress(os.urandom(1 << 20)) + stream.flush()
    assert _slug(packed, 1 << 20) == "malformed_section"
