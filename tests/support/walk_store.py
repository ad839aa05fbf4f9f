"""What the store says on the walk, past the windows: asked on the session's writer thread, and again when all is locked."""

from __future__ import annotations

import json

from app import attached, documents, lists, people, state, views
from app.casework.kinds import KINDS
from app.lists import Query
from app.workspace import Workspace

_MOST = 1 << 20


def case(workspace: Workspace) -> bytes:
    """Return the only case."""
    (found,) = people.index(workspace)
    return found


def records(workspace: Workspace, kind: str) -> list[dict[str, object]]:
    """Return the records of a kind in the only case, every field of them."""
    found = lists.list_records(workspace, Query(kind, case=case(workspace)))
    return [dict(views.show(workspace, one.id).fields) for one in found]


def files(workspace: Workspace) -> dict[str, bytes]:
    """Return the documents of the only case by their titles."""
    found = attached.of_case(workspace, case(workspace)).found
    return {str(one.fields["title"]): documents.read(workspace, one.id, most=_MOST) for one in found}


def stage(workspace: Workspace) -> object:
    """Return where the only case stands."""
    return views.show(workspace, case(workspace)).fields.get("status")


def hashes(workspace: Workspace, name: str | None) -> list[str]:
    """Return the hash of all that somebody may see, and of the only case."""
    both = (None, case(workspace))
    return [state.state_hash(workspace, case=one, name=name).hash.hex() for one in both]


def everything(workspace: Workspace) -> str:
    """Return all that is said about the only case."""
    said = [json.dumps(views.show(workspace, case(workspace)).fields, ensure_ascii=False, default=str)]
    said += [json.dumps(records(workspace, kind), ensure_ascii=False, default=str) for kind in KINDS]
    said += [data.decode(errors="replace") for data in files(workspace).values()]
    return "\n".join(said)
