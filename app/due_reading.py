"""What `today` judges, read for one transaction: the records that may be due, and what is said of the cases they belong to.

Reads only. What this version does not understand is given back as such, not judged.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from app import stays_here
from app.casework import entry
from app.casework.compartments import Compartment, compartment_of, owner_of, scope_id
from app.casework.status import ENDS
from app.casework.watch import Item, Seen
from app.due import Due
from app.finding import at_home, case_of_scope
from app.ids import to_text
from app.stays_here import Stays
from storage import columns, records
from storage.database import Tx
from storage.records import Row
from storage.scopes import ScopeId

NOT_UNDERSTOOD: Final = "not_understood"
WRITTEN: Final = ("task", "message")

#: What is judged by, of each kind that has deadlines: the fields that a wrong value of which leaves it unjudged.
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "risk": ("level", "date", "review_due", "person"),
    "consent": ("review_date", "purpose"),
    "task": ("due", "status", "type", "what"),
    "message": ("must_be_acknowledged_by", "acknowledged_on", "type", "priority", "title"),
    "house": ("status", "codename"),
}


@dataclass(frozen=True, slots=True)
class Unjudged:
    """What could not be judged. what: kinds that may be due there; why: `shed`, `sealed`, `withheld`, `not_understood`.

    A record that is not understood is named itself; of what is not here, the case or person that it belongs to.
    alias: of its case, where that is here.
    """

    kind: str
    id: bytes
    case: bytes | None
    compartment: Compartment | None
    why: str
    what: tuple[str, ...]
    alias: str | None = None


class Reading:
    """Reads what is judged, for one transaction; remembers cases, and what it did not understand.

    scopes: the compartments to read, None for all.
    """

    def __init__(self, tx: Tx, now: datetime, scopes: Sequence[ScopeId] | None = None) -> None:
        self._tx = tx
        self._today = now.date()
        self._scopes = scopes
        self.due = Due(tx, now)
        self._cases: dict[bytes, Row | None] = {}
        self.not_understood: list[Unjudged] = []

    def seen(self, kind: str) -> Iterator[Seen]:
        """Yield the records of a kind that may be due."""
        for row in self._rows(kind, self.due.candidates):
            fields = {name: row.fields.get(name) for name in _FIELDS[kind]}
            if all(entry.understood(kind, name, value) for name, value in fields.items()):
                written = datetime.fromtimestamp(row.received_at, UTC).date()
                yield Seen(row.record, self._case(row), fields, written, row.lamport)
            else:
                self._strange(row)

    def _rows(self, kind: str, candidates: Callable[[str], list[int]]) -> Iterator[Row]:
        numbers = (
            candidates(kind) if self._scopes is None else columns.within(self._tx, (kind,), self._scopes)
        )
        for row in columns.slim(self._tx, numbers, _FIELDS[kind]):
            if at_home(row) and _lives(kind, row.scope):
                yield row

    def stays(self) -> tuple[Stays, Stays]:
        """Return the stays in which somebody comes, stays or leaves, and those that may overlap with another."""
        if self._scopes is None:
            live = stays_here.from_day(self._tx, self._today)
            several = stays_here.of_many_times(self._tx)
        else:
            live = several = stays_here.in_scopes(self._tx, self._scopes)
        for row in {row.record: row for row in (*live.strange, *several.strange)}.values():
            self._strange(row)
        return live, several

    def _case(self, row: Row) -> bytes | None:
        return case_of_scope(self._tx, row.scope)

    def _strange(self, row: Row) -> None:
        case, where = self._case(row), compartment_of(row.scope)
        self.not_understood.append(Unjudged(row.kind, row.record, case, where, NOT_UNDERSTOOD, (row.kind,)))

    def meet(self, cases: Iterable[bytes | None]) -> None:
        """Read what is said of cases, of all at once, before each of them is asked about."""
        new = {case for case in cases if case is not None and case not in self._cases}
        self._cases |= dict.fromkeys(new)
        cores = [scope_id(Compartment.CORE, case) for case in sorted(new)]
        numbers = columns.within(self._tx, ("case",), cores)
        for row in columns.slim(self._tx, numbers, ("alias", "status"), include_deleted=True):
            if at_home(row):
                self._cases[row.record] = row

    def _case_row(self, case: bytes) -> Row | None:
        if case not in self._cases:
            self.meet([case])
        return self._cases[case]

    def alias(self, case: bytes | None) -> str | None:
        """Return what a case is called; None for one that is not here."""
        row = self._case_row(case) if case is not None else None
        alias = row.fields.get("alias") if row is not None else None
        return alias if isinstance(alias, str) else None

    def over(self, cases: Iterable[bytes | None]) -> set[bytes]:
        """Return those of some cases that ended, or were deleted; one that is not here is judged as if it went on.

        Of all cases only what belongs to those that go on was read.
        """
        if self._scopes is None:
            return set()
        asked = set(cases)
        self.meet(asked)
        return {case for case in asked if case is not None and _ended(self._case_row(case))}

    def named(self, item: Item) -> Item:
        """Add the alias of its case to an item, or its house."""
        facts = dict(item.facts)
        if item.case is not None:
            _add(facts, "alias", self._case_row(item.case), "alias")
        elif (house := self._house(item)) is not None:
            rows = [row for row in records.get(self._tx, house) if row.kind == "house" and at_home(row)]
            if item.kind != "house":
                facts["house"] = to_text(house)
            _add(facts, "name", rows[0] if rows else None, "codename")
        return Item(
            item.what, item.urgency, item.kind, item.id, item.case, item.due, facts, item.about
        )  # three thousand of them: `replace` takes ten times as long

    def _house(self, item: Item) -> bytes | None:
        """Return the house that an item is about, or whose compartment it stands in."""
        if item.kind == "house":
            return item.id
        scopes = [row.scope for row in records.get(self._tx, item.id)] if item.kind in WRITTEN else []
        return next((owner_of(at) for at in scopes if compartment_of(at) is Compartment.HOUSE), None)


def _add(facts: dict[str, str | int], name: str, row: Row | None, field: str) -> None:
    value = row.fields.get(field) if row is not None else None
    if isinstance(value, str) and name not in facts:
        facts[name] = value


def _lives(kind: str, scope: ScopeId) -> bool:
    """Say whether records of a kind are written there: what stands elsewhere has no say."""
    where = compartment_of(scope)
    if kind in WRITTEN:
        return where not in (Compartment.LINK, Compartment.AUDIT, Compartment.IDENTITY, None)
    return where is (Compartment.HOUSE if kind == "house" else Compartment.CORE)


def _ended(row: Row | None) -> bool:
    if row is None:
        return False
    gone = row.deleted and not row.deleted_here_changed_there
    return gone or row.fields.get("status") in ENDS
