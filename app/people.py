"""The table of people: which cases, in which order, and what a line says of each.

In two steps, so that a table of a hundred thousand lines opens at once: `index` gives the ids of all that match, in order,
without reading one record; `rows` reads the lines that stand on the screen. Nothing here is of the identity tier. Rules:

- How great the danger is, assessments say as `today` judges them; a case without any has the level that was entered for it.
- A case is where its people are: in the houses of the stays that go on, else in the house that was entered for it.
- The next step is the open task that is due first.
- Words find a case by its alias, and by the names of the people in it, whatever their tier: that it is found shows no name.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.casework.codes import LISTS, RiskLevel
from app.casework.compartments import Compartment
from app.casework.status import ENDS, MAIN
from app.ids import to_text
from app.moments import local
from app.people_lines import PRESENT, RISK, House, NextStep, PersonRow, level_of, rows
from app.workspace import Workspace
from storage import columns
from storage.columns import Entry
from storage.database import Tx
from storage.records import Row

__all__ = [
    "NONE",
    "NO_HOUSE",
    "By",
    "Filter",
    "House",
    "NextStep",
    "PersonRow",
    "Sort",
    "count",
    "index",
    "rows",
]

#: In place of a stage, a level or a house, in a filter: those of which none is said.
NONE: Final = ""
NO_HOUSE: Final = b""

_LEVELS: Final = [str(level) for level in RiskLevel]
_CODES: Final = [str(code) for code in LISTS["case_status"].codes]
_STAGES: Final = {code: place for place, code in enumerate(dict.fromkeys([*map(str, MAIN), *_CODES]))}
_LAST: Final = 1 << 62


class By(StrEnum):
    """What a table can be sorted by."""

    ALIAS = "alias"
    RISK = "risk"
    STAGE = "stage"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Sort:
    """An order: critical first, the beginning of the way first, the newest first; `descending` turns it round."""

    by: By = By.RISK
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases. Empty sets choose nothing out; NONE and NO_HOUSE in them stand for what is not said.

    ended: also those that are over; a stage that is named is shown in any case.
    """

    stages: frozenset[str] = frozenset()
    risks: frozenset[str] = frozenset()
    houses: frozenset[bytes] = frozenset()
    text: str = ""
    ended: bool = False


def index(workspace: Workspace, chosen: Filter = Filter(), sort: Sort = Sort()) -> list[bytes]:
    """Return the ids of all cases that match, in order."""
    with workspace.vault.read() as tx:
        table = _Table(tx, local(workspace.now))
        table.choose(chosen)
        return [table.cases[number].record for number in table.ordered(sort)]


def count(workspace: Workspace) -> int:
    """Count all cases that are here, those that are over too."""
    with workspace.vault.read() as tx:
        return len(columns.entries(tx, "case", columns.numbers(tx, "case"), home=Compartment.CORE))


