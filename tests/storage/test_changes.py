"""Changes and runs in bytes: one spelling, bounds, hashes, erasing. Malformed input is always `malformed_change`."""

from __future__ import annotations

import hashlib
import struct
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.logs import author_id, record_id, scope_id

from storage import changes, runs
from storage.changes import Change, Edit, Erased, Malformed, Ref, decode_change, encode_change, erase, scan
from storage.runs import Run, decode_run, decode_runs, encode_run, encode_runs, read_runs

SEED = bytes(range(16))
REF = Ref(author_id(3), 7, 2, b"tag4")
EDITS = [
    Edit(record_id(1), "case", "alias", '"Кедр"'.encode()),
    Edit(record_id(1), "case", "status", b'"sheltered"', (REF,)),
    Edit(record_id(2), "a_kind_with_a_name_of_more_than_twenty_three_letters", "x" * 64, b"1" * 300),
]


def decoded(raw: bytes) -> Change:
    return decode_change(raw, scope_id(), author_id(), 1)


names = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=64)
refs = st.builds(
    Ref,
    st.binary(min_size=16, max_size=16),
    st.integers(1, changes.SEQ_MAX),
    st.integers(0, 1023),
    st.binary(min_size=4, max_size=4),
)
edits = st.builds(
    Edit,
    st.binary(min_size=16, max_size=16),
    names,
    names,
    st.binary(max_size=400),
    st.lists(refs, max_size=30).map(tuple),
)


@given(
    st.integers(1, changes.LAMPORT_MAX),
    st.integers(-(1 << 63), (1 << 63) - 1),
    st.binary(min_size=16, max_size=16),
    st.lists(edits, min_size=1, max_size=30),
)
@settings(max_examples=150)
def test_a_change_comes_back_as_it_was_written(
    lamport: int, wall: int, seed: bytes, some: list[Edit]
) -> None:
    raw = encode_change(lamport, wall, seed, some)
    change = decode_change(raw, scope_id(), author_id(), 5)
    assert (change.lamport, change.wall, list(change.edits), change.raw) == (lamport, wall, some, raw)
    assert changes.times(raw) == (lamport, wall)
    spelt = [
        [e.record, e.kind, e.field, e.value, [[r.author, r.seq, r.index, r.tag] for r in e.replaces]]
        for e in some
    ]
    dumped = [cbor2.dumps(edit, canonical=True) for edit in spelt]
    assert raw == cbor2.dumps([lamport, wall, seed, dumped], canonical=True)


def test_salts_leaves_and_heads_are_the_specified_hashes() -> None:
    raw = encode_change(9, -5, SEED, EDITS * 2)
    change = decode_change(raw, scope_id(4), author_id(2), 12)
    blocks = b"".join(hashlib.blake2b(n.to_bytes(4, "big"), key=SEED).digest() for n in range(2))
    salts = [blocks[at : at + 16] for at in range(0, 96, 16)]
    spelt = cbor2.loads(raw)[3]
    leaves = [hashlib.blake2b(e, key=s, digest_size=32).digest() for e, s in zip(spelt, salts, strict=True)]
    assert change.salts == tuple(salts)
    assert change.leaves() == leaves
    assert leaves[0] == changes.leaf(spelt[0], salts[0])
    header = scope_id(4) + author_id(2) + struct.pack(">QQqI", 12, 9, -5, 6)
    assert (change.header(), len(header)) == (header, 61)
    head = hashlib.blake2b(
        bytes(32) + header + b"".join(leaves), digest_size=32, person=b"siding.head"
    ).digest()
    assert changes.next_head(changes.START, change.header(), leaves) == head


@given(st.data())
@settings(max_examples=80)
def test_erasing_keeps_the_leaves_and_loses_the_edit(data: st.DataObject) -> None:
    some = data.draw(st.lists(edits, min_size=1, max_size=9))
    raw = encode_change(1, 2, SEED, some)
    gone = data.draw(st.sets(st.integers(0, len(some) - 1), min_size=1))
    erased = raw
    for index in sorted(gone):
        erased = erase(erased, index)
    change = decoded(erased)
    assert change.leaves() == decoded(raw).leaves()
    assert [at for at, edit in enumerate(change.edits) if isinstance(edit, Erased)] == sorted(gone)
    assert [edit for edit in change.edits if isinstance(edit, Edit)] == [
        edit for at, edit in enumerate(some) if at not in gone
    ]
    assert len(change.salts) == len(some) - len(gone)
    assert all(
        isinstance(edit, Edit) or edit.leaf == change.leaves()[at] for at, edit in enumerate(change.edits)
    )
    assert erase(erased, min(gone)) == erased


