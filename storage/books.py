"""What a session of work remembers between bundles: scopes, chains, records and words, as numbers.

Loaded a scope at a time when it is first touched, written back in batches. Knows no rule: `session.py` does.
Valid inside one transaction.
"""

from __future__ import annotations

from storage.changes import START
from storage.database import Tx
from storage.many import insert
from storage.scopes import State, open_if_whole

_RECORDS_AT_ONCE = 2000
"""A scope with more records is not loaded whole, but looked up record by record."""

Cell = tuple[int, int, int, int, int, bytes, bytes]
"""rec, fld, change, idx, lam, leaf, val: a row of `cell`."""


class Chain:
    """One author's changes in one scope; `id` 0 until the first is accepted."""

    __slots__ = (
        "author", "author_row", "base_head", "base_seq", "bundle", "changed", "fill_head", "fill_seq", "head", "id",
        "moved", "seq", "stored",
    )  # fmt: skip

    def __init__(self, author: bytes, author_row: int) -> None:
        self.id = 0
        self.author = author
        self.author_row = author_row
        self.seq = 0
        self.head = START
        self.base_seq = 0
        self.base_head = b""
        self.fill_seq = 0
        self.fill_head = START
        self.moved = 0
        self.bundle: int | None = None
        self.changed = self.stored = False

    @property
    def content(self) -> int:
        """Give the highest seq up to which every change is here."""
        return self.fill_seq if self.base_seq else self.seq

    def reaches(self, seq: int) -> bool:
        """Say whether the head after `seq` is known, so that what follows can be placed."""
        return seq <= self.content or self.base_seq <= seq <= self.seq

    def advance(self, seq: int, head: bytes) -> None:
        """Note that the change at `seq`, the next one missing, is here now."""
        if not self.base_seq or seq > self.base_seq:
            self.seq, self.head = seq, head
        elif seq == self.base_seq:
            self.base_seq = self.fill_seq = 0
        else:
            self.fill_seq, self.fill_head = seq, head

    def holds(self, seq: int) -> bool:
        """Say whether the change at `seq` is here, content and all."""
        return seq <= self.content or self.base_seq < seq <= self.seq


class Scope:
    """One compartment; `early` and `records` as far as they are loaded.

    `takes`: whether changes of others are taken; not when its content was dropped on purpose.
    """

    __slots__ = ("chains", "early", "id", "lamport", "name", "records", "state", "takes", "wanted", "whole")

    def __init__(self, row: int, name: bytes) -> None:
        self.id = row
        self.name = name
        self.state = State.OPEN
        self.wanted = False
        self.takes = True
        self.lamport = 0
        self.chains: dict[bytes, Chain] = {}
        self.records: dict[tuple[int, bytes], int] = {}
        self.early: dict[tuple[int, int, int], set[tuple[int, int, bytes]]] = {}
        self.whole = True


