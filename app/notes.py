"""The notes of a case, the newest first: who wrote what, when and where, and what it follows or translates.

A note is never edited: who has more to say writes another that follows it. Reads only; writing is `app.cases.add`'s.
"""

from dataclasses import dataclass

from app.casework import entry
from app.casework.compartments import PERSONAL, Compartment, compartment_of, owner_of
from app.finding import known, persons_of, scopes_of_case
from app.ids import parse
from app.naming import Names
from app.searching import called
from app.views import plain_fields
from app.workspace import Workspace
from storage import records
from storage.database import Tx
from storage.errors import UserError
from storage.records import Row

KIND = "note"


@dataclass(frozen=True, slots=True)
class Note:
    """One note. author: whom it names, else the device it was written on. written: unix seconds, by that device's clock."""

    id: bytes
    text: str
    title: str
    date: str
    language: str
    author: str
    written: int
    person: bytes | None
    compartment: Compartment | None
    follows: bytes | None
    translation_of: bytes | None


@dataclass(frozen=True, slots=True)
class Notes:
    """All notes of a case. names: what its persons are called, "" for one without a name."""

    found: list[Note]
    names: dict[bytes, str]


def of_case(workspace: Workspace, case: bytes) -> Notes:
    """Read the notes of a case. Raises: UserError("unknown_record"), UserError("wrong_kind")."""
    with workspace.vault.read() as tx:
        known(tx, case, "case")
        authors = Names(tx, workspace)
        rows = [row for scope in scopes_of_case(tx, case) for row in records.query(tx, KIND, scope=scope)]
        told = [_note(tx, row, authors) for row in rows]
        told.sort(key=lambda each: (each[0].date, each[0].written, each[1]), reverse=True)
        found = [note for note, _ in told]
        people = persons_of(tx, case)
        return Notes(found, {row.record: called("person", row.fields) for row in people})


def _note(tx: Tx, row: Row, authors: Names) -> tuple[Note, int]:
    """Return a note and its place in the order of causes."""
    fields = entry.listable(KIND, plain_fields(row.fields))
    lives = records.live(tx, row.scope, KIND, row.record, "text")
    first = min(lives, key=lambda live: live.wall, default=None)
    compartment = compartment_of(row.scope)
    personal = compartment in PERSONAL
    note = Note(
        id=row.record,
        text=_text(fields, "text"),
        title=_text(fields, "title"),
        date=_text(fields, "date"),
        language=_text(fields, "language"),
        author=_text(fields, "author") or (authors.of(first.author) if first is not None else ""),
        written=first.wall if first is not None else 0,
        person=owner_of(row.scope) if personal else _reference(fields, "person"),
        compartment=compartment,
        follows=_reference(fields, "follows"),
        translation_of=_reference(fields, "translation_of"),
    )
    return note, first.lamport if first is not None else 0


def _text(fields: dict[str, object], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _reference(fields: dict[str, object], name: str) -> bytes | None:
    value = fields.get(name)
    try:
        return parse(value) if isinstance(value, str) else None
    except UserError:
        return None
