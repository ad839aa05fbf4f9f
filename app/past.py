"""The history of a case: every field of every record that was ever written, by whom, when, and how it came here.

Of the identity tier nothing is given, neither what was written nor what stood there before. Rules:

- In the order of causes, the newest first; clocks can be wrong, causes cannot.
- A record is told where it is known to be: what somebody wrote under its id in another compartment is none of its history.
- What was shed, sealed or erased is not there to be told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.casework import entry
from app.casework.compartments import PERSONAL, Compartment, compartment_of, owner_of
from app.casework.schema import DELETED
from app.casework.tiers import Tier
from app.finding import fields_of, find_rows, known, persons_of, scopes_of_case
from app.ids import parse
from app.naming import Names
from app.projection import is_ours
from app.searching import called
from app.workspace import Workspace
from storage import arrivals
from storage.chronicle import Written, chronicle
from storage.database import Tx
from storage.errors import UserError
from storage.records import Row

_LINE: Final = 60


@dataclass(frozen=True, slots=True)
class Came:
    """The bundle that brought an edit: from whom, and when it was received in unix seconds."""

    sender: str
    received: int


@dataclass(frozen=True, slots=True)
class Step:
    """One edit. before: what it replaced. hidden: both are of the identity tier and not given. came: None when it was entered here.

    person: whom the record is about. live: it is what stands there now, or one of several values that do.
    """

    record: bytes
    kind: str
    person: bytes | None
    compartment: Compartment | None
    field: str
    value: object
    before: tuple[object, ...]
    hidden: bool
    author: str
    wall: int
    came: Came | None
    live: bool


@dataclass(frozen=True, slots=True)
class CaseHistory:
    """All steps, the newest first. names: what lists call a record, "" for one without a name."""

    steps: list[Step]
    names: dict[bytes, str]
    persons: list[bytes]


def of_case(workspace: Workspace, case: bytes) -> CaseHistory:
    """Tell everything that was written about a case and is here.

    Raises: UserError("unknown_record"), UserError("wrong_kind").
    """
    with workspace.vault.read() as tx:
        known(tx, case, "case")
        told = _Told(tx, workspace)
        written = chronicle(tx, scopes_of_case(tx, case))
        steps = [step for each in written if (step := told.step(each)) is not None]
        persons: list[bytes] = [row.record for row in persons_of(tx, case)]
        return CaseHistory(steps, told.names(), persons)


class _Told:
    """What is read once for a whole history."""

    def __init__(self, tx: Tx, workspace: Workspace) -> None:
        self._tx = tx
        self._authors = Names(tx, workspace)
        self._rows: dict[bytes, list[Row]] = {}
        self._came: dict[int, Came | None] = {}

    def step(self, written: Written) -> Step | None:
        """Tell one edit; None for what is not casework, or not of the record that has this id."""
        if is_ours(written.kind):
            return None
        rows = self._of(written.record)
        if not any((row.scope, row.kind) == (written.scope, written.kind) for row in rows):
            return None
        hidden = written.field != DELETED and entry.tier(written.kind, written.field) is Tier.IDENTITY
        return Step(
            record=written.record,
            kind=written.kind,
            person=_person(rows, written),
            compartment=compartment_of(written.scope),
            field=written.field,
            value=None if hidden else written.value,
            before=() if hidden else written.before,
            hidden=hidden,
            author=self._authors.of(written.author),
            wall=written.wall,
            came=self._arrival(written.bundle),
            live=written.live,
        )

    def names(self) -> dict[bytes, str]:
        """Return what lists call the records that were told of; a note without a title by how it begins."""
        return {record: _name(rows[0].kind, fields_of(rows)) for record, rows in self._rows.items() if rows}

    def _of(self, record: bytes) -> list[Row]:
        if record not in self._rows:
            self._rows[record] = find_rows(self._tx, record)
        return self._rows[record]

    def _arrival(self, bundle: int | None) -> Came | None:
        if bundle is None:
            return None
        if bundle not in self._came:
            arrival = arrivals.describe(self._tx, bundle)
            self._came[bundle] = (
                Came(self._authors.of_device(arrival.peer), arrival.received) if arrival else None
            )
        return self._came[bundle]


def _name(kind: str, fields: Mapping[str, object]) -> str:
    text = entry.listable(kind, fields).get("text")
    return called(kind, fields) or (text.split("\n", 1)[0][:_LINE] if isinstance(text, str) else "")


def _person(rows: Iterable[Row], written: Written) -> bytes | None:
    """Return whom an edit is about: the person it is of, whose compartment it is in, or whom its record names."""
    if written.kind == "person":
        return written.record
    if compartment_of(written.scope) in PERSONAL:
        return owner_of(written.scope)
    named = next((row.fields.get("person") for row in rows), None)
    try:
        return parse(named) if isinstance(named, str) else None
    except UserError:
        return None
