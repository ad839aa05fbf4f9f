"""Whole columns say what the records say: orders, selections, who wrote last; and slim rows are whole rows, cut."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.logs import Store, author, author_id, make_store, record_id, scope_id

from storage import columns, log, positions, records
from storage.holdings import Held, raise_held
from storage.log import NewEdit
from storage.projection import Projection, read_value

PROJECTION = Projection(
    indexed=frozenset({("case", "alias"), ("case", "status"), ("case", "due"), ("case", "tags")}),
    searchable=frozenset({("case", "alias")}),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path, PROJECTION)


@pytest.fixture(params=[4000, 0], ids=["few", "many"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look records up one by one, or in one pass over all."""
    monkeypatch.setattr("storage.columns._FEW", request.param)


def add(store: Store, record: int, *, scope: int | None = None, by: int = 0, **fields: object) -> None:
    """Add a case at home in a scope of its own, or in another."""
    edits = [NewEdit(record_id(record), "case", name, value) for name, value in fields.items()]
    home = b"\x01" + record_id(record if scope is None else scope)
    store.append(*edits, scope=log.ScopeId(home), by=by)


def at(number: int) -> log.ScopeId:
    return log.ScopeId(b"\x01" + record_id(number))


def numbers(store: Store) -> dict[int, int]:
    """Give the number of each record's row by the number in its id."""
    with store.read() as tx:
        found = columns.slim(tx, sorted(columns.numbers(tx, "case")), (), include_deleted=True)
        return {row.number: int.from_bytes(row.record[6:], "big") for row in found}


def test_keys_come_in_order_and_by_value(store: Store) -> None:
    for record, alias in enumerate(("birch", "Ash", "oak", "ash")):
        add(store, record, alias=alias)
    add(store, 9, status="open")
    of = numbers(store)
    with store.read() as tx:
        assert [of[number] for _, number in columns.keys(tx, "case", "alias")] == [1, 3, 0, 2]
        assert [of[number] for _, number in columns.keys(tx, "case", "alias", ["ASH", "oak", None])] == [
            1,
            3,
            2,
        ]
        assert [of[number] for _, number in columns.keys_from(tx, "case", "alias", "b")] == [0, 2]
        assert {of[number] for number in columns.several(tx, "case", "alias")} == {1, 3}
        assert {of[number] for number in columns.other_than(tx, "case", "alias", ["ash"])} == {0, 2, 9}
        assert columns.keys(tx, "case", "never") == columns.keys(tx, "nothing", "alias") == []


def test_what_has_one_value_each_is_told_apart_without_those_that_have_none(store: Store) -> None:
    add(store, 0, status="open")
    add(store, 1, status="closed")
    of = numbers(store)
    with store.read() as tx:
        assert {of[number] for number in columns.other_than(tx, "case", "status", ["closed"])} == {0}


@pytest.mark.parametrize(
    ("due", "before", "found"),
    [
        ("2026-11-21", "2026-11-22", True),
        ("2026-11-22", "2026-11-22", False),
        ("2026-11-21T23:30Z", "2026-11-22", True),
        ("2027-01", "2026-11-22", True),
        ("2027", "2026-11-22", True),
        ("soon", "2026-11-22", True),
        ("2026-W52", "2026-11-22", True),
        (20261122, "2026-11-22", True),
        ("2027-01-01", "2026-11-22", False),
    ],
)
def test_days_before_a_day_are_found_and_all_that_is_no_whole_day(
    store: Store, due: object, before: str, found: bool
) -> None:
    add(store, 0, due=due)
    with store.read() as tx:
        assert bool(columns.dated(tx, "case", "due", before)) is found
        assert bool(columns.dated_among(tx, "due", columns.numbers(tx, "case"), before)) is found


@pytest.mark.usefixtures("way")
def test_entries_are_at_home_and_may_be_shown(store: Store) -> None:
    for record in range(3):
        add(store, record, alias=f"case {record}")
    add(store, 7, scope=0, alias="guest")
    with store.write() as tx:
        log.set_state(tx, at(1), "sealed")
        gone = {"reason": "so", "frontier": log.frontier(tx, at(2))}
        edit = NewEdit(record_id(2), "case", "deleted", gone)
        log.append(tx, author(), at(2), [edit], rng=os.urandom, now=lambda: 1)
    with store.read() as tx:
        every = columns.numbers(tx, "case")
        assert [one.record for one in columns.entries(tx, "case", every, home=1)] == [record_id(0)]
        kept = columns.entries(tx, "case", every, home=1, include_deleted=True)
        assert [(one.record, bool(one.deleted)) for one in kept] == [
            (record_id(0), False),
            (record_id(2), True),
        ]
        assert columns.entries(tx, "case", every, home=2) == []
        scopes = {one.scope for one in kept}
        assert len(columns.in_scopes(tx, "case", scopes)) == 2, "the guest too, the deleted one not"
        assert set(columns.moved(tx, scopes)) == scopes
        assert columns.count(tx, "case", scopes=1) == (4, 2)
        assert len(columns.scopes_of_code(tx, 1)) == 2
        assert columns.scopes_named(tx, [at(0), at(99)]).keys() == {at(0)}


