"""The documents of a case as a list shows them: what each is, whom it is about, and whether its bytes are here.

Nothing of the identity tier is in it: not the name that a file had. A document that was deleted is left out. Rules:

- The newest first: by the date that was entered, else by when it came here.
- Bytes can be elsewhere though the record is here: large files travel when they are asked for. A desk asks for all.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.absence import Absent, Presence, Why
from app.casework import entry
from app.casework.compartments import Compartment, compartment_of, owner_of
from app.finding import known, persons_of, scopes_of_case
from app.ids import parse
from app.searching import called
from app.views import plain_fields
from app.workspace import Workspace
from storage import records
from storage.database import Tx
from storage.errors import UserError
from storage.records import Row
from sync import attachments, reading


class Bytes(StrEnum):
    """Where the bytes of a document are."""

    HERE = "here"
    COMING = "coming"
    ASKED = "asked"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Document:
    """One document. fields: what lists may show. person: whom it is about. where: whether it can be opened here."""

    id: bytes
    fields: dict[str, object]
    person: bytes | None
    compartment: Compartment | None
    where: Bytes


@dataclass(frozen=True, slots=True)
class Documents:
    """All of a case. names: what the case and its persons are called. absent: compartments that this device
    may have and has not: their documents are not listed."""

    found: list[Document]
    persons: list[bytes]
    names: dict[bytes, str]
    absent: list[Absent]


def of_case(workspace: Workspace, case: bytes) -> Documents:
    """List the documents of a case. Raises: UserError("unknown_record"), UserError("wrong_kind")."""
    with workspace.vault.read() as tx:
        (core, *_) = known(tx, case, "case")
        people = [row for row in persons_of(tx, case) if not row.deleted]
        rows = [
            row for scope in scopes_of_case(tx, case) for row in records.query(tx, "document", scope=scope)
        ]
        rows.sort(key=lambda row: (str(row.fields.get("date") or ""), row.number), reverse=True)
        return Documents(
            found=[_document(tx, workspace, row) for row in rows],
            persons=[row.record for row in people],
            names={row.record: called(row.kind, row.fields) for row in (core, *people)},
            absent=[
                each for each in Presence(tx, workspace).of_case(case) if each.why is not Why.NOT_GRANTED
            ],
        )


def _document(tx: Tx, workspace: Workspace, row: Row) -> Document:
    compartment = compartment_of(row.scope)
    return Document(
        id=row.record,
        fields=entry.listable("document", plain_fields(row.fields)),
        person=_person(row, compartment),
        compartment=compartment,
        where=_where(tx, workspace, row),
    )


def _person(row: Row, compartment: Compartment | None) -> bytes | None:
    if compartment in (Compartment.IDENTITY, Compartment.STORY, Compartment.HEALTH):
        return owner_of(row.scope)
    named = row.fields.get("person")
    try:
        return parse(named) if isinstance(named, str) else None
    except UserError:
        return None


def _where(tx: Tx, workspace: Workspace, row: Row) -> Bytes:
    blobs, digest = workspace.vault.blobs, reading.raw(row, "hash", 32)
    if digest is None:
        return Bytes.AWAY
    if blobs.size(tx, digest) is not None:
        return Bytes.HERE
    if blobs.held_ranges(tx, digest):
        return Bytes.COMING
    asked = workspace.is_desk or attachments.is_wanted(tx, digest)
    return Bytes.ASKED if asked else Bytes.AWAY