def test_neither_seed_nor_salt_of_an_erased_edit_stays() -> None:
    erased = erase(encode_change(1, 2, SEED, EDITS), 0)
    assert SEED not in erased
    assert changes.salts(SEED, 3)[0] not in erased
    assert changes.salts(SEED, 3)[1] in erased


@pytest.mark.parametrize("index", [-1, 3])
def test_only_an_edit_that_is_there_can_be_erased(index: int) -> None:
    with pytest.raises(Malformed):
        erase(encode_change(1, 2, SEED, EDITS), index)


def edit(*parts: Any) -> bytes:
    default = [record_id(), "case", "alias", b"1", []]
    return cbor2.dumps([*parts, *default[len(parts) :]])


def change(*parts: Any) -> bytes:
    default = [1, 2, SEED, [edit()]]
    return cbor2.dumps([*parts, *default[len(parts) :]])


def with_ref(*parts: Any) -> bytes:
    default = [author_id(), 1, 0, b"tag4"]
    return edit(record_id(), "case", "alias", b"1", [[*parts, *default[len(parts) :]]])


LEAF = [bytes(32)]
BAD = {
    "nothing": b"",
    "not an array": cbor2.dumps({}),
    "three parts": cbor2.dumps([1, 2, SEED]),
    "five parts": cbor2.dumps([1, 2, SEED, [edit()], 5]),
    "lamport 0": change(0),
    "lamport beyond 2^53": change(1 << 53),
    "lamport negative": change(-1),
    "lamport as text": change("1"),
    "lamport in two bytes": b"\x84\x18\x01" + change()[2:],
    "wall as bytes": change(1, b"2"),
    "wall beyond 64 bits": change(1, 1 << 63),
    "wall below 64 bits": change(1, -(1 << 63) - 1),
    "wall as a float": change(1, 2.5),
    "short seed": change(1, 2, SEED[:15]),
    "long seed": change(1, 2, SEED + b"x"),
    "seed as text": change(1, 2, "0123456789abcdef"),
    "no edits": change(1, 2, SEED, []),
    "edits as bytes": change(1, 2, SEED, b"edits"),
    "too many edits": change(1, 2, SEED, [edit()] * 1025),
    "an edit that is not bytes": change(1, 2, SEED, [[1]]),
    "an empty edit": change(1, 2, SEED, [b""]),
    "a seed and an erased edit": change(1, 2, SEED, [edit(), LEAF]),
    "only erased, with a seed": change(1, 2, SEED, [LEAF]),
    "salts without an erased edit": change(1, 2, [SEED], [edit()]),
    "a salt too few": change(1, 2, [], [edit(), LEAF]),
    "a salt too many": change(1, 2, [SEED, SEED], [edit(), LEAF]),
    "a short salt": change(1, 2, [SEED[:15]], [edit(), LEAF]),
    "too many salts": change(1, 2, [SEED] * 1024, [edit(), LEAF]),
    "a short leaf": change(1, 2, [SEED], [edit(), [bytes(31)]]),
    "two leaves in one": change(1, 2, [SEED], [edit(), [bytes(32), bytes(32)]]),
    "one byte behind": change() + b"\x00",
    "an endless array": b"\x9f" + change()[1:] + b"\xff",
    "a tag": b"\xc1" + change(),
    "a length in two bytes that fits one": b"\x84\x01\x02\x50" + SEED + b"\x81\x58\x05abcde",
    "an array head of four gigabytes": b"\x84\x01\x02\x50" + SEED + b"\x9a\xff\xff\xff\xff",
    "bytes of eight exabytes": b"\x84\x01\x02\x50" + SEED + b"\x81\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
    "too long in all": change(1, 2, SEED, [edit(record_id(), "a", "b", bytes(60_000))] * 20),
    "record of 15 bytes": change(1, 2, SEED, [edit(bytes(15))]),
    "record of 17 bytes": change(1, 2, SEED, [edit(bytes(17))]),
    "record as text": change(1, 2, SEED, [edit("0123456789abcdef")]),
    "empty kind": change(1, 2, SEED, [edit(record_id(), "")]),
    "kind with a capital": change(1, 2, SEED, [edit(record_id(), "Case")]),
    "kind not ascii": change(1, 2, SEED, [edit(record_id(), "дело")]),
    "kind as bytes": change(1, 2, SEED, [edit(record_id(), b"case")]),
    "kind too long": change(1, 2, SEED, [edit(record_id(), "k" * 65)]),
    "kind of 300": change(1, 2, SEED, [edit(record_id(), "k" * 300)]),
    "empty field": change(1, 2, SEED, [edit(record_id(), "case", "")]),
    "field with a space": change(1, 2, SEED, [edit(record_id(), "case", "a b")]),
    "field too long": change(1, 2, SEED, [edit(record_id(), "case", "f" * 65)]),
    "value as text": change(1, 2, SEED, [edit(record_id(), "case", "alias", "1")]),
    "value too long": change(1, 2, SEED, [edit(record_id(), "case", "alias", bytes(65_537))]),
    "no replaces": change(1, 2, SEED, [cbor2.dumps([record_id(), "case", "alias", b"1"])]),
    "six parts of an edit": change(1, 2, SEED, [cbor2.dumps([record_id(), "case", "alias", b"1", [], 1])]),
    "one byte behind an edit": change(1, 2, SEED, [edit() + b"\x00"]),
    "replaces as bytes": change(1, 2, SEED, [edit(record_id(), "case", "alias", b"1", b"")]),
    "too many replaces": change(
        1, 2, SEED, [edit(record_id(), "case", "alias", b"1", [[author_id(), 1, 0, b"tag4"]] * 65)]
    ),
    "a reference of three parts": change(
        1, 2, SEED, [edit(record_id(), "a", "b", b"1", [[author_id(), 1, 0]])]
    ),
    "a reference to an author of 15 bytes": change(1, 2, SEED, [with_ref(bytes(15))]),
    "a reference to seq 0": change(1, 2, SEED, [with_ref(author_id(), 0)]),
    "a reference to seq -1": change(1, 2, SEED, [with_ref(author_id(), -1)]),
    "a reference beyond 2^36": change(1, 2, SEED, [with_ref(author_id(), 1 << 36)]),
    "a reference to index 1024": change(1, 2, SEED, [with_ref(author_id(), 1, 1024)]),
    "a reference with a tag of 3": change(1, 2, SEED, [with_ref(author_id(), 1, 0, b"tag")]),
    "a reference with a tag of 5": change(1, 2, SEED, [with_ref(author_id(), 1, 0, b"tag45")]),
    "one byte behind a reference": change(1, 2, SEED, [with_ref() + b"\x00"]),
}


