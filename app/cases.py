"""Write records: add one, change fields of one, delete one.

One use case, one transaction; a record whose fields live in several compartments is one change in each. What is
entered is validated strictly (app.casework.entry), then held against the rules that need more than one record (app.rules).
A change replaces what was live when it was made: where something else arrives later, both values stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app import consent, rules, sharing
from app.absence import Presence
from app.casework import compartments, consents, entry
from app.casework.codes import PersonRole
from app.casework.compartments import Anchor, Compartment, compartment_of, scope_id
from app.casework.schema import DELETED
from app.finding import case_of, case_of_person, fields_of, known, persons_of, rows_of
from app.ids import parse, to_text
from app.moments import today
from app.workspace import Workspace
from storage import log, records
from storage.database import Tx
from storage.errors import UserError
from storage.log import NewEdit
from storage.scopes import ScopeId
from sync import rights
from sync.rights import Role, Standing

RECORD_ID: Final = 16


@dataclass(frozen=True, slots=True)
class Added:
    """A new record, and the case that it belongs to."""

    id: bytes
    case: bytes | None


@dataclass(frozen=True, slots=True)
class Place:
    """What a new record hangs on, as the person named it."""

    case: bytes | None = None
    person: bytes | None = None
    house: bytes | None = None
    compartment: Compartment | None = None


def add(
    workspace: Workspace,
    kind: str,
    untrusted_fields: Mapping[str, object],
    place: Place = Place(),
    *,
    language: str = "en",
) -> Added:
    """Write a new record.

    Raises: what `app.casework.entry` and `app.rules` refuse; UserError("unknown_record"), UserError("wrong_kind") for
    what it hangs on; UserError("no_home"), UserError("wrong_compartment"); UserError("no_right_here").
    """
    entry.kind_named(kind)
    fields = {name: entry.validate_entry(kind, name, value) for name, value in untrusted_fields.items()}
    with workspace.vault.transaction() as tx:
        return add_in(tx, workspace, kind, fields, place, language=language)


def add_in(
    tx: Tx,
    workspace: Workspace,
    kind: str,
    fields: Mapping[str, object],
    place: Place,
    *,
    language: str = "en",
    record: bytes | None = None,
) -> Added:
    """Write a new record of valid fields inside a transaction; the rest as `add`."""
    day = today(workspace.now)
    started = entry.defaults(kind, rng=workspace.rng, today=day.isoformat(), language=language)
    fields = {
        name: value
        for name, value in {**started, **_hung_on(kind, fields, place)}.items()
        if value is not None
    }
    anchor = _anchor(tx, workspace, kind, fields, place)
    record = record or _new_id(tx, workspace, kind, fields, anchor)
    if kind == "case":
        anchor = Anchor(root=anchor.root, case=record)
    if kind == "house":
        anchor = Anchor(root=anchor.root, house=record)
    if kind == "person" and "role" not in fields and anchor.case is not None:
        others = persons_of(tx, anchor.case)
        fields["role"] = str(PersonRole.UNKNOWN if others else PersonRole.PRINCIPAL)
    entry.check_together(kind, fields)
    fields |= rules.consequences(tx, kind, record, {}, fields, day)
    for scope, part in _split(kind, record, fields, anchor, place.compartment).items():
        _write(tx, workspace, scope, kind, record, part)
    _follow_up(tx, workspace, kind, fields, anchor.case)
    return Added(record, anchor.case)


def change(workspace: Workspace, record: bytes, untrusted_fields: Mapping[str, object]) -> list[str]:
    """Change fields of a record; return the names of those that were written.

    Raises: what `app.casework.entry` and `app.rules` refuse; UserError("unknown_record"), UserError("write_once"),
    UserError("deleted_record"), UserError("no_right_here"), UserError("scope_not_here").
    """
    with workspace.vault.transaction() as tx:
        rows = rows_of(tx, record)
        kind = rows[0].kind
        if entry.write_once(kind):
            raise UserError("write_once", kind=kind)
        if all(row.deleted for row in rows):
            raise UserError("deleted_record", id=to_text(record))
        fields = {name: entry.validate_entry(kind, name, value) for name, value in untrusted_fields.items()}
        if kind == "consent" and {"person", "purpose"} & set(fields):
            raise UserError("consent_is_for_one")
        before = fields_of(rows)
        entry.check_together(kind, {**before, **fields})
        fields |= rules.consequences(tx, kind, record, before, fields, today(workspace.now))
        case = case_of(tx, rows)
        anchor = Anchor(root=workspace.root, case=case, person=record if kind == "person" else None)
        where = None if kind == "person" else ScopeId(rows[0].scope)
        parts = {where: fields} if where else _split(kind, record, fields, anchor, None)
        for scope, part in parts.items():
            _write(tx, workspace, scope, kind, record, part)
        _follow_up(tx, workspace, kind, {**before, **fields}, case)
        return list(fields)


def delete(workspace: Workspace, record: bytes, reason: str) -> list[ScopeId]:
    """Delete a record in each compartment of it that is here; return those.

    Nothing is destroyed: what somebody changed without knowing of the delete brings the record back into view.
    Raises: UserError("unknown_record"), UserError("missing_field") without a reason.
    """
    if not reason.strip():
        raise UserError("missing_field", kind="", field="reason")
    with workspace.vault.transaction() as tx:
        rows = rows_of(tx, record)
        for row in rows:
            scope = ScopeId(row.scope)
            frontier = {
                author.hex(): position.seq for (_, author), position in log.heads(tx, [scope]).items()
            }
            _write(
                tx, workspace, scope, row.kind, record, {DELETED: {"reason": reason, "frontier": frontier}}
            )
        return [ScopeId(row.scope) for row in rows]


def _hung_on(kind: str, fields: Mapping[str, object], place: Place) -> dict[str, object]:
    """Fill in the fields that say the same as --person and --house."""
    known_fields = entry.kind_named(kind).fields
    filled = dict(fields)
    for name, given in (("person", place.person), ("house", place.house)):
        if given is not None and name in known_fields and kind != name:
            filled.setdefault(name, to_text(given))
    return filled


def _anchor(tx: Tx, workspace: Workspace, kind: str, fields: Mapping[str, object], place: Place) -> Anchor:
    person = place.person or _reference(fields, "person", kind)
    if person is not None:
        known(tx, person, "person")
    case = place.case
    if case is None and person is not None:
        case = case_of_person(tx, person)
    if case is not None:
        known(tx, case, "case")
    if place.house is not None:
        known(tx, place.house, "house")
    house = place.house
    if person is None and case is None and house is None and not workspace.is_desk:
        house = workspace.identity.house_id
    broadcast = kind == "message" and fields.get("type") == "broadcast"
    # A person named only in a field makes no personal compartment the home: --person does.
    return Anchor(root=workspace.root, case=case, person=place.person, house=house, broadcast=broadcast)


def _reference(fields: Mapping[str, object], name: str, kind: str) -> bytes | None:
    value = fields.get(name)
    return parse(value) if kind != name and isinstance(value, str) else None


def _new_id(tx: Tx, workspace: Workspace, kind: str, fields: Mapping[str, object], anchor: Anchor) -> bytes:
    if kind == "consent" and fields.get("person") and fields.get("purpose"):
        person = _reference(fields, "person", kind)
        return consents.record_id(person or b"", str(fields["purpose"]))
    if kind == "house" and not workspace.is_desk:
        if records.get(tx, workspace.identity.house_id):
            raise UserError("house_exists", id=to_text(workspace.identity.house_id))
        return workspace.identity.house_id
    if kind == "person" and anchor.person is not None:
        raise UserError("person_exists", id=to_text(anchor.person))
    return workspace.rng(RECORD_ID)


def _split(
    kind: str,
    record: bytes,
    fields: Mapping[str, object],
    anchor: Anchor,
    compartment: Compartment | None,
) -> dict[ScopeId, dict[str, object]]:
    """Say which fields go into which compartment: one for every kind but a person."""
    if kind != "person":
        return {ScopeId(compartments.home(kind, anchor, compartment)): dict(fields)}
    core = ScopeId(compartments.home(kind, anchor, compartment))
    parts: dict[ScopeId, dict[str, object]] = {}
    for name, value in fields.items():
        home = compartments.of_person_field(name)
        scope = core if home is Compartment.CORE else ScopeId(scope_id(home, record))
        parts.setdefault(scope, {})[name] = value
    return parts


def _write(
    tx: Tx, workspace: Workspace, scope: ScopeId, kind: str, record: bytes, fields: Mapping[str, object]
) -> None:
    may_write(tx, workspace, scope)
    edits = [
        NewEdit(
            record, kind, name, value, tuple(live.ref for live in records.live(tx, scope, kind, record, name))
        )
        for name, value in fields.items()
    ]
    log.append(tx, workspace.identity.author, scope, edits, rng=workspace.rng, now=workspace.now)


def may_write(tx: Tx, workspace: Workspace, scope: ScopeId) -> None:
    """Make sure that this device may write a compartment: others would refuse what it writes without a right.

    Raises: UserError("no_right_here"), UserError("not_enrolled").
    """
    identity = workspace.identity
    standing = Standing(identity.role, identity.device_id, identity.house_id, granted=True)
    compartment = compartment_of(scope)
    name = compartment.word if compartment else ""
    if not rights.may_write(standing, scope):
        raise UserError("no_right_here", compartment=name)
    if identity.role is Role.HOUSE and Presence(tx, workspace).closed(scope):
        raise UserError("no_right_here", compartment=name)


def _follow_up(
    tx: Tx, workspace: Workspace, kind: str, fields: Mapping[str, object], case: bytes | None
) -> None:
    """Do what a record brings with it: a decision travels in the links, a new person is open to whom the case is."""
    if case is None:
        return
    if kind == "consent":
        consent.announce(tx, workspace, case, fields)
    if kind == "person" and workspace.is_desk and workspace.enrolled:
        sharing.copy_grants(tx, workspace, case)