class Books:
    """The caches of one session."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._scopes: dict[bytes, Scope] = {}
        self._authors: dict[bytes, int] = {}
        self._chain_authors: dict[int, bytes] = {}
        self._words: dict[str, int] = {}
        self.pairs: dict[tuple[str, str], tuple[int, int]] = {}
        self.next_chain = 1 + int(tx.scalar("SELECT coalesce(max(id), 0) FROM chain"))
        self.next_record = 1 + int(tx.scalar("SELECT coalesce(max(id), 0) FROM record"))
        self.any_early = bool(tx.scalar("SELECT EXISTS (SELECT 1 FROM early)"))
        self._grown: list[tuple[Scope, Chain]] = []
        self._new_records: list[tuple[int, int, int, bytes]] = []
        self._new_words: list[tuple[int, str]] = []
        self._next_word = 1 + int(tx.scalar("SELECT coalesce(max(id), 0) FROM word"))

    def scope(self, name: bytes) -> Scope:
        """Give a scope, made open if it is new."""
        found = self._scopes.get(name)
        if found is None:
            found = self._scopes[name] = self._load(name)
        return found

    def _load(self, name: bytes) -> Scope:
        tx = self._tx
        row = tx.execute("SELECT id, state, wanted, lamport FROM scope WHERE name = ?", (name,)).fetchone()
        if row is None:
            made = tx.execute("INSERT INTO scope (name, state) VALUES (?, 'open')", (name,))
            return Scope(made.lastrowid, name)
        scope = Scope(row[0], name)
        scope.state = State(row[1])
        if scope.state is State.HEARD:
            scope.state = State.OPEN
            tx.execute("UPDATE scope SET state = 'open' WHERE id = ?", (scope.id,))
        scope.wanted = bool(row[2])
        scope.takes = scope.state is not State.PURGED and (scope.state is not State.SHED or scope.wanted)
        scope.lamport = row[3]
        self._load_chains(scope)
        self._load_records(scope)
        if self.any_early:
            self._load_early(scope)
        return scope

    def _load_chains(self, scope: Scope) -> None:
        rows = self._tx.execute(
            "SELECT author.name, author.id, chain.id, seq, head, base_seq, base_head, fill_seq, fill_head, moved, bundle"
            " FROM chain JOIN author ON author.id = chain.author WHERE chain.scope = ?",
            (scope.id,),
        )
        for name, author, row, seq, head, base_seq, base_head, fill_seq, fill_head, moved, bundle in rows:
            chain = scope.chains[name] = Chain(name, author)
            chain.id, chain.seq, chain.head = row, seq, head
            chain.base_seq, chain.base_head = base_seq, base_head or b""
            chain.fill_seq, chain.fill_head = fill_seq, fill_head or START
            chain.moved, chain.bundle, chain.stored = moved, bundle, True
            self._authors[name] = author
            self._chain_authors[row] = name

    def _load_records(self, scope: Scope) -> None:
        rows = self._tx.execute(
            "SELECT kind, name, id FROM record WHERE scope = ? LIMIT ?", (scope.id, _RECORDS_AT_ONCE)
        ).fetchall()
        scope.records = {(kind, name): row for kind, name, row in rows}
        scope.whole = len(rows) < _RECORDS_AT_ONCE

    def _load_early(self, scope: Scope) -> None:
        rows = self._tx.execute(
            "SELECT author, seq, idx, rec, fld, tag FROM early WHERE scope = ?", (scope.id,)
        )
        for author, seq, idx, rec, fld, tag in rows:
            scope.early.setdefault((author, seq, idx), set()).add((rec, fld, tag))

    def author(self, name: bytes) -> int:
        """Give an author's number, made if it is new."""
        row = self._authors.get(name)
        if row is None:
            row = self._tx.scalar("SELECT id FROM author WHERE name = ?", (name,))
            if row is None:
                row = self._tx.execute("INSERT INTO author (name) VALUES (?)", (name,)).lastrowid
            self._authors[name] = row
        return row

    def author_of(self, chain: int) -> bytes:
        """Give the author of a chain."""
        name = self._chain_authors.get(chain)
        if name is None:
            name = self._tx.scalar(
                "SELECT author.name FROM chain JOIN author ON author.id = chain.author WHERE chain.id = ?",
                (chain,),
            )
            self._chain_authors[chain] = name
        return name

    def chain(self, scope: Scope, author: bytes) -> Chain:
        """Give an author's chain in a scope; an empty one if there is none."""
        chain = scope.chains.get(author)
        if chain is None:
            chain = scope.chains[author] = Chain(author, self.author(author))
        return chain

    def begin(self, chain: Chain) -> int:
        """Give a chain its number, now that something of it is accepted."""
        chain.id = self.next_chain
        self.next_chain += 1
        self._chain_authors[chain.id] = chain.author
        return chain.id

    def grew(self, scope: Scope, chain: Chain) -> None:
        """Note that a chain has to be written."""
        if not chain.changed:
            chain.changed = True
            self._grown.append((scope, chain))

    def pair(self, names: tuple[str, str]) -> tuple[int, int]:
        """Give the numbers of a kind and a field."""
        pair = self.pairs[names] = (self._word(names[0]), self._word(names[1]))
        return pair

    def _word(self, name: str) -> int:
        row = self._words.get(name)
        if row is None:
            row = self._tx.scalar("SELECT id FROM word WHERE name = ?", (name,))
            if row is None:
                row = self._next_word
                self._next_word += 1
                self._new_words.append((row, name))
            self._words[name] = row
        return row

    def record(self, scope: Scope, key: tuple[int, bytes]) -> int:
        """Give the number of a record that is not in `scope.records` yet; `key` is (kind, name)."""
        row = None
        if not scope.whole:
            row = self._tx.scalar(
                "SELECT id FROM record WHERE scope = ? AND kind = ? AND name = ?", (scope.id, *key)
            )
        if row is None:
            row = self.next_record
            self.next_record += 1
            self._new_records.append((row, scope.id, *key))
        scope.records[key] = row
        return row

    def flush(self) -> None:
        """Write what is new."""
        tx = self._tx
        tx.executemany("INSERT INTO word (id, name) VALUES (?, ?)", self._new_words)
        insert(tx, "INSERT INTO record (id, scope, kind, name) VALUES ?*", self._new_records)
        self._new_words, self._new_records = [], []
        grown, self._grown = self._grown, []
        scopes = {scope.id: scope for scope, _ in grown}
        tx.executemany(
            "UPDATE scope SET lamport = ? WHERE id = ?", [(one.lamport, row) for row, one in scopes.items()]
        )
        insert(
            tx,
            "INSERT INTO chain (seq, head, base_seq, base_head, fill_seq, fill_head, moved, bundle, id, scope, author)"
            " VALUES ?*",
            [(*_chain_row(chain), scope.id, chain.author_row) for scope, chain in grown if not chain.stored],
        )
        tx.executemany(
            "UPDATE chain SET seq = ?, head = ?, base_seq = ?, base_head = ?, fill_seq = ?, fill_head = ?, moved = ?,"
            " bundle = ? WHERE id = ?",
            [_chain_row(chain) for _, chain in grown if chain.stored],
        )
        for _, chain in grown:
            chain.changed, chain.stored = False, True
        open_if_whole(tx, [row for row, one in scopes.items() if one.state is State.SHED and one.wanted])


def _chain_row(chain: Chain) -> tuple[object, ...]:
    filling = chain.base_seq > 0
    return (
        chain.seq,
        chain.head,
        chain.base_seq,
        chain.base_head if filling else None,
        chain.fill_seq,
        chain.fill_head if filling else None,
        chain.moved,
        chain.bundle,
        chain.id,
    )
