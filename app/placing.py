"""Where a new record goes: what it hangs on, its id, and which compartment each of its fields lives in.

The table of homes is app.casework.compartments; here it meets what is in the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.casework import compartments, consents, entry
from app.casework.compartments import Anchor, Compartment, scope_id
from app.finding import case_of_person, known
from app.ids import parse, to_text
from app.workspace import Workspace
from storage import records
from storage.database import Tx
from storage.errors import UserError
from storage.scopes import ScopeId

RECORD_ID: Final = 16


@dataclass(frozen=True, slots=True)
class Place:
    """What a new record hangs on, as the person named it."""

    case: bytes | None = None
    person: bytes | None = None
    house: bytes | None = None
    compartment: Compartment | None = None


def hung_on(kind: str, fields: Mapping[str, object], place: Place) -> dict[str, object]:
    """Fill in the fields that say the same as --person and --house."""
    known_fields = entry.kind_named(kind).fields
    filled = dict(fields)
    for name, given in (("person", place.person), ("house", place.house)):
        if given is not None and name in known_fields and kind != name:
            filled.setdefault(name, to_text(given))
    return filled


def anchor(tx: Tx, workspace: Workspace, kind: str, fields: Mapping[str, object], place: Place) -> Anchor:
    """Find what a record hangs on; at a house, where nothing is named, the house itself.

    Raises: UserError("unknown_record"), UserError("wrong_kind").
    """
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


def new_id(tx: Tx, workspace: Workspace, kind: str, fields: Mapping[str, object], place: Place) -> bytes:
    """Return the id of a new record: random, but for what has one of its own.

    Raises: UserError("house_exists"), UserError("person_exists").
    """
    if kind == "consent" and fields.get("person") and fields.get("purpose"):
        person = _reference(fields, "person", kind)
        return consents.record_id(person or b"", str(fields["purpose"]))
    if kind == "house" and not workspace.is_desk:
        if records.get(tx, workspace.identity.house_id):
            raise UserError("house_exists", id=to_text(workspace.identity.house_id))
        return workspace.identity.house_id
    if kind == "person" and place.person is not None:
        raise UserError("person_exists", id=to_text(place.person))
    return workspace.rng(RECORD_ID)


def split(
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
