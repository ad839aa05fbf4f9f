"""Whole columns: what a table of everything is filtered, sorted and counted by, without reading one record of it.

A table of twenty thousand rows needs their order first, and the fields of only those that stand on the screen. So this gives
numbers of records, cheap enough for all of a kind; `slim` then reads named fields of a few. Nothing of a sealed scope, and no
deleted record, unless somebody changed it without having seen the delete.

- Keys are those of the index: normalised and cut (`rules.facet_key`). They order and select; what is shown comes from `slim`.
- A number is a place in this store (`Row.number`), good for one transaction.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from storage.changes import AuthorId, RecordId, ScopeId, times
from storage.database import Tx
from storage.many import for_each
from storage.rows import Row, load
from storage.rules import Key, facet_key, read_value
from storage.scopes import hidden
from storage.search import matching


class Entry(NamedTuple):
    """A record in one scope, by numbers."""

    number: int
    record: RecordId
    scope: int
    deleted: bool = False


class Written(NamedTuple):
    """Who wrote what a field shows, and when, by their clock (unix seconds)."""

    author: AuthorId
    wall: int


class News(NamedTuple):
    """The newest change of a scope: when it was written, when it came into this store (unix seconds), and by whom."""

    wall: int
    received: int
    author: AuthorId


_FEW: Final = 4000
"""So many records are looked up one by one; more are cheaper found in one pass over all of their kind."""

_ENTRIES = (
    "SELECT row.rec, record.name, row.scope, row.deleted = 1 FROM row JOIN record ON record.id = row.rec"
    " JOIN scope ON scope.id = row.scope"
)


def numbers(tx: Tx, kind: str) -> set[int]:
    """Give the numbers of all records of a kind, those that may not be shown too."""
    return {rec for (rec,) in tx.execute("SELECT rec FROM row WHERE kind = ?", (_word(tx, kind),))}


def other_than(tx: Tx, kind: str, name: str, values: Iterable[object]) -> set[int]:
    """Give the numbers of all records of a kind whose indexed field, of one value, is none of these; or has no value."""
    keys = [key for value in values if (key := facet_key(value)) is not None]
    place = _word(tx, kind), _word(tx, name)
    sql = f"SELECT rec FROM facet WHERE kind = ? AND fld = ? AND value NOT IN ({','.join('?' * len(keys))})"  # noqa: S608
    found = {rec for (rec,) in tx.execute(sql, (*place, *keys))}
    said = tx.scalar("SELECT count(*) FROM facet WHERE kind = ? AND fld = ?", place)
    if said < tx.scalar("SELECT count(*) FROM row WHERE kind = ?", place[:1]):
        rows = tx.execute("SELECT rec FROM facet WHERE kind = ? AND fld = ?", place)
        found |= numbers(tx, kind).difference(rec for (rec,) in rows)
    return found


def entries(
    tx: Tx, kind: str, among: Collection[int], *, home: int, include_deleted: bool = False
) -> list[Entry]:
    """Give those of some records of a kind that may be shown and own the scope, of the code `home`, that they stand in."""
    sql = f"{_ENTRIES} WHERE scope.name = CAST(x'{home:02x}' || record.name AS BLOB)"
    sql += "" if include_deleted else " AND row.deleted <> 1"
    if len(among) > _FEW:
        rows = [row for row in tx.execute(f"{sql} AND row.kind = ?", (_word(tx, kind),)) if row[0] in among]
    else:
        rows = list(for_each(tx, f"{sql} AND row.rec IN (?*)", list(among)))
    sealed = hidden(tx)
    return [Entry(*row) for row in rows if row[2] not in sealed]


_OF_CODE = "FROM scope WHERE name >= ? AND name < ? AND state IN ('open', 'closing')"


def scopes_of_code(tx: Tx, code: int) -> set[int]:
    """Give the numbers of all scopes of a code of which anything may be here."""
    bounds = bytes((code,)), bytes((code + 1,))
    return {scope for (scope,) in tx.execute(f"SELECT id {_OF_CODE}", bounds)}


def count(tx: Tx, kind: str, *, scopes: int) -> tuple[int, int]:
    """Count the records of a kind, and the scopes of a code of which anything may be here."""
    records = tx.scalar("SELECT count(*) FROM row WHERE kind = ?", (_word(tx, kind),))
    bounds = bytes((scopes,)), bytes((scopes + 1,))
    return int(records), int(tx.scalar(f"SELECT count(*) {_OF_CODE}", bounds))


def scopes_named(tx: Tx, scopes: Sequence[bytes]) -> dict[ScopeId, int]:
    """Give the numbers of those of some scopes that are known here."""
    rows = for_each(tx, "SELECT name, id FROM scope WHERE name IN (?*)", scopes)
    return {ScopeId(name): scope for name, scope in rows}


def in_scopes(tx: Tx, kind: str, scopes: Collection[int]) -> dict[int, int]:
    """Give the scope's number of every record of a kind that is in some scopes, by the record's."""
    sql = "SELECT rec, scope FROM row WHERE deleted <> 1 AND kind = ?"
    if len(scopes) > _FEW:
        return {rec: scope for rec, scope in tx.execute(sql, (_word(tx, kind),)) if scope in scopes}
    sql = "SELECT id FROM record WHERE scope IN (?*) AND kind = "
    found = [rec for (rec,) in for_each(tx, f"{sql}{_word(tx, kind)}", list(scopes))]
    return scope_numbers(tx, found)


def homes(tx: Tx, kind: str) -> dict[int, ScopeId]:
    """Give the scope of every record of a kind, by the record's number."""
    rows = tx.execute(
        "SELECT row.rec, row.scope, scope.name FROM row JOIN scope ON scope.id = row.scope"
        " WHERE row.kind = ? AND row.deleted <> 1",
        (_word(tx, kind),),
    )
    sealed = hidden(tx)
    return {rec: ScopeId(name) for rec, scope, name in rows if scope not in sealed}


