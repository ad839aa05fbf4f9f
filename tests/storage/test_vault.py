"""A store's life: made, opened, refused, put back, locked, erased."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest
from support.failing_files import FastFiles

from storage import keyslots, settings
from storage.crypto import h
from storage.database import Tx
from storage.errors import MachineError, UserError
from storage.keyslots import KDFS, Slot
from storage.turn import decode
from storage.vault import MARK_EVERY, Vault

PASS = "correct horse battery staple"


def accept(tx: Tx, count: int = 1, head: bytes = b"head") -> None:
    """Move the mark as the log does when it accepts changes."""
    for _ in range(count):
        n, digest = tx.execute("SELECT n, digest FROM log_mark").fetchone()
        tx.execute("UPDATE log_mark SET n = ?, digest = ?", (n + 1, h("mark", digest, head)))


def save(vault: Vault, count: int = 1, head: bytes = b"head") -> None:
    with vault.transaction() as tx:
        accept(tx, count, head)


def copied_n(directory: Path, store_key: bytes) -> int:
    found = decode((directory / "turn").read_bytes(), store_key)
    assert found is not None
    return found.mark.n


@pytest.fixture
def quick_kdf(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Put a hash in the place of Argon2id, where a test unlocks often; give what was stretched."""
    stretched: list[bytes] = []

    def quick(secret: bytes, salt: bytes, *, mem_kib: int, passes: int, size: int = 32) -> bytes:
        stretched.append(secret)
        return h("quick", secret, salt, mem_kib.to_bytes(4, "big"), bytes((passes,)))

    monkeypatch.setattr(keyslots.crypto, "argon2id", quick)
    return stretched


# Made and opened.


def test_a_store_opens_with_its_passphrase_and_no_other(tmp_path: Path) -> None:
    directory = tmp_path / "deep" / "vault"
    with Vault.create(directory, PASS, kdf="small", label="Аня", now=lambda: 77) as vault:
        assert vault.directory == directory
        assert vault.kdf == "small"
        assert vault.passphrases() == [Slot(0, "Аня", 77)]
        assert vault.failed_unlocks == 0
        with vault.transaction() as tx:
            settings.put(tx, "a", b"1")
    for count in (1, 2):
        with pytest.raises(UserError) as told:
            Vault.open(directory, PASS + "r")
        assert (told.value.slug, told.value.facts) == ("wrong_passphrase", {"failed": count})
    with Vault.open(directory, PASS) as vault:
        assert vault.failed_unlocks == 2
        with vault.read() as tx:
            assert settings.get(tx, "a") == b"1"
    with Vault.open(directory, PASS) as vault:
        assert vault.failed_unlocks == 0


def test_a_directory_holds_these_files_and_no_others(vault: Vault) -> None:
    assert {path.name for path in vault.directory.iterdir()} >= {"store", "turn", "lock", "blobs"}
    vault.lock()
    assert {path.name for path in vault.directory.iterdir()} == {"store", "turn", "lock", "blobs"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in [vault.directory, *vault.directory.iterdir()])


def test_nothing_of_the_content_shows_in_any_file(vault: Vault) -> None:
    marker = b"Magomed 1994 Grozny"
    with vault.transaction() as tx:
        settings.put(tx, marker.decode(), marker)
    vault.lock()
    for path in vault.directory.iterdir():
        if path.is_file():
            assert marker not in path.read_bytes()


def test_the_passphrase_is_stretched_once(tmp_path: Path, quick_kdf: list[bytes]) -> None:
    with Vault.create(tmp_path / "v", PASS, kdf="small"):
        pass
    for number in range(7):
        with Vault.open(tmp_path / "v", PASS) as vault:
            vault.add_passphrase(f"another {number}")
    quick_kdf.clear()
    Vault.open(tmp_path / "v", "another 6").lock()
    with pytest.raises(UserError):
        Vault.open(tmp_path / "v", "nobody's")
    assert len(quick_kdf) == 2


def test_the_default_costs_half_a_gigabyte(tmp_path: Path, quick_kdf: list[bytes]) -> None:
    with Vault.create(tmp_path / "v", PASS) as vault:
        assert vault.kdf == "standard"
    assert KDFS["standard"].mem_kib == 512 << 10
    assert KDFS["standard"].passes >= 3


def test_a_projection_is_kept_for_the_log(tmp_path: Path, store_key: bytes, quick_kdf: list[bytes]) -> None:
    projection = object()
    with Vault.create_with_key(tmp_path / "v", store_key, projection=projection) as vault:
        assert vault.projection is projection
    with Vault.open_with_key(tmp_path / "v", store_key) as vault:
        assert vault.projection is None
    with Vault.create(tmp_path / "w", PASS, kdf="small", projection=projection) as vault:
        assert vault.projection is projection
    with Vault.open(tmp_path / "w", PASS, projection=projection) as vault:
        assert vault.projection is projection


