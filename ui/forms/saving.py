"""The work of a form: write what was typed, and say what would take it back. Runs on the writer thread, knows no widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app import cases, undo
from app.casework.compartments import PERSONAL, Anchor, homes
from app.errors import UserError
from app.ids import is_text, parse, to_text
from app.placing import Place
from app.seen import Seen
from app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Saved:
    """A record that was saved. work: the number that takes it back (app.undo), None when nothing was written."""

    record: bytes
    work: int | None


@dataclass(frozen=True, slots=True)
class Saving:
    """What is to be saved, and where: `record` None for a new one, which then hangs on `place`."""

    kind: str
    record: bytes | None
    place: Place = field(default_factory=Place)
    fields: Mapping[str, object] = field(default_factory=dict)
    seen: Seen | None = None
    draft: str | None = None
    language: str = "en"

    def __call__(self, workspace: Workspace) -> Saved:
        """Write it. Raises: what `app.cases` refuses."""
        if self.record is not None:
            written = cases.change(workspace, self.record, self.fields, seen=self.seen, draft=self.draft)
            return Saved(self.record, number(workspace) if written else None)
        place = placed(self.kind, self.place, self.fields)
        if needs_person(self.kind) and place.person is None:
            raise UserError("bad_value", kind=self.kind, field="person", why="required")
        added = cases.add(workspace, self.kind, self.fields, place, language=self.language, draft=self.draft)
        return Saved(added.id, number(workspace))


def draft_key(kind: str, record: bytes | None, case: bytes | None) -> str:
    """Name the draft of a form."""
    if record is not None:
        return f"form/{kind}/{to_text(record)}"
    return f"form/{kind}/new/{to_text(case)}" if case is not None else f"form/{kind}/new"


def needs_person(kind: str) -> bool:
    """Say whether records of a kind live with a person and nowhere else, as an incident does."""
    return set(homes(kind, Anchor(root=b""))) <= PERSONAL


def placed(kind: str, place: Place, fields: Mapping[str, object]) -> Place:
    """Return where a record goes that lives with the person it names."""
    person = fields.get("person")
    if not needs_person(kind) or place.person is not None or not is_text(person):
        return place
    return replace(place, person=parse(str(person)))


def number(workspace: Workspace) -> int | None:
    """Return the number of the work that was just done."""
    last = undo.last(workspace)
    return last.number if last is not None else None