def keys(tx: Tx, kind: str, name: str, values: Iterable[object] | None = None) -> list[tuple[Key, int]]:
    """Give (key, number) of all records of a kind that have an indexed field, in order; with `values`, of those alone."""
    sql = "SELECT value, rec FROM facet WHERE kind = ? AND fld = ?"
    place = _word(tx, kind), _word(tx, name)
    if values is None:
        return list(tx.execute(f"{sql} ORDER BY value, rec", place))
    wanted = sorted({key for value in values if (key := facet_key(value)) is not None}, key=str)
    return [pair for key in wanted for pair in tx.execute(f"{sql} AND value = ? ORDER BY rec", (*place, key))]


def keys_from(tx: Tx, kind: str, name: str, least: Key) -> list[tuple[Key, int]]:
    """Give (key, number) of all records of a kind whose key of an indexed field is `least` or comes after it, in order."""
    sql = "SELECT value, rec FROM facet WHERE kind = ? AND fld = ? AND value >= ? ORDER BY value, rec"
    return list(tx.execute(sql, (_word(tx, kind), _word(tx, name), least)))


_DATE: Final = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*"
_WHOLE: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def dated(tx: Tx, kind: str, name: str, before: str = "") -> list[int]:
    """Give the records of a kind whose indexed field says a day before `before`, or anything but a whole day."""
    sql = "SELECT DISTINCT rec FROM facet WHERE kind = ? AND fld = ? AND (value < ? OR value NOT GLOB ?)"
    return [rec for (rec,) in tx.execute(sql, (_word(tx, kind), _word(tx, name), before, _DATE))]


def dated_among(tx: Tx, name: str, numbers: Collection[int], before: str) -> list[int]:
    """Give those of some records that `dated` would give."""
    keys = values_of(tx, name, sorted(numbers))
    return [rec for rec, key in keys.items() if str(key) < before or not _WHOLE.match(str(key))]


def newest(tx: Tx, latest: int) -> int:
    """Give when the newest edit was written that anything shows, by its author's clock; what is later than `latest` is nonsense."""
    return int(tx.scalar("SELECT max(wall) FROM row WHERE wall <= ?", (latest,)) or 0)


def author_at(tx: Tx, wall: int) -> AuthorId | None:
    """Give who wrote an edit at this very second."""
    recs = [rec for (rec,) in tx.execute("SELECT rec FROM row WHERE wall = ?", (wall,))]
    sql = (
        "SELECT author.name, substr(change.body, 1, 32) FROM cell JOIN change ON change.id = cell.change"
        " JOIN chain ON chain.id = cell.change >> 36 JOIN author ON author.id = chain.author WHERE cell.rec IN (?*)"
    )
    found = (AuthorId(author) for author, body in for_each(tx, sql, recs) if times(body)[1] == wall)
    return next(found, None)


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


def values_of(tx: Tx, name: str, numbers: Sequence[int]) -> dict[int, Key]:
    """Give the key of an indexed field of some records; of a field that holds several, one."""
    fld = _word(tx, name)
    rows = for_each(tx, "SELECT rec, fld, value FROM facet WHERE rec IN (?*)", numbers)
    return {rec: key for rec, of, key in rows if of == fld}


def moved(tx: Tx, scopes: Collection[int]) -> dict[int, int]:
    """Give how late in this store's log each of some scopes changed, by its number."""
    sql = "SELECT scope, max(moved) FROM chain"
    if len(scopes) > _FEW:
        return {scope: at for scope, at in tx.execute(f"{sql} GROUP BY scope") if scope in scopes}
    return dict(for_each(tx, f"{sql} WHERE scope IN (?*) GROUP BY scope", list(scopes)))


