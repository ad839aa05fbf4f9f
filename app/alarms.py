"""Others know of a house: its status and the message that says so, in one piece of work. Half an alarm is worse than none.

From then on the list of today begins with the house, on every device that sees it. The message is urgent and waits for an
answer; like everything it travels with the next bundle, and whoever cannot wait for that uses a telephone.
"""

from app.cases import add_in, change_in
from app.casework import entry, message_types
from app.casework.codes import Priority
from app.casework.watch import KNOWN_TO_OTHERS
from app.finding import known
from app.moments import local
from app.placing import Place
from app.workspace import Workspace
from storage.errors import UserError


def raise_alarm(workspace: Workspace, house: bytes, status: str, untrusted_text: str) -> bytes:
    """Say that a house is compromised or being evacuated; return the message, which must be acknowledged today.

    Raises: UserError("bad_value") for another status or an empty text; UserError("unknown_record"), UserError("wrong_kind"),
    UserError("no_right_here").
    """
    if status not in KNOWN_TO_OTHERS:
        allowed = ", ".join(sorted(KNOWN_TO_OTHERS))
        raise UserError("bad_value", kind="house", field="status", why="not_a_code", allowed=allowed)
    fields = {
        "type": str(message_types.alarm(by_desk=workspace.is_desk)),
        "text": entry.validate_entry("message", "text", untrusted_text),
        "priority": str(Priority.EMERGENCY),
        "must_be_acknowledged_by": local(workspace.now).date().isoformat(),
    }
    with workspace.vault.transaction() as tx:
        known(tx, house, "house")
        change_in(tx, workspace, house, {"status": status})
        return add_in(tx, workspace, "message", fields, Place(house=house)).id
