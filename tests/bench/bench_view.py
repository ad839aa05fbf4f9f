"""Lists and searches over 100,000 cases.

Each figure is the 95th percentile of 60 calls on a reader connection, names and words chosen at random. The goals are
20 ms for a search and 30 ms for the first page of a filtered list; the comparison says how the figure stands to its goal.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from support.logs import KEY

from storage import canonical, migrations, records, search
from storage.changes import AuthorId, Edit, RecordId, ScopeId, encode_change
from storage.database import Database, Tx
from storage.files import Files
from storage.projection import Projection
from storage.runs import Run
from storage.session import Session

CASES = 100_000
CALLS = 60
SEARCH_GOAL, LIST_GOAL = 20, 30
STATUSES = ("identified", "verified", "sheltered", "in_transit", "closed")
SYLLABLES = ("ма", "го", "ме", "ра", "ли", "на", "ти", "за", "ре", "бо", "ву", "ша", "гу", "хи", "мо", "ло")
PROJECTION = Projection(
    indexed=frozenset({("case", "alias"), ("case", "status"), ("case", "house")}),
    searchable=frozenset({("case", "alias"), ("case", "name"), ("case", "note")}),
)


def _fill(database: Database, rng: random.Random, names: list[str]) -> None:
    author = AuthorId(rng.randbytes(16))
    for _ in range(0, CASES, 2500):
        with database.transaction() as tx, Session(tx, received_at=1_790_000_000) as session:
            for _ in range(2500):
                fields = {
                    "alias": f"{rng.choice(names)} {rng.choice(names)}",
                    "status": rng.choice(STATUSES),
                    "house": f"house {rng.randrange(500)}",
                    "name": rng.choice(names),
                    "note": " ".join(rng.choices(names, k=10)),
                }
                record = RecordId(rng.randbytes(16))
                edits = [Edit(record, "case", name, canonical.dumps(value)) for name, value in fields.items()]
                raw = encode_change(1, 1_790_000_000, rng.randbytes(16), edits)
                session.apply(Run(ScopeId(b"\x01" + rng.randbytes(16)), author, 1, [raw]), 1)
            session.finish()


def _p95(database: Database, call: Callable[[Tx], object]) -> float:
    """Give the 95th percentile in milliseconds."""
    times = []
    for _ in range(CALLS):
        with database.read() as tx:
            start = time.perf_counter()
            call(tx)
            times.append((time.perf_counter() - start) * 1000)
    return sorted(times)[CALLS * 95 // 100]


def measure() -> Iterator[tuple[str, str, str]]:
    """Yield the table's rows."""
    rng = random.Random(11)
    names = ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))).capitalize() for _ in range(8000)]
    some = lambda: rng.choice(names)  # noqa: E731
    calls: list[tuple[str, int, Callable[[Tx], object]]] = [
        ("search: a name", SEARCH_GOAL, lambda tx: search.find(tx, some())),
        ("search: two names", SEARCH_GOAL, lambda tx: search.find(tx, f"{some()} {some()}")),
        ("search: the first two letters", SEARCH_GOAL, lambda tx: search.find(tx, some()[:2])),
        (
            "search: the first letter of two words",
            SEARCH_GOAL,
            lambda tx: search.find(tx, f"{some()[0]} {some()[0]}"),
        ),
        ("first page, sorted", LIST_GOAL, lambda tx: records.query(tx, "case", sort="alias", limit=50)),
        (
            "first page, one status, sorted",
            LIST_GOAL,
            lambda tx: records.query(tx, "case", where={"status": "closed"}, sort="-alias", limit=50),
        ),
        (
            "first page, one house, sorted",
            LIST_GOAL,
            lambda tx: records.query(
                tx, "case", where={"house": f"house {rng.randrange(500)}"}, sort="alias", limit=50
            ),
        ),
    ]
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "store"
        path.touch()
        database = Database(path, KEY, Files(), fresh=True)
        database.projection = PROJECTION
        migrations.migrate(database)
        _fill(database, rng, names)
        for name, goal, call in calls:
            figure = _p95(database, call)
            yield f"{name}, {CASES:,} cases", f"{figure:.1f} ms", f"{figure / goal:.0%} of {goal} ms"
        database.close()


if __name__ == "__main__":
    for row in measure():
        print(" | ".join(row))
