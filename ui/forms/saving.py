"""The work of a form: write what was typed, and say what would take it back. Runs on the writer thread, knows no widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app import cases, undo
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
        added = cases.add(
            workspace, self.kind, self.fields, self.place, language=self.language, draft=self.draft
        )
        return Saved(added.id, number(workspace))


def number(workspace: Workspace) -> int | None:
    """Return the number of the work that was just done."""
    last = undo.last(workspace)
    return last.number if last is not None else None
