"""What a form or a view needs before it can show a record: read together, on the reader thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app import conflicts, drafts, lists, views
from app.casework.kinds import KINDS
from app.conflicts import Conflict
from app.drafts import Draft
from app.ids import to_text
from app.lists import Query
from app.views import Past, Shown
from app.workspace import Workspace
from ui.forms import titles
from ui.forms.choices import Options
from ui.shell.words import Words


@dataclass(frozen=True, slots=True)
class Loaded:
    """A record as it stands (None for a new one), what its references may be, its draft, and who wrote it."""

    shown: Shown | None
    options: Mapping[str, Options] = field(default_factory=dict)
    draft: Draft | None = None
    past: tuple[Past, ...] = ()
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)

    def name_of(self, field_name: str, value: object) -> str | None:
        """Return what a record that a field refers to is called; None where it is not here."""
        return dict(self.options.get(field_name, ())).get(str(value))


def load(
    workspace: Workspace,
    words: Words,
    kind: str,
    record: bytes | None,
    case: bytes | None,
    draft: str | None = None,
) -> Loaded:
    """Read one record, or what a new one needs. draft: the key of what may be typed and not saved.

    Raises: UserError("unknown_record").
    """
    shown = views.show(workspace, record) if record is not None else None
    return Loaded(
        shown=shown,
        options=_options(workspace, words, kind, case, record),
        draft=drafts.load(workspace, draft) if draft is not None else None,
        past=tuple(views.history(workspace, shown.id)) if shown is not None and shown.scopes else (),
        conflicts=_conflicts(workspace, shown) if shown is not None else {},
    )


def _conflicts(workspace: Workspace, shown: Shown) -> dict[str, Conflict]:
    return {name: conflicts.conflict(workspace, shown.id, name) for name in shown.conflicts}


def _options(
    workspace: Workspace, words: Words, kind: str, case: bytes | None, record: bytes | None
) -> dict[str, Options]:
    """Return what each reference of a kind may refer to: people of the case, houses, records of the same kind."""
    found: dict[str, Options] = {}
    for name, declared in KINDS[kind].fields.items():
        if declared.type.name == "record":
            found[name] = _choice(workspace, words, kind, name, case, record)
    return found


def _choice(
    workspace: Workspace, words: Words, kind: str, name: str, case: bytes | None, record: bytes | None
) -> Options:
    of_kind = name if name in ("person", "house") else kind
    if case is None and of_kind != "house":
        return []
    query = Query(of_kind, case=None if of_kind == "house" else case)
    options = titles.options(words, of_kind, lists.list_records(workspace, query))
    own = to_text(record) if record is not None else None
    return [(key, label) for key, label in options if key != own]
