"""What a form showed when it was opened, so that saving replaces that and never what arrived while somebody typed.

An edit names what it replaces (vault.md): the live edits that the form showed. What came in since is none of them, so
both values stay and the field is in conflict, instead of one being lost in silence. To a front end all of this is opaque: it
takes `seen` from what it shows and hands it back with what was typed, at once or out of a draft.
"""

from collections.abc import Iterable, Mapping

from storage import canonical, merge, recall
from storage.changes import ID_SIZE, SEQ_MAX, TAG_SIZE, AuthorId
from storage.database import Tx
from storage.errors import UserError
from storage.log import Ref
from storage.merge import DELETED, Live
from storage.projection import of
from storage.records import Row

Seen = Mapping[str, tuple[Ref, ...]]
"""field → the live edits that were shown; a field that is not in it was shown empty"""

_MOST = 4_096
"""References that are read back of one form."""


def of_rows(tx: Tx, rows: Iterable[Row]) -> dict[str, tuple[Ref, ...]]:
    """Return what is live of a record now, field by field, across its compartments."""
    found: dict[str, tuple[Ref, ...]] = {}
    for row in rows:
        for name, refs in recall.refs(tx, row).items():
            if name != DELETED:
                found[name] = (*found.get(name, ()), *refs)
    return found


def typed(tx: Tx, rows: Iterable[Row], fields: Mapping[str, object], seen: Seen) -> dict[str, object]:
    """Return those of the fields that say something else than the form showed: what somebody typed."""
    homes = list(rows)
    return {
        name: value
        for name, value in fields.items()
        if not _says(value, _shown(tx, homes, name, seen.get(name, ())))
    }


def _says(untrusted: object, stored: bytes) -> bool:
    """Say whether a value is what is stored; one that nobody here understands can only have come from there."""
    if untrusted is canonical.NOT_UNDERSTOOD:
        return True
    try:
        return canonical.dumps(untrusted) == stored
    except (TypeError, UserError):
        return False


def _shown(tx: Tx, rows: Iterable[Row], name: str, refs: Iterable[Ref]) -> bytes:
    """Return the value that the form showed, as it is stored; null for none."""
    rules = of(tx)
    for row in rows:
        lives = recall.edits(tx, row.scope, row.kind, row.record, name, refs)
        if lives:
            return merge.shown(row.kind, name, lives, rules.orders, rules.not_understood).value
    return canonical.dumps(None)


def replaced(tx: Tx, scope: bytes, kind: str, record: bytes, name: str, seen: Seen) -> tuple[Ref, ...]:
    """Return what an edit in one compartment replaces of what the form showed."""
    lives = recall.edits(tx, scope, kind, record, name, seen.get(name, ()))
    return tuple(_ref(live) for live in lives)


def _ref(live: Live) -> Ref:
    return Ref(live.author, live.seq, live.index, live.leaf[:TAG_SIZE])


def to_plain(seen: Seen) -> dict[str, list[list[object]]]:
    """Return it as JSON."""
    return {
        name: [[ref.author.hex(), ref.seq, ref.index, ref.tag.hex()] for ref in refs]
        for name, refs in seen.items()
    }


def from_plain(untrusted: object) -> Seen | None:
    """Read it back; None for anything else. What it names need not be here: then it replaces nothing."""
    if not isinstance(untrusted, dict) or not all(isinstance(refs, list) for refs in untrusted.values()):
        return None
    if sum(len(refs) for refs in untrusted.values()) > _MOST:
        return None
    try:
        return {str(name): tuple(_read(ref) for ref in refs) for name, refs in untrusted.items()}
    except (TypeError, ValueError):
        return None


def _read(untrusted: object) -> Ref:
    """Read one reference. Raises: TypeError, ValueError."""
    if not isinstance(untrusted, list):
        raise TypeError("a reference is a list")
    author, seq, index, tag = untrusted
    ref = Ref(AuthorId(bytes.fromhex(author)), seq, index, bytes.fromhex(tag))
    sizes = (len(ref.author), len(ref.tag)) == (ID_SIZE, TAG_SIZE)
    if not sizes or type(seq) is not int or type(index) is not int:
        raise ValueError("not a reference")
    if not (1 <= seq <= SEQ_MAX and 0 <= index <= SEQ_MAX):
        raise ValueError("not a place in a chain")
    return ref
