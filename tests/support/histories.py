"""Random histories of several authors, as hostile as the format allows, and the same told by the definition."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from storage import canonical, merge
from storage.changes import (
    AuthorId,
    Change,
    Edit,
    Ref,
    ScopeId,
    decode_change,
    encode_change,
    erase,
)
from storage.runs import Run
from support.logs import author_id, record_id, scope_id

KINDS = ("case", "person", "strange_kind")
FIELDS = ("alias", "status", "profile", "deleted", "strange_field")
VALUES = (
    None,
    "Кедр",
    "open",
    "urgent",
    "?",
    7,
    ["a", "b"],
    {"deep": ["Магомед"]},
    True,
)


@dataclass
class World:
    """Chains as their authors wrote them."""

    rng: random.Random
    scopes: list[ScopeId]
    authors: list[AuthorId]
    changes: list[Change] = field(default_factory=list)

    def seqs(self, scope: ScopeId) -> dict[AuthorId, int]:
        found: dict[AuthorId, int] = {}
        for change in self.changes:
            if change.scope == scope:
                found[change.author] = max(found.get(change.author, 0), change.seq)
        return found

    def edits(self, scope: ScopeId) -> list[tuple[Change, int, Edit]]:
        return [
            (change, index, edit)
            for change in self.changes
            if change.scope == scope
            for index, edit in enumerate(change.edits)
            if isinstance(edit, Edit)
        ]

    def write(self) -> None:
        """Let somebody write one change, having seen any part of what there is."""
        rng = self.rng
        scope, author = rng.choice(self.scopes), rng.choice(self.authors)
        known = [one for one in self.edits(scope) if rng.random() < 0.7]
        edits = [self._edit(scope, known) for _ in range(rng.choice((1, 1, 2, 3, 5)))]
        lamport = (
            1 + max((change.lamport for change, _, _ in known), default=0)
            if rng.random() < 0.9
            else rng.randint(1, 9)
        )
        raw = encode_change(lamport, rng.randint(-5, 2_000_000_000), rng.randbytes(16), edits)
        seq = 1 + self.seqs(scope).get(author, 0)
        self.changes.append(decode_change(raw, scope, author, seq))

    def _edit(self, scope: ScopeId, known: list[tuple[Change, int, Edit]]) -> Edit:
        rng = self.rng
        record, kind, name = record_id(rng.randrange(3)), rng.choice(KINDS), rng.choice(FIELDS)
        replaces = []
        if known and rng.random() < 0.6:
            _, _, target = rng.choice(known)
            record, kind, name = target.record, target.kind, target.field
            same = [
                one for one in known if (one[2].record, one[2].kind, one[2].field) == (record, kind, name)
            ]
            replaces = [self._ref(change, index) for change, index, _ in same if rng.random() < 0.8]
        if known and rng.random() < 0.15:
            replaces.append(self._ref(*rng.choice(known)[:2]))
        return Edit(record, kind, name, self._value(scope, name), tuple(replaces))

    def _ref(self, change: Change, index: int) -> Ref:
        """Name an edit, now and then a little wrong."""
        rng = self.rng
        tag = change.leaves()[index][:4]
        ref = (change.author, change.seq, index, tag)
        if rng.random() < 0.1:
            wrong = (
                (rng.choice(self.authors), change.seq, index, tag),
                (change.author, change.seq + rng.randint(1, 3), index, tag),
                (change.author, change.seq, index + 1, tag),
                (change.author, change.seq, index, rng.randbytes(4)),
                (AuthorId(rng.randbytes(16)), change.seq, index, tag),
            )
            ref = rng.choice(wrong)
        return Ref(*ref)

    def _value(self, scope: ScopeId, name: str) -> bytes:
        rng = self.rng
        if name == merge.DELETED and rng.random() < 0.8:
            frontier = {
                author.hex(): max(0, seq - rng.randrange(3)) for author, seq in self.seqs(scope).items()
            }
            return canonical.dumps(rng.choice((None, {"reason": "moved", "frontier": frontier})))
        if rng.random() < 0.05:
            return rng.choice((b"", b"\xff", b'{"b":1,"a":2}', b"1.5", '"e\u0301"'.encode(), b'"open" '))
        return canonical.dumps(rng.choice(VALUES))

    def erase_some(self, chance: float) -> None:
        for place, change in enumerate(self.changes):
            raw = change.raw
            for index in range(len(change.edits)):
                if self.rng.random() < chance:
                    raw = erase(raw, index)
            self.changes[place] = decode_change(raw, change.scope, change.author, change.seq)

    def deliveries(self) -> list[list[Run]]:
        """Cut the chains into runs and bundles, mix them, repeat some, until all has been sent."""
        rng = self.rng
        runs: list[Run] = []
        for scope in self.scopes:
            for author in self.authors:
                chain = sorted(
                    (one for one in self.changes if (one.scope, one.author) == (scope, author)),
                    key=lambda one: one.seq,
                )
                runs += self._cut(scope, author, chain)
        rng.shuffle(runs)
        runs += [rng.choice(runs) for _ in range(rng.randrange(4))] if runs else []
        bundles: list[list[Run]] = [[]]
        for run in runs:
            if rng.random() < 0.3:
                bundles.append([])
            bundles[-1].append(run)
        return bundles

    def _cut(self, scope: ScopeId, author: AuthorId, chain: Sequence[Change]) -> list[Run]:
        runs = []
        at = 0
        while at < len(chain):
            size = self.rng.randint(1, len(chain) - at)
            first = max(0, at - self.rng.randrange(3))
            runs.append(Run(scope, author, first + 1, [one.raw for one in chain[first : at + size]]))
            at += size
        return runs


def world(seed: int) -> World:
    """Write a whole history."""
    rng = random.Random(seed)
    made = World(
        rng,
        [scope_id(number, rng.choice((1, 3))) for number in range(rng.randint(1, 2))],
        [author_id(number) for number in range(rng.randint(1, 4))],
    )
    for _ in range(rng.randint(1, 18)):
        made.write()
    if rng.random() < 0.4:
        made.erase_some(0.15)
    return made
