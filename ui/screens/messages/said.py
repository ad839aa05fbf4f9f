"""What is said of conversations and messages, in words; knows no widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from app.casework.codes import MessageType
from app.delivery import Audience, Reached
from app.messaging import Key, MessageShown, Thread, With
from ui.forms.titles import first_line
from ui.shell.words import Words
from ui.widgets.lists import Entry

Sign = tuple[str, str]

ICONS: Final[Mapping[With, str]] = {
    With.CASE: "people",
    With.HOUSE: "house",
    With.EVERYONE: "globe",
    With.DESKS: "building",
}
#: What one answers by writing.
_ASKS: Final = frozenset({MessageType.QUESTION, MessageType.DOCUMENT_REQUEST, MessageType.REQUEST})


def title(words: Words, key: Key, called: str) -> str:
    """Return what a conversation is called."""
    if key.about is With.EVERYONE:
        return words("messages.everyone")
    if key.about is With.DESKS:
        return words("messages.desks")
    if called:
        return called
    return words("messages.case_not_here" if key.about is With.CASE else "messages.house_not_here")


def entry(words: Words, thread: Thread, now: datetime, *, drafted: bool) -> Entry:
    """Say a conversation in one entry of the list: whose it is, what waits in it, and its newest line."""
    newest = thread.newest
    who = words("messages.here") if newest.ours else newest.author
    line = words("messages.draft_line") if drafted else f"{who}: {first_line(newest.title or newest.text)}"
    return Entry(
        thread.key,
        title(words, thread.key, thread.title),
        line,
        "edit" if drafted else "flag" if thread.urgent else ICONS[thread.key.about],
        words.day(newest.written, now),
        badge=_badge(words, thread),
        strong=bool(thread.unread or thread.unacknowledged),
    )


def _badge(words: Words, thread: Thread) -> Sign | None:
    if thread.unacknowledged:
        return words(
            "messages.badge_waits", n=thread.unacknowledged
        ), "critical" if thread.urgent else "medium"
    if thread.unread:
        return words("messages.badge_new", n=thread.unread), "high" if thread.urgent else "info"
    return None


def signs(words: Words, message: MessageShown) -> list[Sign]:
    """Say what kind of message it is, how pressing, and whether it still stands."""
    found: list[Sign] = []
    if message.type not in (None, MessageType.BROADCAST):
        found.append(
            (words.label("message_type", str(message.type)), "critical" if message.urgent else "neutral")
        )
    if message.priority not in (None, "normal"):
        level = "critical" if message.priority == "emergency" else "high"
        found.append((words.label("priority", str(message.priority)), level))
    if message.replaced:
        found.append((words("messages.replaced"), "neutral"))
    return found


def about(words: Words, message: MessageShown, names: Mapping[bytes, str]) -> str:
    """Say whom a message is about, and when it holds; "" for nothing."""
    parts = []
    if message.person is not None:
        name = names.get(message.person) or words("forms.not_here")
        parts.append(words("messages.about", person=name))
    for slug, field, value in (
        ("messages.valid_from", "valid_from", message.valid_from),
        ("messages.valid_to", "valid_to", message.valid_to),
    ):
        if value is not None:
            parts.append(words(slug, when=words.value("message", field, value)))
    return " ".join(parts)


def due(words: Words, message: MessageShown) -> str:
    """Say by when a message must be acknowledged; "" where it need not be."""
    if message.must_be_acknowledged_by is None:
        return ""
    when = words.value("message", "must_be_acknowledged_by", message.must_be_acknowledged_by)
    return words("messages.due", when=when)


def all_answered(message: MessageShown, how: Reached | None) -> bool:
    """Say whether everybody who is asked has acknowledged a message: of a broadcast each house."""
    if message.type == MessageType.BROADCAST and how is not None:
        return len(message.acknowledged) >= _every(how)
    return bool(message.acknowledged)


def acknowledged(words: Words, message: MessageShown, how: Reached | None, now: datetime) -> str:
    """Say who acknowledged a message, and when; "" for nobody."""
    each = [
        words("messages.by_at", who=one.by, when=words.moment(one.at, now)) for one in message.acknowledged
    ]
    if not each:
        return ""
    who = "; ".join(each)
    if message.type == MessageType.BROADCAST and how is not None and _every(how) > 1:
        return words("messages.acknowledged_some", n=len(each), of=_every(how), who=who)
    return words("messages.acknowledged", who=who)


def _every(how: Reached) -> int:
    return len(how.there) + len(how.under_way) + len(how.waits)


def reached(words: Words, how: Reached) -> Sign:
    """Say how far a message of this device has come."""
    if how.kept is not None and how.waits:
        return words.sentences(how.kept).what, "high"
    every = _every(how)
    if not every:
        return words("messages.reaches_nobody"), "neutral"
    if len(how.there) == every == 1:
        return words("messages.there", name=how.there[0]), "good"
    if len(how.there) == every:
        return words("messages.there_all", n=every), "good"
    if how.there:
        return words("messages.there_some", n=len(how.there), of=every), "info"
    if how.under_way:
        return words("messages.under_way"), "info"
    return words("messages.waits"), "medium"


def audience(words: Words, key: Key, readers: Audience) -> str:
    """Say who gets what is written here, and when."""
    if readers.kept is not None:
        return words.sentences(readers.kept).what
    if not readers.names:
        return words("messages.to_nobody_desks" if key.about is With.DESKS else "messages.to_nobody")
    names: Sequence[str] = readers.names
    if len(names) > 3:
        return words("messages.to_many", n=len(names))
    return words("messages.to", names=words.listed(list(names)))


def asks(message: MessageShown) -> bool:
    """Whether a message of somebody else is one that is answered by writing."""
    return not message.ours and message.type in _ASKS


def answer_to(words: Words, message: MessageShown) -> str:
    """Return the title of an answer."""
    return words("messages.answer_title", what=first_line(message.title or message.text))
