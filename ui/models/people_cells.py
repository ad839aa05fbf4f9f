"""What the cells of the table of people say: a line of `app.people` in the words of the reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import IntEnum
from typing import Final

from app.absence import Why
from app.casework import partial_dates
from app.casework.codes import Priority
from app.people import NextStep, PersonRow
from ui.shell.words import Words
from ui.widgets.cells import Cell, Mark

_LEVELS: Final = frozenset({"critical", "high", "medium", "low"})
_WHYS: Final[Mapping[Why, str]] = {
    Why.SHED: "people.shed",
    Why.WITHHELD: "people.withheld",
    Why.SEALED: "people.sealed",
    Why.NOT_GRANTED: "people.not_granted",
}


class Column(IntEnum):
    """The columns from left to right."""

    ALIAS = 0
    STAGE = 1
    RISK = 2
    HOUSE = 3
    NEXT = 4
    PERSONS = 5
    CHANGED = 6
    MARKS = 7


def titles(words: Words) -> list[str]:
    """Name the columns."""
    return [
        words("people.alias"),
        words("people.stage"),
        words("people.risk"),
        words("people.house"),
        words("people.next"),
        words("people.persons"),
        words("people.changed"),
        words("people.marks"),
    ]


class Cells:
    """Makes the cells of lines, in one language."""

    def __init__(self, words: Words, now: Callable[[], datetime]) -> None:
        self._words = words
        self._now = now

    def __call__(self, row: PersonRow) -> tuple[Cell, ...]:
        """Return the cells of a line, by `Column`."""
        words = self._words
        stage = words.label("case_status", row.status) if row.status else ""
        return (
            Cell(row.alias or words("people.no_alias"), strong=bool(row.alias), soft=not row.alias),
            Cell(stage),
            self._risk(row.risk_level),
            Cell(words.listed([house.codename or words("people.unknown_house") for house in row.houses])),
            self._next(row.next_step),
            Cell(str(row.persons) if row.persons else "", soft=True),
            Cell(self._changed(row.changed), soft=True, tip=words.moment(row.changed, self._now())),
            self._marks(row),
        )

    def _risk(self, level: str | None) -> Cell:
        if level is None:
            return Cell(self._words("people.not_assessed"), soft=True)
        return Cell(self._words.label("risk_level", level), level if level in _LEVELS else "neutral")

    def _next(self, step: NextStep | None) -> Cell:
        if step is None:
            return Cell()
        words = self._words
        what = step.what or (words.label("task_type", step.type) if step.type else words.kind("task"))
        if step.due is None:
            return Cell(what, tip=what)
        day = self._day(step.due)
        if not step.late:
            return Cell(words("people.step", day=day, what=what), tip=words("people.by", day=day, what=what))
        late = words("people.late", day=day, what=what)
        sign = Mark("level-high", words("people.overdue"), "high")
        return Cell(words("people.step", day=day, what=what), marks=(sign,), tip=late)

    def _day(self, due: str) -> str:
        first, last = partial_dates.days(due)
        if first != last:
            return self._words.value("task", "due", due)
        return self._words.day(first, self._now())

    def _changed(self, when: int) -> str:
        now = self._now()
        local = datetime.fromtimestamp(when).astimezone(now.tzinfo)
        return f"{local:%H:%M}" if local.date() == now.date() else self._words.day(when, now)

    def _marks(self, row: PersonRow) -> Cell:
        words = self._words
        marks: list[Mark] = []
        if row.priority in (Priority.EMERGENCY, Priority.URGENT):
            marks.append(Mark("flag", words.label("priority", row.priority), "high"))
        if row.conflicts:
            marks.append(Mark("conflict", words("people.conflict"), "medium"))
        if row.absent:
            marks.append(Mark("eye-off", self._absent(row)))
        if row.only_here:
            marks.append(Mark("devices", words("people.only_here")))
        return Cell(marks=tuple(marks), tip="\n".join(mark.text for mark in marks))

    def _absent(self, row: PersonRow) -> str:
        """Say what is not here, for each reason once."""
        words = self._words
        found: dict[Why, dict[str, None]] = {}
        for absent in row.absent:
            found.setdefault(absent.why, {})[words.compartment(absent.compartment.word)] = None
        return "\n".join(words(_WHYS[why], what=words.listed(list(what))) for why, what in found.items())