@pytest.mark.parametrize("untrusted", BAD.values(), ids=BAD.keys())
def test_what_is_no_change_is_refused(untrusted: bytes) -> None:
    with pytest.raises(Malformed) as raised:
        scan(untrusted)
    assert raised.value.slug == "malformed_change"


def test_the_parts_that_the_refusals_are_made_of_are_accepted() -> None:
    assert decoded(change()).edits == (Edit(record_id(), "case", "alias", b"1"),)
    assert decoded(change(1, 2, [SEED], [edit(), LEAF])).edits[1] == Erased(bytes(32))
    assert decoded(change(1, 2, [], [LEAF])).salts == ()
    assert scan(change(1, 2, SEED, [with_ref()]))[3][0]


@pytest.mark.parametrize("size", [0, 23, 24, 255, 256, 65_535, 65_536])
def test_values_up_to_64_kib_are_accepted(size: int) -> None:
    assert decoded(encode_change(1, 2, SEED, [Edit(record_id(), "a", "b", bytes(size))])).edits[
        0
    ].value == bytes(size)


def test_the_most_that_a_change_may_hold_is_accepted() -> None:
    some = [Edit(record_id(), "case", "alias", b"1", (REF,) * 2)] * 1024
    assert decoded(encode_change(1, 2, SEED, some)).edits == tuple(some)
    assert (
        len(
            decoded(encode_change(1, 2, SEED, [Edit(record_id(), "a", "b", b"1", (REF,) * 64)]))
            .edits[0]
            .replaces
        )
        == 64
    )


def test_writing_refuses_what_reading_would() -> None:
    with pytest.raises(Malformed):
        encode_change(1, 2, SEED, [Edit(record_id(), "Case", "alias", b"1")])


def test_every_cut_is_refused() -> None:
    for raw in (encode_change(1, 2, SEED, EDITS), erase(encode_change(1, 2, SEED, EDITS), 1)):
        for length in range(len(raw)):
            with pytest.raises(Malformed):
                scan(raw[:length])


def test_every_flip_is_refused_or_read_as_something_else() -> None:
    for raw in (
        encode_change(70_000, 1_700_000_000, SEED, EDITS),
        erase(encode_change(1, 2, SEED, EDITS), 1),
    ):
        before = scan(raw)
        for place in range(len(raw) * 8):
            flipped = bytearray(raw)
            flipped[place >> 3] ^= 1 << (place & 7)
            try:
                assert scan(bytes(flipped)) != before
            except Malformed:
                continue


