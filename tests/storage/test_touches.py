"""What transactions say they changed: on commit, exactly, once, bounded."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2
from support.chains import long_chain
from support.logs import Store, author, author_id, record_id, scope_id

from storage import erasure, log, purge, settings, touches
from storage.log import NewEdit
from storage.touches import Touches
from storage.vault import Vault


def alias(record: int = 0, value: str = "a", kind: str = "case") -> NewEdit:
    return NewEdit(record_id(record), kind, "alias", value)


def test_a_change_is_told_once(store: Store) -> None:
    store.database.touched.take()
    store.append(alias())
    assert store.database.touched.take() == Touches({"case"}, {record_id()}, {scope_id()})
    assert store.database.touched.take() == Touches()


def test_several_transactions_come_together(store: Store) -> None:
    store.database.touched.take()
    store.append(alias())
    store.append(alias(1, kind="note"), scope=scope_id(7))
    told = store.database.touched.take()
    assert told == Touches({"case", "note"}, {record_id(), record_id(1)}, {scope_id(), scope_id(7)})


def test_what_is_rolled_back_is_not_told(store: Store) -> None:
    store.database.touched.take()
    with pytest.raises(KeyError), store.write() as tx:
        log.append(tx, author(), scope_id(), [alias()], rng=os.urandom, now=lambda: 1)
        settings.put(tx, "preferences", b"x")
        raise KeyError
    assert store.database.touched.take() == Touches()


def test_a_commit_that_fails_is_not_told(store: Store) -> None:
    store.database.touched.take()
    with pytest.raises(dbapi2.IntegrityError), store.write() as tx:
        settings.put(tx, "preferences", b"x")
        tx.execute("CREATE TABLE child (a REFERENCES author (id) DEFERRABLE INITIALLY DEFERRED)")
        tx.execute("INSERT INTO child VALUES (99)")  # found out as it commits
    assert store.database.touched.take() == Touches()


def test_nothing_is_told_before_the_commit(store: Store) -> None:
    store.database.touched.take()
    with store.write() as tx:
        log.append(tx, author(), scope_id(), [alias()], rng=os.urandom, now=lambda: 1)
        assert store.database.touched.take() == Touches()
    assert store.database.touched.take().records == {record_id()}


def test_a_run_of_somebody_elses_is_told_and_its_duplicate_is_not(store: Store) -> None:
    chain = long_chain(3)
    store.database.touched.take()
    store.apply(chain.run())
    assert store.database.touched.take().records == {record_id()}
    store.apply(chain.run())
    assert store.database.touched.take() == Touches()


def test_a_session_that_finishes_twice_tells_both_parts(store: Store) -> None:
    store.database.touched.take()
    store.apply(long_chain(1).run(), long_chain(1, scope=1, record=1).run())
    assert store.database.touched.take().scopes == {scope_id(), scope_id(1)}


def test_dropping_a_scope_tells_what_was_in_it(store: Store) -> None:
    store.append(alias(), alias(1, kind="note"))
    store.database.touched.take()
    with store.write() as tx:
        purge.drop_content(tx, scope_id())
    assert store.database.touched.take() == Touches(
        {"case", "note"}, {record_id(), record_id(1)}, {scope_id()}
    )


def test_sealing_a_scope_tells_what_is_in_it(store: Store) -> None:
    store.append(alias())
    store.database.touched.take()
    with store.write() as tx:
        log.set_state(tx, scope_id(), "sealed")
    assert store.database.touched.take() == Touches({"case"}, {record_id()}, {scope_id()})


def test_erasing_an_edit_tells_its_record(store: Store) -> None:
    store.append(alias())
    store.database.touched.take()
    with store.write() as tx:
        erasure.erase_edit(tx, scope_id(), author_id(), 1, 0)
    assert store.database.touched.take() == Touches({"case"}, {record_id()}, {scope_id()})


def test_a_setting_is_told_by_the_first_part_of_its_name(store: Store) -> None:
    store.database.touched.take()
    with store.write() as tx:
        settings.put(tx, "link/00ff", b"x")
        settings.put(tx, "vault.behind", b"x")
        settings.drop(tx, "preferences")
    assert store.database.touched.take() == Touches({"link", "vault", "preferences"})


def test_very_many_records_are_not_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(touches, "MOST", 3)
    store.database.touched.take()
    for number in range(3):
        store.append(alias(number))
    assert not store.database.touched._touches.whole
    store.append(alias(3))
    store.append(alias(0, kind="note"))
    assert store.database.touched.take() == Touches({"case", "note"}, whole=True)
    store.append(alias())
    assert store.database.touched.take().records == {record_id()}


def test_a_vault_tells_what_a_turn_changed(vault: Vault) -> None:
    vault.touched.take()
    with vault.turn() as tx:
        log.append(tx, author(), scope_id(), [alias()], rng=os.urandom, now=lambda: 1)
        tx.seal_prekeys(b"block")
    assert vault.touched.take().records == {record_id()}


def test_no_thread_loses_or_doubles_what_another_writes(store: Store) -> None:
    store.database.touched.take()
    done = threading.Event()
    taken: list[bytes] = []

    def take() -> None:
        while not done.wait(0.001):
            taken.extend(store.database.touched.take().records)

    taker = threading.Thread(target=take)
    taker.start()
    for number in range(200):
        store.append(alias(number))
    done.set()
    taker.join()
    taken.extend(store.database.touched.take().records)
    assert sorted(taken) == [record_id(number) for number in range(200)]


def test_an_attachment_that_is_here_tells_the_records_that_name_it(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a photo")
    with (tmp_path / "file").open("rb") as source:
        stored = vault.blobs.attach(source)
    with vault.transaction() as tx:
        vault.blobs.use(tx, stored.hash, scope_id(), record_id())
    vault.touched.take()
    with vault.transaction() as tx:
        vault.blobs.keep(tx, stored)
    assert vault.touched.take() == Touches({"blob"}, {record_id()}, {scope_id()})
