"""The little CBOR (RFC 8949) that changes and runs need, in one spelling only.

Integers of 64 bits, byte strings, text and arrays of definite length, heads in their shortest form; no tags, maps
or floats. Written by hand because a general decoder builds whatever a stranger's bytes ask for; here nothing
recurses, and nothing is copied before its size was compared with what is there.

Readers take bytes and a place, and may raise IndexError at the end of the bytes: callers turn it into `Malformed`.
A slice that is too short shows in the end, because each reader's last word is that it stopped exactly at the end.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage.errors import UserError


class Malformed(UserError):  # noqa: N818 - named for what was found
    """Bytes that are no change: slug malformed_change."""

    def __init__(self, why: str) -> None:
        super().__init__("malformed_change", why=why)


def cbor_head(major: int, size: int) -> bytes:
    """Spell a head: major type (in its place, 0x40 for bytes) and argument, shortest form."""
    if size < 24:
        return bytes((major | size,))
    for extra, width in ((24, 1), (25, 2), (26, 4)):
        if size < 1 << (8 * width):
            return bytes((major | extra,)) + size.to_bytes(width, "big")
    return bytes((major | 27,)) + size.to_bytes(8, "big")


def cbor_int(number: int) -> bytes:
    """Spell an integer."""
    return cbor_head(0x20, -1 - number) if number < 0 else cbor_head(0, number)


def cbor_bytes(data: bytes) -> bytes:
    """Spell a byte string."""
    return cbor_head(0x40, len(data)) + data


def cbor_array(items: Sequence[bytes]) -> bytes:
    """Spell an array of items that are spelt already."""
    return cbor_head(0x80, len(items)) + b"".join(items)


def read_head(data: bytes, at: int, major: int) -> tuple[int, int]:
    """Read a head of `major`: its argument, and where what follows begins.

    Raises:
        Malformed: another type, or not the shortest spelling.
    """
    short = data[at] - major
    if 0 <= short < 24:
        return short, at + 1
    if not 24 <= short <= 27:
        raise Malformed("head")
    width = 1 << (short - 24)
    number = int.from_bytes(data[at + 1 : at + 1 + width], "big")
    if number < (24 if width == 1 else 1 << (4 * width)):
        raise Malformed("spelling")
    return number, at + 1 + width


def read_uint(data: bytes, at: int) -> tuple[int, int]:
    """Read an integer from 0 up, and where it ends."""
    return read_head(data, at, 0)


def read_int(data: bytes, at: int) -> tuple[int, int]:
    """Read an integer of 64 bits with sign, and where it ends."""
    negative = data[at] >= 0x20
    number, at = read_head(data, at, 0x20 if negative else 0)
    if number >> 63:
        raise Malformed("number")
    return -1 - number if negative else number, at
