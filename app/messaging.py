"""Messages between headquarters and its houses: the conversations, what was written in each, who has acknowledged what.

A message is a record like any other, and lies where what it is about lies; a conversation is all messages of one case, of one
house, to everybody, or among desks. Rules:

- What headquarters wrote asks the houses, what a house wrote asks headquarters; nobody acknowledges what they wrote themselves.
- A broadcast lies where only desks write: a house acknowledges it by a record with its id in the house's own compartment.
- What was looked at is known to this device alone, and is no acknowledgement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app import cases, conversations, ids
from app.casework import deadlines, entry, message_types
from app.casework.codes import MessageType, Priority
from app.casework.compartments import PERSONAL, Compartment, compartment_of, owner_of, scope_id
from app.casework.watch import URGENT_MESSAGES
from app.conversations import KIND, Found, Key, Reading, With
from app.finding import at_home, cases_of_persons, known
from app.moments import local
from app.naming import Names
from app.placing import Place
from app.workspace import Workspace
from storage import columns
from storage.columns import Written
from storage.database import Tx
from storage.errors import UserError
from storage.records import Row
from storage.scopes import ScopeId
from sync import writing

__all__ = [
    "Acknowledgement",
    "Key",
    "MessageShown",
    "Thread",
    "With",
    "acknowledge",
    "key_of",
    "mark_read",
    "thread",
    "threads",
    "title",
    "types",
    "waiting",
    "write",
]

_FIELDS = (
    "type",
    "title",
    "text",
    "priority",
    "date",
    "language",
    "person",
    "must_be_acknowledged_by",
    "acknowledged_on",
    "valid_from",
    "valid_to",
    "replaces",
)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Who acknowledged a message: a device's name, and when by its clock (unix seconds)."""

    by: str
    at: int