class _Table:
    """The cases that match, and the columns that they are ordered by."""

    def __init__(self, tx: Tx, now: datetime) -> None:
        self._tx = tx
        self._now = now
        self.cases: dict[int, Entry] = {}
        self._case_of: dict[int, int] = {}

    def choose(self, chosen: Filter) -> None:
        """Find the cases that match."""
        if chosen.stages:
            found = self._at_stages(chosen.stages)
        elif chosen.ended:
            found = columns.numbers(self._tx, "case")
        else:
            found = columns.other_than(self._tx, "case", "status", ENDS)
        if chosen.text.strip():
            found &= self._named(chosen.text)
        self._set(columns.entries(self._tx, "case", found, home=Compartment.CORE))
        if chosen.houses:
            self._keep(self._in_houses(chosen.houses))
        if chosen.risks:
            levels = self._levels()
            self._keep({number for number in self.cases if levels.get(number, NONE) in chosen.risks})

    def _keep(self, found: set[int]) -> None:
        self._set([case for number, case in self.cases.items() if number in found])

    def _set(self, cases: list[Entry]) -> None:
        self.cases = {case.number: case for case in cases}
        self._case_of = {case.scope: case.number for case in cases}

    def ordered(self, sort: Sort) -> list[int]:
        """Put the cases in order, those alike by their alias; what has no such value comes last."""
        names = [number for _, number in columns.keys(self._tx, "case", "alias") if number in self.cases]
        if len(names) < len(self.cases):
            names += sorted(set(self.cases).difference(names))
        if sort.by is By.ALIAS:
            return names[::-1] if sort.descending else names
        places = self._places(sort.by)
        if sort.descending:
            places = {number: -place for number, place in places.items()}
        return sorted(names, key=lambda number: places.get(number, _LAST))

    def _places(self, by: By) -> dict[int, int]:
        if by is By.CHANGED:
            moved = columns.moved(self._tx, self._case_of)
            return {self._case_of[scope]: -position for scope, position in moved.items()}
        if by is By.RISK:
            return {number: _LEVELS.index(level) for number, level in self._levels().items()}
        stages = columns.keys(self._tx, "case", "status")
        return {number: _STAGES[str(stage)] for stage, number in stages if stage in _STAGES}

    def _at_stages(self, stages: frozenset[str]) -> set[int]:
        found = {number for _, number in columns.keys(self._tx, "case", "status", stages)}
        if NONE in stages:
            said = {number for _, number in columns.keys(self._tx, "case", "status")}
            found |= columns.numbers(self._tx, "case") - said
        return found

    def _named(self, words: str) -> set[int]:
        """Return the cases in which, or in the persons of which, these words are found."""
        found = columns.containing(self._tx, ("case", "person"), words)
        homes = columns.everywhere(self._tx, found["person"])
        return set(found["case"]) | set(columns.in_scopes(self._tx, "case", homes))

    def _in_houses(self, houses: frozenset[bytes]) -> set[int]:
        """Return the cases that are in one of some houses: by stays that go on, else by what was entered."""
        texts = {to_text(house) for house in houses if house}
        present = [number for _, number in columns.keys(self._tx, "stay", "status", PRESENT)]
        home = columns.scope_numbers(self._tx, present)
        staying: dict[int, set[object]] = {}
        for stay, house in columns.values_of(self._tx, "house", present).items():
            case = self._case_of.get(home.get(stay, 0))
            if case is not None:
                staying.setdefault(case, set()).add(house)
        there = {case for case, where in staying.items() if not where.isdisjoint(texts)}
        there |= {case for _, case in columns.keys(self._tx, "case", "house", texts) if case not in staying}
        if NO_HOUSE in houses:
            entered = {case for _, case in columns.keys(self._tx, "case", "house")}
            there |= self.cases.keys() - staying.keys() - entered
        return there

    def _levels(self) -> dict[int, str]:
        """Return how great the danger to each case is; without one where nobody said."""
        entered = columns.keys(self._tx, "case", "risk_level", _LEVELS)
        return {number: str(level) for level, number in entered if number in self.cases} | self._assessed()

    def _assessed(self) -> dict[int, str]:
        """Return the levels of the cases with assessments; only where there are several, they are read."""
        theirs: dict[int, list[int]] = {}
        for risk, scope in columns.in_scopes(self._tx, "risk", self._case_of).items():
            theirs.setdefault(self._case_of[scope], []).append(risk)
        alone = {risks[0]: case for case, risks in theirs.items() if len(risks) == 1}
        keys = columns.keys(self._tx, "risk", "level", _LEVELS)
        found = {alone[risk]: str(level) for level, risk in keys if risk in alone}
        several = {risk: case for case, risks in theirs.items() if len(risks) > 1 for risk in risks}
        together: dict[int, list[Row]] = {}
        for row in columns.slim(self._tx, list(several), RISK):
            together.setdefault(several[row.number], []).append(row)
        judged = {case: level_of(rows, self._now) for case, rows in together.items()}
        return found | {case: level for case, level in judged.items() if level is not None}
