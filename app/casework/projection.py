"""What storage needs to know about kinds to build its view: which fields to filter by, which to search, what is strange.

Handed in when a vault opens; storage never imports it.
"""

from app.casework.entry import understood
from app.casework.kinds import KINDS
from app.casework.orders import ORDERS, Rank

__all__ = ["INDEXED", "ORDERS", "SEARCHABLE", "Rank", "not_understood"]

INDEXED: frozenset[tuple[str, str]] = frozenset(
    (kind.name, field.name) for kind in KINDS.values() for field in kind.fields.values() if field.indexed
)

SEARCHABLE: frozenset[tuple[str, str]] = frozenset(
    (kind.name, field.name) for kind in KINDS.values() for field in kind.fields.values() if field.searchable
)


def not_understood(kind: str, field: str, value: object) -> bool:
    """Say whether a stored value is one that this version can only show literally."""
    return not understood(kind, field, value)