@given(st.binary(max_size=300))
@settings(max_examples=400)
def test_random_bytes_are_refused_and_nothing_else_happens(untrusted: bytes) -> None:
    for read in (scan, decode_runs, decode_run):
        with pytest.raises(Malformed):
            read(b"\x84" + untrusted)  # type: ignore[operator]


# Runs

RAW = [encode_change(n, 2, SEED, EDITS) for n in (1, 2, 300)]
RUN = Run(scope_id(1), author_id(1), 41, RAW)


@given(
    st.lists(
        st.builds(
            Run,
            st.binary(min_size=17, max_size=17),
            st.binary(min_size=16, max_size=16),
            st.integers(1, changes.SEQ_MAX - 40),
            st.lists(st.binary(max_size=300), min_size=1, max_size=30),
        ),
        max_size=30,
    )
)
@settings(max_examples=60)
def test_runs_come_back_as_they_were_written(some: list[Run]) -> None:
    section = encode_runs(some)
    assert decode_runs(section) == some
    assert section == cbor2.dumps([[r.scope, r.author, r.first, r.changes] for r in some], canonical=True)
    assert [decode_run(encode_run(run)) for run in some] == some


def test_runs_know_their_last_seq() -> None:
    assert RUN.last == 43


def run(*parts: Any) -> bytes:
    default = [scope_id(), author_id(), 1, [b"change"]]
    return cbor2.dumps([[*parts, *default[len(parts) :]]])


BAD_RUNS = {
    "nothing": b"",
    "no array": cbor2.dumps(5),
    "scope of 16": run(bytes(16)),
    "scope of 18": run(bytes(18)),
    "author of 15": run(scope_id(), bytes(15)),
    "author as text": run(scope_id(), "0123456789abcdef"),
    "first 0": run(scope_id(), author_id(), 0),
    "beyond 2^36": run(scope_id(), author_id(), changes.SEQ_MAX, [b"one", b"two"]),
    "no changes": run(scope_id(), author_id(), 1, []),
    "a change that is text": run(scope_id(), author_id(), 1, ["change"]),
    "a change beyond 1 MiB": run(scope_id(), author_id(), 1, [bytes((1 << 20) + 1)]),
    "a change that claims gigabytes": run()[:-7] + b"\x5a\xff\xff\xff\xff",
    "a count that is not there": run()[:-8] + b"\x9a\xff\xff\xff\xff\x46change",
    "behind the end": run() + b"\x00",
}


@pytest.mark.parametrize("untrusted", BAD_RUNS.values(), ids=BAD_RUNS.keys())
def test_what_is_no_section_is_refused(untrusted: bytes) -> None:
    with pytest.raises(Malformed):
        decode_runs(untrusted)
    with pytest.raises(Malformed):
        decode_run(untrusted[1:])


def test_every_cut_of_a_section_is_refused() -> None:
    section = encode_runs([RUN, RUN])
    for length in range(len(section)):
        with pytest.raises(Malformed):
            decode_runs(section[:length])


@pytest.mark.parametrize("seeded", [True, False])
def test_a_section_has_no_more_edits_than_memory_is_kept_for(
    monkeypatch: pytest.MonkeyPatch, *, seeded: bool
) -> None:
    monkeypatch.setattr(runs, "SECTION_EDITS_MAX", 300)
    some = [encode_change(1 << 40, -(1 << 40), SEED, [EDITS[0]] * 100) for _ in range(3)]
    if not seeded:
        some[1] = erase(some[1], 50)
    whole = [Run(scope_id(), author_id(number), 1, [raw]) for number, raw in enumerate(some)]
    assert decode_runs(encode_runs(whole)) == whole
    whole.append(Run(scope_id(), author_id(9), 1, [encode_change(1, 0, SEED, [EDITS[0]])]))
    with pytest.raises(Malformed) as raised:
        decode_runs(encode_runs(whole))
    assert raised.value.facts == {"why": "too_many"}


def test_a_section_has_no_more_changes_than_memory_is_kept_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "SECTION_CHANGES_MAX", 5)
    two, three = (Run(scope_id(), author_id(), 1, [b"change"] * count) for count in (2, 3))
    assert decode_runs(encode_runs([two, three])) == [two, three]
    with pytest.raises(Malformed) as raised:
        decode_runs(encode_runs([three, three]))
    assert raised.value.facts == {"why": "too_many"}


def test_the_bounds_of_a_section() -> None:
    assert (runs.SECTION_CHANGES_MAX, runs.SECTION_EDITS_MAX) == (100_000, 400_000)


def test_runs_are_read_one_by_one() -> None:
    reader = read_runs(encode_runs([RUN, RUN]) + b"\x00")
    assert [next(reader), next(reader)] == [RUN, RUN]
    with pytest.raises(Malformed):
        next(reader)
