"""Chains of one author, written outside any store, and cut into runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from storage import canonical
from storage.changes import (
    START,
    AuthorId,
    Edit,
    RecordId,
    Ref,
    ScopeId,
    encode_change,
    header,
    next_head,
    scan,
)
from storage.runs import Run
from support.logs import author_id, record_id, scope_id


def says(value: object, *replaces: Ref, name: str = "alias", kind: str = "case", record: int = 0) -> Edit:
    """Make an edit of record `record`."""
    return Edit(RecordId(record_id(record)), kind, name, canonical.dumps(value), replaces)


@dataclass
class Chain:
    """What one author wrote in one scope."""

    author: AuthorId = field(default_factory=author_id)
    scope: ScopeId = field(default_factory=scope_id)
    raws: list[bytes] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=lambda: [START])

    def write(self, *edits: Edit, lamport: int | None = None, salt: int = 0) -> Chain:
        seq = len(self.raws) + 1
        raw = encode_change(lamport or seq, 1_700_000_000 + seq, bytes([salt]) * 16, edits)
        lamport, wall, leaves, _ = scan(raw)
        self.raws.append(raw)
        self.heads.append(
            next_head(
                self.heads[-1], header(self.scope, self.author, seq, lamport, wall, len(leaves)), leaves
            )
        )
        return self

    def ref(self, seq: int, index: int = 0) -> Ref:
        """Name an edit rightly."""
        return Ref(self.author, seq, index, scan(self.raws[seq - 1])[2][index][:4])

    def run(self, first: int = 1, last: int | None = None) -> Run:
        return Run(self.scope, self.author, first, self.raws[first - 1 : last])

    def branch(self, at: int) -> Chain:
        """Give a chain that goes the same way up to `at`."""
        return Chain(self.author, self.scope, self.raws[:at], self.heads[: at + 1])


def long_chain(length: int, author: int = 0, scope: int = 0, record: int = 0) -> Chain:
    """Write `length` changes, each replacing the value before it."""
    chain = Chain(author_id(author), scope_id(scope))
    for number in range(1, length + 1):
        refs: Sequence[Ref] = [chain.ref(number - 1)] if number > 1 else []
        chain.write(says(f"value {number}", *refs, record=record))
    return chain
