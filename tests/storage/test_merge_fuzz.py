"""Random histories: what a session keeps is what the definition says, however the changes arrived."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.histories import World, world
from support.logs import Store, make_store

from storage import log, merge, records
from storage.database import Tx
from storage.merge import Live
from storage.projection import Projection
from storage.runs import Run

HISTORIES = 1500
BATCHES = 15

RANKS = {"open": 1, "urgent": 2}
PROJECTION = Projection(
    orders={("case", "status"): lambda value: RANKS.get(value, 0) if isinstance(value, str) else 0},
    indexed=frozenset({("case", "alias"), ("case", "status"), ("person", "profile")}),
    searchable=frozenset({("case", "alias"), ("case", "profile"), ("person", "alias")}),
    not_understood=lambda _kind, name, value: (
        value == "?" or (name == "status" and not isinstance(value, str))
    ),
)
TABLES = (
    "row",
    "facet",
    "parked",
    "early",
    "record",
    "cell",
    "change",
    "chain",
    "scope",
    "author",
    "word",
    "fork",
)


def kept_lives(tx: Tx) -> dict[merge.Key, list[Live]]:
    rows = tx.execute(
        "SELECT scope.name, kind.name, record.name, field.name, author.name, change & ((1 << 36) - 1), idx, lam, leaf, val"
        " FROM cell JOIN record ON record.id = rec JOIN scope ON scope.id = record.scope"
        " JOIN word kind ON kind.id = record.kind JOIN word field ON field.id = fld"
        " JOIN chain ON chain.id = change >> 36 JOIN author ON author.id = chain.author"
    )
    found: dict[merge.Key, list[Live]] = {}
    for scope, kind, record, name, *live in rows:
        found.setdefault((scope, kind, record, name), []).append(Live(*live))
    return {key: sorted(lives, key=lambda one: one.place) for key, lives in found.items()}


def projected(tx: Tx) -> list[object]:
    """Give the projection without what depends on the order of arrival: numbers, and when it came."""
    rows = tx.execute(
        "SELECT rec, record.name, scope.name, word.name, deleted, conflicts, lam, wall, text FROM row"
        " JOIN record ON record.id = rec JOIN scope ON scope.id = row.scope JOIN word ON word.id = row.kind"
    ).fetchall()
    names = dict(tx.execute("SELECT id, name FROM word"))
    facets: dict[int, set[object]] = {}
    for kind, fld, value, rec in tx.execute("SELECT kind, fld, value, rec FROM facet"):
        facets.setdefault(rec, set()).add((names[kind], names[fld], value))
    found = {
        rec
        for (rec,) in tx.execute(
            "SELECT rowid FROM ft WHERE ft MATCH ?", ('"kedr"* OR "magomed"* OR "open"*',)
        )
    }
    return sorted(
        (*row[1:], sorted(facets.pop(row[0], set()), key=repr), row[0] in found) for row in rows
    ) + sorted(facets)


def exact(tx: Tx) -> list[list[tuple[object, ...]]]:
    tables = [tx.execute(f"SELECT * FROM {table}").fetchall() for table in ("row", "facet")]
    return [sorted(table, key=repr) for table in tables]


def clear(store: Store) -> None:
    with store.write() as tx:
        for table in TABLES:
            tx.execute(f"DELETE FROM {table}")
        tx.execute("INSERT INTO ft (ft) VALUES ('delete-all')")


def deliver(store: Store, made: World) -> tuple[object, ...]:
    clear(store)
    for bundle, runs in enumerate(made.deliveries()):
        store.apply(*runs, bundle=bundle)
    with store.write() as tx:
        assert log.forks(tx) == []
        assert log.parked(tx) == []
        assert log.verify(tx) == []
        assert kept_lives(tx) == merge.live(made.changes)
        for scope in made.scopes:
            check_raw(tx, made, scope)
        kept, view = exact(tx), projected(tx)
        rows = [
            row for (name,) in tx.execute("SELECT DISTINCT name FROM record") for row in records.get(tx, name)
        ]
        records.rebuild(tx)
        assert exact(tx) == kept
        assert projected(tx) == view
        check_rows(rows, made)
        hashes = [log.state_hash(tx, scope) for scope in made.scopes]
    return hashes, view, sorted(rows, key=lambda row: (row.scope, row.kind, row.record))


def check_raw(tx: Tx, made: World, scope: bytes) -> None:
    """Every change comes out as it went in, byte for byte."""
    for (_, author), position in log.heads(tx, [scope]).items():
        run = log.run(tx, scope, author, 1)
        wanted = {one.seq: one.raw for one in made.changes if (one.scope, one.author) == (scope, author)}
        assert position.seq == position.content == max(wanted)
        assert run.changes == [raw for _, raw in sorted(wanted.items())]


def check_rows(rows: list[records.Row], made: World) -> None:
    """Rows say what the definition says of shown values, conflicts and deletes."""
    fields: dict[tuple[bytes, str, bytes], dict[str, list[Live]]] = {}
    for (scope, kind, record, name), lives in merge.live(made.changes).items():
        fields.setdefault((scope, kind, record), {})[name] = lives
    assert {(row.scope, row.kind, row.record) for row in rows} == set(fields)
    for row in rows:
        mine = fields[row.scope, row.kind, row.record]
        for name, lives in mine.items():
            best = merge.shown(row.kind, name, lives, PROJECTION.orders, PROJECTION.not_understood)
            assert row.fields[name] == merge.canonical.read(best.value)
            assert (name in row.conflicts) == merge.in_conflict(name, lives)
        deletion = merge.deletion(row.kind, mine, PROJECTION.orders, PROJECTION.not_understood)
        assert row.deleted == (deletion is not None)
        assert row.deleted_here_changed_there == bool(deletion and deletion.changed_there)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_any_order_of_arrival_gives_what_the_definition_says(tmp_path: Path, batch: int) -> None:
    store = make_store(tmp_path, PROJECTION)
    for seed in range(batch, HISTORIES, BATCHES):
        made = world(seed)
        first, *others = [deliver(store, made) for _ in range(3)]
        assert others == [first, first], seed
    store.database.close()


def test_the_histories_are_as_hostile_as_they_should_be() -> None:
    """Guards the test above: conflicts, deletes, wrong references and erased edits do occur."""
    lives = [merge.live(world(seed).changes) for seed in range(100)]
    several = [(key, found) for one in lives for key, found in one.items() if len(found) > 1]
    assert any(merge.in_conflict(key[3], found) for key, found in several)
    assert any(not merge.in_conflict(key[3], found) for key, found in several)
    assert any(
        isinstance(run, Run) and run.first > 1
        for seed in range(9)
        for one in world(seed).deliveries()
        for run in one
    )
