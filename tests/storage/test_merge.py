"""Each rule of the definition by itself; the fuzz test holds the session to it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from support.logs import author_id, record_id, scope_id

from storage import canonical, merge
from storage.changes import Change, Edit, Ref, decode_change, encode_change, erase
from storage.merge import Deletion, Live

A, B, C = (author_id(number) for number in range(3))
KEY = (scope_id(), "case", record_id(), "alias")


def change(
    seq: int, *edits: Edit, author: bytes = A, lamport: int = 1, scope: bytes = KEY[0], seed: int = 0
) -> Change:
    raw = encode_change(lamport, 0, bytes([seed]) * 16, edits)
    return decode_change(raw, scope, author, seq)  # type: ignore[arg-type]


def says(
    value: object, *replaces: Ref, field: str = "alias", kind: str = "case", record: bytes = KEY[2]
) -> Edit:
    return Edit(record, kind, field, canonical.dumps(value), replaces)  # type: ignore[arg-type]


def ref(target: Change, index: int = 0, **other: object) -> Ref:
    whole = {"author": target.author, "seq": target.seq, "index": index, "tag": target.leaves()[index][:4]}
    return Ref(**{**whole, **other})  # type: ignore[arg-type]


def values(*changes: Change) -> list[object]:
    return [canonical.loads(one.value) for one in merge.live(changes).get(KEY, [])]


def test_an_edit_is_live_until_one_names_it() -> None:
    first = change(1, says("a"))
    second = change(2, says("b", ref(first)), lamport=2)
    assert values(first) == ["a"]
    assert values(first, second) == values(second, first) == ["b"]
    assert values(second) == ["b"]


def test_a_change_counts_once() -> None:
    first = change(1, says("a"))
    assert values(first, first) == ["a"]


def test_a_replaced_edit_still_replaces() -> None:
    first = change(1, says("a"))
    second = change(2, says("b", ref(first)))
    third = change(3, says("c", ref(second)))
    assert values(third, first, second) == ["c"]


WRONG = {
    "tag": {"tag": b"nope"},
    "author": {"author": B},
    "seq": {"seq": 2},
    "index": {"index": 1},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_reference_with_something_wrong_has_no_effect(wrong: dict[str, object]) -> None:
    first = change(1, says("a"), says("x", field="status"))
    other = change(2, says("b", ref(first, **wrong)))
    assert values(first, other) == ["a", "b"]


@pytest.mark.parametrize(
    "target",
    [says("a", field="status"), says("a", kind="person"), says("a", record=record_id(9))],
    ids=["field", "kind", "record"],
)
def test_a_reference_reaches_only_its_own_field(target: Edit) -> None:
    first = change(1, target)
    second = change(2, says("b", ref(first)))
    assert len(merge.live([first, second])) == 2


def test_a_reference_stays_in_its_scope() -> None:
    first = change(1, says("a"))
    second = change(2, says("b", ref(first)), scope=scope_id(9))
    assert values(first, second) == ["a"]


def test_an_erased_edit_is_not_live_and_replaces_nothing() -> None:
    first = change(1, says("a"))
    second = change(2, says("b", ref(first)))
    gone = decode_change(erase(second.raw, 0), second.scope, second.author, 2)
    assert values(first, gone) == ["a"]
    third = change(3, says("c", ref(second)))
    assert values(first, gone, third) == ["a", "c"]


def test_live_edits_come_in_the_order_of_causes() -> None:
    some = [
        change(1, says(5), author=A, lamport=9),
        change(1, says(1), author=B, lamport=2),
        change(2, says(4), says(3), author=A, lamport=3),
        change(2, says(2), author=B, lamport=2),
    ]
    assert values(*some) == [1, 2, 4, 3, 5]


def live(value: object, author: bytes = A, seq: int = 1, lamport: int = 1) -> Live:
    data = value if isinstance(value, bytes) else canonical.dumps(value)
    return Live(author, seq, 0, lamport, bytes(32), data)  # type: ignore[arg-type]


ORDERS = {("case", "risk_level"): lambda value: {"low": 1, "high": 3}.get(str(value), 0)}


def doubtful(_kind: str, _field: str, value: object) -> bool:
    return value == "?"


def shown(field: str, *lives: Live) -> object:
    return canonical.read(merge.shown("case", field, lives, ORDERS, doubtful).value)


def test_the_later_value_is_shown_where_no_order_says_otherwise() -> None:
    assert shown("alias", live("a", lamport=2), live("b", lamport=1)) == "a"
    assert shown("alias", live("a", A), live("b", B)) == "b"
    assert shown("alias", live("a", seq=2), live("b", seq=1)) == "a"


def test_the_higher_rank_is_shown_whenever_it_was_written() -> None:
    assert shown("risk_level", live("high", lamport=1), live("low", lamport=2)) == "high"
    assert shown("risk_level", live("low", lamport=2), live("high", lamport=1)) == "high"
    assert merge.shown("person", "risk_level", [live("high"), live("low", seq=2)], ORDERS, doubtful).seq == 2


def test_of_equal_ranks_the_later_is_shown() -> None:
    assert shown("risk_level", live("x", lamport=3), live("y", lamport=2)) == "x"


@pytest.mark.parametrize("strange", ["?", b"1.5", b"\xff"])
def test_what_nobody_understands_is_shown_only_alone(strange: object) -> None:
    for field in ("alias", "risk_level"):
        assert shown(field, live("low"), live(strange, lamport=9)) == "low"
        assert merge.shown("case", field, [live(strange)], ORDERS, doubtful).value is not None
        assert merge.shown("case", field, [live(strange), live(strange, seq=2)], ORDERS, doubtful).seq == 2


def test_equal_values_are_one_value() -> None:
    assert not merge.in_conflict("alias", [live("a"), live("a", B)])
    assert merge.in_conflict("alias", [live("a"), live("b", B)])
    assert not merge.in_conflict("alias", [live("a")])


def delete(reason: str = "moved", seq: int = 1, author: bytes = A, lamport: int = 5, **seen: int) -> Live:
    frontier = {{"a": A, "b": B, "c": C}[name].hex(): at for name, at in seen.items()}
    return live({"reason": reason, "frontier": frontier}, author, seq, lamport)


def deletion(deletes: Sequence[Live], *others: Live) -> Deletion | None:
    return merge.deletion("case", {"deleted": deletes, "alias": list(others)}, {}, doubtful)


def test_a_delete_that_saw_everything_hides_the_record() -> None:
    assert deletion([delete(a=3, b=2, seq=4)], live(1, A, 3), live(2, B, 2)) == Deletion("moved", False)


@pytest.mark.parametrize("unseen", [live(1, B, 3), live(1, C, 1)], ids=["later", "another author"])
def test_a_live_edit_beyond_the_frontier_shows_it(unseen: Live) -> None:
    assert deletion([delete(a=3, b=2, seq=4)], live(1, A, 3), unseen) == Deletion("moved", True)


def test_what_was_written_with_the_delete_was_seen() -> None:
    assert deletion([delete(seq=4)], live(1, A, 4)) == Deletion("moved", False)
    assert deletion([delete(seq=4)], live(1, A, 5)) == Deletion("moved", True)


def test_what_any_delete_saw_was_seen() -> None:
    both = [delete(b=1, author=A), delete(c=1, author=C, seq=2)]
    assert deletion(both, live(1, B, 1)) == Deletion("moved", False)
    assert deletion(both, live(1, B, 2)) == Deletion("moved", True)


def test_the_furthest_that_any_delete_saw_counts() -> None:
    both = [delete(b=4, author=A), delete(b=2, author=C, seq=2)]
    for deletes in (both, both[::-1]):
        assert deletion(deletes, live(1, B, 4)) == Deletion("moved", False)


def test_deletes_do_not_contradict_one_another_but_an_undelete_does() -> None:
    assert not merge.in_conflict("deleted", [delete("a"), delete("b", author=B)])
    assert merge.in_conflict("deleted", [delete("a"), live(None, B)])


def test_an_undelete_brings_the_record_back() -> None:
    assert deletion([live(None)]) is None
    assert deletion([delete(lamport=1), live(None, B, lamport=2)]) is None
    assert deletion([delete(lamport=3), live(None, B, lamport=2)]) is not None
    assert deletion([]) is None


@pytest.mark.parametrize(
    "value",
    [
        "yes",
        True,
        {},
        {"frontier": 1},
        {"frontier": {"zz": 1}},
        {"frontier": {"aa": "1"}},
        {"frontier": {"aa": True}},
    ],
)
def test_a_delete_that_says_nothing_readable_deletes_nothing(value: object) -> None:
    assert deletion([live(value)]) is None
    assert deletion([delete(lamport=1), live(value, B, lamport=9)]) is not None


def test_a_reason_is_text_or_nothing() -> None:
    assert deletion([live({"frontier": {}, "reason": 5})]) == Deletion("", False)
    assert deletion([live({"frontier": {}})]) == Deletion("", False)
