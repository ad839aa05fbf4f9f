"""Read a change in its one spelling, with the leaf of every edit. Made for many at a time; `changes.py` says of what.

Every size is compared with what is there before it is used; a slice that is too short shows in the end, because
the reader has to stop exactly at the last byte. Nothing here recurses.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from storage.cbor import Malformed, read_head, read_int, read_uint

SCOPE_SIZE: Final = 17
ID_SIZE: Final = 16
TAG_SIZE: Final = 4
LEAF_SIZE: Final = 32
SALT_SIZE: Final = 16
EDITS_MAX: Final = 1024
REPLACES_MAX: Final = 64
VALUE_MAX: Final = 64 * 1024
CHANGE_MAX: Final = 1024 * 1024
NAME_MAX: Final = 64
SEQ_MAX: Final = (1 << 36) - 1
LAMPORT_MAX: Final = (1 << 53) - 1
_NAME = re.compile(rb"[a-z0-9_]{1,64}")
_BLOCK = tuple(number.to_bytes(4, "big") for number in range(EDITS_MAX // 4))
_TAG_HEAD = 0x40 | TAG_SIZE
LEAF_HEAD = b"\x81\x58\x20"

RawRef = tuple[bytes, int, int, bytes]
"""author, seq, index, tag"""
RawEdit = tuple[bytes, tuple[str, str], bytes, tuple[RawRef, ...]]
"""record, (kind, field), value, replaces"""
Scanned = tuple[int, int, list[bytes], list[RawEdit | None]]
"""lamport, wall, the leaf of each edit, each edit (None where it is erased)"""


def salts(seed: bytes, count: int) -> list[bytes]:
    """Give the salts of `count` edits that `seed` stands for."""
    blocks = blake2b(_BLOCK[0], key=seed).digest()
    for number in range(1, (count + 3) // 4):
        blocks += blake2b(_BLOCK[number], key=seed).digest()
    return [blocks[at : at + SALT_SIZE] for at in range(0, count * SALT_SIZE, SALT_SIZE)]


def times(raw: bytes) -> tuple[int, int]:
    """Read only lamport and wall of a change that is known to be well-formed."""
    lamport, at = read_uint(raw, 1)
    return lamport, read_int(raw, at)[0]


def edit_count(raw: bytes) -> int:
    """Read only how many edits a change claims to have, to bound what reading it takes.

    Raises:
        Malformed: what comes before the edits is not well-formed.
        IndexError: it is cut off there.
    """
    return _opening(raw)[3]


def scan(raw: bytes) -> Scanned:
    """Read a change, with the leaf of every edit: the one reader, made for many at a time.

    Raises:
        Malformed: structure or bounds.
    """
    try:
        return _scan(raw)
    except IndexError:
        raise Malformed("cut_off") from None


def _scan(raw: bytes) -> Scanned:
    lamport, wall, seed, count, at = _opening(raw)
    leaves: list[bytes] = []
    edits: list[RawEdit | None] = []
    left = salts(seed, count) if isinstance(seed, bytes) else seed
    survivors = 0
    for _ in range(count):
        head = raw[at]
        if head == 0x58 and raw[at + 1] > 23:
            start = at + 2
            at = start + raw[at + 1]
        elif head == 0x81:
            if raw[at : at + 3] != LEAF_HEAD:
                raise Malformed("leaf")
            leaves.append(raw[at + 3 : at + 3 + LEAF_SIZE])
            edits.append(None)
            at += 3 + LEAF_SIZE
            continue
        else:
            size, start = read_head(raw, at, 0x40)
            at = start + size
        data = raw[start:at]
        leaves.append(blake2b(data, key=left[survivors], digest_size=32).digest())
        edits.append(_scan_edit(data))
        survivors += 1
    if at != len(raw):
        raise Malformed("length")
    if len(left) != survivors or (survivors == count) != isinstance(seed, bytes):
        raise Malformed("salts")
    return lamport, wall, leaves, edits


def _opening(raw: bytes) -> tuple[int, int, bytes | list[bytes], int, int]:
    """Read up to the first edit: lamport, wall, seed or salts, number of edits, where they begin."""
    if len(raw) > CHANGE_MAX or raw[0] != 0x84:
        raise Malformed("change")
    lamport, at = raw[1], 2
    if lamport > 23:
        lamport, at = read_uint(raw, 1)
    if not 1 <= lamport <= LAMPORT_MAX:
        raise Malformed("lamport")
    wall, at = read_int(raw, at)
    seed: bytes | list[bytes]
    if raw[at] == 0x50:
        seed = raw[at + 1 : at + 17]
        at += 17
    else:
        many, at = read_head(raw, at, 0x80)
        seed = []
        if many >= EDITS_MAX:
            raise Malformed("salts")
        for start in range(at, at + 17 * many, 17):
            if raw[start] != 0x50:
                raise Malformed("salts")
            seed.append(raw[start + 1 : start + 17])
        at += 17 * many
    count, at = raw[at] - 0x80, at + 1
    if not 0 < count < 24:
        count, at = read_head(raw, at - 1, 0x80)
        if not 1 <= count <= EDITS_MAX:
            raise Malformed("count")
    return lamport, wall, seed, count, at


def parts(raw: bytes) -> tuple[int, int, list[bytes], list[bytes | None]]:
    """Take a well-formed change apart: lamport, wall, surviving salts, edit bytes (None where erased)."""
    lamport, wall, seed, count, at = _opening(raw)
    items: list[bytes | None] = []
    for _ in range(count):
        if raw[at] == 0x81:
            items.append(None)
            at += 3 + LEAF_SIZE
        else:
            size, at = read_head(raw, at, 0x40)
            items.append(raw[at : at + size])
            at += size
    return lamport, wall, salts(seed, count) if isinstance(seed, bytes) else seed, items


def _scan_edit(data: bytes) -> RawEdit:
    if data[:2] != b"\x85\x50":
        raise Malformed("edit")
    head = data[18]
    at = head - 77 if head < 0x78 else 20 + data[19]
    head = data[at]
    at = at + head - 0x5F if head < 0x78 else at + 2 + data[at + 1]
    names = _names(data[18:at])
    head = data[at]
    if 0x40 <= head < 0x58:
        size = head - 0x40
        at += 1
    else:
        size, at = read_head(data, at, 0x40)
        if size > VALUE_MAX:
            raise Malformed("value")
    value = data[at : at + size]
    rest = data[at + size :]
    return data[2:18], names, value, () if rest == b"\x80" else _refs(rest)


@lru_cache(maxsize=4096)
def _names(data: bytes) -> tuple[str, str]:
    """Read kind and field; there are few, so each pair is checked once."""
    kind, at = _name(data, 0)
    field, at = _name(data, at)
    if at != len(data):
        raise Malformed("name")
    return kind, field


def _name(data: bytes, at: int) -> tuple[str, int]:
    size, at = read_head(data, at, 0x60)
    name = data[at : at + size]
    if len(name) != size or not _NAME.fullmatch(name):
        raise Malformed("name")
    return name.decode(), at + size


def _refs(data: bytes) -> tuple[RawRef, ...]:
    count, at = read_head(data, 0, 0x80)
    if count > REPLACES_MAX:
        raise Malformed("replaces")
    refs = []
    for _ in range(count):
        if data[at : at + 2] != b"\x84\x50":
            raise Malformed("replaces")
        author = data[at + 2 : at + 18]
        seq, at = data[at + 18], at + 19
        if seq > 23:
            seq, at = read_uint(data, at - 1)
        index, at = data[at], at + 1
        if index > 23:
            index, at = read_uint(data, at - 1)
        if not 1 <= seq <= SEQ_MAX or index >= EDITS_MAX or data[at] != _TAG_HEAD:
            raise Malformed("replaces")
        refs.append((author, seq, index, data[at + 1 : at + 1 + TAG_SIZE]))
        at += 1 + TAG_SIZE
    if at != len(data):
        raise Malformed("replaces")
    return tuple(refs)
