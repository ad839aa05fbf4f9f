"""Frames: what goes in comes out; what was touched does not come out at all."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import crypto
from storage.frames import FRAME, SEALED, Cut, Damaged, FrameError, FrameReader, FrameWriter, sealed_length

KEY = bytes(range(32))
AAD = b"aad"


def sealed(plain: bytes, *, piece: int = 1 << 20, key: bytes = KEY) -> bytes:
    out = bytearray()
    writer = FrameWriter(key, AAD, out.extend)
    for start in range(0, len(plain), piece):
        writer.write(plain[start : start + piece])
    assert writer.close() == len(out)
    return bytes(out)


def opened(data: bytes, total: int | None = None) -> bytes:
    reader = FrameReader(KEY, AAD, io.BytesIO(data), len(data) if total is None else total)
    plain = reader.read(1 << 30)
    assert reader.at_end
    return plain


SIZES = [1, 2, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME, 16 * FRAME, 16 * FRAME + 1, 33 * FRAME + 7]


@pytest.mark.parametrize("size", SIZES)
def test_what_goes_in_comes_out(size: int) -> None:
    plain = (bytes(range(251)) * (size // 251 + 1))[:size]
    data = sealed(plain)
    assert len(data) == sealed_length(size)
    assert opened(data) == plain


@given(size=st.integers(1, 3 * FRAME), piece=st.integers(1, 3 * FRAME), bite=st.integers(1, 3 * FRAME))
def test_the_size_of_pieces_does_not_matter(size: int, piece: int, bite: int) -> None:
    piece, bite = max(piece, size // 20), max(bite, size // 20)
    plain = (bytes(range(253)) * (size // 253 + 1))[:size]
    data = sealed(plain, piece=piece)
    assert data == sealed(plain)
    reader = FrameReader(KEY, AAD, io.BytesIO(data), len(data))
    pieces = []
    while not reader.at_end:
        pieces.append(reader.read(bite))
    assert b"".join(pieces) == plain
    assert reader.read(1) == b""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("buffer_size", [1000, FRAME, 40 * FRAME])
def test_reading_into_a_buffer(size: int, buffer_size: int) -> None:
    plain = (bytes(range(251)) * (size // 251 + 1))[:size]
    data = sealed(plain)
    reader = FrameReader(KEY, AAD, io.BytesIO(data), len(data))
    buffer = memoryview(bytearray(buffer_size))
    got = b""
    while count := reader.readinto(buffer):
        got += bytes(buffer[:count])
    assert got == plain
    assert reader.at_end


def test_a_frame_is_the_standard_cipher_with_the_stated_nonce() -> None:
    data = sealed(bytes(FRAME) + b"end")
    first = crypto.FrameCipher(KEY).open(bytes(11) + b"\0", data[:SEALED], AAD)
    last = crypto.FrameCipher(KEY).open(bytes(10) + b"\1\1", data[SEALED:], AAD)
    assert (first, last) == (bytes(FRAME), b"end")


def test_reading_may_begin_at_any_frame() -> None:
    plain = b"a" * FRAME + b"b" * FRAME + b"c"
    data = sealed(plain)
    reader = FrameReader(KEY, AAD, io.BytesIO(data[SEALED:]), len(data), first=1)
    assert reader.read(1 << 20) == plain[FRAME:]


def test_reading_from_behind_the_end_gives_nothing() -> None:
    data = sealed(b"abc")
    reader = FrameReader(KEY, AAD, io.BytesIO(b""), len(data), first=1)
    assert reader.at_end
    assert reader.read(1) == b""
    assert reader.readinto(memoryview(bytearray(1))) == 0


def test_a_source_that_gives_little_at_a_time() -> None:
    class Trickle:
        def __init__(self, data: bytes) -> None:
            self._data = io.BytesIO(data)

        def readinto(self, buffer: memoryview, /) -> int:
            return self._data.readinto(buffer[:1000])

    data = sealed(bytes(FRAME * 2))
    assert FrameReader(KEY, AAD, Trickle(data), len(data)).read(FRAME * 3) == bytes(FRAME * 2)


def test_an_empty_stream_has_no_spelling() -> None:
    with pytest.raises(ValueError, match="empty"):
        FrameWriter(KEY, AAD, lambda view: None).close()
    for total in (-1, 0, 1, crypto.TAG, SEALED + crypto.TAG):
        with pytest.raises(Cut):
            FrameReader(KEY, AAD, io.BytesIO(), total)


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_every_flipped_bit_is_told(place: float, bit: int) -> None:
    data = bytearray(sealed(bytes(FRAME + 100)))
    data[int(place * len(data))] ^= 1 << bit
    with pytest.raises(Damaged):
        opened(bytes(data))


def test_nothing_of_a_damaged_frame_is_given_out() -> None:
    data = bytearray(sealed(b"x" * (FRAME * 20)))
    data[17 * SEALED] ^= 1
    reader = FrameReader(KEY, AAD, io.BytesIO(data), len(data))
    assert reader.read(16 * FRAME) == b"x" * (16 * FRAME)
    with pytest.raises(Damaged):
        reader.read(1)


def test_a_stream_cut_between_frames_is_cut() -> None:
    data = sealed(bytes(3 * FRAME))
    with pytest.raises(Cut):
        opened(data[: 2 * SEALED])


def test_a_source_that_ends_early_is_cut() -> None:
    data = sealed(bytes(3 * FRAME))
    with pytest.raises(Cut):
        opened(data[:-1], total=len(data))


@pytest.mark.parametrize("more", [b"\0", bytes(SEALED), bytes(100)])
def test_nothing_may_follow_the_last_frame(more: bytes) -> None:
    for plain in (b"short", bytes(FRAME)):
        # One byte behind a full frame looks like the rest of another one that was cut.
        with pytest.raises(FrameError):
            opened(sealed(plain) + more)


def test_frames_cannot_be_moved_repeated_or_left_out() -> None:
    data = sealed(b"a" * FRAME + b"b" * FRAME + b"c" * FRAME)
    one, two, three = (data[i * SEALED : (i + 1) * SEALED] for i in range(3))
    for wrong in (two + one + three, one + one + three, one + three, one + two + two + three):
        with pytest.raises(Damaged):
            opened(wrong)


def test_another_key_or_aad_opens_nothing() -> None:
    data = sealed(b"abc", key=bytes(32))
    with pytest.raises(Damaged):
        opened(data)
    data = sealed(b"abc")
    with pytest.raises(Damaged):
        FrameReader(KEY, b"other", io.BytesIO(data), len(data)).read(3)
