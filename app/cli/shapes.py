"""Results as JSON: the shapes of the command line's contract. Ids are text, times ISO 8601 in UTC, compartments words."""

from collections.abc import Iterable, Sequence

from app.absence import Absent
from app.casework.compartments import compartment_of
from app.conflicts import Conflict
from app.ids import to_text
from app.lists import Listed
from app.moments import iso
from app.undo import Done
from app.views import Found, Past, Shown, Value
from storage.canonical import NotUnderstood
from sync.words import Word


def text_or_none(record: bytes | None) -> str | None:
    """Return an id's text, None for none."""
    return None if record is None else to_text(record)


def words(shown: Iterable[Word]) -> list[dict[str, object]]:
    """Words to read out, each with its number."""
    return [dict[str, object](word=word, number=number) for word, number in shown]


def spoken(shown: Iterable[Word]) -> str:
    """Words to read out, as one line for people."""
    return "  ".join(f"{word} ({number:04d})" for word, number in shown)


def compartments(scopes: Iterable[bytes]) -> list[dict[str, object]]:
    """Compartments by word and owner."""
    return [compartment(scope) for scope in scopes]


def compartment(scope: bytes) -> dict[str, object]:
    """One compartment; empty words for one that a newer version made."""
    known = compartment_of(scope)
    return {"compartment": known.word if known else "", "of": to_text(scope[1:])}


def plain(value: object) -> object:
    """Return a field's value as JSON; one that cannot be read is shown as text that says so."""
    return "not understood" if isinstance(value, NotUnderstood) else value


def fields(values: dict[str, object]) -> dict[str, object]:
    """Fields by name, in the order of names."""
    return {name: plain(values[name]) for name in sorted(values)}


def absent(missing: Sequence[Absent]) -> list[dict[str, object]]:
    """What is not here, and why; `person` where it is a person's compartment."""
    return [_absent(each) for each in missing]


def _absent(one: Absent) -> dict[str, object]:
    shape: dict[str, object] = {"compartment": one.compartment.word, "why": str(one.why)}
    return {**shape, "person": to_text(one.person)} if one.person else shape


def value(one: Value) -> dict[str, object]:
    """One of several live values."""
    return {"n": one.n, "value": plain(one.value), "author": one.author, "at": iso(one.wall)}


def shown(record: Shown) -> dict[str, object]:
    """A whole record."""
    deleted = (
        {"deleted": True, "changed_there": record.changed_there}
        if record.deleted or record.changed_there
        else {}
    )
    return {
        "id": to_text(record.id),
        "kind": record.kind,
        "case": text_or_none(record.case),
        "scopes": [compartment.word for compartment in record.scopes],
        "fields": fields(record.fields),
        "conflicts": {name: [value(one) for one in values] for name, values in record.conflicts.items()},
        "absent": absent(record.absent),
        **deleted,
    }


def listed(record: Listed) -> dict[str, object]:
    """A record in a list."""
    return {
        "id": to_text(record.id),
        "kind": record.kind,
        "case": text_or_none(record.case),
        "fields": fields(record.fields),
        "absent": absent(record.absent),
    }


def past(edit: Past) -> dict[str, object]:
    """One line of a history."""
    return {
        "compartment": edit.compartment.word if edit.compartment else None,
        "field": edit.field,
        "value": plain(edit.value),
        "hidden": edit.hidden,
        "author": edit.author,
        "at": iso(edit.wall),
        "received_at": iso(edit.received_at),
        "bundle": edit.bundle,
        "live": edit.live,
    }


def found(hit: Found) -> dict[str, object]:
    """One hit of a search."""
    return {"id": to_text(hit.id), "kind": hit.kind, "case": text_or_none(hit.case), "snippet": hit.snippet}


def work(done: Done) -> dict[str, object]:
    """What was taken back of one record."""
    return {
        "id": to_text(done.id),
        "kind": done.kind,
        "case": text_or_none(done.case),
        "what": str(done.what),
        "fields": list(done.fields),
    }


def conflict(one: Conflict) -> dict[str, object]:
    """One field with several values."""
    return {"id": to_text(one.id), "field": one.field, "values": [value(each) for each in one.values]}
