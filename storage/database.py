"""The encrypted database: two connections, their settings, one transaction at a time.

What it does not: know tables (migrations do), keys (`keyslots`), or what a store is (`vault`).

- SQLCipher with a raw 32-byte key; one writer, and one reader that cannot write and sees snapshots,
  so an import never blocks a screen. Each serves one thread at a time; nesting is a bug and raises.
- A transaction commits when its block ends and rolls back when anything is raised in it.
- What SQLite reports becomes one of our families in one place, `translated_sql`.
- Settings were measured (design, vault.md); `cipher_memory_security` stays off, full text is 5x slower with it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from sqlcipher3 import dbapi2

from storage.errors import MachineError, UserError, translated
from storage.files import NEW_SUFFIX, Files
from storage.touches import Collection, Touches

Params = Sequence[Any] | dict[str, Any]

_PAGE: Final = 4096
_SETTINGS: Final = (
    "PRAGMA cipher_memory_security = OFF",
    "PRAGMA cache_size = -65536",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA secure_delete = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA wal_autocheckpoint = 8000",
    "PRAGMA fullfsync = ON",
)
_MACHINE: Final = {
    dbapi2.SQLITE_FULL: "disk_full",
    dbapi2.SQLITE_READONLY: "read_only",
    dbapi2.SQLITE_PERM: "permission",
    dbapi2.SQLITE_BUSY: "busy",
    dbapi2.SQLITE_LOCKED: "busy",
    dbapi2.SQLITE_PROTOCOL: "busy",
    dbapi2.SQLITE_IOERR: "io_error",
    dbapi2.SQLITE_CANTOPEN: "io_error",
    dbapi2.SQLITE_NOMEM: "out_of_memory",
}
_DAMAGED: Final = {dbapi2.SQLITE_CORRUPT, dbapi2.SQLITE_NOTADB}


@contextmanager
def translated_sql(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the store at `path` into our families; the rest is a bug and passes."""
    try:
        yield
    except dbapi2.Error as error:
        code = getattr(error, "sqlite_errorcode", 0)
        if code & 0xFF in _DAMAGED:
            raise UserError("damaged_store", path=str(path), code=code) from error
        if slug := _MACHINE.get(code & 0xFF):
            raise MachineError(slug, path=str(path), code=code) from error
        raise


class Tx:
    """One transaction. Of no use once its block has ended.

    `projection` is the `storage.projection.Projection` that `app` handed to the vault (None before it did);
    `touches` is what it has changed so far; `work` the number of the piece of work that it writes (`storage.work`).
    """

    __slots__ = ("_connection", "projection", "touches", "work")

    def __init__(self, connection: Any, projection: Any = None) -> None:
        self._connection = connection
        self.projection = projection
        self.touches = Touches()
        self.work: int | None = None

    def execute(self, sql: str, params: Params = ()) -> Any:
        """Run one statement; give its cursor, which yields tuples."""
        return self._connection.execute(sql, params)

    def executemany(self, sql: str, params: Iterable[Params]) -> Any:
        """Run one statement for each set of parameters."""
        return self._connection.executemany(sql, params)

    def scalar(self, sql: str, params: Params = (), default: Any = None) -> Any:
        """Give the first column of the first row, or `default` when there is no row."""
        row = self._connection.execute(sql, params).fetchone()
        return default if row is None else row[0]

    def version(self) -> tuple[int, int]:
        """Give what differs from one snapshot of the reader to the next once anything was committed in between.

        SQLite counts the commits that a connection sees; the length of the log tells apart what a new connection counts anew.
        """
        return int(self.scalar("PRAGMA data_version")), int(self.scalar("SELECT n FROM log_mark"))

    def end(self) -> None:
        """Make this object useless, so that nobody writes outside a transaction by mistake."""
        self._connection = None


