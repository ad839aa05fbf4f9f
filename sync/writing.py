"""Write a record's fields as one change that replaces what is live here. For sync's own records and whoever has no form open."""

from collections.abc import Callable, Mapping

from storage import canonical, log, records
from storage.database import Tx
from storage.log import Author, NewEdit
from storage.scopes import ScopeId

Rng = Callable[[int], bytes]
Clock = Callable[[], int]


def put(
    tx: Tx,
    author: Author,
    scope: ScopeId,
    kind: str,
    record: bytes,
    values: Mapping[str, object],
    *,
    rng: Rng,
    now: Clock,
) -> bool:
    """Set `values` on one record; fields that say so already are left alone. Return whether anything was written."""
    edits: list[NewEdit] = []
    for field, value in values.items():
        live = records.live(tx, scope, kind, record, field)
        if len(live) == 1 and _same(live[0].value, value):
            continue
        edits.append(NewEdit(record, kind, field, value, tuple(one.ref for one in live)))
    if edits:
        log.append(tx, author, scope, edits, rng=rng, now=now)
    return bool(edits)


def _same(untrusted: object, value: object) -> bool:
    """Tell whether a live value, perhaps another device's that nothing here understands, is `value` already."""
    understood = untrusted is not canonical.NOT_UNDERSTOOD
    return understood and canonical.dumps(untrusted) == canonical.dumps(value)