def test_there_is_no_store_where_none_was_made(tmp_path: Path, store_key: bytes) -> None:
    for directory in (tmp_path, tmp_path / "missing"):
        with pytest.raises(UserError, match="no_store"):
            Vault.open(directory, PASS)
        with pytest.raises(UserError, match="no_store"):
            Vault.open_with_key(directory, store_key)
        with pytest.raises(UserError, match="no_store"):
            Vault.erase(directory)


def test_a_store_is_not_made_over_another(vault: Vault, store_key: bytes) -> None:
    vault.lock()
    with pytest.raises(UserError) as told:
        Vault.create_with_key(vault.directory, bytes(32))
    assert told.value.slug == "store_exists"
    Vault.open_with_key(vault.directory, store_key).lock()


def test_a_lost_file_is_damage_and_is_not_written_over(tmp_path: Path, quick_kdf: list[bytes]) -> None:
    directory = tmp_path / "v"
    Vault.create(directory, PASS, kdf="small").lock()
    (directory / "keys").rename(tmp_path / "keys")
    with pytest.raises(UserError) as told:
        Vault.open(directory, PASS)
    assert (told.value.slug, told.value.facts) == ("damaged_keys", {"missing": 1})
    (tmp_path / "keys").rename(directory / "keys")
    (directory / "store").rename(tmp_path / "store")
    with pytest.raises(UserError) as told:
        Vault.open(directory, PASS)
    assert (told.value.slug, told.value.facts["missing"]) == ("damaged_store", 1)
    with pytest.raises(UserError) as told:
        Vault.create(directory, PASS, kdf="small")
    assert told.value.slug == "store_exists"
    (tmp_path / "store").rename(directory / "store")
    Vault.open(directory, PASS).lock()


def test_damaged_keys_are_told_before_the_kdf_and_not_counted(tmp_path: Path, quick_kdf: list[bytes]) -> None:
    directory = tmp_path / "v"
    Vault.create(directory, PASS, kdf="small").lock()
    good = (directory / "keys").read_bytes()
    quick_kdf.clear()
    (directory / "keys").write_bytes(good[:-1] + bytes((good[-1] ^ 1,)))
    with pytest.raises(UserError) as told:
        Vault.open(directory, PASS)
    assert told.value.slug == "damaged_keys"
    assert quick_kdf == []
    (directory / "keys").write_bytes(good)
    with Vault.open(directory, PASS) as vault:
        assert vault.failed_unlocks == 0


def test_a_passphrase_that_cannot_be_one_is_not_a_wrong_one(tmp_path: Path, quick_kdf: list[bytes]) -> None:
    Vault.create(tmp_path / "v", PASS, kdf="small").lock()
    with pytest.raises(UserError) as told:
        Vault.open(tmp_path / "v", "a" * 2000)
    assert told.value.slug == "passphrase_too_long"
    with Vault.open(tmp_path / "v", PASS) as vault:
        assert vault.failed_unlocks == 0


def test_an_open_store_is_busy_in_the_same_process_too(vault: Vault, store_key: bytes) -> None:
    with pytest.raises(MachineError) as told:
        Vault.open_with_key(vault.directory, store_key)
    assert told.value.slug == "busy"


# Damaged.


@pytest.mark.parametrize("content", [b"", b"x", bytes(4096), os.urandom(9000)])
def test_a_store_that_is_none_is_damaged_and_left_alone(
    vault: Vault, store_key: bytes, content: bytes
) -> None:
    vault.lock()
    (vault.directory / "store").write_bytes(content)
    for _ in range(2):  # and the lock was let go
        with pytest.raises(UserError) as told:
            Vault.open_with_key(vault.directory, store_key)
        assert told.value.slug == "damaged_store"
    assert (vault.directory / "store").read_bytes() == content


