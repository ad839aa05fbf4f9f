"""The lines of the table of people: what is said of each case that stands on the screen; app.people says which those are.

Nothing of the identity tier. All that a window of lines needs is read together, never line by line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from app.absence import Absent, Presence, Why
from app.casework import deadlines, entry, stays, watch
from app.casework.codes import TaskStatus
from app.casework.compartments import Compartment, scope_id
from app.casework.watch import OPEN_TASKS, Seen
from app.finding import scopes_of_person
from app.ids import read
from app.moments import local
from app.workspace import Workspace
from storage import columns, positions, records
from storage.database import Tx
from storage.records import Row
from storage.scopes import ScopeId
from sync import links

PRESENT: Final = tuple(map(str, stays.PRESENT))
RISK: Final = ("level", "date", "review_due", "person")
_READ: Final = {
    "case": ("alias", "status", "priority", "risk_level", "house"),
    "person": ("role",),
    "risk": RISK,
    "stay": ("house", "status"),
    "task": ("what", "type", "due", "status"),
}


@dataclass(frozen=True, slots=True)
class House:
    """A house by the only name that lists use; empty where its record is not here."""

    id: bytes
    codename: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """The open task that is due first. late: it is overdue."""

    task: bytes
    what: str
    type: str | None
    due: str | None
    late: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line: codes as they are stored, None where nothing is said.

    changed: when its newest change came in here, unix seconds. absent: what is shed, withheld or sealed; what was never
    opened to this device is not missed.
    """

    id: bytes
    alias: str
    status: str | None
    risk_level: str | None
    houses: tuple[House, ...]
    next_step: NextStep | None
    priority: str | None
    persons: int
    changed: int
    conflicts: bool
    absent: tuple[Absent, ...]
    only_here: bool


def level_of(risks: Iterable[Row], now: datetime) -> str | None:
    """Return how great a danger some assessments of one case say that it is."""
    seen = [
        Seen(row.record, None, row.fields, datetime.fromtimestamp(row.received_at, UTC).date(), row.lamport)
        for row in risks
        if all(entry.understood("risk", name, value) for name, value in row.fields.items())
    ]
    found = watch.level(seen, now)
    return None if found is None else str(found)


def rows(workspace: Workspace, ids: Sequence[bytes]) -> list[PersonRow]:
    """Return the lines of some cases, in their order; what is no case here, or not any more, has none."""
    with workspace.vault.read() as tx:
        return list(_Lines(tx, workspace, ids).all())


class _Lines:
    """The lines of one window, read together."""

    def __init__(self, tx: Tx, workspace: Workspace, ids: Sequence[bytes]) -> None:
        self._tx = tx
        self._now = local(workspace.now)
        self._ids = ids
        cores = [ScopeId(scope_id(Compartment.CORE, case)) for case in ids]
        self._of: dict[ScopeId, dict[str, list[Row]]] = {core: {} for core in cores}
        for kind, names in _READ.items():
            for row in columns.slim(tx, columns.within(tx, (kind,), cores), names):
                self._of[row.scope].setdefault(kind, []).append(row)
        self._news = columns.news(tx, cores)
        self._conflicts = columns.in_conflict(tx, cores)
        self._absent = Presence(tx, workspace).of_cases(ids)
        self._houses = _codenames(tx, self._house_ids())
        own = {core: self._scopes(core) for core in cores}
        peers = [link.peer for link in links.all_links(tx)]
        lonely = positions.only_here(tx, [scope for scopes in own.values() for scope in scopes], peers)
        self._only_here = {core for core, scopes in own.items() if not lonely.isdisjoint(scopes)}

    def _scopes(self, core: ScopeId) -> list[ScopeId]:
        route = ScopeId(scope_id(Compartment.ROUTE, core[1:]))
        people = self._of[core].get("person", ())
        return [core, route, *(scope for row in people for scope in scopes_of_person(row.record))]

    def _house_ids(self) -> set[bytes]:
        found = (
            row.fields.get("house")
            for kinds in self._of.values()
            for kind in ("case", "stay")
            for row in kinds.get(kind, ())
        )
        return {house for value in found if (house := read(value)) is not None}

    def all(self) -> Iterable[PersonRow]:
        """Yield a line for each case that is here."""
        for case in self._ids:
            core = ScopeId(scope_id(Compartment.CORE, case))
            own = [row for row in self._of[core].get("case", ()) if row.record == case]
            if own:
                yield self._line(own[0], core)

    def _line(self, row: Row, core: ScopeId) -> PersonRow:
        news = self._news.get(core)
        return PersonRow(
            id=row.record,
            alias=_text(row, "alias") or "",
            status=_text(row, "status"),
            risk_level=level_of(self._of[core].get("risk", ()), self._now) or _text(row, "risk_level"),
            houses=self._where(row, core),
            next_step=_next_step(self._of[core].get("task", ()), self._now),
            priority=_text(row, "priority"),
            persons=len(self._of[core].get("person", ())),
            changed=news.received if news is not None else row.received_at,
            conflicts=core in self._conflicts,
            absent=tuple(one for one in self._absent[row.record] if one.why is not Why.NOT_GRANTED),
            only_here=core in self._only_here,
        )

    def _where(self, row: Row, core: ScopeId) -> tuple[House, ...]:
        going_on = [stay for stay in self._of[core].get("stay", ()) if _text(stay, "status") in PRESENT]
        found = {house for stay in going_on if (house := read(stay.fields.get("house"))) is not None}
        if not found and (entered := read(row.fields.get("house"))) is not None:
            found = {entered}
        return tuple(
            sorted(
                (House(house, self._houses.get(house, "")) for house in found), key=lambda one: one.codename
            )
        )


def _next_step(tasks: Iterable[Row], now: datetime) -> NextStep | None:
    """Choose the open task that is due first; those without a day come last."""
    open_ = [task for task in tasks if (_text(task, "status") or TaskStatus.OPEN) in OPEN_TASKS]
    if not open_:
        return None
    task = min(open_, key=lambda task: (_due(task) is None, _due(task) or "", task.number))
    due = _due(task)
    late = due is not None and deadlines.state(due, now) is deadlines.State.OVERDUE
    return NextStep(task.record, _text(task, "what") or "", _text(task, "type"), due, late)


def _due(task: Row) -> str | None:
    due = task.fields.get("due")
    return due if isinstance(due, str) and entry.understood("task", "due", due) else None


def _text(row: Row, name: str) -> str | None:
    value = row.fields.get(name)
    return value if isinstance(value, str) and value else None


def _codenames(tx: Tx, houses: Iterable[bytes]) -> dict[bytes, str]:
    found: dict[bytes, str] = {}
    for house in houses:
        row = records.one(tx, scope_id(Compartment.HOUSE, house), "house", house)
        if row is not None:
            found[house] = _text(row, "codename") or ""
    return found
