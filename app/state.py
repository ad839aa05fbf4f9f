"""What this store holds, as one hash to compare with another device, and whether it is still what it was.

`state_hash` covers the compartments that one device may see, so that a house and headquarters can compare a case by voice. It
never covers desks, link and audit compartments; what the house has shed, and what consent keeps at one end, counts on
neither side and is named.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app import consent
from app.casework.consents import Direction
from app.finding import scopes_of_case
from app.ids import to_text
from app.workspace import Workspace
from storage import log, records, view_check
from storage.crypto import Forged, h
from storage.database import Tx
from storage.errors import UserError
from storage.log import Fault
from storage.progress import Progress, silent
from storage.scopes import ScopeId, State
from sync import crypto, kinds, links, roster, sight
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
    """What a check found. statements: own heads whose signature does not hold. blobs: hashes of damaged attachments."""

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

    Raises: UserError("unknown_device"), UserError("unknown_record") for a case of which nothing was ever here.
    """
    with workspace.vault.read() as tx:
        link = _link(tx, workspace, name)
        scopes = _seen(tx, workspace, link, case)
        if case is not None and not scopes:
            raise UserError("unknown_record", id=to_text(case))
        out = _left_out(tx, workspace, link, scopes)
        counted = [scope for scope in sorted(scopes) if scope not in out]
        parts = [part for scope in counted for part in (scope, log.state_hash(tx, scope))]
    return StateHash(h("state of all", *parts), list(out), list(out.values()))


def _link(tx: Tx, workspace: Workspace, name: str | None) -> Link | None:
    if name is None or name == workspace.identity.name:
        return None
    for link in links.all_links(tx):
        if link.name == name:
            return link
    raise UserError("unknown_device", name=name)


def _seen(tx: Tx, workspace: Workspace, link: Link | None, case: bytes | None) -> list[ScopeId]:
    """List the compartments with anything in them that the other device may see."""
    held = {scope for scope, _ in log.heads(tx)}
    if link is not None:
        known = roster.load(tx, workspace.identity)
        view = sight.towards(tx, workspace.identity, known, link)
        held = {scope for scope in held if view.number(scope) is not None}
    wanted = held if case is None else held & set(scopes_of_case(tx, case))
    return [scope for scope in wanted if scope[0] not in _NEVER]


def _left_out(
    tx: Tx, workspace: Workspace, link: Link | None, scopes: Iterable[ScopeId]
) -> dict[ScopeId, str]:
    """Say which compartments count on neither side, in the order of their ids."""
    shed = {scope for scope, state in log.scopes(tx).items() if state.state == State.SHED}
    withheld: set[ScopeId] = set()
    if link is not None:
        shed |= sight.dropped(tx, workspace.identity, link)
    if not workspace.is_desk or (link is not None and link.role == Role.HOUSE):
        answers = consent.Answers(tx, _link_scope(workspace, link))
        withheld = {scope for way in _WAYS for scope in answers.all_withheld(tx, way)}
    seen = set(scopes)
    why = dict.fromkeys(withheld & seen, "withheld") | dict.fromkeys(shed & seen, "shed")
    return {scope: why[scope] for scope in sorted(why)}


_WAYS = (Direction.TO_DESK, Direction.TO_HOUSE)


def _link_scope(workspace: Workspace, link: Link | None) -> ScopeId:
    if workspace.is_desk and link is not None:
        return kinds.link_of_house(link.peer)
    return workspace.own_link


def verify(workspace: Workspace, *, progress: Progress = silent) -> Verified:
    """Check every chain from its bytes, the signatures of own heads, the view against the log, and every attachment."""
    with workspace.vault.read() as tx:
        faults = log.verify(tx, progress)
        heads = log.heads(tx)
        unsigned = sum(
            not _signed(tx, workspace, *place) for place in heads if place[1] in workspace.identity.authors
        )
        damaged = workspace.vault.blobs.check(tx, progress)
    return Verified(len(heads), faults, unsigned, _view_holds(workspace), damaged)


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
