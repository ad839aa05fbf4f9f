"""Who a conversation reaches, and how far what was written here has come: in no bundle yet, under way, or there.

Reads only. "There" is only what the other side has confirmed. What goes to a house by way of another desk counts as far as
this device can know: up to that desk.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app import consent
from app.casework.compartments import Compartment, compartment_of, owner_of, scope_id
from app.casework.consents import Direction
from app.conversations import KIND, Key, With
from app.naming import Names
from app.workspace import Workspace
from storage import holdings, records
from storage.database import Tx
from storage.scopes import ScopeId
from sync import grants, links, roster
from sync.rights import Role
from sync.roster import Status

_OF: dict[With, Compartment] = {
    With.CASE: Compartment.CORE,
    With.HOUSE: Compartment.HOUSE,
    With.EVERYONE: Compartment.EVERYONE,
    With.DESKS: Compartment.DESKS,
}


@dataclass(frozen=True, slots=True)
class Audience:
    """Who gets what is written into a conversation: names of devices. kept: why it stays here for now, a slug of app.texts."""

    names: tuple[str, ...]
    kept: str | None


@dataclass(frozen=True, slots=True)
class Reached:
    """How far one message of this device has come: names of devices. under_way: in a bundle that is not confirmed."""

    there: tuple[str, ...]
    under_way: tuple[str, ...]
    waits: tuple[str, ...]
    kept: str | None


def audience(workspace: Workspace, key: Key) -> Audience:
    """Say who gets what is written into a conversation now."""
    owner = key.id or workspace.root
    scope = ScopeId(scope_id(_OF[key.about], owner))
    with workspace.vault.read() as tx:
        asked = _Asked(tx, workspace)
        return Audience(asked.named(asked.readers(scope)), asked.kept(scope))


def reached(workspace: Workspace, messages: Iterable[bytes]) -> dict[bytes, Reached]:
    """Say of messages that this device wrote how far they have come; others are left out."""
    with workspace.vault.read() as tx:
        asked = _Asked(tx, workspace)
        found = {message: asked.reached(message) for message in messages}
    return {message: how for message, how in found.items() if how is not None}


class _Asked:
    """Answers for one transaction."""

    def __init__(self, tx: Tx, workspace: Workspace) -> None:
        self._tx = tx
        self._workspace = workspace
        self._names = Names(tx, workspace)
        self._answers = consent.Answers(tx)
        self._roster = roster.load(tx, workspace.identity).devices
        self._links = {link.peer: Role(link.role) for link in links.all_links(tx)}
        self._readers: dict[ScopeId, list[bytes]] = {}
        self._kept: dict[ScopeId, str | None] = {}

    def named(self, devices: Iterable[bytes]) -> tuple[str, ...]:
        """Return what devices are called, in order."""
        return tuple(sorted(self._names.of_device(device) for device in devices))

    def readers(self, scope: ScopeId) -> list[bytes]:
        """Return the devices for which a compartment is written here."""
        if scope not in self._readers:
            self._readers[scope] = self._find_readers(scope)
        return self._readers[scope]

    def _find_readers(self, scope: ScopeId) -> list[bytes]:
        desks = [peer for peer, role in self._links.items() if role is Role.DESK]
        if not self._workspace.is_desk:
            return desks
        houses = self._houses(scope)
        near = [house for house in houses if house in self._links]
        return near if near or (not houses and scope[0] != Compartment.DESKS) else desks

    def _houses(self, scope: ScopeId) -> set[bytes]:
        """Return the houses' devices that read a compartment."""
        active = {one for one in self._roster if one.role is Role.HOUSE and one.status is Status.ACTIVE}
        compartment = compartment_of(scope)
        if compartment is Compartment.EVERYONE:
            return {one.id for one in active}
        if compartment is Compartment.HOUSE:
            return {one.id for one in active if one.house_id == owner_of(scope)}
        if compartment in (Compartment.DESKS, Compartment.ROUTE):
            return set()
        granted = grants.holders(self._tx, self._workspace.root, scope)
        return granted & {one.id for one in active}

    def kept(self, scope: ScopeId) -> str | None:
        """Return why a compartment stays here, None when it goes."""
        if scope not in self._kept:
            going = Direction.TO_HOUSE if self._workspace.is_desk else Direction.TO_DESK
            self._kept[scope] = self._answers.withheld(scope, going)
        return self._kept[scope]

    def reached(self, message: bytes) -> Reached | None:
        """Say how far a message has come; None for what somebody else wrote."""
        own = [
            entry
            for entry in records.history(self._tx, message)
            if entry.kind == KIND
            and entry.field == "text"
            and entry.author in self._workspace.identity.authors
        ]
        if not own:
            return None
        written = own[-1]
        reach = holdings.reach(self._tx, written.scope, written.author)
        places: dict[str, list[bytes]] = {"there": [], "under_way": [], "waits": []}
        for device in self.readers(written.scope):
            held, sent = reach.get(device, (0, 0))
            where = "there" if held >= written.seq else "under_way" if sent >= written.seq else "waits"
            places[where].append(device)
        return Reached(
            self.named(places["there"]),
            self.named(places["under_way"]),
            self.named(places["waits"]),
            self.kept(written.scope),
        )