def test_flips_anywhere_in_a_store_are_refused_or_change_nothing(
    vault: Vault, store_key: bytes, tmp_path: Path
) -> None:
    with vault.transaction() as tx:
        for number in range(200):
            settings.put(tx, f"name {number}", h("value", str(number).encode()))
        accept(tx)
    vault.lock()
    good = (vault.directory / "store").read_bytes()
    wanted = {f"name {number}": h("value", str(number).encode()) for number in range(200)}
    chance = random.Random(3)
    told = 0
    for _ in range(300):
        copy = tmp_path / "copy"
        shutil.copytree(vault.directory, copy)
        data = bytearray(good)
        bit = chance.randrange(8 * len(data))
        data[bit // 8] ^= 1 << bit % 8
        (copy / "store").write_bytes(data)
        try:
            with Vault.open_with_key(copy, store_key, files=FastFiles()) as opened, opened.read() as tx:
                rows = dict(tx.execute("SELECT name, value FROM settings WHERE name LIKE 'name %'"))
                assert rows == wanted
                assert tx.scalar("SELECT n FROM log_mark") == 1
        except UserError as error:
            assert error.slug == "damaged_store"
            told += 1
        shutil.rmtree(copy)
    assert told > 20  # the others lay in pages that were not read


# The mark.


def test_the_mark_is_copied_at_lock_at_turns_and_every_so_often(vault: Vault, store_key: bytes) -> None:
    directory = vault.directory
    save(vault, MARK_EVERY - 1)
    assert copied_n(directory, store_key) == 0
    save(vault)
    assert copied_n(directory, store_key) == MARK_EVERY
    save(vault)
    with vault.turn() as tx:
        accept(tx)
        tx.seal_prekeys(b"")
    assert copied_n(directory, store_key) == MARK_EVERY + 2
    save(vault, 5)
    vault.lock()
    assert copied_n(directory, store_key) == MARK_EVERY + 7


def test_a_store_ahead_of_its_mark_is_normal(vault: Vault, store_key: bytes) -> None:
    for _ in range(10):
        save(vault)
    vault.abandon()
    assert copied_n(vault.directory, store_key) == 0
    with Vault.open_with_key(vault.directory, store_key) as again:
        assert not again.behind
        with again.read() as tx:
            assert tx.scalar("SELECT n FROM log_mark") == 10


def test_old_marks_are_forgotten(vault: Vault) -> None:
    for _ in range(2 * MARK_EVERY + 10):
        save(vault)
    with vault.read() as tx:
        assert tx.scalar("SELECT count(*) FROM log_marks") <= MARK_EVERY + 10


def put_back(vault: Vault, tmp_path: Path) -> None:
    """Save, keep a copy of the database, save more, and put the copy back."""
    save(vault, 3)
    vault.lock()
    shutil.copy(vault.directory / "store", tmp_path / "older")
    with Vault.open_with_key(vault.directory, vault_key(), files=FastFiles()) as newer:
        save(newer, 2)
    shutil.copy(tmp_path / "older", vault.directory / "store")


def vault_key() -> bytes:
    return bytes(range(32))


def test_a_store_put_back_is_refused_with_a_way_out(vault: Vault, tmp_path: Path) -> None:
    put_back(vault, tmp_path)
    for _ in range(2):
        with pytest.raises(UserError) as told:
            Vault.open_with_key(vault.directory, vault_key())
        assert told.value.slug == "store_behind"
    with Vault.open_with_key(vault.directory, vault_key(), accept_behind=True) as again:
        assert again.behind
        save(again)
    with Vault.open_with_key(vault.directory, vault_key()) as again:
        assert again.behind  # until somebody took a new incarnation
        with again.transaction() as tx:
            again.settle(tx)
        assert not again.behind
    with Vault.open_with_key(vault.directory, vault_key()) as again:
        assert not again.behind


def test_a_store_put_back_opens_with_the_passphrase_when_accepted(
    tmp_path: Path, quick_kdf: list[bytes]
) -> None:
    directory = tmp_path / "v"
    with Vault.create(directory, PASS, kdf="small") as vault:
        save(vault)
    shutil.copy(directory / "store", tmp_path / "older")
    with Vault.open(directory, PASS) as vault:
        save(vault)
    shutil.copy(tmp_path / "older", directory / "store")
    with pytest.raises(UserError, match="store_behind"):
        Vault.open(directory, PASS)
    with Vault.open(directory, PASS, accept_behind=True) as vault:
        assert vault.behind


def test_accepting_a_store_that_is_not_behind_changes_nothing(vault: Vault, store_key: bytes) -> None:
    save(vault, 2)
    vault.lock()
    with Vault.open_with_key(vault.directory, store_key, accept_behind=True) as again:
        assert not again.behind


def test_another_history_of_the_same_length_or_longer_is_behind(vault: Vault, tmp_path: Path) -> None:
    vault.lock()
    shutil.copytree(vault.directory, tmp_path / "other")
    with Vault.open_with_key(vault.directory, vault_key()) as one:
        save(one, 3)
    for more in (3, 4, 300):
        with Vault.open_with_key(tmp_path / "other", vault_key(), accept_behind=True) as other:
            with other.read() as tx:
                n = tx.scalar("SELECT n FROM log_mark")
            save(other, more - n, b"other head")
        shutil.copy(tmp_path / "other" / "store", vault.directory / "store")
        with pytest.raises(UserError, match="store_behind"):
            Vault.open_with_key(vault.directory, vault_key())


def test_a_store_that_grew_again_after_it_was_put_back_is_still_behind(vault: Vault, tmp_path: Path) -> None:
    put_back(vault, tmp_path)
    turned = (vault.directory / "turn").read_bytes()
    with Vault.open_with_key(vault.directory, vault_key(), accept_behind=True) as again:
        save(again, 10, b"other head")
    (vault.directory / "turn").write_bytes(turned)
    with pytest.raises(UserError, match="store_behind"):
        Vault.open_with_key(vault.directory, vault_key())


def test_a_journal_that_was_removed_is_noticed(vault: Vault, store_key: bytes) -> None:
    save(vault)
    with vault.turn() as tx:
        accept(tx)
        tx.seal_prekeys(b"")
    assert (vault.directory / "store-wal").stat().st_size > 0
    copy = vault.directory.with_name("crashed")
    shutil.copytree(vault.directory, copy)
    (copy / "store-wal").unlink()
    (copy / "store-shm").unlink()
    with pytest.raises(UserError, match="store_behind"):
        Vault.open_with_key(copy, store_key)


# Working.


def test_writing_and_reading(vault: Vault) -> None:
    with pytest.raises(KeyError), vault.transaction() as tx:
        settings.put(tx, "a", b"1")
        raise KeyError
    with vault.transaction() as tx, vault.read() as reading:
        settings.put(tx, "a", b"2")
        assert settings.get(reading, "a") is None
    with vault.read() as tx:
        assert settings.get(tx, "a") == b"2"


def test_neither_transactions_nor_turns_nest(vault: Vault) -> None:
    with vault.transaction():
        with pytest.raises(RuntimeError, match="nest"), vault.transaction():
            pass
        with pytest.raises(RuntimeError, match="nest"), vault.turn():
            pass


def test_what_is_committed_survives_without_a_lock(vault: Vault, store_key: bytes) -> None:
    with vault.transaction() as tx:
        settings.put(tx, "a", b"1")
    copy = vault.directory.with_name("crashed")
    shutil.copytree(vault.directory, copy)
    with Vault.open_with_key(copy, store_key) as again, again.read() as tx:
        assert settings.get(tx, "a") == b"1"


def test_locking_empties_the_journal_and_twice_is_fine(vault: Vault, store_key: bytes) -> None:
    save(vault)
    vault.lock()
    vault.lock()
    assert not (vault.directory / "store-wal").exists()
    with Vault.open_with_key(vault.directory, store_key) as again, again.transaction() as tx:
        accept(tx)


def test_checkpoint_and_compact(vault: Vault, store_key: bytes) -> None:
    with vault.transaction() as tx:
        settings.put(tx, "a", bytes(1 << 20))
    with vault.transaction() as tx:
        settings.put(tx, "a", b"small")
    vault.checkpoint()
    assert (vault.directory / "store-wal").stat().st_size == 0
    assert vault.compact() > 900_000
    vault.lock()
    with Vault.open_with_key(vault.directory, store_key) as again, again.read() as tx:
        assert settings.get(tx, "a") == b"small"


def test_leftovers_of_an_interrupted_write_are_removed(vault: Vault, store_key: bytes) -> None:
    vault.lock()
    for name in ("keys.new", "turn.new", "store.new", "store.new-wal"):
        (vault.directory / name).write_bytes(b"half")
    (vault.directory / "mine.txt").write_bytes(b"not ours")
    Vault.open_with_key(vault.directory, store_key).lock()
    assert {path.name for path in vault.directory.iterdir()} == {"store", "turn", "lock", "blobs", "mine.txt"}


# Passphrases.


@pytest.fixture
def unlocked(tmp_path: Path, quick_kdf: list[bytes]) -> Vault:
    return Vault.create(tmp_path / "p", PASS, kdf="small", label="one", now=lambda: 1)


def can_open(directory: Path, passphrase: str) -> bool:
    try:
        Vault.open(directory, passphrase).lock()
    except UserError as error:
        assert error.slug == "wrong_passphrase"
        return False
    return True


def test_changing_adding_removing_touch_keys_alone(unlocked: Vault) -> None:
    directory = unlocked.directory
    with unlocked as vault:
        save(vault)
        vault.checkpoint()
        store, salt = (directory / "store").read_bytes(), (directory / "keys").read_bytes()[:16]
        assert vault.add_passphrase("second", "two", now=lambda: 2) == Slot(1, "two", 2)
        assert vault.add_passphrase("third", "three", now=lambda: 3) == Slot(2, "three", 3)
        assert vault.change_passphrase("second", "changed", now=lambda: 4) == 0
        vault.remove_passphrase(2)
        assert vault.passphrases() == [Slot(0, "one", 1), Slot(1, "two", 4)]
        assert (directory / "store").read_bytes() == store
        assert (directory / "keys").read_bytes()[:16] == salt
    opens = [can_open(directory, passphrase) for passphrase in (PASS, "second", "changed", "third")]
    assert opens == [True, False, True, False]


def test_other_costs_drop_the_slots_whose_passphrases_are_not_at_hand(unlocked: Vault) -> None:
    directory = unlocked.directory
    with unlocked as vault:
        vault.add_passphrase("second")
        assert vault.change_passphrase(PASS, "changed", kdf="small") == 0
        assert vault.change_passphrase("changed", "stronger", kdf="strong") == 1
        assert vault.kdf == "strong"
        assert [slot.label for slot in vault.passphrases()] == ["one"]
    opens = [can_open(directory, passphrase) for passphrase in (PASS, "second", "changed", "stronger")]
    assert opens == [False, False, False, True]


def test_raising_the_cost_may_keep_the_passphrase(unlocked: Vault) -> None:
    with unlocked as vault:
        assert vault.change_passphrase(PASS, PASS, kdf="strong") == 0
    assert can_open(unlocked.directory, PASS)


@pytest.mark.parametrize(
    ("attempt", "slug"),
    [
        (lambda vault: vault.change_passphrase("wrong", "new"), "wrong_passphrase"),
        (lambda vault: vault.change_passphrase(PASS, PASS), "passphrase_in_use"),
        (lambda vault: vault.change_passphrase(PASS, "a" * 1025), "passphrase_too_long"),
        (lambda vault: vault.add_passphrase(PASS), "passphrase_in_use"),
        (lambda vault: vault.add_passphrase("new", "x" * 56), "label_too_long"),
        (lambda vault: vault.remove_passphrase(5), "no_such_slot"),
        (lambda vault: vault.remove_passphrase(0), "last_passphrase"),
        (lambda vault: [vault.add_passphrase(f"new {n}") for n in range(8)], "no_free_slot"),
    ],
)
def test_what_cannot_be_done_to_passphrases(unlocked: Vault, attempt: object, slug: str) -> None:
    assert callable(attempt)
    with unlocked as vault, pytest.raises(UserError) as told:
        attempt(vault)
    assert told.value.slug == slug
    assert can_open(unlocked.directory, PASS)


def test_changing_wipes_the_old_file(unlocked: Vault) -> None:
    with unlocked as vault, (vault.directory / "keys").open("rb") as old:
        before = old.read()
        vault.change_passphrase(PASS, "changed")
        old.seek(0)
        assert old.read() != before


# Erased.


def test_erasing_leaves_nothing_of_ours_and_all_that_is_not(unlocked: Vault) -> None:
    directory = unlocked.directory
    with unlocked as vault:
        save(vault)
    (directory / "blobs" / ("0" * 24)).write_bytes(b"blob")
    (directory / "store.new").write_bytes(b"half")
    (directory / "mine.txt").write_bytes(b"not ours")
    Vault.erase(directory)
    assert [path.name for path in directory.iterdir()] == ["mine.txt"]
    with pytest.raises(UserError, match="no_store"):
        Vault.open(directory, PASS)


def test_erasing_removes_an_empty_directory(unlocked: Vault) -> None:
    unlocked.lock()
    Vault.erase(unlocked.directory)
    assert not unlocked.directory.exists()


def test_erasing_begins_with_the_keys_and_overwrites_them(unlocked: Vault) -> None:
    unlocked.lock()
    order: list[tuple[str, str]] = []

    class Watching(FastFiles):
        def overwrite(self, path: Path, data: bytes) -> None:
            order.append(("overwrite", path.name))
            assert len(data) == path.stat().st_size
            super().overwrite(path, data)

        def unlink(self, path: Path) -> None:
            order.append(("unlink", path.name))
            super().unlink(path)

    with (unlocked.directory / "keys").open("rb") as keys, (unlocked.directory / "turn").open("rb") as turn:
        before = keys.read(), turn.read()
        Vault.erase(unlocked.directory, files=Watching())
        keys.seek(0)
        turn.seek(0)
        after = keys.read(), turn.read()
    assert order[:4] == [(act, name) for name in ("keys", "turn") for act in ("overwrite", "unlink")]
    assert before[0] != after[0]
    assert before[1] != after[1]