@dataclass(frozen=True, slots=True)
class MessageShown:
    """One message. written: by its author's clock; received: when it came in here (unix seconds).

    waits_for_us: this device is asked to acknowledge it, and did not. overdue: nobody did, in time. replaced: another one stands
    in its place.
    """

    id: bytes
    author: str
    ours: bool
    type: str | None
    title: str | None
    text: str
    priority: str | None
    urgent: bool
    date: str | None
    written: int
    received: int
    language: str | None
    person: bytes | None
    valid_from: str | None
    valid_to: str | None
    must_be_acknowledged_by: str | None
    acknowledged: tuple[Acknowledgement, ...]
    waits_for_us: bool
    overdue: bool
    replaced: bool
    unread: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation in the list. title: an alias or a codename, empty for the other two and for what is not here.

    unacknowledged: messages that this device is asked to acknowledge; urgent: one of those, or the newest, is.
    """

    key: Key
    title: str
    messages: int
    unread: int
    unacknowledged: int
    urgent: bool
    newest: MessageShown


def threads(workspace: Workspace, limit: int = 200) -> list[Thread]:
    """List the conversations: those that wait for a word from here first, then the newest."""
    with workspace.vault.read() as tx:
        looking = _Looking(tx, workspace)
        found = dict(sorted(looking.reading.all().items(), key=_place)[:limit])
        titles = _titles(tx, list(found))
        return looking.summaries(found, titles)


def _place(found: tuple[Key, Found]) -> tuple[bool, int]:
    return not found[1].waiting, -found[1].messages[-1]


def thread(workspace: Workspace, key: Key) -> list[MessageShown]:
    """Return the messages of a conversation, oldest first."""
    with workspace.vault.read() as tx:
        looking = _Looking(tx, workspace)
        found = looking.reading.of(key)
        return list(looking.shown({key: found}, found.messages).values())


def title(workspace: Workspace, key: Key) -> str:
    """Return what a conversation is called: an alias or a codename; "" for the others, and for what is not here."""
    with workspace.vault.read() as tx:
        return _titles(tx, [key]).get(key.id, "")


def key_of(workspace: Workspace, message: bytes) -> Key | None:
    """Return the conversation of a message, as far as it is known here.

    Raises: UserError("unknown_record"), UserError("wrong_kind").
    """
    with workspace.vault.read() as tx:
        row = known(tx, message, KIND)[0]
        scope = ScopeId(row.scope)
        homes = cases_of_persons(tx, [owner_of(scope)]) if compartment_of(scope) in PERSONAL else {}
        return Reading(tx, workspace).key_of(scope, homes)


def waiting(workspace: Workspace) -> frozenset[bytes]:
    """Return the messages that this device is asked to acknowledge, and did not."""
    with workspace.vault.read() as tx:
        numbers = Reading(tx, workspace).unanswered()
        return frozenset(row.record for row in columns.slim(tx, numbers, ("type",)))


class _Looking:
    """Turns numbers into what people see, for one transaction."""

    def __init__(self, tx: Tx, workspace: Workspace) -> None:
        self._tx = tx
        self.reading = Reading(tx, workspace)
        self._names = Names(tx, workspace)
        self._now = local(workspace.now)

    def summaries(self, found: Mapping[Key, Found], titles: Mapping[bytes, str]) -> list[Thread]:
        """Sum conversations up."""
        wanted = [number for one in found.values() for number in (*one.waiting, one.messages[-1])]
        shown = self.shown(found, list(dict.fromkeys(wanted)))
        until = conversations.read_until(self._tx, list(found))
        since = [number for key, one in found.items() for number in one.messages if number > until[key]]
        authors = columns.written(self._tx, "text", since)
        foreign = {number for number, written in authors.items() if not self.reading.ours(written.author)}
        return [
            Thread(
                key=key,
                title=titles.get(key.id, ""),
                messages=len(one.messages),
                unread=len(foreign.intersection(one.messages)),
                unacknowledged=len(one.waiting),
                urgent=any(
                    shown[number].urgent for number in (*one.waiting, one.messages[-1]) if number in shown
                ),
                newest=shown[one.messages[-1]],
            )
            for key, one in found.items()
            if one.messages[-1] in shown
        ]

    def shown(self, found: Mapping[Key, Found], numbers: Sequence[int]) -> dict[int, MessageShown]:
        """Show messages of some conversations, by number."""
        rows = columns.slim(self._tx, numbers, _FIELDS)
        authors = columns.written(self._tx, "text", numbers)
        answers = columns.written(self._tx, "acknowledged_on", numbers)
        gone = self.reading.replaced(row.record for row in rows)
        waiting = {number for one in found.values() for number in one.waiting}
        until = conversations.read_until(self._tx, list(found))
        read = {number: until[key] for key, one in found.items() for number in one.messages}
        return {
            row.number: self._message(
                row,
                authors[row.number],
                answers.get(row.number),
                row.number in waiting,
                gone,
                read[row.number],
            )
            for row in rows
            if row.number in authors
        }

    def _message(
        self, row: Row, written: Written, answer: Written | None, waits: bool, gone: set[bytes], read: int
    ) -> MessageShown:
        texts = {name: _text(row, name) for name in _FIELDS}
        answered = self._answered(row, answer)
        ours = self.reading.ours(written.author)
        return MessageShown(
            id=row.record,
            author=self._names.of(written.author),
            ours=ours,
            type=texts["type"],
            title=texts["title"],
            text=texts["text"] or "",
            priority=texts["priority"],
            urgent=texts["type"] in URGENT_MESSAGES or texts["priority"] == Priority.EMERGENCY,
            date=texts["date"],
            written=written.wall,
            received=row.received_at,
            language=texts["language"],
            person=ids.read(row.fields.get("person")),
            valid_from=texts["valid_from"],
            valid_to=texts["valid_to"],
            must_be_acknowledged_by=texts["must_be_acknowledged_by"],
            acknowledged=answered,
            waits_for_us=waits,
            overdue=not answered and row.record not in gone and self._late(row),
            replaced=row.record in gone,
            unread=row.number > read and not ours,
        )

    def _answered(self, row: Row, answer: Written | None) -> tuple[Acknowledgement, ...]:
        found = [answer] if answer is not None and _text(row, "acknowledged_on") else []
        if row.scope[0] == Compartment.EVERYONE:
            numbers = [one.number for one in self.reading.answers(row.record)]
            found += columns.written(self._tx, "acknowledged_on", numbers).values()
        return tuple(Acknowledgement(self._names.of(one.author), one.wall) for one in found)

    def _late(self, row: Row) -> bool:
        due = row.fields.get("must_be_acknowledged_by")
        if not isinstance(due, str) or not entry.understood(KIND, "must_be_acknowledged_by", due):
            return False
        return deadlines.state(due, self._now) is deadlines.State.OVERDUE


def _text(row: Row, name: str) -> str | None:
    value = row.fields.get(name)
    return value if isinstance(value, str) and value else None


def _titles(tx: Tx, keys: Sequence[Key]) -> dict[bytes, str]:
    found: dict[bytes, str] = {}
    for about, compartment, kind, name in (
        (With.CASE, Compartment.CORE, "case", "alias"),
        (With.HOUSE, Compartment.HOUSE, "house", "codename"),
    ):
        scopes = [ScopeId(scope_id(compartment, key.id)) for key in keys if key.about is about]
        rows = columns.slim(tx, columns.within(tx, (kind,), scopes), (name,))
        found |= {row.record: _text(row, name) or "" for row in rows if at_home(row)}
    return found


def types(workspace: Workspace, key: Key) -> tuple[str, ...]:
    """List the types that this device may give to a message in a conversation; empty among desks, where none is needed."""
    if key.about is With.DESKS:
        return ()
    found = message_types.writable(by_desk=workspace.is_desk, to_everyone=key.about is With.EVERYONE)
    return tuple(map(str, found))


def write(
    workspace: Workspace,
    key: Key,
    untrusted_fields: Mapping[str, object],
    *,
    language: str = "en",
    draft: str | None = None,
) -> cases.Added:
    """Write a message into a conversation. Raises: as `app.cases.add`; UserError("bad_value") for a type of the other side."""
    fields = dict(untrusted_fields)
    if key.about is With.EVERYONE:
        fields["type"] = str(MessageType.BROADCAST)
    elif fields.get("type"):
        message_types.check(fields["type"], types(workspace, key))
    place = Place(
        case=key.id if key.about is With.CASE else None, house=key.id if key.about is With.HOUSE else None
    )
    return cases.add(workspace, KIND, fields, place, language=language, draft=draft)


def mark_read(workspace: Workspace, key: Key) -> bool:
    """Note that this device looked at all of a conversation; return whether anything was new."""
    with workspace.vault.read() as tx:
        last = max(Reading(tx, workspace).of(key).messages, default=0)
        if last <= conversations.read_until(tx, [key])[key]:
            return False
    with workspace.vault.transaction() as tx:
        conversations.set_read(tx, key, last)
    return True


def acknowledge(workspace: Workspace, message: bytes) -> bool:
    """Say that a message was read and understood; return whether that was new.

    Raises: UserError("unknown_record"), UserError("wrong_kind"), UserError("own_message"), UserError("broadcast_is_for_houses"),
    UserError("no_right_here"), UserError("scope_not_here").
    """
    with workspace.vault.transaction() as tx:
        row = known(tx, message, KIND)[0]
        reading = Reading(tx, workspace)
        written = columns.written(tx, "text", [row.number]).get(row.number)
        if written is not None and reading.ours(written.author):
            raise UserError("own_message")
        scope = ScopeId(row.scope)
        if compartment_of(scope) is Compartment.EVERYONE:
            if workspace.is_desk:
                raise UserError("broadcast_is_for_houses")
            scope = ScopeId(scope_id(Compartment.HOUSE, workspace.identity.house_id))
        elif _text(row, "acknowledged_on"):
            return False
        cases.may_write(tx, workspace, scope)
        said = {"acknowledged_on": local(workspace.now).date().isoformat()}
        if scope != row.scope and reading.answered_here(row):
            return False
        author, rng, now = workspace.identity.author, workspace.rng, workspace.now
        return writing.put(tx, author, scope, KIND, message, said, rng=rng, now=now)
