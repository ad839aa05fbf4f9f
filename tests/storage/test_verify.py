"""Editing one past change makes `verify` fail and names it (security 24)."""

from __future__ import annotations

import pytest
from support.chains import long_chain
from support.logs import Store, author_id, scope_id

from storage import changes, log, purge
from storage.log import Fault


@pytest.fixture
def kept(store: Store) -> Store:
    store.apply(long_chain(6).run(), long_chain(3, author=1).run(), long_chain(2, scope=1).run())
    return store


def faults(store: Store) -> list[Fault]:
    with store.read() as tx:
        return log.verify(tx)


def fault(seq: int, why: str) -> Fault:
    return Fault(scope_id(), author_id(), seq, why)


def tamper(store: Store, sql: str, *params: object) -> None:
    with store.write() as tx:
        chain = tx.scalar(
            "SELECT chain.id FROM chain JOIN scope ON scope.id = scope JOIN author ON author.id = author"
            " WHERE scope.name = ? AND author.name = ?",
            (scope_id(), author_id()),
        )
        tx.execute(sql.replace("CHAIN", str(chain << 36)), params)


def test_an_untouched_log_is_sound(kept: Store) -> None:
    assert faults(kept) == []


@pytest.mark.parametrize("seq", range(1, 7))
def test_one_edited_change_is_named_and_no_other(kept: Store, seq: int) -> None:
    with kept.read() as tx:
        raw = log.run(tx, scope_id(), author_id(), seq, seq).changes[0]
    tamper(kept, "UPDATE change SET body = ? WHERE id = CHAIN + ?", raw.replace(b"value", b"VALUE"), seq)
    assert faults(kept) == [fault(seq, "changed")]


def test_every_byte_of_a_change_counts(kept: Store) -> None:
    with kept.read() as tx:
        raw = log.run(tx, scope_id(), author_id(), 2, 2).changes[0]
    for place in range(len(raw)):
        tamper(
            kept, "UPDATE change SET body = ? WHERE id = CHAIN + 2",
            raw[:place] + bytes((raw[place] ^ 1,)) + raw[place + 1 :],
        )  # fmt: skip
        assert faults(kept) in ([fault(2, "changed")], [fault(2, "unreadable")])


def test_an_edited_hash_is_named_with_what_it_was_the_ground_of(kept: Store) -> None:
    tamper(kept, "UPDATE change SET hash = zeroblob(32) WHERE id = CHAIN + 3")
    assert faults(kept) == [fault(3, "changed"), fault(4, "changed")]


def test_missing_changes_are_named(kept: Store) -> None:
    tamper(kept, "DELETE FROM change WHERE id IN (CHAIN + 3, CHAIN + 6)")
    assert faults(kept) == [fault(3, "missing"), fault(6, "missing")]


def test_unreadable_changes_are_named(kept: Store) -> None:
    tamper(kept, "UPDATE change SET body = x'84' WHERE id = CHAIN + 6")
    assert faults(kept) == [fault(6, "unreadable")]


def test_a_head_that_is_not_the_chain_s_is_named(kept: Store) -> None:
    tamper(kept, "UPDATE chain SET head = zeroblob(32) WHERE id = CHAIN >> 36")
    assert faults(kept) == [fault(6, "head")]


def test_a_chain_swapped_into_another_is_named(kept: Store) -> None:
    foreign = long_chain(6, author=5).raws[3]
    tamper(kept, "UPDATE change SET body = ? WHERE id = CHAIN + 4", changes.erase(foreign, 0))
    assert faults(kept) == [fault(4, "changed")]


def test_dropped_content_is_no_fault_and_what_came_after_is_checked(kept: Store) -> None:
    chain = long_chain(9)
    with kept.write() as tx:
        purge.drop_content(tx, scope_id())
        log.set_state(tx, scope_id(), "open")
    assert faults(kept) == []
    kept.apply(chain.run(7), chain.run(1, 3))
    assert faults(kept) == []
    tamper(kept, "DELETE FROM change WHERE id = CHAIN + 8")
    assert faults(kept) == [fault(8, "missing")]
    tamper(kept, "UPDATE change SET body = x'84' WHERE id = CHAIN + 2")
    assert faults(kept) == [fault(2, "unreadable"), fault(8, "missing")]


def test_progress_is_told_and_can_stop_it(kept: Store) -> None:
    told: list[tuple[int, int]] = []
    with kept.read() as tx:
        log.verify(tx, lambda done, total: told.append((done, total)))
        with pytest.raises(InterruptedError):
            log.verify(tx, _stop)
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def _stop(_done: int, _total: int) -> None:
    raise InterruptedError
