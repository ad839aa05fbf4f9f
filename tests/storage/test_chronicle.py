"""Everything that was written in some compartments, with what each edit replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.chains import Chain, says
from support.logs import Store, author_id, make_store, record_id, scope_id

from storage import log
from storage.changes import Ref
from storage.chronicle import chronicle
from storage.scopes import State


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path)


def test_every_edit_is_told_newest_first_with_what_it_replaced(store: Store) -> None:
    mine, theirs = Chain(author_id(1)), Chain(author_id(2))
    mine.write(says("a"), says("other", record=5))
    theirs.write(says("b", mine.ref(1)), lamport=2)
    mine.write(says("c", mine.ref(1)), lamport=3)
    mine.write(says("d", mine.ref(2), theirs.ref(1)), lamport=4)
    store.apply(theirs.run(), bundle=8)
    store.apply(mine.run(), bundle=9)
    with store.read() as tx:
        told = chronicle(tx, [scope_id()])
    assert [(each.value, each.before, each.live) for each in told] == [
        ("d", ("c", "b"), True),
        ("c", ("a",), False),
        ("b", ("a",), False),
        ("other", (), True),
        ("a", (), False),
    ]
    assert [each.bundle for each in told] == [9, 9, 8, 9, 9]
    assert told[3].record == record_id(5)
    assert (told[2].author, told[2].lamport, told[2].wall) == (author_id(2), 2, 1_700_000_001)


def test_several_compartments_are_one_story_and_others_are_left_out(store: Store) -> None:
    for number in range(3):
        chain = Chain(author_id(number), scope_id(number)).write(says(number), lamport=number + 1)
        store.apply(chain.run())
    with store.read() as tx:
        assert [each.value for each in chronicle(tx, [scope_id(0), scope_id(2), scope_id(99)])] == [2, 0]


@pytest.mark.parametrize("wrong", ["tag", "field", "place"])
def test_a_reference_that_does_not_fit_replaced_nothing(store: Store, wrong: str) -> None:
    chain = Chain(author_id(1))
    chain.write(says("secret", name="other" if wrong == "field" else "alias"))
    true = chain.ref(1)
    ref = Ref(true.author, true.seq, 7 if wrong == "place" else 0, b"????" if wrong == "tag" else true.tag)
    chain.write(says("b", ref))
    store.apply(chain.run())
    with store.read() as tx:
        assert chronicle(tx, [scope_id()])[0].before == ()


def test_what_is_sealed_is_not_told(store: Store) -> None:
    store.apply(Chain(author_id(1)).write(says("a")).run())
    with store.write() as tx:
        log.set_state(tx, scope_id(), State.SEALED)
    with store.read() as tx:
        assert chronicle(tx, [scope_id()]) == []


def test_what_was_erased_is_not_told_of_anybody(store: Store) -> None:
    chain = Chain(author_id(1))
    chain.write(says("gone")).write(says("b", chain.ref(1)))
    store.apply(chain.run())
    with store.write() as tx:
        log.erase_edit(tx, scope_id(), author_id(1), 1, 0)
    with store.read() as tx:
        assert [(each.value, each.before) for each in chronicle(tx, [scope_id()])] == [("b", ())]
