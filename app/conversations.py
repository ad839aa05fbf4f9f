"""Which messages there are, and which conversation each belongs to: a case's, a house's, everybody's, the desks' own.

Reads only, by columns, so that a desk with ten thousand messages sees its list at once; app.messaging gives what people see.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.casework.compartments import PERSONAL, Compartment, compartment_of, owner_of, scope_id
from app.finding import cases_of_persons, scopes_of_case
from app.ids import to_text
from app.workspace import Workspace
from storage import columns, looked
from storage.database import Tx
from storage.records import Row
from storage.scopes import ScopeId
from sync import links, roster, stating
from sync.rights import Role

KIND: Final = "message"


class With(StrEnum):
    """Whom a conversation is about, or with."""

    CASE = "case"
    HOUSE = "house"
    EVERYONE = "everyone"
    DESKS = "desks"


@dataclass(frozen=True, slots=True)
class Key:
    """One conversation; id: the case's or the house's, empty for the other two."""

    about: With
    id: bytes = b""


_WHOLE: Final[Mapping[Compartment, With]] = {
    Compartment.CORE: With.CASE,
    Compartment.ROUTE: With.CASE,
    Compartment.HOUSE: With.HOUSE,
    Compartment.EVERYONE: With.EVERYONE,
    Compartment.DESKS: With.DESKS,
}


@dataclass(slots=True)
class Found:
    """The messages of one conversation by number, oldest first, and those of them that wait for a word from here."""

    messages: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)


class Reading:
    """Answers for one transaction."""

    def __init__(self, tx: Tx, workspace: Workspace) -> None:
        self._tx = tx
        self._workspace = workspace
        self._desks = {link.peer for link in links.all_links(tx) if link.role == Role.DESK}
        known = roster.load(tx, workspace.identity).devices
        self._desks |= {device.id for device in known if device.role is Role.DESK}
        self._own = frozenset(workspace.identity.authors)
        self._sides: dict[bytes, bool] = {}

    def ours(self, author: bytes) -> bool:
        """Say whether this very device wrote something."""
        return author in self._own

    def from_desk(self, author: bytes) -> bool:
        """Say whether headquarters wrote something."""
        if self.ours(author):
            return self._workspace.is_desk
        if author not in self._sides:
            self._sides[author] = stating.device_of(self._tx, author) in self._desks
        return self._sides[author]

    def is_for_us(self, author: bytes) -> bool:
        """Say whether a message of an author asks this device: what headquarters wrote asks houses, and the reverse."""
        return not self.ours(author) and self.from_desk(author) is not self._workspace.is_desk

    def key_of(self, scope: ScopeId, homes: Mapping[bytes, bytes]) -> Key | None:
        """Return the conversation of a compartment; `homes` gives the cases of persons."""
        compartment, owner = compartment_of(scope), owner_of(scope)
        if compartment in PERSONAL:
            case = homes.get(owner)
            return Key(With.CASE, case) if case is not None else None
        about = _WHOLE.get(compartment) if compartment is not None else None
        if about is None:
            return None
        return Key(about, owner if about in (With.CASE, With.HOUSE) else b"")

    def all(self) -> dict[Key, Found]:
        """Group every message that has a text: an answer to a broadcast has none."""
        places = columns.homes(self._tx, KIND)
        for number in self._wordless(places):
            del places[number]
        persons = {owner_of(scope) for scope in places.values() if compartment_of(scope) in PERSONAL}
        homes = cases_of_persons(self._tx, sorted(persons))
        waiting = set(self.unanswered())
        keys: dict[ScopeId, Key | None] = {}
        found: dict[Key, Found] = {}
        for number, scope in sorted(places.items()):
            if scope not in keys:
                keys[scope] = self.key_of(scope, homes)
            key = keys[scope]
            if key is not None:
                thread = found.setdefault(key, Found())
                thread.messages.append(number)
                if number in waiting:
                    thread.waiting.append(number)
        return found

    def of(self, key: Key) -> Found:
        """Return the messages of one conversation."""
        numbers = columns.within(self._tx, (KIND,), self._scopes_of(key))
        shown = {row.number for row in columns.slim(self._tx, numbers, ("text",)) if row.fields.get("text")}
        messages = [number for number in numbers if number in shown]
        return Found(messages, self.unanswered(messages))

    def _scopes_of(self, key: Key) -> list[ScopeId]:
        if key.about is With.CASE:
            return scopes_of_case(self._tx, key.id)
        if key.about is With.HOUSE:
            return [ScopeId(scope_id(Compartment.HOUSE, key.id))]
        whole = Compartment.EVERYONE if key.about is With.EVERYONE else Compartment.DESKS
        return [ScopeId(scope_id(whole, self._workspace.root))]

    def _wordless(self, places: Mapping[int, ScopeId]) -> set[int]:
        """Return the answers of houses to broadcasts."""
        answered = {number for _, number in columns.keys(self._tx, KIND, "acknowledged_on")}
        numbers = [number for number in answered if places.get(number, b" ")[0] == Compartment.HOUSE]
        rows = columns.slim(self._tx, numbers, ("text",))
        return {row.number for row in rows if not row.fields.get("text")}

    def unanswered(self, among: Sequence[int] | None = None) -> list[int]:
        """Return the messages, of all or of some, that wait for a word from this device."""
        if among is None:
            asked = {number for _, number in columns.keys(self._tx, KIND, "must_be_acknowledged_by")}
            asked -= {number for _, number in columns.keys(self._tx, KIND, "acknowledged_on")}
        else:
            asked = set(columns.values_of(self._tx, "must_be_acknowledged_by", among))
            asked -= set(columns.values_of(self._tx, "acknowledged_on", among))
        rows = columns.slim(self._tx, sorted(asked), ())
        gone = self.replaced(row.record for row in rows)
        authors = columns.written(self._tx, "text", [row.number for row in rows])
        return [
            row.number
            for row in rows
            if row.record not in gone
            and row.number in authors
            and self.is_for_us(authors[row.number].author)
            and not (row.scope[0] == Compartment.EVERYONE and self.answered_here(row))
        ]

    def replaced(self, messages: Iterable[bytes]) -> set[bytes]:
        """Return those messages that another one replaced."""
        texts = {to_text(message): message for message in messages}
        return {texts[str(key)] for key, _ in columns.keys(self._tx, KIND, "replaces", texts)}

    def answered_here(self, broadcast: Row) -> bool:
        """Say whether this house has answered a broadcast: by a record with its id in its own compartment."""
        own = scope_id(Compartment.HOUSE, self._workspace.identity.house_id)
        return any(row.scope == own for row in self.answers(broadcast.record))

    def answers(self, broadcast: bytes) -> list[Row]:
        """Return what houses answered to a broadcast, in the order in which it came in."""
        places = columns.placed(self._tx, KIND, [broadcast])
        numbers = [place.number for place in places if place.scope[0] == Compartment.HOUSE]
        rows = columns.slim(self._tx, numbers, ("acknowledged_on",))
        return [row for row in rows if row.fields.get("acknowledged_on")]


def read_until(tx: Tx, keys: Sequence[Key]) -> dict[Key, int]:
    """Return the number of the newest message of each conversation that was looked at on this device, 0 for none."""
    found = looked.until(tx, [_name(key) for key in keys])
    return {key: found.get(_name(key), 0) for key in keys}


def set_read(tx: Tx, key: Key, number: int) -> None:
    """Note that a conversation was looked at up to this message; it never goes back."""
    looked.note(tx, _name(key), number)


def _name(key: Key) -> bytes:
    return key.about.encode() + b"/" + key.id
