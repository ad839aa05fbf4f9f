"""What the vault is handed to build its view: the orders, filters and models of every kind that this program writes.

Casework's kinds come from app.casework.projection, sync's own from sync.kinds, and app adds the two that belong to no case:
`decision` (a consent decision, in the links, so that it always travels) and `audit` (who looked at what).
"""

from collections.abc import Callable, Mapping
from typing import Final

from app.casework import projection as casework
from storage.records import Projection
from sync import grants, kinds, roster

DECISION: Final = "decision"
AUDIT: Final = "audit"

_SYNC: Final = frozenset(
    {
        kinds.COMMON,
        kinds.DEVICE,
        kinds.GRANT,
        kinds.SUSPICION,
        kinds.CERTIFICATE,
        kinds.GRANT_NOTICE,
        kinds.REFUSAL,
        kinds.SHED,
    }
)
_OWN: Final = _SYNC | {DECISION, AUDIT}
_INDEXED: Final = frozenset(
    {(DECISION, "case"), (DECISION, "person"), (DECISION, "decision"), (AUDIT, "case")}
)

ORDERS: Final[Mapping[tuple[str, str], Callable[[object], int]]] = {
    **casework.ORDERS,
    (DECISION, "decision"): casework.ORDERS["consent", "decision"],
    (kinds.GRANT, "state"): grants.state_rank,
    (kinds.DEVICE, "status"): roster.safer,
}


def is_ours(kind: str) -> bool:
    """Say whether records of this kind are the program's own and never casework."""
    return kind in _OWN


def _not_understood(kind: str, field: str, value: object) -> bool:
    return kind not in _OWN and casework.not_understood(kind, field, value)


PROJECTION: Final = Projection(
    orders=ORDERS,
    indexed=casework.INDEXED | kinds.INDEXED | _INDEXED,
    searchable=casework.SEARCHABLE,
    attached=frozenset({("document", "hash")}),
    not_understood=_not_understood,
)
