"""A caseload of any size in one store, as it would be after years of bundles: for measurements, and for screens under load.

The content is the demo's; it goes in as received runs, a change a compartment, because twenty thousand intakes through the forms
would take an hour. Nothing of it is signed or enrolled: it is looked at, never sent.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from app import demo_data
from app.casework.compartments import Anchor, home, named, of_person_field, scope_id
from app.casework.compartments import Compartment as At
from app.demo_data import DemoRecord
from app.ids import to_text
from app.workspace import Workspace
from storage import canonical
from storage.changes import AuthorId, Edit, RecordId, ScopeId, encode_change
from storage.runs import Run
from storage.session import Session

_WALL = 86_400
_GROUP = 40_000


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def fill(
    workspace: Workspace,
    *,
    cases: int,
    houses: int,
    today: date,
    seed: int = 7,
    running: float = 0.1,
    tell: Callable[[int, int], None] = silent,
) -> list[bytes]:
    """Put an invented caseload into a store; give the ids of the houses. running: the share of cases that is not over."""
    source = random.Random(seed)
    received = workspace.now()
    made: list[bytes] = []
    for number, load in enumerate(demo_data.caseload(seed, houses=houses, cases=cases, today=today)):
        author, ids = AuthorId(source.randbytes(16)), _Ids(source)
        made.append(ids[load.key])
        records = _some_over(load.records, source, running, today)
        runs = _runs(author, ids, records, source, received)
        with workspace.vault.transaction() as tx, Session(tx, received_at=received) as session:
            for run in runs:
                session.apply(run)
                if session.edits > _GROUP:
                    session.edits = 0
                    session.finish()
            session.finish()
        tell(number + 1, houses)
    return made


class _Ids(dict[str, bytes]):
    """Gives every key an id of its own when it is first named."""

    def __init__(self, source: random.Random) -> None:
        super().__init__()
        self._source = source

    def __missing__(self, key: str) -> bytes:
        self[key] = self._source.randbytes(16)
        return self[key]


def _some_over(
    found: list[DemoRecord], source: random.Random, running: float, today: date
) -> Iterable[DemoRecord]:
    """Let most cases be over: closed, and their people gone from the house."""
    over = {record.key: source.randrange(60, 900) for record in found if record.kind == "case"}
    over = {key: days for key, days in over.items() if source.random() >= running}
    for record in found:
        days = timedelta(days=over.get(record.case or "", 0))
        moved: dict[str, object] = {}
        if days and record.kind == "case":
            moved = {"status": "closed", "closure_reason": "settled"}
        if days and record.kind == "stay":
            moved = {"status": "checked_out", "actual_to": (today - days / 2).isoformat()}
        if days and record.kind == "message":
            moved = {"acknowledged_on": (today - days / 2).isoformat()}
        if days and record.kind == "task":
            moved = {"status": "done"}
        dates = {
            name: (date.fromisoformat(value) - days).isoformat()
            for name in _DATES
            if days and isinstance(value := record.fields.get(name), str)
        }
        yield replace(record, fields={**record.fields, **dates, **moved})


_DATES = (
    "contact_date",
    "date",
    "due",
    "must_be_acknowledged_by",
    "planned_from",
    "planned_to",
    "actual_from",
    "review_due",
)


def _runs(
    author: AuthorId, ids: _Ids, found: Iterable[DemoRecord], source: random.Random, received: int
) -> Iterable[Run]:
    edits: dict[bytes, list[Edit]] = {}
    for record in found:
        fields: Mapping[str, object] = {
            **record.fields,
            **{name: to_text(ids[key]) for name, key in record.links.items()},
        }
        for name, value in fields.items():
            edit = Edit(RecordId(ids[record.key]), record.kind, name, canonical.dumps(value))
            edits.setdefault(_scope(record, name, ids), []).append(edit)
    for scope, theirs in edits.items():
        wall = received - source.randrange(400 * _WALL)
        yield Run(ScopeId(scope), author, 1, [encode_change(1, wall, source.randbytes(16), theirs)])


def _scope(record: DemoRecord, field: str, ids: _Ids) -> bytes:
    if record.kind == "person":
        where = of_person_field(field)
        return scope_id(where, ids[record.case or ""] if where is At.CORE else ids[record.key])
    at = Anchor(
        root=bytes(16),
        case=ids[record.case] if record.case else None,
        person=ids[record.person] if record.person else None,
        house=ids[record.house] if record.house else None,
    )
    return home(record.kind, at, named(record.compartment) if record.compartment else None)
