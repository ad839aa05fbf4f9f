"""Which records may be due, out of all of a store: found by their indexed days and states, so that the rest is never read.

Gives candidates, and never too few: app.today reads them and app.casework.watch judges. What this version does not understand is
a candidate as long as its day is none. Asking of one case alone, `app.today` reads that case instead.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from app import ids
from app.casework.codes import TaskStatus
from app.casework.compartments import Compartment, scope_id
from app.casework.status import ENDS
from app.casework.watch import AHEAD, OPEN_TASKS
from storage import columns
from storage.columns import Entry
from storage.database import Tx
from storage.scopes import ScopeId

#: The field that says until when.
_DAY: Final[Mapping[str, str]] = {
    "consent": "review_date",
    "task": "due",
    "message": "must_be_acknowledged_by",
}
_DONE: Final = tuple(str(status) for status in TaskStatus if status not in OPEN_TASKS)
#: A day with a time may be written in any zone.
_ZONES: Final = timedelta(days=2)


class Due:
    """Answers for one transaction."""

    def __init__(self, tx: Tx, now: datetime) -> None:
        self._tx = tx
        self._now = now
        self._running: set[int] | None = None

    def candidates(self, kind: str) -> list[int]:
        """Return the numbers of the records of a kind that may be due, by order of arrival."""
        if kind == "risk":
            return sorted(columns.in_scopes(self._tx, kind, self._scopes_going_on()))
        if kind == "house":
            return sorted(columns.numbers(self._tx, kind))
        if kind == "task":
            open_ = columns.other_than(self._tx, kind, "status", _DONE)
            return sorted(columns.dated_among(self._tx, _DAY[kind], open_, self._last(kind)))
        found = set(columns.dated(self._tx, kind, _DAY[kind], self._last(kind)))
        if kind == "consent":
            homes = columns.scope_numbers(self._tx, sorted(found))
            running = self._scopes_going_on()
            found = {number for number, scope in homes.items() if scope in running}
        else:
            answered = {number for _, number in columns.keys(self._tx, kind, "acknowledged_on")}
            found -= answered.difference(columns.dated(self._tx, kind, "acknowledged_on"))
        return sorted(found)

    def decisions(self, kind: str, numbers: list[int]) -> list[int]:
        """Leave out the decisions about cases that are over, of casework (`consent`) and of the links."""
        running = self._scopes_going_on()
        if kind == "consent":
            homes = columns.scope_numbers(self._tx, numbers)
            return [number for number in numbers if homes.get(number) in running]
        named = columns.values_of(self._tx, "case", numbers)
        cores = {
            number: scope_id(Compartment.CORE, case)
            for number, text in named.items()
            if (case := ids.read(text)) is not None
        }
        known = columns.scopes_named(self._tx, list(set(cores.values())))
        over = set(columns.in_scopes(self._tx, "case", set(known.values()) - running).values())
        gone = {number for number, core in cores.items() if known.get(ScopeId(core)) in over}
        return [number for number in numbers if number not in gone]

    def _last(self, kind: str) -> str:
        """Return the day from which on nothing can be due yet."""
        return (self._now.date() + timedelta(days=AHEAD[kind]) + _ZONES).isoformat()

    def _scopes_going_on(self) -> set[int]:
        """Return the numbers of the cores whose case is not over: those too whose case is not here itself."""
        if self._running is None:
            homes = self._homes(columns.other_than(self._tx, "case", "status", ENDS))
            self._running = {home.scope for home in homes if not home.deleted}
            cases, cores = columns.count(self._tx, "case", scopes=Compartment.CORE)
            if cores > cases:  # of some the case is not here: they are judged as if it went on
                every = self._homes(columns.numbers(self._tx, "case"))
                gone = {home.scope for home in every} - self._running
                self._running |= columns.scopes_of_code(self._tx, Compartment.CORE) - gone
        return self._running

    def _homes(self, cases: set[int]) -> list[Entry]:
        return columns.entries(self._tx, "case", cases, home=Compartment.CORE, include_deleted=True)
