"""Whole columns: what a table of everything is filtered, sorted and counted by, without reading one record of it.

A table of twenty thousand rows needs their order first, and the fields of only those that stand on the screen. So this gives
numbers of records, cheap enough for all of a kind; `slim` then reads named fields of a few. Nothing of a sealed scope, and no
deleted record, unless somebody changed it without having seen the delete.

- Keys are those of the index: normalised and cut (`rules.facet_key`). They order and select; what is shown comes from `slim`.
- A number is a place in this store (`Row.number`), good for one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from storage.changes import AuthorId, RecordId, ScopeId, times
from storage.database import Tx
from storage.many import for_each
from storage.rows import Row, load
from storage.rules import Key, facet_key
from storage.scopes import hidden
from storage.search import matching


class Entry(NamedTuple):
    """A record in one scope, by numbers; `wall` is when its newest edit was written."""

    number: int
    record: RecordId
    scope: int
    wall: int


class News(NamedTuple):
    """The newest change of a scope: when it was written, when it came into this store (unix seconds), and by whom."""

    wall: int
    received: int
    author: AuthorId


def entries(tx: Tx, kind: str, *, home: int | None = None) -> list[Entry]:
    """Give all records of a kind; with `home`, only those that own the scope of that code which they stand in."""
    sealed = hidden(tx)
    rows = tx.execute(
        "SELECT row.rec, record.name, row.scope, row.wall FROM row JOIN record ON record.id = row.rec"
        " JOIN scope ON scope.id = row.scope WHERE row.kind = (SELECT id FROM word WHERE name = ?)"
        " AND row.deleted <> 1 AND (? IS NULL OR scope.name = CAST(? || record.name AS BLOB))",
        (kind, home, b"" if home is None else bytes((home,))),
    )
    return [Entry(*row) for row in rows if row[2] not in sealed]


def scopes_of(tx: Tx, kind: str) -> dict[int, int]:
    """Give the scope's number of every record of a kind, by the record's."""
    rows = tx.execute(
        "SELECT rec, scope FROM row WHERE kind = (SELECT id FROM word WHERE name = ?) AND deleted <> 1",
        (kind,),
    )
    return dict(rows.fetchall())


def keys(
    tx: Tx, kind: str, name: str, values: Collection[object] | None = None, *, below: Key | None = None
) -> list[tuple[Key, int]]:
    """Give (key, number) of all records of a kind that have an indexed field, in order; with `values`, of those alone.

    `below`: only keys before this one.
    """
    sql = (
        "SELECT value, rec FROM facet WHERE kind = (SELECT id FROM word WHERE name = ?)"
        " AND fld = (SELECT id FROM word WHERE name = ?)"
    )
    params: list[object] = [kind, name]
    if values is not None:
        wanted = [key for value in values if (key := facet_key(value)) is not None]
        sql += f" AND value IN ({','.join('?' * len(wanted))})"
        params += wanted
    if below is not None:
        sql += " AND value < ?"
        params.append(below)
    return [(key, rec) for key, rec in tx.execute(f"{sql} ORDER BY value, rec", params)]


def several(tx: Tx, kind: str, name: str) -> list[int]:
    """Give the records of a kind that share a value of an indexed field with another."""
    rows = tx.execute(
        "SELECT rec FROM facet WHERE kind = :kind AND fld = :fld AND value IN"
        " (SELECT value FROM facet WHERE kind = :kind AND fld = :fld GROUP BY value HAVING count(*) > 1)",
        {"kind": _word(tx, kind), "fld": _word(tx, name)},
    )
    return [rec for (rec,) in rows]


def _word(tx: Tx, name: str) -> int:
    return next(iter(_words(tx, [name])), 0)


def moved(tx: Tx, kind: str) -> dict[int, int]:
    """Give, for each record of a kind, how late in this store's log its scope changed."""
    rows = tx.execute(
        "SELECT row.rec, max(chain.moved) FROM row JOIN chain ON chain.scope = row.scope"
        " WHERE row.kind = (SELECT id FROM word WHERE name = ?) GROUP BY row.rec",
        (kind,),
    )
    return dict(rows.fetchall())


def slim(tx: Tx, numbers: Sequence[int], names: Iterable[str]) -> list[Row]:
    """Read named fields of records, in the order of their numbers given."""
    rows = load(tx, numbers, tuple(names))
    return [row for row in rows if not row.deleted or row.deleted_here_changed_there]


def within(tx: Tx, kinds: Collection[str], scopes: Sequence[bytes]) -> list[int]:
    """Give the numbers of all records of some kinds that are in some scopes, by order of arrival."""
    wanted = set(_words(tx, kinds))
    sql = "SELECT record.id, record.kind FROM scope JOIN record ON record.scope = scope.id WHERE scope.name IN (?*)"
    return sorted(rec for rec, kind in for_each(tx, sql, scopes) if kind in wanted)


class Placed(NamedTuple):
    """Where a record is."""

    number: int
    record: RecordId
    scope: ScopeId


def placed(tx: Tx, kind: str, records: Sequence[bytes]) -> list[Placed]:
    """Find records of a kind wherever they are, by order of arrival; deleted ones too."""
    wanted, sealed = _words(tx, [kind]), hidden(tx)
    sql = (
        "SELECT record.id, record.name, scope.name, scope.id, record.kind FROM record"
        " JOIN row ON row.rec = record.id JOIN scope ON scope.id = record.scope WHERE record.name IN (?*)"
    )
    rows = for_each(tx, sql, records)
    return sorted(Placed(*row[:3]) for row in rows if row[4] in wanted and row[3] not in sealed)


def containing(tx: Tx, kinds: Collection[str], untrusted_words: str) -> dict[str, list[int]]:
    """Give the numbers of all records of some kinds in which every word occurs, as the beginning of one."""
    found: dict[str, list[int]] = {kind: [] for kind in kinds}
    for rec, kind in matching(tx, untrusted_words):
        if kind in found:
            found[kind].append(rec)
    return found


def _words(tx: Tx, names: Iterable[str]) -> list[int]:
    return [row for (row,) in for_each(tx, "SELECT id FROM word WHERE name IN (?*)", list(names))]


def news(tx: Tx, scopes: Sequence[bytes]) -> dict[ScopeId, News]:
    """Give the newest change of each scope: that which came into this store last."""
    sql = (
        "SELECT scope.name, chain.moved, chain.id << 36 | chain.seq, author.name FROM scope"
        " JOIN chain ON chain.scope = scope.id JOIN author ON author.id = chain.author WHERE scope.name IN (?*)"
    )
    last: dict[ScopeId, tuple[int, int, AuthorId]] = {}
    for scope, position, change, author in for_each(tx, sql, scopes):
        last[ScopeId(scope)] = max(
            last.get(ScopeId(scope), (0, 0, AuthorId(b""))), (position, change, author)
        )
    at = {change: scope for scope, (_, change, _) in last.items()}
    sql = "SELECT id, received, substr(body, 1, 32) FROM change WHERE id IN (?*)"
    return {
        at[change]: News(times(opening)[1], received, last[at[change]][2])
        for change, received, opening in for_each(tx, sql, list(at))
    }
