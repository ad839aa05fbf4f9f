"""Search while somebody types: a few of each kind, with the name that lists use for it, and the alias of its case.

`views.find` is the same search for who wants all of it. Nothing of the identity tier is shown: who is found by a legal name
stands there by the name they go by, and nothing of what was found. Rules:

- One letter is not looked for: it finds everything.
- The kinds come in the order in which people look for them, what is newest first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.casework import entry
from app.casework.compartments import Compartment, compartment_of, owner_of
from app.finding import case_of, fields_of, find_rows
from app.views import snippet_of
from app.workspace import Workspace
from storage import search as index
from storage.database import Tx
from storage.records import Row

LEAST: Final = 2
_EACH: Final = 6
_ORDER: Final = (
    "case",
    "person",
    "house",
    "document",
    "task",
    "message",
    "note",
    "incident",
    "risk",
    "consent",
    "stay",
)
#: What a record is called in lists; what has none of these is called by its kind.
_NAMES: Final[Mapping[str, str]] = {
    "case": "alias",
    "person": "chosen_name",
    "house": "codename",
    "document": "title",
    "note": "title",
    "incident": "title",
    "task": "what",
    "message": "title",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found. name: what lists call it, "" where it has no name; alias: of its case, "" where that is not known.

    house: in whose compartment it stands, None where it is another's.
    """

    id: bytes
    kind: str
    case: bytes | None
    house: bytes | None
    name: str
    alias: str
    snippet: str


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, in the order of the kinds. more: the kinds of which there may be more than these."""

    found: list[Hit]
    more: frozenset[str]


def search(workspace: Workspace, words: str, each: int = _EACH) -> Hits:
    """Find records by what people type, at most `each` of a kind."""
    if len(words.strip()) < LEAST:
        return Hits([], frozenset())
    with workspace.vault.read() as tx:
        hits: dict[bytes, Hit] = {}
        for hit in index.of_each_kind(tx, words, each + 1):
            rows = find_rows(tx, hit.record)
            row = next((row for row in rows if row.scope == hit.scope), None)
            if row is not None and hit.record not in hits:
                hits[hit.record] = _hit(tx, rows, row, hit)
        return _ordered(list(hits.values()), each)


def _hit(tx: Tx, rows: list[Row], row: Row, hit: index.Hit) -> Hit:
    case = hit.record if hit.kind == "case" else case_of(tx, rows)
    name = called(hit.kind, fields_of(rows))
    snippet = snippet_of(row, hit)
    if snippet.strip("…").strip() in name:
        snippet = ""
    house = owner_of(hit.scope) if compartment_of(hit.scope) is Compartment.HOUSE else None
    return Hit(hit.record, hit.kind, case, house, name, _alias(tx, case), snippet)


def called(kind: str, fields: Mapping[str, object]) -> str:
    """Return what lists call a record, one line of nothing in the identity tier; "" where it has no name."""
    return _text(entry.listable(kind, fields).get(_NAMES.get(kind, "")))


def _alias(tx: Tx, case: bytes | None) -> str:
    rows = find_rows(tx, case) if case is not None else []
    return _text(rows[0].fields.get("alias")) if rows and rows[0].kind == "case" else ""


def _text(value: object) -> str:
    return value.split("\n", 1)[0] if isinstance(value, str) else ""


def _ordered(hits: list[Hit], each: int) -> Hits:
    found: list[Hit] = []
    more = set()
    for kind in (*_ORDER, *sorted({hit.kind for hit in hits} - set(_ORDER))):
        theirs = [hit for hit in hits if hit.kind == kind]
        found += theirs[:each]
        if len(theirs) > each:
            more.add(kind)
    return Hits(found, frozenset(more))
