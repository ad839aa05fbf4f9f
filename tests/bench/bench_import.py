"""Import measured against bare SQLCipher inserts of the same rows, in the same run, with the same settings.

100,000 edits in 33,000 changes of 10,000 records by 10 devices in 200 bundles. *House-shaped*: a bundle is the
work of one house on a few cases, which are its own. *Scattered*: the records of a scope belong to eight devices,
and every bundle touches scopes all over. Import includes reading the
bundle's changes, validation, leaves, chains, references, conflicts, projection and search. The bare figure
is one transaction that inserts what the import left in its tables, sorted, with nothing to work out.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from storage import canonical, migrations, words
from storage.changes import (
    AuthorId,
    Edit,
    RecordId,
    Ref,
    ScopeId,
    encode_change,
    scan,
)
from storage.database import Database, Tx
from storage.files import Files
from storage.projection import Projection, cells_of, read_value, texts
from storage.runs import Run, decode_runs, encode_runs
from storage.session import Session

Row = tuple[str, str, str]
"""name, figure, ratio"""

DEVICES, BUNDLES, RECORDS, CHANGES, EDITS = 10, 200, 10_000, 33_000, 100_000
RECORDS_A_SCOPE = 8
GROUP = 20_000
KINDS = {
    "person": (
        "chosen_name",
        "languages",
        "role",
        "pronouns",
        "codeword",
        "safe_to_contact",
        "case",
        "since",
    ),
    "stay": ("person", "house", "status", "from", "until", "room", "presence", "reason_in"),
    "risk": ("level", "trend", "confidence", "dimensions", "review_due", "actions", "case", "date"),
    "note": ("text", "date", "language", "topic", "written_by", "case", "person", "follows"),
}
PROJECTION = Projection(
    indexed=frozenset(
        {("person", "role"), ("stay", "status"), ("stay", "house"), ("risk", "level"), ("note", "date")}
    ),
    searchable=frozenset({("person", "chosen_name"), ("note", "text")}),
)
NAMES = [
    "Магомед",
    "Анзор",
    "Хамзат",
    "Ислам",
    "Мурад",
    "Рустам",
    "Тимур",
    "Залина",
    "Амина",
    "Камила",
    "Юсуп",
]
TEXT = [
    "приехал",
    "вечером",
    "нужен",
    "врач",
    "документы",
    "у",
    "звонил",
    "брат",
    "просит",
    "не",
    "сообщать",
    "адрес",
]
TABLES = ("author", "word", "scope", "chain", "change", "record", "cell", "row", "facet")


@dataclass
class Writer:
    """One device's chains: the next seq of each, and what it wrote."""

    author: AuthorId
    seq: dict[ScopeId, int] = field(default_factory=dict)
    lamport: dict[ScopeId, int] = field(default_factory=dict)
    live: dict[tuple[RecordId, str], Ref] = field(default_factory=dict)


def _value(rng: random.Random, name: str) -> bytes:
    if name == "chosen_name":
        return canonical.dumps(f"{rng.choice(NAMES)} {rng.choice(NAMES)}")
    if name == "text":
        return canonical.dumps(" ".join(rng.choices(TEXT, k=9)))
    if name == "languages":
        return canonical.dumps(rng.sample(["ru", "ce", "en", "fr"], 2))
    if name == "dimensions":
        return canonical.dumps({"pursuit_active": rng.randrange(5), "location_known": rng.randrange(5)})
    if name in ("date", "from", "review_due"):
        return canonical.dumps(f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}")
    return canonical.dumps(rng.choice(["planned", "checked_in", "high", "medium", "low", "unknown", "other"]))


