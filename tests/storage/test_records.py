"""Records as people see them: fields, conflicts, lists in every order, pages, history; and the projection behind."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from support.chains import Chain, long_chain, says
from support.logs import Store, author_id, make_store, record_id, scope_id

from storage import canonical, listing, log, records, search
from storage.blobs import Blobs
from storage.changes import Edit, Ref
from storage.files import Files
from storage.log import NewEdit
from storage.projection import Projection, facet_keys, read_value
from storage.records import Row

RANKS = {"low": 1, "high": 2}
PROJECTION = Projection(
    orders={("case", "risk_level"): lambda value: RANKS.get(str(value), 0)},
    indexed=frozenset({("case", "alias"), ("case", "status"), ("case", "profile"), ("case", "level")}),
    searchable=frozenset({("case", "alias")}),
    not_understood=lambda _kind, name, value: name == "risk_level" and value not in RANKS,
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path, PROJECTION)


def add(
    store: Store,
    record: int,
    *,
    scope: int = 0,
    kind: str = "case",
    by: int = 0,
    code: int = 1,
    **fields: object,
) -> log.Change:
    edits = [NewEdit(record_id(record), kind, name, value) for name, value in fields.items()]
    return store.append(*edits, scope=scope_id(scope, code), by=by)


def one(store: Store, record: int = 0, kind: str = "case") -> Row:
    with store.read() as tx:
        row = records.one(tx, scope_id(), kind, record_id(record))
        assert row is not None
        return row


def listed(store: Store, **options: object) -> list[int]:
    """List cases by the numbers of their ids."""
    with store.read() as tx:
        rows = records.query(tx, "case", **options)  # type: ignore[arg-type]
        return [int.from_bytes(row.record[6:], "big") for row in rows]


# One record


def test_a_row_has_every_live_field_as_json(store: Store) -> None:
    change = add(store, 0, alias="Кедр", profile=["a", "b"], status=None, deep={"x": [1, True]})
    row = one(store)
    assert row.fields == {"alias": "Кедр", "profile": ["a", "b"], "status": None, "deep": {"x": [1, True]}}
    assert (row.record, row.kind, row.scope) == (record_id(), "case", scope_id())
    assert (row.lamport, row.wall, row.received_at) == (change.lamport, store.clock, store.clock)
    assert not (row.conflicts or row.deleted or row.deleted_here_changed_there)


def test_when_it_last_changed_is_told_by_the_last_change(store: Store) -> None:
    add(store, 0, alias="a")
    store.clock += 60
    late = Chain(author_id(5)).write(says("b", name="status"), lamport=9)
    store.apply(late.run())
    row = one(store)
    assert (row.lamport, row.wall, row.received_at) == (9, 1_700_000_001, store.clock)


def test_a_person_is_one_id_in_several_scopes(store: Store) -> None:
    for code in (1, 3, 4):
        add(store, 7, kind="person", scope=7, code=code, code_here=code)
    with store.read() as tx:
        assert [(row.scope[0], row.fields) for row in records.get(tx, record_id(7))] == [
            (1, {"code_here": 1}),
            (3, {"code_here": 3}),
            (4, {"code_here": 4}),
        ]
        assert records.get(tx, record_id(8)) == []
        assert records.one(tx, scope_id(7, 5), "person", record_id(7)) is None
        assert records.one(tx, scope_id(7, 3), "case", record_id(7)) is None


@pytest.mark.parametrize(
    "data",
    [
        b"1.5",
        b"\xff",
        b'{"b":1,"a":2}',
        b"",
        '"e\u0301"'.encode(),
        b'"\x01"',
        b'"a"b"',
        # halves of surrogate pairs, as bytes and as escapes: text that no database and no screen takes
        b'"\xed\xa0\x80"',
        b'"\\ud800"',
        b'["\xed\xb0\x80"]',
        b'{"\\udc00":"a"}',
        b'{"a":"\xed\xa0\x80"}',
    ],
)
def test_a_value_that_is_not_canonical_is_kept_and_marked(store: Store, data: bytes) -> None:
    chain = Chain().write(Edit(record_id(), "case", "alias", data), says("found", name="status"))
    store.apply(chain.run())
    store.apply(Chain(author_id(1)).write(Edit(record_id(), "case", "deleted", data)).run())
    with store.write() as tx:
        assert records.history(tx, record_id())[0].value is canonical.NOT_UNDERSTOOD
        assert search.find(tx, "found") == search.find(tx, "a") == []
        assert records.conflicts(tx) == []
        assert records.rebuild(tx) == 1
    for sort in (None, "alias", "-alias"):
        assert listed(store, sort=sort) == [0]
    assert listed(store, where={"alias": "a"}) == []
    assert one(store).fields["alias"] is canonical.NOT_UNDERSTOOD
    with store.read() as tx:
        (value,) = records.live(tx, scope_id(), "case", record_id(), "alias")
        assert (value.raw, value.value) == (data, canonical.NOT_UNDERSTOOD)
        assert log.run(tx, scope_id(), author_id(), 1) == chain.run()


@pytest.mark.parametrize(
    "value", ["", "Кедр", 'q"q\\', "\n\t", "\u00e9", 5, -5, None, True, [1, "a"], {"a": "b"}]
)
def test_reading_quickly_reads_the_same(value: object) -> None:
    data = canonical.dumps(value)
    assert read_value(data) == canonical.read(data) == value
    for strange in (data + b" ", b" " + data, data[:-1]):
        assert repr(read_value(strange)) == repr(canonical.read(strange))


def test_live_values_are_what_a_form_replaces(store: Store) -> None:
    change = add(store, 0, alias="a")
    with store.read() as tx:
        (value,) = records.live(tx, scope_id(), "case", record_id(), "alias")
        assert records.live(tx, scope_id(), "case", record_id(), "status") == []
        assert records.live(tx, scope_id(), "case", record_id(9), "alias") == []
    assert value.ref == Ref(author_id(), 1, 0, change.leaves()[0][:4])
    assert (value.author, value.wall, value.lamport) == (author_id(), store.clock, 1)
    store.append(NewEdit(record_id(), "case", "alias", "b", (value.ref,)))
    assert one(store).fields == {"alias": "b"}


# Conflicts


def test_a_conflict_keeps_both_shows_one_and_is_settled_for_all(store: Store) -> None:
    for number, level in enumerate(("high", "low", "??")):
        store.apply(Chain(author_id(number)).write(says(level, name="risk_level"), lamport=number + 1).run())
    row = one(store)
    assert row.fields["risk_level"] == "high"
    found = row.conflicts["risk_level"]
    assert {str(value.value) for value in found} == {"high", "low", "??"}
    assert [value.leaf for value in found] == sorted(value.leaf for value in found)
    with store.read() as tx:
        assert records.conflicts(tx) == [(row, "risk_level")]
    store.append(NewEdit(record_id(), "case", "risk_level", "low", tuple(value.ref for value in found)), by=9)
    assert one(store).fields["risk_level"] == "low"
    with store.read() as tx:
        assert records.conflicts(tx) == []


def test_different_fields_and_equal_values_are_no_conflict(store: Store) -> None:
    store.apply(
        Chain(author_id(1)).write(says("a"), says("x", name="status")).run(),
        Chain(author_id(2)).write(says("a"), says("y", name="other")).run(),
    )
    row = one(store)
    assert (row.fields, row.conflicts) == ({"alias": "a", "status": "x", "other": "y"}, {})


# Lists


@pytest.fixture
def cases(store: Store) -> Store:
    aliases = ["Берёза", "ель", "Дуб", "Ёлка", "дуб", "Ясень"]
    for number, alias in enumerate(aliases):
        add(
            store, number, scope=number % 3, alias=alias, status=["open", "closed"][number % 2], level=number % 4,
            note=f"n{number % 2}",
        )  # fmt: skip
    add(store, 6, scope=2, status="open", profile=["journalist", "witness"])
    add(store, 7, kind="person", status="open")
    return store


def test_lists_are_by_arrival_unless_sorted(cases: Store) -> None:
    assert listed(cases) == [0, 1, 2, 3, 4, 5, 6]
    assert listed(cases, sort="alias") == [0, 2, 4, 3, 1, 5, 6]
    assert listed(cases, sort="-alias") == [5, 1, 3, 4, 2, 0, 6]
    assert listed(cases, sort="level") == [0, 4, 1, 5, 2, 3, 6]
    assert listed(cases, sort="note") == [0, 2, 4, 1, 3, 5, 6]
    assert listed(cases, sort="-note") == [5, 3, 1, 4, 2, 0, 6]
    assert listed(cases, sort="no_such_field") == [0, 1, 2, 3, 4, 5, 6]


def test_filters_compare_exactly(cases: Store) -> None:
    assert listed(cases, where={"status": "open"}) == [0, 2, 4, 6]
    assert listed(cases, where={"alias": "дуб"}) == [4]
    assert listed(cases, where={"alias": "Дуб", "status": "open"}) == [2]
    assert listed(cases, where={"level": 1}) == [1, 5]
    assert listed(cases, where={"level": True}) == []
    assert listed(cases, where={"level": "1"}) == []
    assert listed(cases, where={"note": "n1"}) == [1, 3, 5]
    assert listed(cases, where={"note": "n1", "status": "closed"}, sort="-alias") == [5, 1, 3]
    assert listed(cases, where={"profile": "witness"}) == [6]
    assert listed(cases, where={"profile": ["journalist", "witness"]}) == [6]
    assert listed(cases, where={"profile": ["witness"]}) == []
    assert listed(cases, where={"absent": None}) == []
    assert listed(cases, where={"status": None}) == []


def test_lists_can_be_of_a_scope_or_of_an_owner(cases: Store) -> None:
    add(cases, 8, scope=1, code=3, alias="identity")
    assert listed(cases, scope=scope_id(1)) == [1, 4]
    assert listed(cases, scope=scope_id(1), where={"status": "open"}) == [4]
    assert listed(cases, scopes_with_owner=scope_id(1)[1:]) == [1, 4, 8]
    assert listed(cases, scopes_with_owner=scope_id(1)[1:], scope=scope_id(1, 3)) == [8]
    assert listed(cases, scopes_with_owner=scope_id(2)[1:], scope=scope_id(1, 3)) == []
    assert listed(cases, scope=scope_id(40)) == []
    assert listed(cases, scopes_with_owner=scope_id(1)[1:], sort="-alias") == [1, 4, 8]


def test_a_kind_never_seen_has_an_empty_list(cases: Store) -> None:
    with cases.read() as tx:
        assert records.query(tx, "submarine") == []


def test_a_value_is_filed_under_what_is_shown(store: Store) -> None:
    store.apply(*(Chain(author_id(n)).write(says(v, name="status")).run() for n, v in enumerate(("b", "a"))))
    shown = str(one(store).fields["status"])
    other = {"a": "b", "b": "a"}[shown]
    assert listed(store, where={"status": shown}) == [0]
    assert listed(store, where={"status": other}) == []


def test_an_edit_moves_the_record_in_the_list(cases: Store) -> None:
    with cases.read() as tx:
        refs = tuple(value.ref for value in records.live(tx, scope_id(), "case", record_id(0), "status"))
    cases.append(NewEdit(record_id(0), "case", "status", "closed", refs))
    assert listed(cases, where={"status": "open"}) == [2, 4, 6]
    assert listed(cases, where={"status": "closed"}) == [0, 1, 3, 5]


def test_deleted_records_are_listed_only_on_demand(cases: Store) -> None:
    with cases.read() as tx:
        seen = log.frontier(tx, scope_id())
    cases.append(NewEdit(record_id(3), "case", "deleted", {"reason": "twice", "frontier": seen}))
    assert listed(cases) == [0, 1, 2, 4, 5, 6]
    assert listed(cases, include_deleted=True) == [0, 1, 2, 3, 4, 5, 6]
    assert one(cases, 3).deleted


def test_sealed_scopes_are_hidden_and_nothing_is_destroyed(cases: Store) -> None:
    with cases.write() as tx:
        log.set_state(tx, scope_id(0), "sealed")
        assert records.get(tx, record_id(0)) == []
        assert records.history(tx, record_id(0)) == []
    assert listed(cases) == [1, 2, 4, 5, 6]
    assert listed(cases, scope=scope_id(0)) == []
    with cases.write() as tx:
        log.set_state(tx, scope_id(0), "open")
    assert listed(cases) == [0, 1, 2, 3, 4, 5, 6]


def pages(store: Store, size: int, **options: object) -> list[int]:
    found: list[int] = []
    last = None
    with store.read() as tx:
        while rows := records.query(tx, "case", limit=size, after=last, **options):  # type: ignore[arg-type]
            assert len(rows) <= size
            found += [int.from_bytes(row.record[6:], "big") for row in rows]
            last = rows[-1]
    return found


@pytest.mark.parametrize("narrow", [listing.NARROW, 0], ids=["sorted after", "walked"])
@pytest.mark.parametrize(
    "sort", [None, "alias", "-alias", "status", "-level", "profile", "-profile", "note", "-note"]
)
def test_pages_put_together_are_the_whole_list(
    store: Store, monkeypatch: pytest.MonkeyPatch, narrow: int, sort: str | None
) -> None:
    monkeypatch.setattr(listing, "NARROW", narrow)
    rng = random.Random(5)
    chains = [Chain(scope=scope_id(number)) for number in range(3)]
    for number in range(100):
        fields = {
            "alias": rng.choice(["Дуб", "Ель", "Клён", 5, None, ""]),
            "status": rng.choice(["open", "closed"]),
            "level": rng.choice([1, 2, -3, "high"]),
            "profile": rng.sample(["a", "b", "c", "d"], rng.randrange(4)),
            "note": rng.choice(["n", "m", 3]),
        }
        kept = {name: value for name, value in fields.items() if rng.random() < 0.8} or {"other": 1}
        chains[number % 3].write(*(says(value, name=name, record=number) for name, value in kept.items()))
    store.apply(*(chain.run() for chain in chains))
    for where in ({}, {"status": "open"}, {"profile": "b"}, {"note": "n"}):
        for scope in (None, scope_id(1)):
            whole = listed(store, sort=sort, where=where, scope=scope)
            assert len(whole) == len(set(whole))
            assert sorted(whole) == sorted(listed(store, where=where, scope=scope))
            for size in (7, 40):
                assert pages(store, size, sort=sort, where=where, scope=scope) == whole
            assert listed(store, sort=sort, where=where, scope=scope, limit=5) == whole[:5]
    store.database.close()


def test_narrow_and_wide_lists_are_in_the_same_order(cases: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for sort in ("alias", "-alias", "profile", "-level"):
        narrow = listed(cases, sort=sort, where={"status": "open"})
        monkeypatch.setattr(listing, "NARROW", 0)
        assert listed(cases, sort=sort, where={"status": "open"}) == narrow
        monkeypatch.undo()


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        ("Ёлка", ["елка"]),
        ("x" * 99, ["x" * 64]),
        (5, [5]),
        (True, [1]),
        (None, []),
        ({"a": 1}, []),
        (["b", 2, "b", None, ["c"]], ["b", 2]),
        ([], []),
        (canonical.NOT_UNDERSTOOD, []),
    ],
)
def test_facets_of_values(value: object, keys: list[object]) -> None:
    assert facet_keys(value) == keys


# History


def test_history_tells_every_edit_in_the_order_of_causes(store: Store) -> None:
    mine, theirs = Chain(author_id(1)), Chain(author_id(2))
    mine.write(says("a"), says("other", record=5))
    theirs.write(says("b", mine.ref(1)), lamport=2)
    store.apply(theirs.run(), bundle=8)
    store.clock += 5
    store.apply(mine.run(), bundle=9)
    with store.read() as tx:
        first, second = records.history(tx, record_id())
    assert (first.value, first.author, first.bundle, first.live) == ("a", author_id(1), 9, False)
    assert (second.value, second.author, second.bundle, second.live) == ("b", author_id(2), 8, True)
    assert (first.received_at, second.received_at) == (store.clock, store.clock - 5)
    assert (first.seq, first.index, first.lamport, first.wall) == (1, 0, 1, 1_700_000_001)
    assert (first.scope, first.kind, first.field) == (scope_id(), "case", "alias")


def test_history_crosses_scopes_and_skips_records_that_only_mention_it(store: Store) -> None:
    add(store, 1, scope=1, alias="a")
    add(store, 1, scope=2, status="b")
    add(store, 2, scope=1, about=record_id(1).hex())
    with store.read() as tx:
        assert [(entry.scope, entry.value) for entry in records.history(tx, record_id(1))] == [
            (scope_id(1), "a"),
            (scope_id(2), "b"),
        ]
        assert records.history(tx, record_id(99)) == []


# The projection


def test_a_projection_is_rebuilt_with_other_rules(store: Store) -> None:
    add(store, 0, alias="a", note="text")
    store.database.projection = Projection(indexed=frozenset({("case", "note")}))
    with store.write() as tx:
        assert records.rebuild(tx) == 1
        assert tx.execute("SELECT value FROM facet").fetchall() == [("text",)]
        assert tx.scalar("SELECT text FROM row") is None


def test_without_a_projection_everything_still_reads(tmp_path: Path) -> None:
    store = make_store(tmp_path / "bare")
    store.apply(long_chain(2).run(), Chain(author_id(1)).write(says("x")).run())
    assert one(store).fields["alias"] in ("value 2", "x")
    assert listed(store, where={"alias": "nothing"}) == []
    store.database.close()


def test_attachments_that_records_name_are_noted_wherever_the_record_came_from(store: Store) -> None:
    store.database.projection = Projection(attached=frozenset({("document", "hash")}))
    add(store, 1, kind="document", hash=bytes(32).hex())
    arrived = Chain(author_id(4)).write(says((b"\x07" * 32).hex(), kind="document", name="hash", record=2))
    strange = Chain(author_id(5))
    for number, value in enumerate((5, None, "no hash", "00" * 31, ["00" * 32]), 10):
        strange.write(says(value, kind="document", name="hash", record=number))
    store.apply(arrived.run(), strange.run())
    with store.read() as tx:
        assert sorted(tx.execute("SELECT hash, scope, record FROM blob_use")) == [
            (bytes(32), scope_id(), record_id(1)),
            (b"\x07" * 32, scope_id(), record_id(2)),
        ]


def test_who_names_an_attachment_is_told_by_the_live_edits(store: Store) -> None:
    """The use stays when the edit is replaced: only the live edits say whose word it is."""
    store.database.projection = Projection(attached=frozenset({("document", "hash")}))
    digest, other = b"\x07" * 32, b"\x08" * 32
    first = Chain(author_id(1)).write(says(digest.hex(), kind="document", name="hash", record=1))
    again = Chain(author_id(2)).write(says(digest.hex(), kind="document", name="hash", record=1))
    there = Chain(author_id(2), scope_id(5)).write(
        says(digest.hex().upper(), kind="document", name="hash", record=1),
        says(other.hex(), kind="document", name="hash", record=2),
        says("x", kind="document", name="title", record=1),
    )
    store.apply(first.run(), again.run(), there.run())
    blobs = Blobs(Path(), Files())
    with store.read() as tx:
        assert blobs.named_by(tx, digest) == sorted(
            [
                (scope_id(), record_id(1), author_id(1)),
                (scope_id(), record_id(1), author_id(2)),
                (scope_id(5), record_id(1), author_id(2)),
            ]
        )
        assert blobs.named_by(tx, other) == [(scope_id(5), record_id(2), author_id(2))]
        assert blobs.named_by(tx, bytes(32)) == []
    first.write(says(other.hex(), first.ref(1), kind="document", name="hash", record=1))
    store.apply(first.run(2))
    with store.read() as tx:
        assert (scope_id(), record_id(1)) in blobs.uses(tx, digest)
        assert (scope_id(), record_id(1), author_id(1)) not in blobs.named_by(tx, digest)


def test_many_records_are_read_in_pieces(store: Store) -> None:
    chain = Chain()
    for number in range(700):
        chain.write(says(f"alias {number:03}", record=number), says(number % 3, name="level", record=number))
    store.apply(chain.run(1, 300))
    store.apply(chain.run(301))
    assert listed(store) == list(range(700))
    assert listed(store, sort="-alias", limit=3) == [699, 698, 697]
    more = Chain(author_id(2))
    for number in range(700):
        more.write(says("changed", chain.ref(number + 1), record=number), lamport=5000)
    store.apply(more.run())
    with store.write() as tx:
        before = tx.execute("SELECT * FROM row").fetchall(), tx.execute("SELECT * FROM facet").fetchall()
        assert records.rebuild(tx) == 700
        assert (
            tx.execute("SELECT * FROM row").fetchall(),
            tx.execute("SELECT * FROM facet").fetchall(),
        ) == before
    assert listed(store, where={"alias": "changed"}) == list(range(700))
