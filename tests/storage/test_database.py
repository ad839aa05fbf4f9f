"""The database: its settings, its two connections, what it says when the machine or the file is bad."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2
from support.failing_files import FailingFiles, FastFiles

from storage import settings
from storage.database import Database, Tx, translated_sql
from storage.errors import MachineError, UserError
from storage.files import Files
from storage.migrations import migrate


@pytest.fixture
def database(tmp_path: Path, store_key: bytes) -> Iterator[Database]:
    """Give an open database with one table."""
    (tmp_path / "store").touch()
    opened = Database(tmp_path / "store", store_key, FastFiles(), fresh=True)
    with opened.transaction() as tx:
        tx.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)")
    yield opened
    opened.close()


def fill(database: Database, rows: int, size: int = 300) -> None:
    noise = random.Random(1)
    with database.transaction() as tx:
        tx.executemany("INSERT INTO t (b) VALUES (?)", ((noise.randbytes(size),) for _ in range(rows)))


def content(database: Database) -> list[tuple[int, bytes]]:
    with database.read() as tx:
        return list(tx.execute("SELECT a, b FROM t ORDER BY a"))


def test_the_settings_are_those_that_were_measured(tmp_path: Path, store_key: bytes) -> None:
    (tmp_path / "store").touch()
    database = Database(tmp_path / "store", store_key, Files(), fresh=True)
    wanted: dict[str, object] = {
        "journal_mode": "wal",
        "synchronous": 2,
        "wal_autocheckpoint": 8000,
        "page_size": "4096",
        "cache_size": -65536,
        "temp_store": 2,
        "secure_delete": 1,
        "mmap_size": 0,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "fullfsync": 1,
        "cipher_memory_security": "0",
        "query_only": 0,
    }
    with database.writing, database.begin() as tx:
        found = {name: tx.scalar(f"PRAGMA {name}") for name in wanted}
    assert found == wanted
    with database.read() as tx:
        assert tx.scalar("PRAGMA query_only") == 1
        assert tx.scalar("PRAGMA cache_size") == -65536
        assert tx.scalar("PRAGMA trusted_schema") == 0
    database.close()


def test_the_file_is_noise_and_needs_the_key(
    database: Database, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    fill(database, 100)
    database.close()
    data = (tmp_path / "store").read_bytes()
    assert not data.startswith(b"SQLite")
    assert b"CREATE TABLE" not in data
    with pytest.raises(UserError) as told:
        Database(tmp_path / "store", bytes(32), FastFiles())
    assert told.value.slug == "damaged_store"
    assert capfd.readouterr() == ("", "")


def test_no_extension_can_be_loaded(database: Database) -> None:
    with pytest.raises(dbapi2.OperationalError), database.transaction() as tx:
        tx.execute("SELECT load_extension('x')")


def test_a_block_that_ends_is_kept_and_one_that_fails_is_not(database: Database) -> None:
    with database.transaction() as tx:
        tx.execute("INSERT INTO t (b) VALUES (x'01')")
    with pytest.raises(KeyError), database.transaction() as tx:
        tx.execute("INSERT INTO t (b) VALUES (x'02')")
        raise KeyError
    assert content(database) == [(1, b"\1")]


def test_a_transaction_is_of_no_use_after_its_end(database: Database) -> None:
    with database.transaction() as tx:
        pass
    with database.read() as reading:
        pass
    for over in (tx, reading):
        with pytest.raises(AttributeError):
            over.execute("SELECT 1")


def test_transactions_do_not_nest(database: Database) -> None:
    with database.transaction() as tx:
        with pytest.raises(RuntimeError, match="nest"), database.transaction():
            pass
        tx.execute("INSERT INTO t (b) VALUES (x'01')")
    with database.read(), pytest.raises(RuntimeError, match="nest"), database.read():
        pass
    assert len(content(database)) == 1


def test_the_reader_cannot_write(database: Database) -> None:
    with pytest.raises(MachineError) as told, database.read() as tx:
        tx.execute("INSERT INTO t (b) VALUES (x'01')")
    assert told.value.slug == "read_only"
    assert content(database) == []


def test_the_reader_sees_one_snapshot_beside_a_writer(database: Database) -> None:
    with database.read() as reading:
        with database.transaction() as tx:
            tx.execute("INSERT INTO t (b) VALUES (x'01')")
        assert reading.scalar("SELECT count(*) FROM t") == 0
    with database.transaction() as tx:
        tx.execute("INSERT INTO t (b) VALUES (x'02')")
        assert len(content(database)) == 1
    assert len(content(database)) == 2


def test_threads_take_turns(database: Database) -> None:
    def add() -> None:
        for _ in range(20):
            with database.transaction() as tx:
                count = tx.scalar("SELECT count(*) FROM t")
                tx.execute("INSERT INTO t (a) VALUES (?)", (count,))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [a for a, _ in content(database)] == list(range(80))


def test_values_and_defaults(database: Database) -> None:
    with database.transaction() as tx:
        assert tx.scalar("SELECT a FROM t") is None
        assert tx.scalar("SELECT a FROM t WHERE a = ?", (1,), 7) == 7
        assert tx.scalar("SELECT :x + 1", {"x": 1}) == 2


def test_a_full_disk_is_rolled_back_and_named(database: Database) -> None:
    fill(database, 10)
    before = content(database)
    with database.writing, database.begin() as tx:
        tx.execute(f"PRAGMA max_page_count = {tx.scalar('PRAGMA page_count')}")
    with pytest.raises(MachineError) as told:
        fill(database, 1000)
    assert told.value.slug == "disk_full"
    assert content(database) == before
    with database.transaction() as tx:
        tx.execute("UPDATE t SET b = x'00' WHERE a = 1")
    assert content(database)[0] == (1, b"\0")


def test_a_database_locked_by_others_is_busy(database: Database, store_key: bytes) -> None:
    other = dbapi2.connect(str(database.path), isolation_level=None)
    other.execute(f"PRAGMA key = \"x'{store_key.hex()}'\"")
    with database.writing, database.begin() as tx:
        tx.execute("PRAGMA busy_timeout = 0")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(MachineError) as told, database.transaction():
        pass
    other.close()
    assert told.value.slug == "busy"


@pytest.mark.parametrize(
    ("code", "slug", "family"),
    [
        (dbapi2.SQLITE_FULL, "disk_full", MachineError),
        (dbapi2.SQLITE_READONLY, "read_only", MachineError),
        (dbapi2.SQLITE_PERM, "permission", MachineError),
        (dbapi2.SQLITE_BUSY, "busy", MachineError),
        (dbapi2.SQLITE_LOCKED, "busy", MachineError),
        (dbapi2.SQLITE_PROTOCOL, "busy", MachineError),
        (dbapi2.SQLITE_IOERR | 3 << 8, "io_error", MachineError),
        (dbapi2.SQLITE_CANTOPEN, "io_error", MachineError),
        (dbapi2.SQLITE_NOMEM, "out_of_memory", MachineError),
        (dbapi2.SQLITE_CORRUPT, "damaged_store", UserError),
        (dbapi2.SQLITE_CORRUPT | 1 << 8, "damaged_store", UserError),
        (dbapi2.SQLITE_NOTADB, "damaged_store", UserError),
    ],
)
def test_what_sqlite_says_becomes_one_of_ours(code: int, slug: str, family: type) -> None:
    error = dbapi2.OperationalError("words")
    error.sqlite_errorcode = code
    with pytest.raises(family) as told, translated_sql(Path("store")):
        raise error
    assert told.value.slug == slug


def test_what_is_a_bug_stays_one(database: Database) -> None:
    with pytest.raises(dbapi2.OperationalError), database.transaction() as tx:
        tx.execute("SELECT nonsense")
    with pytest.raises(dbapi2.IntegrityError), database.transaction() as tx:
        tx.executemany("INSERT INTO t (a) VALUES (?)", [(1,), (1,)])
    with pytest.raises(dbapi2.Error), translated_sql(Path("store")):
        raise dbapi2.Error("without a code")


def test_flips_are_refused_or_change_nothing(database: Database, tmp_path: Path, store_key: bytes) -> None:
    fill(database, 500)
    rows = content(database)
    database.close()
    good = (tmp_path / "store").read_bytes()
    damaged = tmp_path / "damaged"
    chance = random.Random(7)
    told = 0
    for _ in range(300):
        data = bytearray(good)
        bit = chance.randrange(8 * len(data))
        data[bit // 8] ^= 1 << bit % 8
        damaged.write_bytes(data)
        try:
            opened = Database(damaged, store_key, FastFiles())
        except UserError as error:
            assert error.slug == "damaged_store"
            assert damaged.read_bytes() == bytes(data)
            told += 1
            continue
        try:
            assert content(opened) == rows
        except UserError as error:
            assert error.slug == "damaged_store"
            told += 1
        finally:
            opened.close()
    assert told > 290


@pytest.mark.parametrize("part", [0, 1, 100, 4095, 4096, 5000, 40_000])
def test_a_cut_database_is_damaged(database: Database, tmp_path: Path, store_key: bytes, part: int) -> None:
    fill(database, 500)
    database.close()
    (tmp_path / "cut").write_bytes((tmp_path / "store").read_bytes()[:part])
    with pytest.raises(UserError) as told:
        opened = Database(tmp_path / "cut", store_key, FastFiles())
        try:
            content(opened)
        finally:
            opened.close()
    assert told.value.slug == "damaged_store"


def test_checkpointing_empties_the_journal(database: Database, tmp_path: Path) -> None:
    fill(database, 100)
    assert (tmp_path / "store-wal").stat().st_size > 0
    database.checkpoint()
    assert (tmp_path / "store-wal").stat().st_size == 0


def test_compacting_frees_space_and_keeps_everything(
    database: Database, tmp_path: Path, store_key: bytes
) -> None:
    fill(database, 2000)
    with database.transaction() as tx:
        tx.execute("DELETE FROM t WHERE a > 10")
    rows = content(database)
    database.checkpoint()
    before = (tmp_path / "store").stat().st_size
    assert database.compact() > 500_000
    assert (tmp_path / "store").stat().st_size < before
    assert content(database) == rows
    fill(database, 1)
    database.close()
    assert not (tmp_path / "store.new").exists()
    assert b"CREATE TABLE" not in (tmp_path / "store").read_bytes()
    again = Database(tmp_path / "store", store_key, FastFiles())
    assert content(again)[:10] == rows
    again.close()


def test_compacting_asks_for_room_first(database: Database, tmp_path: Path) -> None:
    class Full(FastFiles):
        def free_space(self, path: Path) -> int:
            return 1000

    fill(database, 10)
    database._files = Full()
    with pytest.raises(MachineError) as told:
        database.compact()
    assert told.value.slug == "disk_full"
    assert not (tmp_path / "store.new").exists()
    assert len(content(database)) == 10


def test_compacting_that_fails_anywhere_keeps_everything(tmp_path: Path, store_key: bytes) -> None:
    (tmp_path / "store").touch()
    files = FailingFiles(errno=5)
    database = Database(tmp_path / "store", store_key, files, fresh=True)
    with database.transaction() as tx:
        tx.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)")
    fill(database, 10)
    rows = content(database)
    before = files.calls
    database.compact()
    for at in range(1, files.calls - before + 1):
        files.at = files.calls + at
        with pytest.raises(MachineError):
            database.compact()
        files.at = 0
        assert content(database) == rows
    database.close()


def test_settings_are_small_named_bytes(database: Database) -> None:
    migrate(database)
    with database.transaction() as tx:
        assert settings.get(tx, "a.x") is None
        settings.put(tx, "a.x", b"1")
        settings.put(tx, "a.x", b"2")
        settings.put(tx, "a.y", b"")
        settings.put(tx, "a%", b"3")
        settings.put(tx, "b", b"4")
        assert settings.get(tx, "a.x") == b"2"
        assert settings.get(tx, "a.y") == b""
        assert settings.names(tx, "a.") == ["a.x", "a.y"]
        assert settings.names(tx, "") == ["a%", "a.x", "a.y", "b"]
        settings.drop(tx, "a.x")
        settings.drop(tx, "a.x")
        assert settings.get(tx, "a.x") is None


def test_closing_twice_is_fine(database: Database) -> None:
    assert database.is_open
    database.close()
    assert not database.is_open
    database.close()


def test_a_tx_is_what_storage_writes_with() -> None:
    connection = dbapi2.connect(":memory:")
    tx = Tx(connection)
    assert tx.scalar("SELECT 5") == 5
    connection.close()