class Work:
    """Makes bundles, each as the bytes of its changes section."""

    def __init__(self, scattered: bool) -> None:
        self._rng = random.Random(7)
        rng = self._rng
        self._scattered = scattered
        self._writers = [Writer(AuthorId(rng.randbytes(16))) for _ in range(DEVICES)]
        scopes = [ScopeId(bytes((1,)) + rng.randbytes(16)) for _ in range(RECORDS // RECORDS_A_SCOPE)]
        kinds = list(KINDS)
        self._records = [
            (scopes[at // RECORDS_A_SCOPE], RecordId(rng.randbytes(16)), kinds[at % len(kinds)])
            for at in range(RECORDS)
        ]

    def bundles(self) -> list[bytes]:
        made = []
        for number in range(BUNDLES):
            writer = self._writers[number % DEVICES]
            runs: dict[ScopeId, Run] = {}
            for change in range(number * CHANGES // BUNDLES, (number + 1) * CHANGES // BUNDLES):
                scope, record, kind = self._pick(number, change)
                count = EDITS * (change + 1) // CHANGES - EDITS * change // CHANGES
                first = writer.seq.get(scope, 0) + 1
                run = runs.setdefault(scope, Run(scope, writer.author, first, []))
                run.changes.append(self._change(writer, scope, record, kind, count))
            made.append(encode_runs(list(runs.values())))
        return made

    def _pick(self, bundle: int, change: int) -> tuple[ScopeId, RecordId, str]:
        """Choose what a change is about: first the device's records one after the other, then any of them."""
        device, round_ = bundle % DEVICES, bundle // DEVICES
        rounds, mine = BUNDLES // DEVICES, RECORDS // DEVICES
        share = mine // rounds
        in_round = change - bundle * CHANGES // BUNDLES
        if in_round < share:
            place = round_ * share + in_round
        else:
            oldest = 0 if self._scattered or self._rng.random() < 0.05 else round_ * share
            place = self._rng.randrange(oldest, (round_ + 1) * share)
        return self._records[place * DEVICES + device if self._scattered else device * mine + place]

    def _change(self, writer: Writer, scope: ScopeId, record: RecordId, kind: str, count: int) -> bytes:
        rng = self._rng
        names = rng.sample(KINDS[kind], count)
        edits = []
        for name in names:
            before = writer.live.get((record, name))
            edits.append(Edit(record, kind, name, _value(rng, name), (before,) if before else ()))
        lamport = writer.lamport[scope] = writer.lamport.get(scope, 0) + 1
        seq = writer.seq[scope] = writer.seq.get(scope, 0) + 1
        raw = encode_change(lamport, 1_790_000_000 + seq, rng.randbytes(16), edits)
        for index, (name, leaf) in enumerate(zip(names, scan(raw)[2], strict=True)):
            writer.live[record, name] = Ref(writer.author, seq, index, leaf[:4])
        return raw


def _database(directory: Path, name: str) -> Database:
    path = directory / name
    path.touch()
    database = Database(path, bytes(range(32)), Files(), fresh=True)
    database.projection = PROJECTION
    migrations.migrate(database)
    return database


def import_all(database: Database, bundles: list[bytes]) -> int:
    """Apply every bundle, in groups as `sync` does; give the number of edits."""
    edits = 0
    waiting = list(reversed(list(enumerate(bundles))))
    while waiting:
        with database.transaction() as tx, Session(tx, received_at=1_790_000_000) as session:
            until = time.monotonic() + 1
            while waiting and session.edits < GROUP and time.monotonic() < until:
                bundle, section = waiting.pop()
                for run in decode_runs(section):
                    edits += session.apply(run, bundle).edits
            session.finish()
    return edits


def _rows(tx: Tx) -> dict[str, list[tuple[object, ...]]]:
    return {table: tx.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


def _full_text(tx: Tx) -> list[tuple[int, str]]:
    """Give the rows of `ft`, which keeps no text, from the live values."""
    names = dict(tx.execute("SELECT id, name FROM word").fetchall())
    kinds = {rec: names[kind] for rec, kind in tx.execute("SELECT id, kind FROM record")}
    found = []
    for rec, cells in cells_of(tx, list(kinds)):
        values = [cell[6] for cell in cells if (kinds[rec], names[cell[1]]) in PROJECTION.searchable]
        if values:
            found.append(
                (rec, words.index_text(text for value in values for text in texts(read_value(value))))
            )
    return found


def _insert_bare(
    database: Database, rows: dict[str, list[tuple[object, ...]]], text: list[tuple[int, str]]
) -> None:
    with database.transaction() as tx:
        for table, some in rows.items():
            tx.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(some[0]))})", some)
        tx.executemany("INSERT INTO ft (rowid, words) VALUES (?, ?)", text)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure_shape(scattered: bool, rounds: int = 3) -> tuple[float, float, int]:
    """Give the best seconds of `rounds` for import and for bare inserts, and the number of edits."""
    bundles = Work(scattered).bundles()
    best_import = best_bare = float("inf")
    edits = 0
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            database = _database(Path(name), "imported")
            bare = _database(Path(name), "bare")
            start = time.perf_counter()
            edits = import_all(database, bundles)
            best_import = min(best_import, time.perf_counter() - start)
            with database.read() as tx:
                rows, text = _rows(tx), _full_text(tx)
            best_bare = min(best_bare, _seconds(lambda: _insert_bare(bare, rows, text)))  # noqa: B023
            database.close()
            bare.close()
    return best_import, best_bare, edits


def measure() -> Iterator[Row]:
    """Yield the table's rows."""
    for name, scattered in (("house-shaped", False), ("scattered", True)):
        seconds, bare, edits = measure_shape(scattered)
        yield (
            f"import of {edits:,} edits, {name}",
            f"{edits / seconds:,.0f} edits/s ({seconds:.2f} s)",
            f"{seconds / bare:.1f} × bare",
        )
        yield f"bare SQLCipher inserts of the same rows, {name}", f"{bare:.2f} s", "1"


if __name__ == "__main__":
    for row in measure():
        print(" | ".join(row))
