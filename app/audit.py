"""The trail of who looked at what: identity fields that were shown, documents that were taken out.

One change a session and case for what was shown; it lies in this device's own compartment and goes to headquarters last.
Does not decide what may be shown.
"""

from typing import Final

from app.ids import to_text
from app.projection import AUDIT
from app.workspace import Workspace
from storage import log
from storage.database import Tx
from storage.log import NewEdit

_RECORD: Final = 16


def reveal(workspace: Workspace, case: bytes) -> None:
    """Write down that identity fields of a case (or of a house) are about to be shown; once a session and case."""
    if case in workspace.revealed:
        return
    with workspace.vault.transaction() as tx:
        write(tx, workspace, case, "identity", case)
    workspace.revealed.add(case)


def write(tx: Tx, workspace: Workspace, case: bytes, what: str, about: bytes) -> None:
    """Write one line of the trail inside a transaction."""
    record = workspace.rng(_RECORD)
    values = {"case": to_text(case), "what": what, "about": to_text(about)}
    edits = [NewEdit(record, AUDIT, name, value, ()) for name, value in values.items()]
    log.append(tx, workspace.identity.author, workspace.audit, edits, rng=workspace.rng, now=workspace.now)