def slim(tx: Tx, numbers: Sequence[int], names: Iterable[str], *, include_deleted: bool = False) -> list[Row]:
    """Read named fields of records, in the order of their numbers given; those of a sealed scope are left out."""
    wanted = tuple(names)
    words = {row: name for name in wanted for row in _words(tx, [name])}
    sql = "SELECT rec, fld, val FROM cell WHERE rec IN (?*) AND fld IN "
    fields: dict[int, dict[str, object]] = {number: {} for number in numbers}
    several: set[int] = set()
    for rec, fld, value in for_each(tx, f"{sql}({','.join(map(str, words))})", numbers) if words else ():
        name, known = words[fld], fields[rec]
        if name in known:
            several.add(rec)
        known[name] = read_value(value)
    disputed = {row.number: row for row in load(tx, sorted(several), wanted)}
    made = {row.number: row for row in _bare(tx, numbers, fields, include_deleted)}
    return [disputed.get(number, made[number]) for number in numbers if number in made]


def _bare(
    tx: Tx, numbers: Sequence[int], fields: dict[int, dict[str, object]], include_deleted: bool
) -> Iterator[Row]:
    kinds: dict[int, str] = dict(tx.execute("SELECT id, name FROM word").fetchall())
    sealed = hidden(tx)
    sql = (
        "SELECT row.rec, record.name, row.kind, scope.name, row.deleted, row.lam, row.wall, row.received, row.scope"
        " FROM row JOIN record ON record.id = row.rec JOIN scope ON scope.id = row.scope WHERE row.rec IN (?*)"
    )
    for rec, record, kind, scope, deleted, lamport, wall, received, place in for_each(tx, sql, numbers):
        if place not in sealed and (include_deleted or deleted != 1):
            yield Row(
                record=record,
                kind=kinds[kind],
                scope=scope,
                fields=fields[rec],
                conflicts={},
                deleted=bool(deleted),
                deleted_here_changed_there=deleted == 2,
                lamport=lamport,
                wall=wall,
                received_at=received,
                number=rec,
            )


def scope_numbers(tx: Tx, numbers: Sequence[int]) -> dict[int, int]:
    """Give the scope's number of records, by the record's; deleted ones are left out."""
    return dict(for_each(tx, "SELECT rec, scope FROM row WHERE rec IN (?*) AND deleted <> 1", numbers))


def everywhere(tx: Tx, numbers: Sequence[int]) -> set[int]:
    """Give the numbers of all scopes in which the same records are that these numbers stand for."""
    sql = (
        "SELECT other.scope FROM record JOIN record other ON other.name = record.name AND other.kind = record.kind"
        " WHERE record.id IN (?*)"
    )
    return {scope for (scope,) in for_each(tx, sql, numbers)}


def in_conflict(tx: Tx, scopes: Sequence[bytes]) -> set[ScopeId]:
    """Give those of some scopes in which a record waits for a person to settle something."""
    sql = (
        "SELECT DISTINCT scope.name FROM row INDEXED BY row_conflicts JOIN scope ON scope.id = row.scope"
        " WHERE row.conflicts > 0 AND row.deleted <> 1"
    )
    return {ScopeId(name) for (name,) in tx.execute(sql)} & set(map(ScopeId, scopes))


def within(tx: Tx, kinds: Collection[str], scopes: Sequence[bytes]) -> list[int]:
    """Give the numbers of all records of some kinds that are in some scopes, by order of arrival."""
    chosen = ",".join(map(str, _words(tx, kinds)))
    sql = "SELECT record.id FROM scope JOIN record ON record.scope = scope.id WHERE scope.name IN (?*)"
    return sorted(rec for (rec,) in for_each(tx, f"{sql} AND record.kind IN ({chosen})", scopes))


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


def written(tx: Tx, name: str, numbers: Sequence[int]) -> dict[int, Written]:
    """Say who wrote a field of some records, and when; of several live values, that which came in last."""
    fld = _word(tx, name)
    sql = (
        "SELECT cell.rec, cell.fld, author.name, substr(change.body, 1, 32) FROM cell"
        " JOIN chain ON chain.id = cell.change >> 36 JOIN author ON author.id = chain.author"
        " JOIN change ON change.id = cell.change WHERE cell.rec IN (?*) ORDER BY cell.rec, chain.moved"
    )
    rows = for_each(tx, sql, numbers)
    return {rec: Written(AuthorId(author), times(body)[1]) for rec, of, author, body in rows if of == fld}


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
