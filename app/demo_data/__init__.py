"""A believable invented caseload, for trying the program out and for tests: seeded and repeatable.

Pure: makes records with symbolic keys, no ids, and touches no store; whoever writes them gives each key an id.
Rules: every value passes the entry rules; in the first case of each house one person tells headquarters and another does not; nobody is in two places, no house is over capacity; telephone numbers
cannot exist; papers say SAMPLE.
"""

import random
from dataclasses import dataclass, field
from datetime import date

from app.casework.codes import Priority
from app.demo_data import happenings, people
from app.demo_data.names import CODENAMES, REGIONS
from app.demo_data.records import DemoRecord, Paper

__all__ = ["DemoHouse", "DemoRecord", "Dispute", "Paper", "caseload"]

_SEEDS = 1_000_003


@dataclass(frozen=True, slots=True)
class Dispute:
    """What both sides write about one case without knowing of each other."""

    case: str
    field: str
    house: str
    desk: str


@dataclass(frozen=True, slots=True)
class DemoHouse:
    """One house's records in the order to write them; those with `by_desk` are headquarters' to write."""

    key: str
    codename: str
    records: list[DemoRecord] = field(default_factory=list)
    dispute: Dispute | None = None


def caseload(seed: int, *, houses: int, cases: int, today: date) -> list[DemoHouse]:
    """Make `cases` cases spread over `houses` houses, as they would stand on `today`."""
    made = []
    for number in range(houses):
        share = cases // houses + (number < cases % houses)
        # S311: repeatable, not secret.
        source = random.Random(seed * _SEEDS + number)  # noqa: S311
        made.append(_house(source, number, share, today))
    return made


def _house(source: random.Random, number: int, cases: int, today: date) -> DemoHouse:
    lap, place = divmod(number, len(CODENAMES))
    codename = CODENAMES[place] + (f" {lap + 1}" if lap else "")
    key = f"house-{number + 1}"
    made = [
        people.case(source, f"{key}/case-{case + 1}", key, today, divided=case == 0) for case in range(cases)
    ]
    present = sum(record.kind == "stay" for records in made for record in records)
    house = DemoRecord(key, "house", _house_fields(source, codename, present), house=key)
    told = [happenings.broadcast(key, today)] if number == 0 else []
    every = [house, *told, *(record for records in made for record in records)]
    return DemoHouse(key, codename, every, _dispute(made) if number == 0 else None)


def _dispute(made: list[list[DemoRecord]]) -> Dispute | None:
    """Let both sides judge the first case that headquarters knows otherwise than it was judged, and than each other."""
    for records in made:
        if not people.kept_here(records):
            first = records[0]
            house, desk = (code for code in Priority if code != first.fields["priority"])
            return Dispute(first.key, "priority", str(house), str(desk))
    return None


def _house_fields(source: random.Random, codename: str, present: int) -> dict[str, object]:
    return {
        "codename": codename,
        "region": source.choice(REGIONS),
        "address": f"ул. Вымышленная, д. {source.randrange(1, 90)}, кв. {source.randrange(1, 200)}",
        "capacity": present + source.randrange(1, 4),
        "rooms": ["большая", "средняя", "у кухни"],
        "status": "active",
        "exit_routes": "Чёрный ход во двор, калитка к остановке. Ключ на гвозде за щитком.",
        "nearest_hospital": "Больница № 0, двадцать минут пешком",
        "cover_story": "Общежитие курсов повышения квалификации.",
    }
