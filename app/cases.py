"""Write records: add one, change fields of one, delete one.

One use case, one transaction; a record whose fields live in several compartments is one change in each. What is
entered is validated strictly (app.casework.entry), then held against the rules that need more than one record (app.rules).
A change replaces what was live when it was made, and one of a form what was live when the form was opened (app.seen): where
something else arrives in between, both values stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app import consent, rules, sharing
from app import seen as forms
from app.absence import Presence
from app.casework import entry
from app.casework.codes import PersonRole
from app.casework.compartments import Anchor, compartment_of
from app.casework.schema import DELETED
from app.finding import case_of, fields_of, persons_of, rows_of
from app.ids import to_text
from app.moments import today
from app.placing import Place, anchor, hung_on, new_id, split
from app.seen import Seen
from app.workspace import Workspace
from storage import drafts, log, records
from storage.database import Tx
from storage.errors import UserError
from storage.log import NewEdit, Ref
from storage.records import Row
from storage.scopes import ScopeId
from sync import rights
from sync.rights import Role, Standing

#: What a document's record says of its bytes: written by `attach`, never by hand.
_FROM_FILE = frozenset(("document", name) for name in ("hash", "size", "media_type", "metadata", "evidence"))


@dataclass(frozen=True, slots=True)
class Added:
    """A new record, and the case that it belongs to."""

    id: bytes
    case: bytes | None


def add(
    workspace: Workspace,
    kind: str,
    untrusted_fields: Mapping[str, object],
    place: Place = Place(),
    *,
    language: str = "en",
    draft: str | None = None,
) -> Added:
    """Write a new record; `draft` is the key of what was kept while it was typed, and goes as it is saved.

    Raises: what `app.casework.entry` and `app.rules` refuse; UserError("unknown_record"), UserError("wrong_kind") for
    what it hangs on; UserError("no_home"), UserError("wrong_compartment"); UserError("no_right_here").
    """
    fields = entered(kind, untrusted_fields)
    with workspace.vault.transaction() as tx:
        _forget(tx, draft)
        return add_in(tx, workspace, kind, fields, place, language=language)


def _forget(tx: Tx, draft: str | None) -> None:
    if draft is not None:
        drafts.drop(tx, draft)


def entered(kind: str, untrusted_fields: Mapping[str, object]) -> dict[str, object]:
    """Validate what was entered. Raises: what `app.casework.entry` refuses; UserError("follows_from_file")."""
    entry.kind_named(kind)
    for name in untrusted_fields:
        if (kind, name) in _FROM_FILE:
            raise UserError("follows_from_file", field=name)
    return {name: entry.validate_entry(kind, name, value) for name, value in untrusted_fields.items()}


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
        for name, value in {**started, **hung_on(kind, fields, place)}.items()
        if value is not None
    }
    at = anchor(tx, workspace, kind, fields, place)
    record = record or new_id(tx, workspace, kind, fields, place)
    if kind == "case":
        at = Anchor(root=at.root, case=record)
    if kind == "house":
        at = Anchor(root=at.root, house=record)
    if kind == "person" and "role" not in fields and at.case is not None:
        others = persons_of(tx, at.case)
        fields["role"] = str(PersonRole.UNKNOWN if others else PersonRole.PRINCIPAL)
    entry.check_together(kind, fields)
    fields |= rules.consequences(tx, kind, record, {}, fields, day)
    for scope, part in split(kind, record, fields, at, place.compartment).items():
        _write(tx, workspace, scope, kind, record, part)
    _follow_up(tx, workspace, kind, fields, at.case)
    return Added(record, at.case)


def change(
    workspace: Workspace,
    record: bytes,
    untrusted_fields: Mapping[str, object],
    *,
    seen: Seen | None = None,
    draft: str | None = None,
) -> list[str]:
    """Change fields of a record; return the names of those that were written.

    Args: seen: what the form showed when it was opened (`views.Shown.seen`). Then a field that still says what the form
    showed is left alone, and the others replace that and not what has arrived since. draft: as in `add`.
    Raises: what `app.casework.entry` and `app.rules` refuse; UserError("unknown_record"), UserError("write_once"),
    UserError("deleted_record"), UserError("no_right_here"), UserError("scope_not_here").
    """
    with workspace.vault.transaction() as tx:
        _forget(tx, draft)
        return change_in(tx, workspace, record, untrusted_fields, seen=seen)


def change_in(
    tx: Tx,
    workspace: Workspace,
    record: bytes,
    untrusted_fields: Mapping[str, object],
    *,
    seen: Seen | None = None,
) -> list[str]:
    """Change fields of a record inside a transaction; the rest as `change`."""
    rows = rows_of(tx, record)
    kind = rows[0].kind
    if entry.write_once(kind):
        raise UserError("write_once", kind=kind)
    if all(row.deleted for row in rows):
        raise UserError("deleted_record", id=to_text(record))
    fields = _typed(tx, rows, untrusted_fields, seen)
    if not fields:
        return []
    if kind == "consent" and {"person", "purpose"} & set(fields):
        raise UserError("consent_is_for_one")
    before = fields_of(rows)
    entry.check_together(kind, {**before, **fields})
    fields |= rules.consequences(tx, kind, record, before, fields, today(workspace.now))
    case = case_of(tx, rows)
    for scope, part in _parts(workspace, rows[0], fields, case).items():
        _write(tx, workspace, scope, kind, record, part, seen)
    if kind in _FOLLOWED:
        _follow_up(tx, workspace, kind, fields_of(rows_of(tx, record)), case)
    return list(fields)


def _typed(
    tx: Tx, rows: list[Row], untrusted_fields: Mapping[str, object], seen: Seen | None
) -> dict[str, object]:
    """Validate what somebody typed; what a form only hands back as it was shown need not be valid."""
    kind = rows[0].kind
    if seen is None:
        return entered(kind, untrusted_fields)
    return forms.typed(tx, rows, entered(kind, forms.typed(tx, rows, untrusted_fields, seen)), seen)


def _parts(
    workspace: Workspace, row: Row, fields: dict[str, object], case: bytes | None
) -> dict[ScopeId, dict[str, object]]:
    """Say where changed fields go: where the record is, but for a person's."""
    if row.kind != "person":
        return {ScopeId(row.scope): fields}
    return split(
        row.kind, row.record, fields, Anchor(root=workspace.root, case=case, person=row.record), None
    )


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
            said = {"reason": reason, "frontier": log.frontier(tx, scope)}
            _write(tx, workspace, scope, row.kind, record, {DELETED: said})
        return [ScopeId(row.scope) for row in rows]


def _write(
    tx: Tx,
    workspace: Workspace,
    scope: ScopeId,
    kind: str,
    record: bytes,
    fields: Mapping[str, object],
    seen: Seen | None = None,
) -> None:
    may_write(tx, workspace, scope)

    def replaces(name: str) -> tuple[Ref, ...]:
        if seen is not None:
            return forms.replaced(tx, scope, kind, record, name, seen)
        return tuple(live.ref for live in records.live(tx, scope, kind, record, name))

    edits = [NewEdit(record, kind, name, value, replaces(name)) for name, value in fields.items()]
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


_FOLLOWED: Final = ("consent", "person")


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
