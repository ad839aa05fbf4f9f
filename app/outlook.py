"""What the next bundle for somebody would carry, and what would stay: said before it is sent, decided by the same rules.

Reads only. It is asked of what sending asks, so nothing is promised that sending would not do; what arrives or is written
between looking and sending counts when it is sent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app import consent
from app.casework.compartments import Compartment, compartment_of, owner_of, scope_id
from app.finding import case_of_scope
from app.quiet import standing_line
from app.workspace import Workspace
from storage import columns, positions
from storage.database import Tx
from storage.records import Row
from storage.scopes import ScopeId
from sync import attachments, prekeys, roster, selection, sending, sizes
from sync.links import Link
from sync.selection import Question

__all__ = ["Going", "Outlook", "Staying", "preview", "standing_line"]

_AROUND = 2600
"""Bytes of a bundle that carries nothing yet."""
_OF_CHAIN = 60
"""Bytes that a chain takes in the list of positions."""


@dataclass(frozen=True, slots=True)
class Going:
    """An attachment that goes along, or could. document: its record, None where none that may be named here is."""

    document: bytes | None
    title: str
    size: int


@dataclass(frozen=True, slots=True)
class Staying:
    """One compartment that consent keeps here. case, person: whose it is, as far as it is known; reason: a slug of app.texts.

    only_here: the other side never had anything of it.
    """

    compartment: Compartment
    case: bytes | None
    alias: str
    person: bytes | None
    name: str
    reason: str
    only_here: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """The next bundle for one peer.

    changes: that wait for the peer, in so many cases; what does not fit into one bundle goes with the next. attachments: that go;
    `more` could, if all attachments were ticked. bytes: at most, roughly. weak: sealed to a key that has to outlive the bundle. relink: the link is
    renewed first, and this bundle carries nothing else.
    """

    to: str
    relink: bool
    weak: bool
    changes: int
    cases: int
    attachments: tuple[Going, ...]
    more: tuple[Going, ...]
    staying: tuple[Staying, ...]
    bytes: int

    @property
    def attachment_bytes(self) -> int:
        """Bytes of the attachments that go."""
        return sum(one.size for one in self.attachments)

    @property
    def more_bytes(self) -> int:
        """Bytes of the attachments that could go."""
        return sum(one.size for one in self.more)


def preview(workspace: Workspace, to: str, *, with_attachments: bool = False) -> Outlook:
    """Say what would go to a peer (`hq` at a house), and what would stay.

    Raises: UserError unknown_device, not_confirmed, peer_suspended, peer_revoked.
    """
    with workspace.vault.read() as tx:
        link = sending.find_link(tx, workspace.device, to)
        withheld = consent.release_rule(workspace)(tx, link.keys)
        known = roster.load(tx, workspace.identity)
        ask = sending.question(tx, workspace.device, link, known, withheld)
        lacks = [] if link.owes_relink else selection.lacking(tx, ask)
        asked, ticked = _attachments(tx, workspace, link, ask)
        going = {**asked, **ticked} if with_attachments else asked
        names = _Names(tx)
        length = sum(positions.length(tx, lack.scope, lack.author, lack.first, lack.last) for lack in lacks)
        length += _AROUND + _OF_CHAIN * len(lacks) + (0 if link.owes_relink else sum(going.values()))
        return Outlook(
            to=link.name,
            relink=link.owes_relink,
            weak=bool(link.peer_prekeys) and prekeys.choose(link.peer_prekeys, link.last_used)[1],
            changes=selection.waiting(lacks),
            cases=len({case_of_scope(tx, lack.scope) for lack in lacks} - {None}),
            attachments=() if link.owes_relink else names.documents(workspace, going),
            more=() if with_attachments else names.documents(workspace, ticked),
            staying=names.staying(link, withheld),
            bytes=sizes.class_size(length),
        )


def _attachments(
    tx: Tx, workspace: Workspace, link: Link, ask: Question
) -> tuple[dict[bytes, int], dict[bytes, int]]:
    """Return what of attachments was asked for, and what could go beside, with the bytes that are not there yet."""
    blobs = workspace.vault.blobs
    wanted = attachments.lacking(tx, blobs, link, ask, ticked=False)
    every = attachments.lacking(tx, blobs, link, ask, ticked=True)
    return wanted, {digest: size for digest, size in every.items() if digest not in wanted}


class _Names:
    """Says whose things are, for one transaction; nothing of the identity tier."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def documents(self, workspace: Workspace, going: Mapping[bytes, int]) -> tuple[Going, ...]:
        """Name the documents behind attachments, by title."""
        texts = {digest.hex(): digest for digest in going}
        numbers = {
            texts[str(key)]: number for key, number in columns.keys(self._tx, "document", "hash", texts)
        }
        rows = {row.number: row for row in columns.slim(self._tx, list(numbers.values()), ("title",))}
        found = [
            Going(
                row.record if (row := rows.get(numbers.get(digest, 0))) is not None else None,
                _text(row, "title"),
                workspace.vault.blobs.size(self._tx, digest) or 0,
            )
            for digest in going
        ]
        return tuple(sorted(found, key=lambda one: (one.title.casefold(), one.size)))

    def staying(self, link: Link, withheld: Mapping[ScopeId, str]) -> tuple[Staying, ...]:
        """Name the compartments that are kept here, those only that are here at all."""
        here = list(positions.written(self._tx, list(withheld)))
        alone = positions.never_had(self._tx, here, link.peer)
        cases = {scope: case_of_scope(self._tx, scope) for scope in here}
        aliases = self._fields("case", "alias", (case for case in cases.values() if case is not None))
        people = {owner_of(scope) for scope in here if scope[0] not in _CASE_WIDE}
        names = self._names_of(people)
        found = []
        for scope in here:
            compartment, person = (
                compartment_of(scope),
                owner_of(scope) if owner_of(scope) in people else None,
            )
            case = cases[scope]
            if compartment is not None:
                alias = aliases.get(case or b"", "")
                name = names.get(person or b"", "")
                reason = str(withheld[scope])
                found.append(Staying(compartment, case, alias, person, name, reason, scope in alone))
        return tuple(sorted(found, key=lambda one: (one.alias.casefold(), one.name, one.compartment)))

    def _names_of(self, people: Iterable[bytes]) -> dict[bytes, str]:
        places = columns.placed(self._tx, "person", sorted(people))
        numbers = [place.number for place in places if place.scope[0] == Compartment.CORE]
        rows = columns.slim(self._tx, numbers[::-1], ("chosen_name",))
        return {row.record: _text(row, "chosen_name") for row in rows}

    def _fields(self, kind: str, name: str, cases: Iterable[bytes]) -> dict[bytes, str]:
        cores = [scope_id(Compartment.CORE, case) for case in sorted(set(cases))]
        rows = columns.slim(self._tx, columns.within(self._tx, (kind,), cores), (name,))
        return {row.record: _text(row, name) for row in rows}


_CASE_WIDE = (Compartment.CORE, Compartment.ROUTE)


def _text(row: Row | None, name: str) -> str:
    value = row.fields.get(name) if row is not None else None
    return value if isinstance(value, str) else ""
