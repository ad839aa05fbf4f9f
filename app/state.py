"""What this store holds, as one hash to compare with another device, and whether it is still what it was.

`state_hash` covers the compartments that one device may see, so that a house and headquarters can compare a case by voice. It
never covers desks, link and audit compartments; what the house has shed, and what consent keeps at one end, counts on
neither side and is named.
"""

from dataclasses import dataclass

from app import consent
from app.casework.consents import Direction
from app.finding import scopes_of_case, scopes_of_person
from app.ids import to_text
from app.workspace import Workspace
from storage import log, records, view_check
from storage.crypto import Forged, h
from storage.database import Tx
from storage.errors import UserError
from storage.log import Fault
from storage.progress import Progress, silent
from storage.scopes import ScopeId, State
from sync import crypto, kinds, links, roster, sight, stating
from sync.links import Link
from sync.rights import Role

_NEVER = frozenset({kinds.DESKS, kinds.LINK, kinds.AUDIT})


@dataclass(frozen=True, slots=True)
class StateHash:
    """One hash over what is held; `left_out` are compartments that do not count, `why` says for each shed or withheld."""

    hash: bytes
    left_out: list[ScopeId]
    why: list[str]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check found. statements: own heads and others' words whose signature does not hold. blobs: hashes of damaged attachments."""

    chains: int
    faults: list[Fault]
    statements: int
    projection: bool
    blobs: list[bytes]

    @property
    def ok(self) -> bool:
        """Whether everything is what it was."""
        return not self.faults and not self.statements and self.projection and not self.blobs


def state_hash(workspace: Workspace, *, case: bytes | None = None, name: str | None = None) -> StateHash:
    """Hash what is held of a case, or of everything, as far as device `name` may see it (None: this device).

    Raises: UserError("unknown_device"), UserError("unknown_record") for a case that nobody here has heard of.
    """
    with workspace.vault.read() as tx:
        link = _link(tx, workspace, name)
        answers = _answers(tx, workspace, link)
        wanted = None if case is None else _of_case(tx, case)
        seen = _seen(tx, workspace, link)
        out = _left_out(tx, workspace, link, answers)
        if wanted is not None:
            seen &= wanted
            out = {scope: why for scope, why in out.items() if scope in wanted}
            if case is not None and not seen and not out:
                raise UserError("unknown_record", id=to_text(case))
        counted = sorted(seen - set(out))
        parts = [part for scope in counted for part in (scope, log.state_hash(tx, scope))]
    left = sorted(out)
    return StateHash(h("state of all", *parts), left, [out[scope] for scope in left])


def _of_case(tx: Tx, case: bytes) -> set[ScopeId]:
    """Return the compartments of a case, those of persons too of whom only a decision is here."""
    persons = consent.persons_heard_of(tx, case)
    return {*scopes_of_case(tx, case), *(scope for person in persons for scope in scopes_of_person(person))}


def _link(tx: Tx, workspace: Workspace, name: str | None) -> Link | None:
    if name is None or name == workspace.identity.name:
        return None
    for link in links.all_links(tx):
        if link.name == name:
            return link
    raise UserError("unknown_device", name=name)


def _seen(tx: Tx, workspace: Workspace, link: Link | None) -> set[ScopeId]:
    """Return the compartments with anything in them that the other device may see."""
    held = {scope for scope, _ in log.heads(tx) if scope[0] not in _NEVER}
    if link is None:
        return held
    view = sight.towards(tx, workspace.identity, roster.load(tx, workspace.identity), link)
    return {scope for scope in held if view.number(scope) is not None}


def _answers(tx: Tx, workspace: Workspace, link: Link | None) -> consent.Answers | None:
    """Return the consent decisions between a house and headquarters; None where both ends are desks."""
    if not workspace.is_desk:
        return consent.Answers(tx, workspace.own_link)
    if link is not None and link.role == Role.HOUSE:
        return consent.Answers(tx, kinds.link_of_house(link.peer))
    return None


def _left_out(
    tx: Tx, workspace: Workspace, link: Link | None, answers: consent.Answers | None
) -> dict[ScopeId, str]:
    """Say which compartments count on neither side: what the house dropped, what consent keeps at one end."""
    shed = {scope for scope, state in log.scopes(tx).items() if state.state == State.SHED}
    if link is not None:
        shed |= sight.dropped(tx, workspace.identity, link)
    withheld = {scope for way in _WAYS for scope in answers.all_withheld(way)} if answers else set()
    may_be = {scope for scope in withheld if scope[0] != kinds.ROUTE}
    return dict.fromkeys(may_be, "withheld") | dict.fromkeys(shed, "shed")


_WAYS = (Direction.TO_DESK, Direction.TO_HOUSE)


def verify(workspace: Workspace, *, progress: Progress = silent) -> Verified:
    """Check chains from their bytes, signed heads and statements, the view against the log, and every attachment."""
    with workspace.vault.read() as tx:
        faults = log.verify(tx, progress)
        heads = log.heads(tx)
        unsigned = sum(
            not _signed(tx, workspace, *place) for place in heads if place[1] in workspace.identity.authors
        )
        altered = stating.altered(tx, workspace.identity, roster.load(tx, workspace.identity))
        damaged = workspace.vault.blobs.check(tx, progress)
    return Verified(len(heads), faults, unsigned + len(altered), _view_holds(workspace), damaged)


def _signed(tx: Tx, workspace: Workspace, scope: ScopeId, author: bytes) -> bool:
    """Say whether the head of an own chain bears this device's signature."""
    signature = log.own_signature(tx, scope, author)
    if signature is None:  # it came back from others after this store had lost it
        return True
    position = log.heads(tx, [scope])[scope, log.AuthorId(author)]
    try:
        message = log.head_message(scope, author, position.seq, position.head)
        crypto.verify(workspace.identity.vk, message, signature)
    except Forged:
        return False
    return True


class _Undo(Exception):  # noqa: N818  not an error: it takes back what was only tried
    """Rolls a trial back."""


def _view_holds(workspace: Workspace) -> bool:
    """Make the view anew from the log, compare, and take it back."""
    same = False
    try:
        with workspace.vault.transaction() as tx:
            before = view_check.fingerprint(tx)
            records.rebuild(tx)
            same = view_check.fingerprint(tx) == before
            raise _Undo
    except _Undo:
        return same
