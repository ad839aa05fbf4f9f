"""Who holds which compartment: open one to a house, drop what headquarters has, ask for it again.

- Only desks open; a case's core goes along with whatever is opened of it, because records hang on it. `route` never goes.
- A person added later is open to whom the case is, compartment by compartment.
- Only a house sheds, and only what a desk has acknowledged whole, attachments included; it keeps the heads and says so
  in its link. Asked for again, the desk sends all of it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app import consent, holding
from app.casework.compartments import PERSONAL, Compartment, compartment_of, scope_id
from app.finding import at_home, find_rows, home_of, known, persons_of, rows_of
from app.ids import to_text
from app.workspace import Workspace
from storage import log, purge, records
from storage.database import Tx
from storage.errors import UserError
from storage.history import HistoryEntry
from storage.records import Row
from storage.scopes import ScopeId, State
from sync import attachments, grants, kinds, reading, roster, stating, writing
from sync.device import DeviceAtWork
from sync.identity import Identity
from sync.rights import Role
from sync.roster import Device, Status

_OPENED: Final = "opened"
OPENED: Final = (Compartment.CORE, *sorted(PERSONAL))


@dataclass(frozen=True, slots=True)
class Opened:
    """What a house may hold from now on."""

    name: str
    scopes: tuple[ScopeId, ...]


@dataclass(frozen=True, slots=True)
class Shed:
    """The compartments that were dropped, or asked for."""

    scopes: tuple[ScopeId, ...]


@dataclass(frozen=True, slots=True)
class Droppable:
    """A case of whose persons something lies on this laptop. confirmed: a desk has all of it, so it may be dropped."""

    case: bytes
    alias: str
    compartments: tuple[Compartment, ...]
    confirmed: bool


def open_to(workspace: Workspace, case: bytes, name: str, chosen: Sequence[Compartment] = ()) -> Opened:
    """Open a case to a house: all that a house may see of it, or the compartments `chosen` and the core.

    Raises: UserError("not_a_desk"), UserError("unknown_record"), UserError("wrong_kind"), UserError("unknown_device"),
    UserError("not_a_house"), UserError("device_not_active"), UserError("never_for_a_house").
    """
    if not workspace.is_desk:
        raise UserError("not_a_desk")
    wanted = (Compartment.CORE, *chosen) if chosen else OPENED
    if foreign := [compartment for compartment in wanted if compartment not in OPENED]:
        raise UserError("never_for_a_house", compartment=foreign[0].word)
    with workspace.vault.transaction() as tx:
        known(tx, case, "case")
        device = _house(tx, workspace, name)
        scopes = _scopes(tx, case, wanted)
        _remember(tx, workspace, ScopeId(scope_id(Compartment.CORE, case)), device.id, wanted)
        for scope in scopes:
            _open(tx, workspace, scope, device.id)
        consent.announce_all(tx, workspace, case, kinds.link_of_house(device.id))
    return Opened(device.name, tuple(scopes))


def _house(tx: Tx, workspace: Workspace, name: str) -> Device:
    device = roster.load(tx, workspace.identity).by_name(name)
    if device.role is not Role.HOUSE:
        raise UserError("not_a_house", name=name)
    if device.status is not Status.ACTIVE:
        raise UserError("device_not_active", name=name, status=str(device.status))
    return device


def _scopes(tx: Tx, case: bytes, wanted: Iterable[Compartment]) -> list[ScopeId]:
    """List the compartments of a case and of its persons, each once, in the order of their codes."""
    persons = [row.record for row in persons_of(tx, case)]
    found = {
        ScopeId(scope_id(compartment, owner))
        for compartment in wanted
        for owner in (persons if compartment in PERSONAL else [case])
    }
    return sorted(found)


def _open(tx: Tx, workspace: Workspace, scope: ScopeId, device: bytes) -> None:
    grants.open_to(tx, workspace.identity, scope, device, rng=workspace.rng, now=workspace.now)


def copy_grants(tx: Tx, workspace: Workspace, case: bytes) -> None:
    """Open the persons of a case to the houses that have it, each in the compartments that were opened to it.

    Who entered a person has all of them. The grant of the core remembers those (`opened`); where it does not, the house made the case and has all.
    """
    core = ScopeId(scope_id(Compartment.CORE, case))
    persons = [row.record for row in persons_of(tx, case)]
    for row in records.query(tx, kinds.GRANT, scope=kinds.desks(workspace.root), where={"scope": core.hex()}):
        if row.fields.get("state") != grants.OPEN:
            continue
        device = reading.raw(row, "device", 16)
        if device is None:
            continue
        held = grants.scopes_of(tx, workspace.root, device)
        writes = any(stating.device_of(tx, author) == device for _, author in log.heads(tx, [core]))
        for person in persons:
            entered = writes and _entered_by(tx, person, core, device)
            for scope in _scopes_of(person, PERSONAL if entered else _opened(row.fields)):
                if scope not in held:
                    _open(tx, workspace, scope, device)


def _scopes_of(person: bytes, opened: Iterable[Compartment]) -> list[ScopeId]:
    return sorted(ScopeId(scope_id(compartment, person)) for compartment in opened)


def _opened(fields: Mapping[str, object]) -> list[Compartment]:
    words = fields.get(_OPENED)
    chosen = words if isinstance(words, list) else [each.word for each in PERSONAL]
    return [compartment for compartment in sorted(PERSONAL) if compartment.word in chosen]


def _remember(
    tx: Tx, workspace: Workspace, core: ScopeId, device: bytes, wanted: Iterable[Compartment]
) -> None:
    """Write beside the core's grant what was opened, so that a person added later is opened likewise."""
    record, desks = kinds.grant_id(core, device), kinds.desks(workspace.root)
    row = records.one(tx, desks, kinds.GRANT, record)
    before = _opened(row.fields) if row and row.fields.get("state") == grants.OPEN else []
    words = sorted({each.word for each in (*wanted, *before) if each in PERSONAL})
    author, rng, now = workspace.identity.author, workspace.rng, workspace.now
    writing.put(tx, author, desks, kinds.GRANT, record, {_OPENED: words}, rng=rng, now=now)


