"""Let a bundle that was held back in, or let it go, as a person at headquarters decides.

sync applies it by the same rights as any other; here it is handed the rule of who may claim what, and persons that arrive
with it are opened to the houses that share their case, as after receiving. What waits is listed by app.ledger.
"""

from app import sharing
from app.workspace import Workspace
from sync import judging
from sync.judging import LetIn

__all__ = ["LetIn", "accept", "reject"]


def accept(workspace: Workspace, held: int) -> LetIn:
    """Let a bundle in, as one that came late; it is not held back any more.

    Raises: UserError not_a_desk, not_held_back; no_room_to_wait, and then it stays where it is; MachineError.
    """
    done = judging.accept(sharing.at_the_door(workspace), held)
    if done.changes:
        sharing.open_who_arrived(workspace)
    return done


def reject(workspace: Workspace, held: int) -> str:
    """Let a bundle go and apply nothing of it; return its sender's name. Raises: UserError not_a_desk, not_held_back."""
    return judging.reject(workspace.device, held)
