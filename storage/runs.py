"""Runs: consecutive changes of one author in one scope, as they travel.

The *changes section* of a bundle is a CBOR array of runs `[scope, author, first seq, [change …]]`, compressed and
bounded by `sync`. The outer structure is read here, strictly; what is inside a change, by `changes.scan`. Edits are
counted before any is read, because a small section can say one short edit very often, and each takes memory.
A run says nothing of the head before it: whoever applies it computes the head, and a statement tells whether
that is the author's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from storage.cbor import Malformed, cbor_array, cbor_bytes, cbor_int, read_head, read_int, read_uint
from storage.changes import CHANGE_MAX, EDITS_MAX, SEQ_MAX, AuthorId, ScopeId

SECTION_CHANGES_MAX: Final = 100_000
SECTION_EDITS_MAX: Final = 400_000


@dataclass(frozen=True, slots=True)
class Run:
    """Changes `first`, `first` + 1 … of one chain, as bytes."""

    scope: ScopeId
    author: AuthorId
    first: int
    changes: list[bytes]

    @property
    def last(self) -> int:
        """Give the seq of the last change."""
        return self.first + len(self.changes) - 1


def encode_run(run: Run) -> bytes:
    """Spell one run."""
    changes = cbor_array([cbor_bytes(change) for change in run.changes])
    return cbor_array([cbor_bytes(run.scope), cbor_bytes(run.author), cbor_int(run.first), changes])


def encode_runs(runs: Sequence[Run]) -> bytes:
    """Spell a changes section (not compressed)."""
    return cbor_array([encode_run(run) for run in runs])


def decode_runs(untrusted: bytes) -> list[Run]:
    """Read a changes section.

    Raises:
        Malformed: structure or bounds.
    """
    return list(read_runs(untrusted))


def read_runs(untrusted: bytes) -> Iterator[Run]:
    """Read a changes section run by run; what is behind the last run is found only at the end.

    Raises:
        Malformed: structure or bounds; "too_many" for more changes or edits than one section may have.
    """
    changes = edits = 0
    try:
        count, at = read_head(untrusted, 0, 0x80)
        for _ in range(count):
            run, at = _read_run(untrusted, at, SECTION_CHANGES_MAX - changes)
            changes += len(run.changes)
            edits += sum(map(_edits, run.changes))
            if edits > SECTION_EDITS_MAX:
                raise Malformed("too_many")
            yield run
    except IndexError:
        raise Malformed("cut_off") from None
    if at != len(untrusted):
        raise Malformed("length")


def decode_run(untrusted: bytes) -> Run:
    """Read one run.

    Raises:
        Malformed: structure or bounds.
    """
    try:
        run, at = _read_run(untrusted, 0, SECTION_CHANGES_MAX)
    except IndexError:
        raise Malformed("cut_off") from None
    if at != len(untrusted):
        raise Malformed("length")
    return run


def _read_run(data: bytes, at: int, most: int) -> tuple[Run, int]:
    if data[at : at + 2] != b"\x84\x51" or data[at + 19] != 0x50:
        raise Malformed("run")
    scope = ScopeId(data[at + 2 : at + 19])
    author = AuthorId(data[at + 20 : at + 36])
    first, at = read_uint(data, at + 36)
    count, at = read_head(data, at, 0x80)
    if first < 1 or count < 1 or first + count - 1 > SEQ_MAX:
        raise Malformed("run")
    if count > most:
        raise Malformed("too_many")
    changes = []
    for _ in range(count):
        size, at = read_head(data, at, 0x40)
        if size > CHANGE_MAX or at + size > len(data):
            raise Malformed("run")
        changes.append(data[at : at + size])
        at += size
    return Run(scope, author, first, changes), at


def _edits(change: bytes) -> int:
    """Read how many edits a change says it has; none when it does not read, which `scan` will find."""
    try:
        _, at = read_uint(change, 1)
        _, at = read_int(change, at)
        if change[at] == 0x50:
            at += 17
        else:
            salts, at = read_head(change, at, 0x80)
            at += 17 * salts
        return min(read_head(change, at, 0x80)[0], EDITS_MAX)
    except (IndexError, Malformed):
        return 0
