"""zstd for the changes section: level 3 out, strictly bounded in."""

from typing import Final

import zstandard

from storage.errors import UserError

LEVEL: Final = 3
#: Bytes that a changes section may have before compression. No bound on the ratio: a note can be two rows of dashes.
MOST_RAW: Final = 32 << 20


def compress(raw: bytes) -> bytes:
    """Compress a changes section."""
    return zstandard.ZstdCompressor(level=LEVEL, write_content_size=False).compress(raw)


def expand(untrusted: bytes, raw_length: int) -> bytes:
    """Expand a section to exactly `raw_length` bytes, never allocating more.

    Raises: UserError("too_large") over the bounds, UserError("malformed_section") for anything else than stated.
    """
    if raw_length > MOST_RAW:
        raise UserError("too_large", bytes=raw_length)
    try:
        reader = zstandard.ZstdDecompressor(max_window_size=8 << 20).stream_reader(untrusted)
        raw: bytes = reader.read(raw_length + 1)
    except zstandard.ZstdError as error:
        raise UserError("malformed_section") from error
    if len(raw) != raw_length:
        raise UserError("malformed_section")
    return raw
