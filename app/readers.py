"""Who will be able to read what is about to be written: said before it is written, while it can still go elsewhere.

Reads only; who may write or see a compartment is decided in `sync.rights` and `app.consent`. Rules:

- Every desk reads everything of a case; a house what was opened to it, and of other houses it is told nothing.
- What was never opened to a house, no house gets, though it may have the rest of the case.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app import consent
from app.absence import Presence
from app.casework.compartments import Anchor, Compartment, homes, scope_id
from app.casework.consents import Direction
from app.finding import known, persons_of
from app.naming import Names
from app.searching import called
from app.workspace import Workspace
from storage.database import Tx
from storage.scopes import ScopeId
from sync import grants


@dataclass(frozen=True, slots=True)
class Home:
    """One place for a new record, and who reads it there.

    houses: names of the houses, at a desk all that are known, at a house only its own. kept: why it would stay on this
    device for now: a slug of `app.texts`, None when it travels.
    """

    compartment: Compartment
    houses: tuple[str, ...]
    kept: str | None


@dataclass(frozen=True, slots=True)
class Homes:
    """Where a record of a kind can go in a case: with the case itself (None) or with one of its persons.

    of: the first of each is where it goes if nobody chooses. names: of the persons, in the order of the case.
    """

    of: dict[bytes | None, list[Home]]
    names: dict[bytes, str]


def of_case(workspace: Workspace, kind: str, case: bytes) -> Homes:
    """Say where a new record of a kind can go, and who reads it there.

    Raises: UserError("unknown_record"), UserError("wrong_kind").
    """
    with workspace.vault.read() as tx:
        known(tx, case, "case")
        people = [row for row in persons_of(tx, case) if not row.deleted]
        asked = _Asked(tx, workspace, case)
        found = {None: asked.homes(kind, None)}
        return Homes(
            of=found | {row.record: asked.homes(kind, row.record) for row in people},
            names={row.record: called("person", row.fields) for row in people},
        )


class _Asked:
    def __init__(self, tx: Tx, workspace: Workspace, case: bytes) -> None:
        self._tx = tx
        self._workspace = workspace
        self._case = case
        self._names = Names(tx, workspace)
        self._answers = consent.Answers(tx)
        self._presence = Presence(tx, workspace)

    def homes(self, kind: str, person: bytes | None) -> list[Home]:
        """List the places, the default first, without those that are not here or not open to this device."""
        anchor = Anchor(root=self._workspace.root, case=self._case, person=person)
        scopes = {
            each: ScopeId(scope_id(each, anchor.owner(each) or self._case)) for each in homes(kind, anchor)
        }
        return [
            Home(each, tuple(self._houses(scope)), self._kept(scope))
            for each, scope in scopes.items()
            if self._presence.why(scope) is None and not self._presence.closed(scope)
        ]

    def _houses(self, scope: ScopeId) -> Iterable[str]:
        if not self._workspace.is_desk:
            return [self._workspace.name]
        devices = grants.holders(self._tx, self._workspace.root, scope)
        return sorted(self._names.of_device(device) for device in devices)

    def _kept(self, scope: ScopeId) -> str | None:
        going = Direction.TO_HOUSE if self._workspace.is_desk else Direction.TO_DESK
        return self._answers.withheld(scope, going)
