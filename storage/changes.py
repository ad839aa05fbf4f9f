"""A change in bytes: how it is written, read and hashed. Pure; `docs/bundle-format.md` specifies it.

What it does not: know a database, a signature, or what a kind means.

- A change is CBOR `[lamport, wall, seed | [salt …], [edit bstr | [leaf bstr] …]]`; it is kept as received.
- An edit is CBOR `[record, kind, field, value, [[author, seq, index, tag] …]]`.
- One spelling only: shortest heads, no tags, nothing behind the end. Whatever else is `Malformed`.
- Sizes are checked before anything is copied; nothing here recurses.
- A seed stands where no edit is erased, the salts of the surviving edits where one is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, NewType

from storage.cbor import Malformed, cbor_array, cbor_bytes, cbor_head, cbor_int
from storage.scanning import (
    CHANGE_MAX,
    EDITS_MAX,
    ID_SIZE,
    LAMPORT_MAX,
    LEAF_HEAD,
    LEAF_SIZE,
    REPLACES_MAX,
    SALT_SIZE,
    SCOPE_SIZE,
    SEQ_MAX,
    TAG_SIZE,
    VALUE_MAX,
    RawEdit,
    RawRef,
    Scanned,
    edit_count,
    parts,
    salts,
    scan,
    times,
)

__all__ = [
    "CHANGE_MAX",
    "EDITS_MAX",
    "ID_SIZE",
    "LAMPORT_MAX",
    "REPLACES_MAX",
    "SALT_SIZE",
    "SCOPE_SIZE",
    "SEQ_MAX",
    "START",
    "TAG_SIZE",
    "VALUE_MAX",
    "AuthorId",
    "Change",
    "Edit",
    "Erased",
    "Malformed",
    "RawRef",
    "RecordId",
    "Ref",
    "Scanned",
    "ScopeId",
    "decode_change",
    "edit_count",
    "encode_change",
    "encode_edit",
    "erase",
    "header",
    "leaf",
    "next_head",
    "run_heads",
    "salts",
    "scan",
    "times",
]

ScopeId = NewType("ScopeId", bytes)
"""A compartment: code (1 byte) ‖ owner (16 bytes)."""
AuthorId = NewType("AuthorId", bytes)
"""16 bytes: hash of a verify key and an incarnation."""
RecordId = NewType("RecordId", bytes)
"""16 random bytes, or derived from a natural key."""

START: Final = bytes(32)
"""head₀ of every chain."""

_HEADER = struct.Struct(">17s16sQQqI")


@dataclass(frozen=True, slots=True)
class Ref:
    """One edit, named by its place in its author's chain and the first bytes of its leaf."""

    author: AuthorId
    seq: int
    index: int
    tag: bytes


@dataclass(frozen=True, slots=True)
class Edit:
    """One field of one record set to `value` (canonical JSON, as the author wrote it)."""

    record: RecordId
    kind: str
    field: str
    value: bytes
    replaces: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Erased:
    """What is left of an edit that was erased: enough for the chain, nothing to read."""

    leaf: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """One use case's edits in one scope; `salts` of the surviving edits, in order; `raw` as received."""

    scope: ScopeId
    author: AuthorId
    seq: int
    lamport: int
    wall: int
    salts: tuple[bytes, ...]
    edits: tuple[Edit | Erased, ...]
    raw: bytes

    def leaves(self) -> list[bytes]:
        """Give the 32-byte leaf of each edit."""
        return scan(self.raw)[2]

    def header(self) -> bytes:
        """Give the 61 hashed bytes."""
        return header(self.scope, self.author, self.seq, self.lamport, self.wall, len(self.edits))


def header(scope: bytes, author: bytes, seq: int, lamport: int, wall: int, count: int) -> bytes:
    """Spell the header that a head is computed over."""
    return _HEADER.pack(scope, author, seq, lamport, wall, count)


