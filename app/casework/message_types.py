"""Which side writes which type of message: headquarters asks, decides and directs; a house reports, asks and raises alarms.

Pure. A broadcast goes to everybody, and nothing else does; what is written among desks needs no type. What another device
wrote is never refused by this: it is for whoever writes.
"""

from collections.abc import Collection
from typing import Final

from app.casework.codes import MessageType
from storage.errors import UserError

FROM_HOUSE: Final = (
    MessageType.REPORT,
    MessageType.REQUEST,
    MessageType.INCIDENT_ALERT,
    MessageType.COMPROMISE_ALERT,
    MessageType.ERASURE_CERTIFICATE,
)
FROM_DESK: Final = tuple(
    type_ for type_ in MessageType if type_ not in FROM_HOUSE and type_ is not MessageType.BROADCAST
)


def writable(*, by_desk: bool, to_everyone: bool = False) -> tuple[MessageType, ...]:
    """List the types that one side may give to a message, in the order in which people are offered them."""
    if to_everyone:
        return (MessageType.BROADCAST,) if by_desk else ()
    return FROM_DESK if by_desk else FROM_HOUSE


def alarm(*, by_desk: bool) -> MessageType:
    """Return the type of the message that says that others know of a house."""
    return MessageType.EVACUATE_HOUSE if by_desk else MessageType.COMPROMISE_ALERT


def check(untrusted_type: object, allowed: Collection[str]) -> None:
    """Make sure that a type is one of those that may be written. Raises: UserError("bad_value")."""
    if untrusted_type not in allowed:
        names = ", ".join(allowed)
        raise UserError("bad_value", kind="message", field="type", why="not_a_code", allowed=names)