def may_claim(identity: Identity, tx: Tx, scope: ScopeId, device: bytes, new: Collection[ScopeId]) -> bool:
    """Say whether a house may be the first to write in a compartment (the rule that `sync` asks at a desk).

    What a person holds belongs to whoever entered the person, and to those to whom the person's case was opened with
    that compartment; who was shown the core only must not take the rest by writing there first, nor by naming the
    person in a case of its own.
    """
    compartment, person = compartment_of(scope), scope[1:]
    core = home_of(row for row in records.get(tx, person) if row.kind == "person")
    if compartment not in PERSONAL or core is None or core in new or _entered_by(tx, person, core, device):
        return True
    row = records.one(tx, kinds.desks(identity.root_id), kinds.GRANT, kinds.grant_id(core, device))
    granted = row is not None and row.fields.get("state") == grants.OPEN
    return row is not None and granted and compartment in _opened(row.fields)


def at_the_door(workspace: Workspace) -> DeviceAtWork:
    """Return the device with that rule, for whatever takes in what others wrote."""
    workspace.device.may_claim = lambda *asked: may_claim(workspace.identity, *asked)
    return workspace.device


def _entered_by(tx: Tx, person: bytes, core: ScopeId, device: bytes) -> bool:
    """Say whether what came first about a person, in the core of their case, is this device's.

    Came here: lamports and clocks are their author's to choose.
    """
    past = [edit for edit in records.history(tx, person) if edit.scope == core]
    first = min(map(_arrival, past), default=None)
    return first is not None and all(
        stating.device_of(tx, edit.author) == device for edit in past if _arrival(edit) == first
    )


def _arrival(edit: HistoryEntry) -> tuple[int, bool, int]:
    """Order edits by when they came; what was written here in that very second came after."""
    return edit.received_at, edit.bundle is None, edit.bundle or 0


def copy_all_grants(tx: Tx, workspace: Workspace) -> None:
    """Do `copy_grants` for the cases that several houses share: one of them may have added a person."""
    houses: dict[bytes, set[bytes]] = {}
    for row in records.query(tx, kinds.GRANT, scope=kinds.desks(workspace.root)):
        scope, device = reading.scope(row), reading.raw(row, "device", 16)
        if scope is None or device is None or row.fields.get("state") != grants.OPEN:
            continue
        if compartment_of(scope) is Compartment.CORE:
            houses.setdefault(scope[1:], set()).add(device)
    for case in sorted(case for case, devices in houses.items() if len(devices) > 1):
        copy_grants(tx, workspace, case)


def open_who_arrived(workspace: Workspace) -> None:
    """Open at a desk, after changes came in, the persons among them to the houses that share their case."""
    if workspace.is_desk and workspace.enrolled:
        with workspace.vault.transaction() as tx:
            copy_all_grants(tx, workspace)


