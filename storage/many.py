"""Statements for many rows: lists of any length in `IN (…)`, and inserts of many rows at a time.

SQLite takes a bounded number of parameters, and spends as long on a statement as on a row. A statement is
written with `?*` where the list belongs; nothing but question marks is put in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final, TypeVar

from storage.database import Tx

_LIST: Final = 250
_ROWS: Final = 50

Item = TypeVar("Item")


def batches(items: Sequence[Item], size: int = _LIST) -> Iterator[Sequence[Item]]:
    """Cut into pieces that one statement takes."""
    for at in range(0, len(items), size):
        yield items[at : at + size]


def for_each(tx: Tx, sql: str, items: Sequence[object]) -> Iterator[tuple[Any, ...]]:
    """Run a statement with `IN (?*)` for all `items`, piece by piece; give its rows."""
    for batch in batches(items):
        yield from tx.execute(sql.replace("?*", ",".join("?" * len(batch))), batch).fetchall()


def run_each(tx: Tx, sql: str, items: Sequence[object]) -> None:
    """Run a statement with `IN (?*)` that gives no rows."""
    for _ in for_each(tx, sql, items):
        pass


def insert(tx: Tx, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Run `INSERT INTO … VALUES ?*` for all `rows`, which are equally long, many at a time."""
    if not rows:
        return
    row = f"({','.join('?' * len(rows[0]))})"
    whole = len(rows) - len(rows) % _ROWS
    many = sql.replace("?*", ",".join([row] * _ROWS))
    tx.executemany(many, [tuple(chain.from_iterable(batch)) for batch in batches(rows[:whole], _ROWS)])
    tx.executemany(sql.replace("?*", row), rows[whole:])