def next_head(head: bytes, header_bytes: bytes, leaves: Iterable[bytes]) -> bytes:
    """Give headₙ from headₙ₋₁, the header of change n and its leaves."""
    return blake2b(b"".join((head, header_bytes, *leaves)), digest_size=32, person=b"siding.head").digest()


def run_heads(head: bytes, scope: bytes, author: bytes, first: int, scans: Iterable[Scanned]) -> list[bytes]:
    """Give the heads after each of the changes from `first` on, from the head before them."""
    heads = []
    pack = _HEADER.pack
    for seq, (lamport, wall, leaves, _) in enumerate(scans, first):
        whole = b"".join((head, pack(scope, author, seq, lamport, wall, len(leaves)), *leaves))
        head = blake2b(whole, digest_size=32, person=b"siding.head").digest()
        heads.append(head)
    return heads


def leaf(edit: bytes, salt: bytes) -> bytes:
    """Hash the bytes of one edit under its salt."""
    return blake2b(edit, key=salt, digest_size=LEAF_SIZE).digest()


# Writing


def encode_edit(edit: Edit) -> bytes:
    """Spell one edit; the bytes that its leaf is computed over."""
    kind, field = edit.kind.encode(), edit.field.encode()
    refs = [
        cbor_array([cbor_bytes(ref.author), cbor_int(ref.seq), cbor_int(ref.index), cbor_bytes(ref.tag)])
        for ref in edit.replaces
    ]
    return cbor_array(
        [
            cbor_bytes(edit.record),
            cbor_head(0x60, len(kind)) + kind,
            cbor_head(0x60, len(field)) + field,
            cbor_bytes(edit.value),
            cbor_array(refs),
        ]
    )


def encode_change(lamport: int, wall: int, seed: bytes, edits: Sequence[Edit]) -> bytes:
    """Spell a whole change.

    Raises:
        Malformed: it would not be accepted anywhere.
    """
    raw = _encode(lamport, wall, cbor_bytes(seed), [cbor_bytes(encode_edit(edit)) for edit in edits])
    scan(raw)
    return raw


def _encode(lamport: int, wall: int, seed_or_salts: bytes, items: Sequence[bytes]) -> bytes:
    return cbor_array([cbor_int(lamport), cbor_int(wall), seed_or_salts, cbor_array(items)])


def erase(raw: bytes, index: int) -> bytes:
    """Spell the change again with one edit replaced by its leaf, and the seed by the salts that remain.

    Raises:
        Malformed: there is no such edit.
    """
    lamport, wall, left, items = parts(raw)
    leaves = scan(raw)[2]
    if not 0 <= index < len(items):
        raise Malformed("index")
    if items[index] is None:
        return raw
    place = sum(item is not None for item in items[:index])
    kept = [cbor_bytes(salt) for at, salt in enumerate(left) if at != place]
    spelt = [
        LEAF_HEAD + leaves[at] if at == index or item is None else cbor_bytes(item)
        for at, item in enumerate(items)
    ]
    return _encode(lamport, wall, cbor_array(kept), spelt)


# Reading


def decode_change(raw: bytes, scope: ScopeId, author: AuthorId, seq: int) -> Change:
    """Read a change that stands at `seq` in `author`'s chain of `scope`.

    Raises:
        Malformed: structure or bounds.
    """
    lamport, wall, leaves, edits = scan(raw)
    return Change(
        scope=scope,
        author=author,
        seq=seq,
        lamport=lamport,
        wall=wall,
        salts=tuple(parts(raw)[2]),
        edits=tuple(Erased(leaves[at]) if edit is None else _edit(edit) for at, edit in enumerate(edits)),
        raw=raw,
    )


def _edit(edit: RawEdit) -> Edit:
    record, (kind, field), value, refs = edit
    replaces = tuple(Ref(AuthorId(author), seq, index, tag) for author, seq, index, tag in refs)
    return Edit(RecordId(record), kind, field, value, replaces)
