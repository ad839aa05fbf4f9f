"""What the screens ask for first, at 100,000 records (4,700 cases) and at 420,000 (20,000 cases)

One desk with sixty houses, a tenth of the cases going on, five persons to four cases; everything but a few hundred chains is known to be held
elsewhere. Each figure is the median of seven calls. The goals are those of the screens, which the design sets for 100,000 records; the other
size shows how they grow. "today" and the counts are judged anew in each call; a screen pays for one of them.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from support.caseload import fill

from app import attention, messaging, people, safehouses, today
from app.people import By, Filter, Sort
from app.remembered import Remembered
from app.workspace import Workspace
from storage import log
from storage.holdings import Held, raise_held

SIZES, HOUSES, CALLS = (4_700, 20_000), 60, 7
PASSPHRASE = "mortar lantern seven quiet rivers stone"
EVERY = Filter(ended=True)


def _hold_elsewhere(workspace: Workspace) -> None:
    """Let one device for each author hold what they wrote, but for a few hundred chains."""
    peers: dict[bytes, bytes] = {}
    with workspace.vault.transaction() as tx:
        for place, position in sorted(log.heads(tx).items())[:-300]:
            peer = peers.setdefault(place[1], random.Random(place[1]).randbytes(16))
            raise_held(tx, peer, {place: Held(1, position.seq, position.head[:16])})


def _median(workspace: Workspace, call: Callable[[], object]) -> float:
    times = []
    call()
    for _ in range(CALLS):
        workspace.remembered = Remembered()
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def measure() -> Iterator[tuple[str, str, str]]:
    """Yield the table's rows."""
    for cases in SIZES:
        yield from _measured(cases)


def _measured(cases: int) -> Iterator[tuple[str, str, str]]:
    day = date.today()
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "store"
        with Workspace.create(path, PASSPHRASE, name="desk", organisation=True, kdf="small") as workspace:
            houses = fill(workspace, cases=cases, houses=HOUSES, today=day)
            _hold_elsewhere(workspace)
            window = people.index(workspace)[:100]
            month = timedelta(days=30)
            key = messaging.threads(workspace)[0].key
            some = frozenset(houses[:3])
            calls: list[tuple[str, int, Callable[[], object]]] = [
                ("people who are not over, by risk", 100, lambda: people.index(workspace)),
                ("everybody, by alias", 100, lambda: people.index(workspace, EVERY, Sort(By.ALIAS))),
                ("everybody, by risk", 100, lambda: people.index(workspace, EVERY)),
                ("everybody, by last change", 100, lambda: people.index(workspace, EVERY, Sort(By.CHANGED))),
                ("in three houses", 100, lambda: people.index(workspace, Filter(houses=some))),
                ("two letters typed", 100, lambda: people.index(workspace, Filter(ended=True, text="ка"))),
                ("a hundred lines of it", 100, lambda: people.rows(workspace, window)),
                ("houses: cards", 100, lambda: safehouses.overview(workspace)),
                (
                    "houses: the stays of two months",
                    100,
                    lambda: safehouses.stays_of_house(workspace, houses[0], day - month, day + month),
                ),
                ("messages: conversations", 100, lambda: messaging.threads(workspace)),
                ("messages: one conversation", 100, lambda: messaging.thread(workspace, key)),
                ("today", 300, lambda: today.today(workspace)),
                ("counts of the rail", 50, lambda: attention.counts(workspace)),
            ]
            for name, goal, call in calls:
                figure = _median(workspace, call)
                yield f"{name}, {cases:,} cases", f"{figure:.0f} ms", f"{figure / goal:.0%} of {goal} ms"


if __name__ == "__main__":
    for row in measure():
        print(" | ".join(row))
