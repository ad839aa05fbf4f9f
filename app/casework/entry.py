"""What may be entered, and what can be understood: strict at the form, tolerant of what others wrote.

Rules: a value is validated one field at a time and comes back as JSON in its normal form; null or an empty text
clears an optional field; text from the command line may stand for a number, or for a list of one.
What came from another device is never refused here, only `understood` or not. No storage, no clock of its own.
"""

import difflib
from collections.abc import Callable, Mapping

from app.casework import aliases, partial_dates
from app.casework.codes import (
    CaseStatus,
    ConsentDecision,
    HouseStatus,
    LegalBasis,
    Priority,
    RetentionClass,
    StayStatus,
    TaskStatus,
    VerificationStatus,
)
from app.casework.kinds import KINDS
from app.casework.schema import DELETED, Field, Kind
from app.casework.tiers import Tier, may_list
from app.casework.values import COUNT, YES_NO, Refused
from storage.errors import UserError

_WORDS = {"true": True, "yes": True, "false": False, "no": False}


def kind_named(untrusted_kind: str) -> Kind:
    """Find a kind. Raises: UserError("unknown_kind") with close matches."""
    found = KINDS.get(untrusted_kind)
    if found is None:
        raise UserError("unknown_kind", kind=untrusted_kind[:64], close=_close(untrusted_kind, KINDS))
    return found


def field_named(kind: str, untrusted_field: str) -> Field:
    """Find a field of a kind. Raises: UserError("unknown_kind"), UserError("unknown_field")."""
    fields = kind_named(kind).fields
    found = fields.get(untrusted_field)
    if found is None:
        close = _close(untrusted_field, fields)
        raise UserError("unknown_field", kind=kind, field=untrusted_field[:64], close=close)
    return found


def _close(word: str, known: Mapping[str, object]) -> str:
    return ", ".join(difflib.get_close_matches(word[:64], list(known), n=3) or list(known))


def validate_entry(kind: str, field: str, untrusted_value: object) -> object:
    """Return the JSON value to write for one field that somebody entered; None clears it.

    Raises: UserError("unknown_kind"), UserError("unknown_field"),
    UserError("bad_value") with `why`, and `allowed` (codes) or `limit` where there is one.
    """
    declared = field_named(kind, field)
    if untrusted_value is None or untrusted_value == "":
        if declared.required:
            raise UserError("bad_value", kind=kind, field=field, why="required")
        return None
    try:
        return declared.type.check(_from_text(declared, untrusted_value))
    except Refused as refused:
        raise UserError("bad_value", kind=kind, field=field, why=refused.why, **refused.facts) from None


def _from_text(field: Field, value: object) -> object:
    if not isinstance(value, str):
        return value
    if field.type.many:
        return [value]
    if field.type is COUNT and value.isascii() and value.isdigit() and len(value) <= 16:
        return int(value)
    if field.type is YES_NO:
        return _WORDS.get(value.lower(), value)
    return value


def understood(kind: str, field: str, value: object) -> bool:
    """Say whether this version's model accepts a stored value exactly as it stands. Never raises."""
    if field == DELETED:
        return value is None or _is_deletion(value)
    known = KINDS.get(kind)
    declared = known.fields.get(field) if known is not None else None
    if declared is None:
        return False
    if value is None:
        return True
    try:
        return _same(declared.type.check(value), value)
    except Refused:
        return False


def _same(checked: object, value: object) -> bool:
    return isinstance(checked, bool) is isinstance(value, bool) and checked == value


def _is_deletion(value: object) -> bool:
    if not isinstance(value, dict) or set(value) != {"reason", "frontier"}:
        return False
    reason, frontier = value["reason"], value["frontier"]
    return isinstance(reason, str) and isinstance(frontier, dict)


def required(kind: str) -> tuple[str, ...]:
    """List the fields without which a new record is refused. Raises: UserError("unknown_kind")."""
    return kind_named(kind).required


def write_once(kind: str) -> bool:
    """Say whether records of this kind may be followed but not edited (a note)."""
    return kind_named(kind).write_once


def tier(kind: str, field: str) -> Tier:
    """Return a field's tier; what nobody knows counts as identity."""
    known = KINDS.get(kind)
    declared = known.fields.get(field) if known is not None else None
    return declared.tier if declared is not None else Tier.IDENTITY


def listable(kind: str, fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that lists and titles may show: no identity tier."""
    return {name: value for name, value in fields.items() if may_list(tier(kind, name))}


def defaults(
    kind: str, *, rng: Callable[[int], bytes], today: str, language: str = "ru"
) -> dict[str, object]:
    """Return what a new record starts with where nothing was entered; `today` is an ISO date.

    A case gets a random alias suggestion in `language`. Raises: UserError("unknown_kind").
    """
    if kind_named(kind).name == "case":
        return {
            "alias": aliases.suggest(rng, language),
            "status": str(CaseStatus.INTAKE),
            "priority": str(Priority.NORMAL),
            "verification_status": str(VerificationStatus.PENDING),
            "retention_class": str(RetentionClass.ACTIVE),
            "contact_date": today,
        }
    return dict(_STARTS.get(kind, {})) | ({"date": today} if "date" in KINDS[kind].fields else {})


_STARTS: Mapping[str, Mapping[str, object]] = {
    "house": {"status": str(HouseStatus.READY)},
    "stay": {"status": str(StayStatus.PLANNED)},
    "task": {"status": str(TaskStatus.OPEN)},
    "message": {"priority": str(Priority.NORMAL)},
}


def check_together(kind: str, fields: Mapping[str, object]) -> None:
    """Check a record as a form will leave it: required fields, periods, the grounds of an override or of a refusal.

    Raises: UserError("missing_field"), UserError("period_backwards"), UserError("override_without_basis").
    """
    declared = kind_named(kind)
    for name in declared.required:
        if fields.get(name) is None:
            raise UserError("missing_field", kind=kind, field=name)
    if declared.any_of and all(fields.get(name) is None for name in declared.any_of):
        raise UserError("missing_field", kind=kind, field=declared.any_of[0])
    if kind == "task" and fields.get("status") == TaskStatus.CANNOT_DO and fields.get("reason") is None:
        raise UserError("missing_field", kind=kind, field="reason")
    for start, end in declared.periods:
        if _backwards(fields.get(start), fields.get(end)):
            raise UserError("period_backwards", kind=kind, start=start, end=end)
    if kind == "consent" and fields.get("decision") == ConsentDecision.OVERRIDE:
        grounded = fields.get("legal_basis") not in (None, LegalBasis.CONSENT)
        if not grounded or fields.get("reason") is None:
            raise UserError("override_without_basis")


def _backwards(start: object, end: object) -> bool:
    if not isinstance(start, str) or not isinstance(end, str):
        return False
    try:
        return partial_dates.first_day(start) > partial_dates.last_day(end)
    except ValueError:
        return False
