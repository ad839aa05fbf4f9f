"""Who may bring what, within one import group: each run is asked about before it is applied, whoever carries it.

- A house takes what its desk vouches for and that may lie there; a desk takes from desks all but the link of two others.
- From a house a desk takes the house's own word only, where rights allow it, and what a store of its own has lost.
- Which device a compartment is open to is read once a group; what a house is the first to write in it is its own from then on.
- It judges by the roster that it is handed: that grows while a group is applied.
"""

from storage import log
from storage.database import Tx
from storage.log import Run
from storage.scopes import ScopeId
from sync import grants, kinds, rights, sight, stating
from sync.device import DeviceAtWork
from sync.links import Link
from sync.rights import Role, Standing
from sync.roster import Roster


class Door:
    """One group's answers. first: the compartments to grant, with the device that was the first to write there."""

    def __init__(self, tx: Tx, me: DeviceAtWork) -> None:
        self._tx, self._me = tx, me
        self._grants: dict[bytes, set[bytes] | None] = {}
        self.first: list[tuple[ScopeId, bytes]] = []

    def objection(self, known: Roster, link: Link, run: Run) -> str | None:
        """Return why a run is not taken from this peer, None when it is."""
        me = self._me.identity
        if me.role is Role.HOUSE:
            return None if rights.house_accepts(me.device_id, me.house_id, run.scope) else "no_right"
        if link.role == Role.DESK:
            return "no_right" if self._is_strange_link(known, link, run.scope) else None
        if run.author in me.authors:
            return None  # what a store that went back has lost; our own signed word on it is asked for (`stated`)
        if stating.device_of(self._tx, run.author) != link.peer:
            return "not_the_author"
        device = known.by_id(link.peer)
        holders = self._holders(run.scope)
        standing = Standing(
            Role.HOUSE,
            link.peer,
            device.house_id if device else kinds.NOBODY,
            granted=holders is not None and link.peer in holders,
            ungranted=holders is None and self._may_claim(link, run.scope),
        )
        return None if rights.may_write(standing, run.scope) else "no_right"

    def _may_claim(self, link: Link, scope: ScopeId) -> bool:
        return self._me.may_claim(self._tx, scope, link.peer, self.new(link.peer))

    def _is_strange_link(self, known: Roster, link: Link, scope: ScopeId) -> bool:
        """Tell whether a scope is the link of two desks of which this is not one."""
        if scope[0] != kinds.LINK or scope == sight.shared_link(self._me.identity, link):
            return False
        houses = {one.id for one in known.devices if one.role is Role.HOUSE}
        return scope[1:] not in houses

    def _holders(self, scope: ScopeId) -> set[bytes] | None:
        """Return the devices a scope is open to; None when nobody was ever granted it and nothing of it is here."""
        if scope[0] not in rights.CASE_CODES:
            return set()
        if scope not in self._grants:
            found = grants.find_holders(self._tx, self._me.identity.root_id, scope)
            # Written here and granted to nobody: desks made it, and no house may claim it.
            self._grants[scope] = set() if found is None and log.heads(self._tx, [scope]) else found
        return self._grants[scope]

    def let_through(self, link: Link, scope: ScopeId) -> None:
        """Note a grant to write when this desk is the first to take a scope from the house that made it."""
        ours = self._me.identity.role is Role.DESK and link.role == Role.HOUSE
        if ours and scope[0] in rights.CASE_CODES and self._holders(scope) is None:
            self._grants[scope] = {link.peer}
            self.first.append((scope, link.peer))

    def new(self, peer: bytes) -> set[ScopeId]:
        """Return the compartments in which a peer is the first to write, in this group."""
        return {scope for scope, device in self.first if device == peer}

    def read_again(self, peer: bytes) -> None:
        """Forget what was read of grants, for desks have said more; keep what this peer is the first to write."""
        new = self.new(peer)
        self._grants = {scope: holders for scope, holders in self._grants.items() if scope in new}
