"""The stays of this store, read for the rules of app.casework.stays: those that may matter from a day on, never all of years.

Reads only. A stay that another device wrote and no rule can use is left out, and given back as such.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.casework import stays
from app.casework.codes import StayStatus
from app.casework.compartments import Compartment, compartment_of, owner_of
from app.casework.stays import Stay
from app.ids import to_text
from app.rules import read_stay
from storage import columns
from storage.database import Tx
from storage.records import Row

FIELDS: Final = (
    "person",
    "house",
    "status",
    "planned_from",
    "planned_to",
    "actual_from",
    "actual_to",
    "exception_reason",
)
_LIVE: Final = (*stays.PRESENT, StayStatus.PLANNED)
_OVER: Final = tuple(str(status) for status in StayStatus if status not in _LIVE)


@dataclass(frozen=True, slots=True)
class Stays:
    """Stays with the rows they were read from, by record; `strange` are those that no rule can use."""

    stays: list[Stay] = field(default_factory=list)
    rows: dict[bytes, Row] = field(default_factory=dict)
    strange: list[Row] = field(default_factory=list)

    def case_of(self, record: bytes) -> bytes | None:
        """Return the case of a stay: it stands in that case's core."""
        row = self.rows.get(record)
        return owner_of(row.scope) if row is not None else None


def from_day(tx: Tx, day: date) -> Stays:
    """Read the stays that may cover a night from `day` on, or wait for somebody to come or to leave."""
    numbers = columns.other_than(tx, "stay", "status", _OVER)
    text = day.isoformat()
    numbers |= {number for _, number in columns.keys_from(tx, "stay", "actual_to", text)}
    numbers |= set(
        columns.dated(tx, "stay", "actual_to")
    )  # less than a whole day, or what nobody understands
    return _read(tx, sorted(numbers))


def of_house(tx: Tx, house: bytes) -> Stays:
    """Read all stays in a house, their rooms too."""
    return _read(
        tx, [number for _, number in columns.keys(tx, "stay", "house", [to_text(house)])], (*FIELDS, "room")
    )


def of_persons(tx: Tx, persons: Iterable[bytes]) -> Stays:
    """Read all stays of some persons."""
    texts = [to_text(person) for person in persons]
    return _read(tx, [number for _, number in columns.keys(tx, "stay", "person", texts)])


def in_scopes(tx: Tx, scopes: Sequence[bytes]) -> Stays:
    """Read all stays in some compartments."""
    return _read(tx, columns.within(tx, ("stay",), scopes))


def of_many_times(tx: Tx) -> Stays:
    """Read all stays of the persons who have more than one."""
    return _read(tx, columns.several(tx, "stay", "person"))


def _read(tx: Tx, numbers: Sequence[int], names: Iterable[str] = FIELDS) -> Stays:
    found = Stays()
    for row in columns.slim(tx, numbers, names):
        if compartment_of(row.scope) is not Compartment.CORE:
            continue
        stay = read_stay(row.record, row.fields)
        if stay is None:
            found.strange.append(row)
        elif row.record not in found.rows:
            found.stays.append(stay)
            found.rows[row.record] = row
    return found
