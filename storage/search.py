"""Full-text search: words to records, with a snippet of the stored text.

The index holds normalised words and their skeletons (`words.py`), no text; what is shown of a hit comes from its
live edits. Every word must occur, as the beginning of a word. Newest records first. Nothing of a sealed scope
or of a deleted record is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from storage import words
from storage.changes import RecordId, ScopeId
from storage.database import Tx
from storage.many import for_each
from storage.projection import cells_of, of, read_value, texts
from storage.scopes import hidden
from storage.words import normalise, skeleton

__all__ = ["Hit", "find", "normalise", "of_each_kind", "transliterate"]

WORDS_MAX: Final = 12
AROUND: Final = 40
"""Characters of context on each side of what was found."""
_SCOPES: Final = 4
"""In how many scopes one record is looked for: a person is in four."""
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, and the piece of its text where."""

    record: RecordId
    kind: str
    scope: ScopeId
    snippet: str


def transliterate(text: str) -> str:
    """Give text as Latin letters without case, as search compares it."""
    return " ".join(skeleton(word) for word in words.words(text))


def find(tx: Tx, untrusted_words: str, limit: int = 50) -> list[Hit]:
    """Find records in which every word occurs; each may be only the beginning of one."""
    wanted = _wanted(untrusted_words)
    if not wanted:
        return []
    return _hits(tx, _matching(tx, _query(wanted), limit), wanted)


def of_each_kind(tx: Tx, untrusted_words: str, limit: int = 8, look_at: int = 20_000) -> list[Hit]:
    """Find like `find`, the newest `limit` records of each kind among the newest `look_at` matches.

    So that a thousand notes do not hide the one case; and so that one letter costs no more than a word. A record that is in
    several scopes is found in as many, like with `find`.
    """
    wanted = _wanted(untrusted_words)
    if not wanted:
        return []
    sealed = hidden(tx)
    cursor = tx.execute(
        "SELECT row.rec, row.kind, row.scope, record.name FROM ft JOIN row ON row.rec = ft.rowid"
        " JOIN record ON record.id = row.rec WHERE ft MATCH ? AND row.deleted <> 1 ORDER BY ft.rowid DESC LIMIT ?",
        (_query(wanted), look_at),
    )
    found: list[int] = []
    taken: dict[int, dict[bytes, int]] = {}
    for rec, kind, scope, record in cursor:
        times = taken.setdefault(kind, {})
        if scope in sealed or (record not in times and len(times) == limit):
            continue
        times[record] = times.get(record, 0) + 1
        if times[record] <= _SCOPES:
            found.append(rec)
    return _hits(tx, found, wanted)


def _hits(tx: Tx, recs: Sequence[int], wanted: list[tuple[str, str]]) -> list[Hit]:
    """Cut the snippet of each."""
    fields = _searchable(tx)
    heads = {
        row[0]: row[1:]
        for row in for_each(
            tx,
            "SELECT record.id, record.name, word.name, scope.name FROM record JOIN word ON word.id = kind"
            " JOIN scope ON scope.id = scope WHERE record.id IN (?*)",
            recs,
        )
    }
    cells = dict(cells_of(tx, recs))
    hits = []
    for rec in recs:
        record, kind, scope = heads[rec]
        values = [cell[6] for cell in cells[rec] if (kind, cell[1]) in fields]
        found = (text for value in values for text in texts(read_value(value)))
        hits.append(Hit(RecordId(record), kind, ScopeId(scope), snippet(found, wanted)))
    return hits


def matching(tx: Tx, untrusted_words: str) -> list[tuple[int, str]]:
    """Give (number, kind) of all records that `find` would find, the newest first."""
    wanted = _wanted(untrusted_words)
    if not wanted:
        return []
    sealed = hidden(tx)
    rows = tx.execute(
        "SELECT row.rec, word.name, row.scope FROM ft JOIN row ON row.rec = ft.rowid JOIN word ON word.id = row.kind"
        " WHERE ft MATCH ? AND row.deleted <> 1 ORDER BY ft.rowid DESC",
        (_query(wanted),),
    )
    return [(rec, kind) for rec, kind, scope in rows if scope not in sealed]


def _wanted(untrusted_words: str) -> list[tuple[str, str]]:
    return [(word, skeleton(word)) for word in dict.fromkeys(words.words(untrusted_words))][:WORDS_MAX]


def _query(wanted: list[tuple[str, str]]) -> str:
    return " AND ".join(map(_term, wanted))


def _term(word: tuple[str, str]) -> str:
    """Spell one word for FTS5: letters and digits only, so nothing in it can be an operator."""
    spellings = [spelling for spelling in dict.fromkeys(word) if spelling]
    return "(" + " OR ".join(f'"{spelling}"*' for spelling in spellings) + ")"


def _matching(tx: Tx, query: str, limit: int) -> list[int]:
    """Give the newest matching records that may be shown; what is behind the last of them is never read."""
    sealed = hidden(tx)
    cursor = tx.execute("SELECT rowid FROM ft WHERE ft MATCH ? ORDER BY rowid DESC", (query,))
    found: list[int] = []
    while len(found) < limit and (recs := [rec for (rec,) in cursor.fetchmany(limit)]):
        rows = for_each(tx, "SELECT rec, scope FROM row WHERE rec IN (?*) AND deleted <> 1", recs)
        shown = {rec for rec, scope in rows if scope not in sealed}
        found += [rec for rec in recs if rec in shown]
    return found[:limit]


def _searchable(tx: Tx) -> set[tuple[str, int]]:
    fields = {name: row for row, name in tx.execute("SELECT id, name FROM word")}
    return {(kind, fields[name]) for kind, name in of(tx).searchable if name in fields}


def snippet(found: Iterable[str], wanted: list[tuple[str, str]]) -> str:
    """Cut the piece around the first word that was asked for; the first text's beginning if none is there."""
    first = ""
    for text in found:
        first = first or text
        for start, end in _places(text, wanted):
            begin, stop = max(0, start - AROUND), min(len(text), end + AROUND)
            return _cut(text, begin, stop)
    return _cut(first, 0, min(len(first), 2 * AROUND))


def _places(text: str, wanted: list[tuple[str, str]]) -> Iterator[tuple[int, int]]:
    for match in _WORD.finditer(text):
        for word in words.words(match[0]):
            bones = skeleton(word)
            if any(word.startswith(plain) or (bone and bones.startswith(bone)) for plain, bone in wanted):
                yield match.span()


def _cut(text: str, begin: int, stop: int) -> str:
    return ("…" if begin else "") + " ".join(text[begin:stop].split()) + ("…" if stop < len(text) else "")