def test_slim_rows_are_whole_rows_cut(store: Store) -> None:
    add(store, 0, alias="birch", status="open", note='with "quotes" and \\ и по-русски')
    add(store, 1, alias="ash", tags=["a", "b"])
    with store.write() as tx:  # two who did not know of each other
        for by, status in ((1, "closed"), (2, "held")):
            refs = tuple(live.ref for live in records.live(tx, at(0), "case", record_id(0), "status"))
            edit = NewEdit(record_id(0), "case", "status", status, refs if by == 1 else ())
            log.append(tx, author(by), at(0), [edit], rng=os.urandom, now=lambda: 1)
    with store.read() as tx:
        whole = {row.number: row for record in (0, 1) for row in records.get(tx, record_id(record))}
        for names in (("alias",), ("status", "note"), ("tags", "never"), ()):
            for row in columns.slim(tx, [*whole, 999], names):
                full = whole[row.number]
                assert row.fields == {name: full.fields[name] for name in names if name in full.fields}
                assert (row.record, row.kind, row.scope, row.lamport, row.received_at) == (
                    full.record,
                    full.kind,
                    full.scope,
                    full.lamport,
                    full.received_at,
                )
        assert whole[min(whole)].conflicts, "the case that matters is among them"
        assert columns.in_conflict(tx, [at(0), at(1)]) == {at(0)}


def test_records_are_found_by_scope_by_name_and_by_word(store: Store) -> None:
    add(store, 0, alias="silent birch")
    add(store, 0, scope=5, alias="birch again")
    add(store, 1, alias="ash")
    with store.read() as tx:
        assert len(columns.within(tx, ("case",), [at(0), at(1)])) == 2
        assert columns.within(tx, ("person",), [at(0)]) == []
        assert [place.scope for place in columns.placed(tx, "case", [record_id(0)])] == [at(0), at(5)]
        birches = columns.containing(tx, ("case", "person"), "bir")
        assert {len(found) for found in birches.values()} == {0, 2}
        assert len(columns.everywhere(tx, birches["case"][:1])) == 2
        assert columns.containing(tx, ("case",), " ") == {"case": []}
        assert set(columns.homes(tx, "case").values()) == {at(0), at(1), at(5)}


def test_who_wrote_what_when_and_what_came_last(store: Store) -> None:
    add(store, 0, alias="birch")
    store.clock += 60
    add(store, 0, by=1, status="open")
    with store.read() as tx:
        (number,) = columns.numbers(tx, "case")
        assert columns.written(tx, "alias", [number])[number] == (author_id(0), 1_700_000_000)
        assert columns.written(tx, "status", [number])[number] == (author_id(1), 1_700_000_060)
        news = columns.news(tx, [at(0), at(1)])
        assert news == {at(0): (1_700_000_060, 1_700_000_060, author_id(1))}
        assert columns.newest(tx, 1 << 40) == 1_700_000_060
        assert columns.newest(tx, 1_700_000_059) == 0
        assert columns.author_at(tx, 1_700_000_060) == author_id(1)
        assert columns.author_at(tx, 5) is None


@pytest.mark.parametrize("one_by_one", [2000, 0])
def test_what_nobody_else_holds_is_counted(
    store: Store, one_by_one: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.positions._ONE_BY_ONE", one_by_one)
    for _ in range(3):
        add(store, 0, alias="birch")
    add(store, 1, alias="ash")
    store.append(NewEdit(record_id(2), "audit", "what", "x"), scope=scope_id(2, 10))
    with store.read() as tx:
        assert positions.missing(tx, without=10) == {at(0): 3, at(1): 1}
        assert positions.only_here(tx, [at(0), at(1)], [b"p" * 16]) == {at(0), at(1)}
    with store.write() as tx:
        raise_held(tx, b"p" * 16, {(at(0), author_id(0)): Held(1, 2, b"h" * 16)})
        raise_held(tx, b"q" * 16, {(at(1), author_id(0)): Held(1, 9, b"h" * 16)})
    with store.read() as tx:
        assert positions.missing(tx, without=10) == {at(0): 1}
        assert positions.only_here(tx, [at(0), at(1)], [b"p" * 16, b"q" * 16]) == {at(0)}
        assert positions.never_had(tx, [at(0), at(1), at(7)], b"p" * 16) == {at(1)}
        assert (
            positions.length(tx, at(0), author_id(0), 1, 2)
            > positions.length(tx, at(0), author_id(0), 1, 1)
            > 0
        )


@pytest.mark.parametrize(
    ("data", "value"), [(b'"plain"', "plain"), (b'""', ""), ('"Имя"'.encode(), "Имя"), (b'"a\\nb"', "a\nb")]
)
def test_plain_text_is_read_as_any_other(data: bytes, value: str) -> None:
    assert read_value(data) == value


@pytest.mark.parametrize("data", [b'"', b'"a"b"', b'"a\nb"', b'"a', b'"\x7f', b'"a" '])
def test_what_is_no_text_is_not_read_as_one(data: bytes) -> None:
    assert not isinstance(read_value(data), str)