def shed(workspace: Workspace, record: bytes, compartment: Compartment | None = None) -> Shed:
    """Drop compartments of a case's persons, or of one person, from this laptop; the desk has them.

    Raises: UserError("only_houses_shed"), UserError("unknown_record"), UserError("nothing_to_shed"),
    UserError("not_acknowledged") while a desk has not confirmed everything in it.
    """
    if workspace.is_desk:
        raise UserError("only_houses_shed")
    with workspace.vault.transaction() as tx:
        open_scopes = {scope for scope, state in log.scopes(tx).items() if state.state == State.OPEN}
        scopes = [scope for scope in _droppable(tx, record, compartment) if scope in open_scopes]
        if not scopes:
            raise UserError("nothing_to_shed", id=to_text(record))
        for scope in scopes:
            if not holding.acknowledged(tx, workspace, scope):
                raise UserError("not_acknowledged", compartment=_word(scope))
        files = [name for scope in scopes for name in _drop(tx, workspace, scope)]
    workspace.vault.blobs.unlink(files)
    workspace.vault.checkpoint()
    return Shed(tuple(scopes))


def droppable(workspace: Workspace) -> list[Droppable]:
    """List the cases of which a house could drop something, by alias. Raises: UserError("only_houses_shed")."""
    if workspace.is_desk:
        raise UserError("only_houses_shed")
    with workspace.vault.read() as tx:
        here = {scope for scope, state in log.scopes(tx).items() if state.state == State.OPEN}
        written = {scope for scope, _ in log.heads(tx)}
        found = []
        for row in records.query(tx, "case", sort="alias"):
            scopes = [scope for scope in _droppable(tx, row.record, None) if scope in here & written]
            if scopes and at_home(row):
                words = dict.fromkeys(each for scope in scopes if (each := compartment_of(scope)) is not None)
                confirmed = all(holding.acknowledged(tx, workspace, scope) for scope in scopes)
                found.append(Droppable(row.record, str(row.fields.get("alias", "")), tuple(words), confirmed))
        return found


def _droppable(tx: Tx, record: bytes, compartment: Compartment | None) -> list[ScopeId]:
    kind = rows_of(tx, record)[0].kind
    if kind not in ("case", "person"):
        raise UserError("wrong_kind", id=to_text(record), kind=kind, wanted="case, person")
    chosen = (compartment,) if compartment is not None else tuple(sorted(PERSONAL))
    if kind == "case":
        return _scopes(tx, record, chosen)
    return [ScopeId(scope_id(each, record)) for each in chosen if each in PERSONAL]


def _drop(tx: Tx, workspace: Workspace, scope: ScopeId) -> list[str]:
    files = workspace.vault.blobs.drop_scope(tx, scope)
    purge.drop_content(tx, scope, State.SHED)
    _say(tx, workspace, scope, "shed")
    return files


def _say(tx: Tx, workspace: Workspace, scope: ScopeId, state: str) -> None:
    record = kinds.scope_record(kinds.SHED, scope)
    values = {"scope": scope.hex(), "state": state}
    author, rng, now = workspace.identity.author, workspace.rng, workspace.now
    writing.put(tx, author, workspace.own_link, kinds.SHED, record, values, rng=rng, now=now)


def want(workspace: Workspace, record: bytes, compartment: Compartment | None = None) -> Shed:
    """Ask for what was shed of a case or person, or for the bytes of a document that did not come along.

    Raises: UserError("unknown_record"), UserError("nothing_to_want") when it is all here.
    """
    with workspace.vault.transaction() as tx:
        rows = find_rows(tx, record)
        if rows and rows[0].kind == "document":
            return _want_bytes(tx, workspace, rows[0], record)
        shed_scopes = {scope for scope, state in log.scopes(tx).items() if state.state == State.SHED}
        scopes = [scope for scope in _of(tx, record, compartment) if scope in shed_scopes]
        if not scopes:
            raise UserError("nothing_to_want", id=to_text(record))
        for scope in scopes:
            _say(tx, workspace, scope, "wanted")
            log.set_state(tx, scope, State.OPEN)
        return Shed(tuple(scopes))


def _of(tx: Tx, record: bytes, compartment: Compartment | None) -> list[ScopeId]:
    chosen = (compartment,) if compartment is not None else OPENED
    owners = [record, *(row.record for row in persons_of(tx, record))]
    return sorted({ScopeId(scope_id(each, owner)) for each in chosen for owner in owners})


def _want_bytes(tx: Tx, workspace: Workspace, row: Row, record: bytes) -> Shed:
    blob = reading.raw(row, "hash", 32)
    if blob is None or workspace.vault.blobs.size(tx, blob) is not None:
        raise UserError("nothing_to_want", id=to_text(record))
    attachments.want(tx, blob)
    return Shed(())


def _word(scope: ScopeId) -> str:
    compartment = compartment_of(scope)
    return compartment.word if compartment else ""