class Guard:
    """Lets one thread at a time in; a thread that is in already has a bug."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner: int | None = None

    def __enter__(self) -> None:
        me = threading.get_ident()
        if self._owner == me:
            raise RuntimeError("transactions do not nest")
        self._lock.acquire()
        self._owner = me

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._owner = None
        self._lock.release()


class Database:
    """The store file with its writer and its reader."""

    def __init__(self, path: Path, key: bytes, files: Files, *, fresh: bool = False) -> None:
        """Open the database at `path`. Only with `fresh` may the file be empty: else SQLite would take one that
        was cut to nothing for a new one.

        Raises:
            UserError: damaged_store.
            MachineError: what the machine has against it.
        """
        self.path = path
        self.projection: Any = None
        self.touched = Collection()
        self.writing = Guard()
        self.reading = Guard()
        self._key = key
        self._files = files
        with translated(path):
            if not fresh and path.stat().st_size < _PAGE:
                raise UserError("damaged_store", path=str(path), size=path.stat().st_size)
        self._connect()

    def _connect(self) -> None:
        self._writer: Any = None
        self._reader: Any = None
        try:
            with translated_sql(self.path):
                self._writer = self._connection()
                self._writer.execute("PRAGMA journal_mode = WAL")
                self._writer.execute(f"PRAGMA synchronous = {self._files.synchronous}")
                self._reader = self._connection()
                self._reader.execute("PRAGMA query_only = ON")
        except BaseException:
            self._disconnect()
            raise

    def _connection(self) -> Any:
        connection = dbapi2.connect(
            os.fspath(self.path), isolation_level=None, check_same_thread=False, cached_statements=512
        )
        try:
            # Before the key, or SQLCipher writes its complaints to standard error.
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
            for setting in _SETTINGS:
                connection.execute(setting)
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """Run one writing transaction; for those who hold `writing` already."""
        tx = Tx(self._writer, self.projection)
        with translated_sql(self.path):
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                yield tx
                self._writer.execute("COMMIT")
                self.touched.add(tx.touches)
            except BaseException:
                # A full disk makes SQLite roll back by itself; then there is nothing left to undo.
                if self._writer.in_transaction:
                    with suppress(dbapi2.Error):
                        self._writer.execute("ROLLBACK")
                raise
            finally:
                tx.end()

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """Run one writing transaction, after those of other threads."""
        with self.writing, self.begin() as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Look at one snapshot; writing in it fails."""
        tx = Tx(self._reader, self.projection)
        with self.reading, translated_sql(self.path):
            self._reader.execute("BEGIN")
            try:
                self._reader.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()  # fixes the snapshot
                yield tx
            finally:
                tx.end()
                if self._reader.in_transaction:
                    with suppress(dbapi2.Error):
                        self._reader.execute("ROLLBACK")

    def checkpoint(self) -> None:
        """Bring the whole journal into the file and empty it (on lock, purge, compaction)."""
        with self.writing, translated_sql(self.path):
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def compact(self) -> int:
        """Rewrite the store without its free pages; give the bytes saved.

        The new file is written beside the old one and swapped in; a crash leaves one of them.

        Raises:
            MachineError: disk_full, before anything is written, when there is no room for both.
        """
        new = self.path.with_name(self.path.name + NEW_SUFFIX)
        with self.writing, self.reading:
            with translated_sql(self.path):
                self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            with translated(self.path):
                before = self.path.stat().st_size
            if self._files.free_space(self.path.parent) < before:
                raise MachineError("disk_full", path=str(self.path), needed=before)
            try:
                self._write_compacted(new)
            except BaseException:
                self._files.unlink(new)
                raise
            self._disconnect()
            try:
                self._files.rename(new, self.path)
            finally:
                self._connect()
            return max(before - self.path.stat().st_size, 0)

    def _write_compacted(self, new: Path) -> None:
        self._files.unlink(new)
        self._files.open_new(new).finish()
        with translated_sql(new):
            self._writer.execute("VACUUM INTO ?", (os.fspath(new),))
        self._files.fsync_path(new)

    def _disconnect(self) -> None:
        for connection in (self._reader, self._writer):
            if connection is not None:
                with suppress(dbapi2.Error):
                    connection.close()
        self._reader = self._writer = None

    @property
    def is_open(self) -> bool:
        """Tell whether there is anything left to close."""
        return self._writer is not None

    def close(self) -> None:
        """Close both connections, once running transactions of other threads are over."""
        with self.writing, self.reading:
            self._disconnect()
