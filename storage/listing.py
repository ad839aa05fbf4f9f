"""Lists of records: filtered, sorted, page by page.

- Filters compare values exactly; a field that holds a list matches when the value is one of its items. A field
  that a record does not have matches nothing.
- Sorting by an indexed field reads the projection in order and stops when the page is full; by any other field
  it has to read all. Records without the field come last, in order of arrival.
- A narrow filter (few records) is taken first and sorted after; a wide one is walked in the order of the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from storage.database import Tx
from storage.many import for_each
from storage.projection import Key, facet_key, facet_keys, of
from storage.rows import Row, load

NARROW: Final = 2000
"""Up to so many records are sorted after they were found."""
_PAGE: Final = 64
_PAGE_MAX: Final = 500

_IN_SCOPE: Final = "SELECT id FROM record WHERE kind = ? AND scope = ?"
_ARRIVAL: Final = "SELECT rec FROM row WHERE kind = ? AND rec > ?"
_HAS_FACET: Final = (
    " AND EXISTS (SELECT 1 FROM facet w WHERE w.kind = ? AND w.fld = ? AND w.value = ? AND w.rec = ?rec)"
)
_LACKS_FIELD: Final = " AND NOT EXISTS (SELECT 1 FROM facet w WHERE w.rec = row.rec AND w.fld = ?)"

Place = tuple[Key | None, int]
"""What a record is sorted by (None: it has no such value), and its number."""


def query(
    tx: Tx,
    kind: str,
    *,
    where: Mapping[str, object] | None = None,
    scope: bytes | None = None,
    scopes_with_owner: bytes | None = None,
    sort: str | None = None,
    limit: int | None = None,
    after: Row | None = None,
    include_deleted: bool = False,
) -> list[Row]:
    """List records of a kind, by order of arrival or sorted by a field ("field", "-field" for descending).

    `after` is the last row of the page before. A deleted record is listed only with `include_deleted`, or when
    somebody changed it without having seen the delete.
    """
    name, descending = (sort.lstrip("-"), sort.startswith("-")) if sort else ("", False)
    wanted = dict(where or {})
    search = _Search(tx, kind, name, descending, wanted)
    scopes = _scopes(tx, scope, scopes_with_owner)
    found: list[Row] = []
    if search.kind is None or scopes == []:
        return found
    places = search.places(scopes, _place(after, name, descending))
    while page := list(islice(places, min(max(limit or _PAGE_MAX, _PAGE), _PAGE_MAX))):
        rows = {row.number: row for row in load(tx, list({number: None for _, number in page}))}
        for key, number in page:
            row = rows.get(number)
            if row is None or _place(row, name, descending) != (key, number):
                continue  # sealed; or a list, which stands once for each item and counts where it comes first
            if row.deleted and not (include_deleted or row.deleted_here_changed_there):
                continue
            if _within(row, scope, scopes_with_owner) and _matches(row, wanted):
                found.append(row)
                if limit is not None and len(found) == limit:
                    return found
    return found


def _within(row: Row, scope: bytes | None, owner: bytes | None) -> bool:
    return (scope is None or row.scope == scope) and (owner is None or row.scope[1:] == owner)


def _matches(row: Row, wanted: Mapping[str, object]) -> bool:
    return all(name in row.fields and _same(row.fields[name], value) for name, value in wanted.items())


def _same(value: object, wanted: object) -> bool:
    if isinstance(value, list) and not isinstance(wanted, list):
        return any(_same(item, wanted) for item in value)
    return type(value) is type(wanted) and value == wanted


def _place(row: Row | None, name: str, descending: bool) -> Place:
    """Give where a row stands in the list; before everything for None."""
    if row is None:
        return None, 0
    if not name or name not in row.fields:
        return None, row.number
    keys = sorted(facet_keys(row.fields[name]), key=_order)
    return (keys[-1] if descending else keys[0]) if keys else None, row.number


def _order(key: Key) -> tuple[bool, Key]:
    """Order as SQLite does: numbers before text, text by code point."""
    return isinstance(key, str), key


def _scopes(tx: Tx, scope: bytes | None, owner: bytes | None) -> list[int] | None:
    """Give the numbers of the scopes asked for; None for all."""
    if scope is not None:
        names = [scope] if owner is None or scope[1:] == owner else []
    elif owner is not None:
        names = [bytes((code,)) + owner for code in range(256)]
    else:
        return None
    return [row for (row,) in for_each(tx, "SELECT id FROM scope WHERE name IN (?*)", names)]


class _Search:
    """Finds the numbers of candidate records in the order of the list."""

    def __init__(self, tx: Tx, kind: str, name: str, descending: bool, wanted: Mapping[str, object]) -> None:
        self._tx = tx
        self.kind: int | None = tx.scalar("SELECT id FROM word WHERE name = ?", (kind,))
        self._name = name
        self._descending = descending
        indexed = of(tx).indexed
        self._field = self._word(name) if (kind, name) in indexed else None
        self._sorted_here = not name or (kind, name) in indexed
        self._filters = [
            (self._word(field), facet_key(value))
            for field, value in wanted.items()
            if (kind, field) in indexed and facet_key(value) is not None
        ]

    def _word(self, name: str) -> int:
        """Give the number of a field; 0, which none has, for one never seen."""
        return int(self._tx.scalar("SELECT id FROM word WHERE name = ?", (name,), 0))

    def places(self, scopes: list[int] | None, after: Place) -> Iterator[Place]:
        few = self._few(scopes)
        if few is None and self._sorted_here:
            return self._walk(after)
        if few is None:
            few = [rec for (rec,) in self._tx.execute("SELECT rec FROM row WHERE kind = ?", (self.kind,))]
        return self._sorted(few, after)

    def _few(self, scopes: list[int] | None) -> list[int] | None:
        """Give the candidates when a filter leaves few; None when there are many."""
        for fld, key in self._filters:
            rows = self._tx.execute(
                "SELECT rec FROM facet WHERE kind = ? AND fld = ? AND value = ? LIMIT ?",
                (self.kind, fld, key, NARROW + 1),
            ).fetchall()
            if len(rows) <= NARROW:
                return [rec for (rec,) in rows]
        if scopes is None:
            return None
        clauses, params = self._clauses("record.id")
        sql = _IN_SCOPE + clauses
        return [rec for scope in scopes for (rec,) in self._tx.execute(sql, (self.kind, scope, *params))]

    def _sorted(self, recs: Iterable[int], after: Place) -> Iterator[Place]:
        numbers = list(dict.fromkeys(recs))
        keys: dict[int, Key] = {}
        better = max if self._descending else min
        for rec, key in self._keys(numbers):
            keys[rec] = better(keys.get(rec, key), key, key=_order)
        with_key = sorted(((keys[rec], rec) for rec in keys), key=_in_order, reverse=self._descending)
        without = sorted(rec for rec in numbers if rec not in keys)
        places: list[Place] = [*with_key, *((None, rec) for rec in without)]
        start = places.index(after) + 1 if after[1] and after in places else 0
        return iter(places[start:])

    def _keys(self, numbers: list[int]) -> Iterator[tuple[int, Key]]:
        if self._field is not None:
            yield from self._facets(numbers)
        elif self._name:
            for row in load(self._tx, numbers):
                for key in facet_keys(row.fields.get(self._name)):
                    yield row.number, key

    def _facets(self, numbers: list[int]) -> Iterator[tuple[int, Key]]:
        for rec, fld, key in for_each(
            self._tx, "SELECT rec, fld, value FROM facet WHERE rec IN (?*)", numbers
        ):
            if fld == self._field:
                yield rec, key

    def _walk(self, after: Place) -> Iterator[Place]:
        """Read the list in its order, without sorting anything."""
        key, number = after
        if self._field is not None:
            if key is not None or not number:
                yield from self._walk_facets(key, number)
            if key is not None:
                number = 0
        clauses, params = self._clauses("row.rec")
        sql = _ARRIVAL + clauses
        if self._field is not None:
            sql += _LACKS_FIELD
            params.append(self._field)
        for (rec,) in self._tx.execute(sql + " ORDER BY rec", (self.kind, number, *params)):
            yield None, rec

    def _walk_facets(self, key: Key | None, number: int) -> Iterator[Place]:
        clauses, params = self._clauses("f.rec")
        beyond, order = ("<", "DESC") if self._descending else (">", "ASC")
        sql = "SELECT f.value, f.rec FROM facet f WHERE f.kind = ? AND f.fld = ?"
        start: list[object] = []
        if key is not None:
            sql += f" AND (f.value, f.rec) {beyond} (?, ?)"
            start = [key, number]
        sql += f"{clauses} ORDER BY f.value {order}, f.rec {order}"
        yield from self._tx.execute(sql, (self.kind, self._field, *start, *params))

    def _clauses(self, rec: str) -> tuple[str, list[object]]:
        """Give the part of a statement that asks each filter's facet of the record in column `rec`."""
        clause = _HAS_FACET.replace("?rec", rec)
        params: list[object] = [item for fld, key in self._filters for item in (self.kind, fld, key)]
        return clause * len(self._filters), params


def _in_order(place: tuple[Key, int]) -> tuple[tuple[bool, Key], int]:
    return _order(place[0]), place[1]
