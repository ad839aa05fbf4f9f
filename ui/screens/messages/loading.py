"""What is read for a list of conversations, and for one: together, on the reader thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app import delivery, drafts, lists, messaging, people, safehouses
from app.delivery import Audience, Reached
from app.drafts import Draft
from app.ids import to_text
from app.lists import Query
from app.messaging import Key, MessageShown, Thread, With
from app.people import Filter
from app.placing import Place
from app.workspace import Workspace
from ui.shell.screen import Route
from ui.widgets.matching import matches

#: How many messages of a conversation are shown at first, and how many more each time they are asked for.
PAGE: Final = 10
#: How far back the first one that is new is still shown at once.
_BACK: Final = 30
_DRAFT = "message"
_CASES = 60


@dataclass(frozen=True, slots=True)
class Listing:
    """The conversations, and of which of them something is typed and not sent."""

    threads: list[Thread]
    drafted: frozenset[Key]


@dataclass(frozen=True, slots=True)
class Opened:
    """One conversation. earlier: how many messages before these are not shown; names: of the people they are about."""

    key: Key
    title: str
    messages: list[MessageShown]
    earlier: int
    reached: Mapping[bytes, Reached]
    audience: Audience
    types: tuple[str, ...]
    names: Mapping[bytes, str] = field(default_factory=dict)
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody to write to."""

    key: Key
    title: str


def draft_key(key: Key) -> str:
    """Name the draft of a conversation."""
    return f"{_DRAFT}/{key.about}/{to_text(key.id)}" if key.id else f"{_DRAFT}/{key.about}"


def place(key: Key) -> Place:
    """Say what a message in a conversation hangs on."""
    if key.about is With.CASE:
        return Place(case=key.id)
    return Place(house=key.id) if key.about is With.HOUSE else Place()


def listing(workspace: Workspace) -> Listing:
    """Read the list of conversations."""
    threads = messaging.threads(workspace)
    kept = {draft.key for draft in drafts.all(workspace) if draft.typed}
    return Listing(threads, frozenset(one.key for one in threads if draft_key(one.key) in kept))


def opened(workspace: Workspace, key: Key, wanted: bytes | None, most: int) -> Opened:
    """Read one conversation: its newest messages, further back where one of them is wanted."""
    found = messaging.thread(workspace, key)
    start = max(0, len(found) - most)
    back = max(0, len(found) - _BACK)
    new = next((at for at, message in enumerate(found) if message.unread and at >= back), start)
    place_of = next((at for at, message in enumerate(found) if message.id == wanted), start)
    shown = found[min(start, new, place_of) :]
    ours = [message.id for message in shown if message.ours]
    return Opened(
        key=key,
        title=messaging.title(workspace, key),
        messages=shown,
        earlier=len(found) - len(shown),
        reached=delivery.reached(workspace, ours),
        audience=delivery.audience(workspace, key),
        types=messaging.types(workspace, key),
        names=_names(workspace, key, shown),
        draft=drafts.load(workspace, draft_key(key)),
    )


def _names(workspace: Workspace, key: Key, shown: list[MessageShown]) -> dict[bytes, str]:
    if key.about is not With.CASE or all(message.person is None for message in shown):
        return {}
    found = lists.list_records(workspace, Query("person", case=key.id))
    return {one.id: str(one.fields.get("chosen_name") or "") for one in found}


def key_of(workspace: Workspace, route: Route) -> Key | None:
    """Say which conversation a route means; None where it names none.

    A route names a case, or a message, or with the tab `house` a house; `everyone` and `desks` are tabs too.
    """
    if route.tab == With.HOUSE and route.record is not None:
        return Key(With.HOUSE, route.record)
    if route.tab in (With.EVERYONE, With.DESKS):
        return Key(With(route.tab))
    if route.record is not None:
        return messaging.key_of(workspace, route.record)
    return Key(With.CASE, route.case) if route.case is not None else None


def targets(workspace: Workspace, text: str) -> list[Target]:
    """List whom one can write to, by what is typed: everybody, houses, cases."""
    found = [Target(Key(about), "") for about in (With.EVERYONE, With.DESKS) if workspace.is_desk]
    found += [
        Target(Key(With.HOUSE, card.id), card.codename)
        for card in safehouses.overview(workspace)
        if matches(card.codename, text)
    ]
    ids = people.index(workspace, Filter(text=text))[:_CASES]
    found += [Target(Key(With.CASE, line.id), line.alias) for line in people.rows(workspace, ids)]
    return found
